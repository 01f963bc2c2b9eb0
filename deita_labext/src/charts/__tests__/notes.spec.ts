import { nullTranslator, type TranslationBundle } from '@jupyterlab/translation';

import { noteText } from '../notes';

const trans = nullTranslator.load('deita');

describe('noteText', () => {
  it('has words for the parts of a note', () => {
    const parts = { missing: 1, rows: 3000, column: 'delay' };
    expect(noteText({ code: 'rows_left_out', text: '', parts }, trans)).toBe(
      '1 row of 3,000 has no delay that could be shown (null, infinite or far beyond) and is left out.'
    );
    const many = {
      column: 'faa',
      values: 1458,
      shown: 20,
      others: 1438,
      rank: 'frequent'
    };
    expect(noteText({ code: 'values_together', text: '', parts: many }, trans)).toBe(
      'faa has 1,458 values: 20 are shown, the most frequent; the other 1,438 are together as “others”.'
    );
  });

  it('is in the language of the person', () => {
    const german = {
      __: (text: string, ...parts: string[]) =>
        text === 'month'
          ? 'Monat'
          : text === 'second'
            ? 'Sekunde'
            : `Je ${parts[0] ?? ''} zu viel, ${parts[1] ?? ''} je ${parts[2] ?? ''}`
    } as unknown as TranslationBundle;
    const parts = { unit: 'second', column: 'day', step: 'month' };
    expect(noteText({ code: 'steps_widened', text: 'By…', parts }, german)).toBe(
      'Je Sekunde zu viel, day je Monat'
    );
  });

  it('leaves what it does not know as the server says it', () => {
    const note = { code: 'new', text: 'Something new.', parts: {} };
    expect(noteText(note, trans)).toBe('Something new.');
  });
});
