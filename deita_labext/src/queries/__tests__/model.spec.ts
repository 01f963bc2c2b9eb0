import { nullTranslator } from '@jupyterlab/translation';

import type { SqlProblem } from '../../api/contract';
import { FakeService, settle } from '../../api/__tests__/fakeservice';
import { aCheck, aQuery } from '../../api/__tests__/samples';
import { DeitaError } from '../../api/request';
import { statements } from '../../sql/statements';
import { EditorModel, type IText } from '../model';
import { type IEditorState, readState } from '../state';
import { kindOf, valueOf } from '../values';

let service: FakeService;
let text: IText;

const EMPTY: IEditorState = {
  text: '',
  workspaceId: 'w1',
  name: 'SQL 1',
  savedId: null,
  savedText: null,
  params: {},
  runs: [],
  split: 0.5
};

function aModel(sql: string, change: Partial<IEditorState> = {}): EditorModel {
  text = { text: sql };
  return new EditorModel({
    client: service,
    live: null,
    text,
    state: { ...EMPTY, ...change },
    trans: nullTranslator.load('deita')
  });
}

/** The one query that runs. */
function running(): {
  id: string;
  sql: string;
  params: unknown;
  answer: () => void;
  fail: (reason: Error) => void;
} {
  const [first] = service.running;
  if (!first) {
    throw new Error('Nothing runs.');
  }
  const [id, { body, answer, fail }] = first;
  return {
    id,
    sql: body.sql,
    params: body.params,
    answer: () => {
      service.running.delete(id);
      answer(aQuery(id, body.sql));
    },
    fail: reason => {
      service.running.delete(id);
      fail(reason);
    }
  };
}

beforeEach(() => {
  service = new FakeService();
});

describe('replace', () => {
  it('puts a statement in the place of another one', () => {
    const model = aModel('select 1;\nselect nmae -- it\n  from t;\nselect 3');
    expect(model.replace('select nmae -- it\n  from t', 'select name\nfrom t')).toBe(
      true
    );
    expect(text.text).toBe('select 1;\nselect name\nfrom t;\nselect 3');
    expect(model.replace('select nmae', 'select name')).toBe(false);
  });
});

describe('EditorModel', () => {
  it('runs statements one after the other, each with a result of its own', async () => {
    const model = aModel('select 1; select 2');
    const run = model.run(statements(model.text));
    await settle();
    expect(running().sql).toBe('select 1');
    expect(model.busy).toBe(true);
    running().answer();
    await settle();
    expect(running().sql).toBe('select 2');
    running().answer();
    await run;
    expect(model.runs.map(({ sql, state }) => [sql, state])).toEqual([
      ['select 1', 'done'],
      ['select 2', 'done']
    ]);
    expect(model.busy).toBe(false);
  });

  it('stops at the server, and runs nothing that would come after', async () => {
    const model = aModel('select 1; select 2');
    const run = model.run(statements(model.text));
    await settle();
    const { id } = running();
    await model.stop();
    await run;
    expect(service.cancelled).toEqual([id]);
    expect(model.runs.map(({ state }) => state)).toEqual(['cancelled']);
  });

  it('runs nothing behind a statement that fails', async () => {
    const model = aModel('select 1; select 2');
    const run = model.run(statements(model.text));
    await settle();
    running().fail(new DeitaError({ code: 'sql_failed', message: 'No.' }));
    await run;
    expect(model.runs.map(({ state, error }) => [state, error?.message])).toEqual([
      ['failed', 'No.']
    ]);
  });

  it('keeps the results that are pinned when the next is run', async () => {
    const model = aModel('select 1');
    for (const pinned of [true, false]) {
      const run = model.run(statements(model.text));
      await settle();
      running().answer();
      await run;
      const last = model.runs[model.runs.length - 1];
      if (last) {
        model.pin(last, pinned);
      }
    }
    expect(model.runs.map(({ pinned }) => pinned)).toEqual([true, false]);
  });

  it('binds what was typed for parameters, and says which has no value', async () => {
    const model = aModel('select :a, $B');
    service.checks.set('select :a, $B', aCheck({ params: ['a', 'B'] }));
    await model.run(statements(model.text));
    expect(model.runs[0]?.error?.message).toBe('The parameter “a” has no value.');
    expect(model.names).toEqual(['a', 'B']);
    model.type('a', '12');
    model.setParam('b', { kind: 'null', text: '' });
    const run = model.run(statements(model.text));
    await settle();
    expect(running().params).toEqual({ a: 12, B: null });
    running().answer();
    await run;
  });

  it('marks errors where they stand in the whole text, and asks once', async () => {
    const problem: SqlProblem = {
      code: 'sql_failed',
      message: 'No such column.',
      hint: 'Did you mean b?',
      line: 2,
      column: 3,
      end_line: 2,
      end_column: 8,
      details: {}
    };
    const model = aModel('select 1;\nselect\n  wrong');
    service.checks.set('select\n  wrong', aCheck({ ok: false, error: problem }));
    const { signal } = new AbortController();
    for (let again = 0; again < 2; again += 1) {
      const [mark] = await model.check(signal);
      expect(text.text.slice(mark?.from, mark?.to)).toBe('wrong');
      expect(mark?.hint).toBe('Did you mean b?');
    }
    expect(service.checked).toEqual(['select 1', 'select\n  wrong']);
  });

  it('says nothing while the server does not answer', async () => {
    const model = aModel('select 1');
    service.failure = new DeitaError({ code: 'unreachable', message: 'Away.' });
    expect(await model.check(new AbortController().signal)).toEqual([]);
  });

  it('is dirty from its first change after it was saved', async () => {
    const model = aModel('select 1');
    expect(model.dirty).toBe(false);
    await model.save('One');
    expect([model.dirty, model.name]).toEqual([false, 'One']);
    text.text = 'select 2';
    expect(model.dirty).toBe(true);
    await model.save('Two');
    expect(service.savedOf.get('w1')?.map(({ name, sql }) => [name, sql])).toEqual([
      ['Two', 'select 2']
    ]);
  });

  it('comes back as it was', () => {
    const runs = [{ id: 'a'.repeat(32), sql: 'select 1', pinned: true }];
    const params = { a: { kind: 'number' as const, text: '1' } };
    const model = aModel('select :a', { runs, params, savedId: 's', savedText: 'x' });
    const state = readState(JSON.parse(JSON.stringify(model.state(0.3, true))));
    expect(state).toEqual({
      ...EMPTY,
      text: 'select :a',
      runs,
      params,
      savedId: 's',
      savedText: 'x',
      split: 0.3
    });
    expect(model.state(0.3, false).text).toBeNull();
    expect(
      readState({ workspaceId: 'w1', runs: [{ id: '../x' }], params: { a: 1 } })
    ).toEqual({ ...EMPTY, text: null, name: '' });
    expect(readState('nonsense')).toBeNull();
  });
});

describe('values', () => {
  it.each([
    ['12', 'number'],
    ['-1.5e3', 'number'],
    ['12a', 'text'],
    ['', 'text'],
    ['1,5', 'text']
  ])('%j is taken for a %s', (typed, kind) => {
    expect(kindOf(typed)).toBe(kind);
  });

  it('are none of their kind where they cannot be read', () => {
    expect(valueOf({ kind: 'number', text: 'x' })).toBeUndefined();
    expect(valueOf({ kind: 'boolean', text: '' })).toBeUndefined();
    expect(valueOf({ kind: 'text', text: '' })).toBe('');
  });
});
