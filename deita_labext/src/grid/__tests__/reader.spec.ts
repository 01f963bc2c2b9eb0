import { nullTranslator } from '@jupyterlab/translation';

import { aTable } from '../../api/__tests__/samples';
import { type CellText, PENDING } from '../model';
import { CellReader } from '../reader';
import { Speech } from '../speech';

const [carrier] = aTable('t', 'flights', ['carrier']).columns;

describe('what is read out', () => {
  let value: CellText;
  let speech: Speech;
  let reader: CellReader;

  beforeEach(() => {
    jest.useFakeTimers();
    value = 'UA';
    speech = new Speech(document.createElement('div'), nullTranslator.load('deita'));
    reader = new CellReader(speech, ({ row }) =>
      carrier
        ? {
            row: row + 1,
            place: 1,
            column: carrier,
            value,
            sort: null,
            filtered: false
          }
        : null
    );
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('is the cell that the cursor rests on', () => {
    reader.moved({ row: 0, column: 0 });
    reader.moved({ row: 1, column: 0 });
    expect(speech.live.textContent).toBe('');
    jest.runAllTimers();
    expect(speech.live.textContent).toBe('Row 2, carrier: UA');
  });

  it('is a cell again when it has come', () => {
    value = PENDING;
    reader.moved({ row: 0, column: 0 });
    jest.runAllTimers();
    expect(speech.live.textContent).toBe('Row 1, carrier: loading');
    value = 'UA';
    reader.rowsCame(() => value);
    expect(speech.live.textContent).toBe('Row 1, carrier: UA');
  });

  it('is last what was said last', () => {
    reader.moved({ row: 0, column: 0 });
    reader.catchUp();
    expect(speech.live.textContent).toBe('Row 1, carrier: UA');
    speech.say('Copied');
    jest.runAllTimers();
    expect(speech.live.textContent).toBe('Copied');
  });
});
