import {
  compact,
  givenOptions,
  withColumn,
  withColumnsOf,
  type IColumnPlace
} from '../options';

const at = (source: string, part: string | null = null): IColumnPlace => ({
  source,
  part
});

describe('options', () => {
  it('leaves out what is not set', () => {
    expect(
      compact({ delimiter: null, quote: '', strict: false, columns: [], parts: [] })
    ).toEqual({ quote: '', parts: [] });
    expect(compact({ strict: true })).toEqual({ strict: true });
  });

  it('asks something of a column, more of it, and nothing any more', () => {
    const named = withColumn({ decimal: ',' }, at('a'), { name: 'b' });
    expect(named).toEqual({
      decimal: ',',
      columns: [{ source: 'a', drop: false, name: 'b' }]
    });
    const typed = withColumn(named, at('a'), { type: 'DATE' });
    expect(typed.columns).toEqual([
      { source: 'a', drop: false, name: 'b', type: 'DATE' }
    ]);
    expect(withColumn(typed, at('a'), { name: null, type: null })).toEqual({
      decimal: ','
    });
  });

  it('keeps columns of different parts apart', () => {
    const options = withColumn({}, at('a', 'North'), { name: 'n' });
    const both = withColumn(options, at('a', 'South'), { drop: true });
    expect(both.columns).toEqual([
      { source: 'a', part: 'North', drop: false, name: 'n' },
      { source: 'a', part: 'South', drop: true }
    ]);
    expect(withColumnsOf(both, [at('a', 'South')]).columns).toHaveLength(1);
  });

  it('forgets columns that the file does not have', () => {
    const options = withColumn(withColumn({}, at('a'), { drop: true }), at('b'), {
      name: 'c'
    });
    expect(withColumnsOf(options, [at('b')]).columns).toEqual([
      { source: 'b', drop: false, name: 'c' }
    ]);
    expect(withColumnsOf(options, [])).toEqual({});
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
