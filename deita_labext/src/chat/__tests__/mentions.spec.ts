import { aTable } from '../../api/__tests__/samples';
import {
  fitting,
  mentionsIn,
  ofResults,
  ofSaved,
  ofTables,
  typedMention,
  withMention
} from '../mentions';

const all = ofTables(
  [aTable('t1', 'flights', ['carrier', 'dep delay']), aTable('t2', 'my planes')],
  count => `${count} rows`
);
const named = (text: string): string[] => fitting(all, text).map(item => item.text);

describe('mentions', () => {
  it('begin with an @ that begins a word', () => {
    expect(typedMention('show @fl', 8)).toEqual({ from: 5, to: 8, text: 'fl' });
    expect(typedMention('@', 1)).toEqual({ from: 0, to: 1, text: '' });
    expect(typedMention('(@flights.c', 11)?.text).toBe('flights.c');
    expect(typedMention('@"my pl', 7)?.text).toBe('"my pl');
    expect(typedMention('a@b', 3)).toBeNull();
    expect(typedMention('@flights and', 12)).toBeNull();
  });

  it('are found by the beginning of a name, then by any part', () => {
    expect(named('fl')).toEqual(['flights', 'flights.carrier', 'flights."dep delay"']);
    expect(named('carr')).toEqual(['flights.carrier']);
    expect(named('my')).toEqual(['"my planes"', '"my planes".a']);
    expect(named('delay')).toEqual(['flights."dep delay"']);
    expect(named('nothing')).toEqual([]);
  });

  it('take the place of what was typed', () => {
    const typed = typedMention('show @fl now', 8);
    const [flights] = fitting(all, 'fl');
    if (typed === null || flights === undefined) {
      throw new Error('Nothing was found.');
    }
    expect(withMention('show @fl now', typed, flights)).toEqual({
      text: 'show @flights now',
      caret: 14
    });
    expect(withMention('show @fl', typed, flights).text).toBe('show @flights ');
  });

  it('are told with the question', () => {
    expect(mentionsIn('of @flights and @"my planes".', all)).toEqual([
      { kind: 'table', table: 'flights' },
      { kind: 'table', table: 'my planes' }
    ]);
    expect(mentionsIn('@flights."dep delay" only', all)).toEqual([
      { kind: 'column', table: 'flights', column: 'dep delay' }
    ]);
    expect(mentionsIn('flights, a@flights, @flightsandmore', all)).toEqual([]);
  });

  it('are of results and saved queries too', () => {
    const rows = (count: number): string => `${count} rows`;
    const past = { id: 'q1', sql: 'select\n 1', state: 'done', row_count: 1 } as const;
    const [result, ...others] = ofResults(
      [past, { ...past, state: 'failed', row_count: null }],
      rows
    );
    expect(others).toEqual([]);
    expect(result).toMatchObject({ text: 'result_1', note: '1 rows · select 1' });
    const items = [
      ...ofSaved([{ name: 'Late ones', sql: 'select 2' }], 'saved'),
      ...(result === undefined ? [] : [result])
    ];
    expect(mentionsIn('why is @result_1 not @"Late ones"?', items)).toEqual([
      { kind: 'query', sql: 'select 2', name: 'Late ones' },
      { kind: 'result', result_id: 'q1' }
    ]);
  });
});
