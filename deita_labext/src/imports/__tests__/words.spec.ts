import { nullTranslator } from '@jupyterlab/translation';

import { aReport } from '../../api/__tests__/samples';
import { doubts } from '../doubts';
import { reconciliation, valueName } from '../words';

const trans = nullTranslator.load('deita');

function problem(
  kind: string,
  count: number,
  column: string | null = null
): ReturnType<typeof aReport>['problems'][number] {
  return { kind, count, first: { line: 2, column, text: 'x', reason: 'Why.' } };
}

describe('reconciliation', () => {
  it('accounts for every line', () => {
    expect(
      reconciliation(
        aReport({ lines: 26118, loaded: 26115, rows: 26115, rejected: 2 }),
        trans
      )
    ).toBe('26,118 lines = 1 header + 26,115 rows + 2 rejected');
    expect(
      reconciliation(
        aReport({ lines: 10, loaded: 5, rows: 4, blank: 1, preamble: 2, footer: 1 }),
        trans
      )
    ).toBe(
      '10 lines = 2 above the header + 1 header + 5 lines of 4 rows + ' +
        '1 blank or comment + 1 below the table'
    );
    expect(
      reconciliation(aReport({ lines: 1, header: 0, loaded: 1, rows: 1 }), trans)
    ).toBe('1 line = 1 row');
  });
});

describe('doubts', () => {
  it('tells lines and values apart', () => {
    expect(doubts(aReport(), trans)).toBeNull();
    expect(doubts(aReport({ problems: [problem('long_line', 1)] }), trans)).toBe(
      '1 line needs a look'
    );
    expect(
      doubts(
        aReport({ problems: [problem('long_line', 2), problem('short_line', 1)] }),
        trans
      )
    ).toBe('3 lines need a look');
    expect(doubts(aReport({ problems: [problem('cast', 1200, 'a')] }), trans)).toBe(
      '1,200 values need a look'
    );
    expect(
      doubts(
        aReport({ problems: [problem('quote', 1), problem('cast', 2, 'a')] }),
        trans
      )
    ).toBe('1 line and 2 values need a look');
  });
});

describe('valueName', () => {
  it('makes marks seen', () => {
    expect(valueName('\t', trans)).toBe('tab');
    expect(valueName('', trans)).toBe('none');
    expect(valueName(null, trans)).toBe('none');
    expect(valueName(['NA', '-'], trans)).toBe('“NA”, “-”');
    expect(valueName([], trans)).toBe('only what is empty');
    expect(valueName(3, trans)).toBe('3');
    expect(valueName('%d/%m/%Y %H:%M', trans)).toBe('DD/MM/YYYY hh:mm');
    expect(valueName('%', trans)).toBe('%');
  });
});
