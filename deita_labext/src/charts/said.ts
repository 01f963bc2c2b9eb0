/**
 * A specification's titles, labels and description in the person's language: the server, which
 * writes them in English, tells in `usermeta.deita` what they were made of. Where it does not, as
 * in charts of before, or tells what is not known here, its own words stay.
 */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Mark } from './fit';
import { type Labels, labelsOf, labelText, relabelled } from './labels';
import { stepName } from './notes';
import { encodings, isPart, type Part, recordsOf, type Spec } from './spec';
import { unitName, UNITS } from './words';

/** The specification in the person's words. */
export function inWords(spec: Spec, trans: TranslationBundle): Spec {
  const told = toldOf(spec);
  if (told === null) {
    return spec;
  }
  // The data, which is most of it, is copied when it is fitted.
  const { data, ...rest } = spec;
  const copy: Part = { ...(JSON.parse(JSON.stringify(rest)) as Part), data };
  const labels = relabel(copy, told, trans);
  for (const encoding of encodings(copy)) {
    for (const [name, channel] of Object.entries(encoding)) {
      const shown: unknown[] = Array.isArray(channel) ? channel : [channel];
      for (const each of shown.filter(isPart)) {
        const field = String(each.field);
        const title = titleText(
          (name === 'tooltip' && told.fields[field]) || told.titles[channelOf(field)],
          trans
        );
        if (typeof each.title === 'string' && title !== null) {
          each.title = title;
        }
        const { scale } = each;
        if (isPart(scale) && Array.isArray(scale.domain)) {
          const words = labels.get(channelOf(field));
          scale.domain = scale.domain.map(
            (text: unknown) => words?.get(String(text)) ?? text
          );
        }
      }
    }
  }
  const description = descriptionText(told.description, told.titles, trans);
  return description === null ? copy : { ...copy, description };
}

/** What a field of the data is called; null where the server's own words are to be had only. */
export function fieldTitle(
  spec: Spec,
  field: string,
  trans: TranslationBundle
): string | null {
  return titleText(toldOf(spec)?.fields[field], trans);
}

interface ITold {
  titles: Part;
  fields: Part;
  /** Those among the data, by channel. */
  labels: Part;
  description: Part;
}

function toldOf({ usermeta }: Spec): ITold | null {
  const told = isPart(usermeta) ? usermeta.deita : null;
  if (!isPart(told)) {
    return null;
  }
  const { titles, fields, labels, description } = told;
  return isPart(titles) && isPart(fields) && isPart(description)
    ? { titles, fields, labels: isPart(labels) ? labels : {}, description }
    : null;
}

/** Says the labels among the data, of layers too, and gives what they are now, by channel. */
function relabel(
  copy: Part,
  { labels: told }: ITold,
  trans: TranslationBundle
): ReadonlyMap<string, Labels> {
  const places = [
    copy,
    ...(Array.isArray(copy.layer) ? copy.layer.filter(isPart) : [])
  ];
  const records = places.flatMap(recordsOf);
  const labels = new Map<string, Labels>();
  for (const [channel, of] of Object.entries(told)) {
    labels.set(channel, labelsOf(of, records, channel, trans));
  }
  for (const place of labels.size > 0 ? places : []) {
    if (isPart(place.data)) {
      const values = recordsOf(place).map(record => relabelled(record, labels));
      place.data = { ...place.data, values };
    }
  }
  return labels;
}

/** The channel whose title a field's direction has: quartiles are of `y`. */
function channelOf(field: string): 'x' | 'y' | 'color' {
  return field.startsWith('color') ? 'color' : field.startsWith('x') ? 'x' : 'y';
}

