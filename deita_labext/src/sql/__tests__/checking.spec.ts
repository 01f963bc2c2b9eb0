import { diagnosticCount } from '@codemirror/lint';
import { EditorView } from '@codemirror/view';
import { Signal } from '@lumino/signaling';

import type { Event } from '../../api/contract';
import type { IDeitaEvents } from '../../tokens';
import { checkAgain, checking } from '../checking';
import type { IMark } from '../problems';

const MARK: IMark = {
  from: 5,
  to: 12,
  severity: 'error',
  message: 'There is no table flights.',
  hint: null,
  code: 'unknown_table'
};

describe('checking', () => {
  const received = new Signal<object, Event>({});
  let marks: IMark[] = [];
  let asked = 0;
  let view: EditorView;

  /** Lets the time go by after which somebody is taken to have stopped typing. */
  const rest = (): Promise<void> => jest.advanceTimersByTimeAsync(500);

  beforeEach(() => {
    jest.useFakeTimers();
    [marks, asked] = [[MARK], 0];
    const check = (): Promise<IMark[]> => {
      asked += 1;
      return Promise.resolve(marks);
    };
    view = new EditorView({
      doc: 'from flights',
      extensions: checking(check, { received } as unknown as IDeitaEvents),
      parent: document.body
    });
    // Nothing is laid out here, but it is meant to be seen.
    Object.defineProperty(view.dom, 'offsetParent', { value: document.body });
  });

  afterEach(() => {
    view.destroy();
    jest.useRealTimers();
  });

  it('underlines no longer what a new table has put right', async () => {
    await rest();
    expect([asked, diagnosticCount(view.state)]).toEqual([1, 1]);
    marks = [];
    received.emit({ type: 'tables', workspace_id: 'w1' });
    received.emit({ type: 'tables', workspace_id: 'w1' });
    await rest();
    expect([asked, diagnosticCount(view.state)]).toEqual([2, 0]);
  });

  it('does not ask about what was right when the tables change', async () => {
    marks = [];
    await rest();
    received.emit({ type: 'tables', workspace_id: 'w1' });
    await rest();
    expect(asked).toBe(1);
  });

  it('looks again when it is told to, and not after its end', async () => {
    await rest();
    checkAgain(view);
    await rest();
    expect(asked).toBe(2);
    view.destroy();
    received.emit({ type: 'tables', workspace_id: 'w1' });
    await rest();
    expect(asked).toBe(2);
  });
});
