import { compact, givenOptions, withColumn, withColumnsOf } from '../options';

describe('options', () => {
  it('leaves out what is not set', () => {
    expect(
      compact({ delimiter: null, quote: '', strict: false, columns: [], parts: [] })
    ).toEqual({ quote: '', parts: [] });
    expect(compact({ strict: true })).toEqual({ strict: true });
  });

  it('asks something of a column, more of it, and nothing any more', () => {
    const named = withColumn({ decimal: ',' }, 'a', { name: 'b' });
    expect(named).toEqual({
      decimal: ',',
      columns: [{ source: 'a', drop: false, name: 'b' }]
    });
    const typed = withColumn(named, 'a', { type: 'DATE' });
    expect(typed.columns).toEqual([
      { source: 'a', drop: false, name: 'b', type: 'DATE' }
    ]);
    expect(withColumn(typed, 'a', { name: null, type: null })).toEqual({
      decimal: ','
    });
  });

  it('forgets columns that the file does not have', () => {
    const options = withColumn(withColumn({}, 'a', { drop: true }), 'b', { name: 'c' });
    expect(withColumnsOf(options, new Set(['b'])).columns).toEqual([
      { source: 'b', drop: false, name: 'c' }
    ]);
    expect(withColumnsOf(options, new Set())).toEqual({});
  });

  it('takes from decisions what somebody asked for', () => {
    const decisions = {
      delimiter: { value: ';', why: 'asked for', given: true },
      quote: { value: '"', why: 'as usual', given: false }
    };
    expect(givenOptions(decisions, 'North')).toEqual({
      delimiter: ';',
      parts: ['North']
    });
    expect(givenOptions(decisions, '')).toEqual({ delimiter: ';' });
  });
});