/** A title's words: of a name, the name. */
function titleText(title: unknown, trans: TranslationBundle): string | null {
  if (typeof title === 'string') {
    return title;
  }
  if (!isPart(title)) {
    return null;
  }
  const of = titleText(title.of, trans) ?? '';
  switch (title.code) {
    case 'rows':
      return trans.__('rows');
    case 'count':
      return trans.__('number of %1', of);
    case 'distinct':
      return trans.__('different %1', of);
    case 'sum':
      return trans.__('sum of %1', of);
    case 'mean':
      return trans.__('mean of %1', of);
    case 'median':
      return trans.__('median of %1', of);
    case 'min':
      return trans.__('min of %1', of);
    case 'max':
      return trans.__('max of %1', of);
    case 'in_seconds':
      return trans.__('%1 (seconds)', of);
    case 'in_utc':
      return trans.__('%1 (UTC)', of);
    case 'by_step':
      return trans.__('%1, by %2', of, stepName(String(title.step), trans));
    case 'by_cycle': {
      const unit = UNITS.find(each => each === title.unit);
      return unit === undefined ? null : `${of}, ${unitName(unit, trans)}`;
    }
    case 'low':
      return trans.__('lower whisker');
    case 'q1':
      return trans.__('first quartile');
    case 'median_itself':
      return trans.__('median');
    case 'q3':
      return trans.__('third quartile');
    case 'high':
      return trans.__('upper whisker');
    default:
      return null;
  }
}

/** What is shown, and from where to where it goes. */
function descriptionText(
  { mark, form, of, noun, count, least, greatest }: Part,
  titles: Part,
  trans: TranslationBundle
): string | null {
  const kind = kindName(mark as Mark, trans);
  const names = Array.isArray(of) ? of.map(String) : [];
  const told = names.map(name => titleText(titles[name], trans));
  if (kind === null || told.length === 0 || told.includes(null)) {
    return null;
  }
  const [shown, one, other] = told as string[];
  let what: string;
  if (form === 'cells') {
    what = trans.__('%1 of %2 by %3 and %4', kind, shown, one, other);
  } else if (one === undefined) {
    what = trans.__('%1 of %2', kind, shown);
  } else if (names[1] === 'color') {
    what = trans.__('%1 of %2 for each %3', kind, shown, one);
  } else if (other === undefined) {
    what = trans.__('%1 of %2 by %3', kind, shown, one);
  } else {
    what = trans.__('%1 of %2 by %3 for each %4', kind, shown, one, other);
  }
  const drawn = countText(String(noun), Number(count), trans);
  if (isPart(least) && isPart(greatest)) {
    const [from, to] = [endText(least, trans), endText(greatest, trans)];
    return trans.__('%1: %2, from %3 to %4.', what, drawn, from, to);
  }
  return trans.__('%1: %2.', what, drawn);
}

function kindName(mark: Mark, trans: TranslationBundle): string | null {
  switch (mark) {
    case 'bar':
      return trans.__('Bar chart');
    case 'line':
      return trans.__('Line chart');
    case 'area':
      return trans.__('Area chart');
    case 'scatter':
      return trans.__('Scatter plot');
    case 'histogram':
      return trans.__('Histogram');
    case 'box':
      return trans.__('Box plot');
    case 'heatmap':
      return trans.__('Heat map');
    default:
      return null;
  }
}

function countText(noun: string, count: number, trans: TranslationBundle): string {
  const number = count.toLocaleString();
  if (count === 0) {
    return trans.__('there is nothing to show');
  }
  switch (noun) {
    case 'boxes':
      return trans._n('%2 box', '%2 boxes', count, number);
    case 'cells':
      return trans._n('%2 cell', '%2 cells', count, number);
    case 'points':
      return trans._n('%2 point', '%2 points', count, number);
    default:
      return trans._n('%2 value', '%2 values', count, number);
  }
}

/** The least or the greatest, with where it is. */
function endText({ value, where }: Part, trans: TranslationBundle): string {
  const number = Number(value).toLocaleString(undefined, {
    maximumSignificantDigits: 6
  });
  return Array.isArray(where) && where.length > 0
    ? `${number} (${where.map(each => labelText(each, trans) ?? '?').join(', ')})`
    : number;
}
