/** What there is to say of a chart besides, in the person's language. */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { ChartNote } from '../api/contract';
import { type Aggregate } from './fit';
import { aggregateName, unitName, UNITS } from './words';

type TimeUnit = (typeof UNITS)[number];

/** The words of a note; the server's own, which are English, of one that is not known here. */
export function noteText(note: ChartNote, trans: TranslationBundle): string {
  const { parts } = note;
  const text = (name: string): string => String(parts[name] ?? '');
  const number = (name: string): string => Number(parts[name] ?? 0).toLocaleString();
  switch (note.code) {
    case 'mean_shown':
      return trans.__(
        'Several rows share a bar: it shows the mean of %1.',
        text('column')
      );
    case 'others_left_out':
      return trans.__(
        '“others” (%1) would dwarf the values and is left out.',
        number('value')
      );
    case 'density_shown':
      return trans.__(
        '%1 rows are more than %2 points: the colour shows how many rows lie where.',
        number('rows'),
        number('points')
      );
    case 'some_shown':
      return trans.__(
        '%1 of %2 rows are shown, chosen at random.',
        number('points'),
        number('rows')
      );
    case 'line_sliced':
      return trans.__(
        '%1 rows are drawn by the first, last, least and greatest of each slice: no peak is lost.',
        number('rows')
      );
    case 'quartiles_estimated':
      return trans.__('Quartiles are estimates.');
    case 'outliers_merged':
      return trans.__(
        '%1 outliers: those that would lie on one another are shown as one.',
        number('outliers')
      );
    case 'rows_left_out':
      return trans._n(
        '%2 row of %3 has no %4 that could be shown (null, infinite or far beyond) and is left out.',
        '%2 rows of %3 have no %4 that could be shown (null, infinite or far beyond) and are left out.',
        Number(parts.missing),
        number('missing'),
        number('rows'),
        text('column')
      );
    case 'cells_not_counted':
      return trans._n(
        '%2 row of %3 has no %4 and does not count: %5.',
        '%2 rows of %3 have no %4 and do not count: %5.',
        Number(parts.missing),
        number('missing'),
        number('rows'),
        text('column'),
        aggregateName(text('aggregate') as Aggregate, trans)
      );
    case 'steps_widened':
      return trans.__(
        'By %1 there would be more steps than can be shown: %2 is shown by %3.',
        stepName(text('unit'), trans),
        text('column'),
        stepName(text('step'), trans)
      );
    case 'values_together':
    case 'values_not_shown': {
      const shown = trans.__(
        '%1 has %2 values: %3 are shown, %4',
        text('column'),
        number('values'),
        number('shown'),
        rankName(text('rank'), trans)
      );
      const rest =
        note.code === 'values_together'
          ? trans.__('the other %1 are together as “others”.', number('others'))
          : trans.__('the other %1 are not shown.', number('others'));
      return `${shown}; ${rest}`;
    }
    default:
      return note.text;
  }
}

/** A step of time: one unit, or as the server writes several of one. */
export function stepName(step: string, trans: TranslationBundle): string {
  return UNITS.includes(step as TimeUnit) ? unitName(step as TimeUnit, trans) : step;
}

/** How the values that are shown were chosen. */
function rankName(rank: string, trans: TranslationBundle): string {
  switch (rank) {
    case 'least':
      return trans.__('those with the least');
    case 'greatest':
      return trans.__('those with the greatest');
    default:
      return trans.__('the most frequent');
  }
}
