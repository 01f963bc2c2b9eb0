import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useId, useState } from 'react';

import type { ChannelInput, ChartInput, Column } from '../api/contract';
import {
  aggregatesOf,
  type Aggregate,
  type ChannelName,
  columnOf,
  fits,
  isBinned,
  isStepped,
  type Mark,
  MARKS,
  mayBeEmpty,
  refOf,
  roleOf
} from './fit';
import type { ChartModel } from './model';
import {
  aggregateName,
  channelName,
  markName,
  sortName,
  unitName,
  UNITS
} from './words';

export interface IFormProps {
  model: ChartModel;
  trans: TranslationBundle;
}

const CHANNELS: readonly ChannelName[] = ['x', 'y', 'color'];
const SORTS = ['x', '-x', 'y', '-y'] as const;
const BINS = [5, 10, 20, 30, 50, 100];

/** What is drawn, and of which columns. */
export function ChartForm({ model, trans }: IFormProps): React.JSX.Element | null {
  const { chart } = model;
  if (chart === null) {
    return null;
  }
  return (
    <form
      className="deita-ChartForm"
      aria-label={trans.__('What the chart shows')}
      onSubmit={event => event.preventDefault()}
    >
      <Choice
        label={trans.__('Mark')}
        value={chart.mark}
        choices={MARKS.map(mark => [mark, markName(mark, trans)])}
        choose={mark => model.setMark(mark as Mark)}
      />
      {CHANNELS.filter(name => roleOf(chart.mark, name) !== null).map(name => (
        <OneChannel key={name} name={name} chart={chart} model={model} trans={trans} />
      ))}
      <Options chart={chart} model={model} trans={trans} />
    </form>
  );
}

interface IChannelProps extends IFormProps {
  name: ChannelName;
  chart: ChartInput;
}

function OneChannel({ name, chart, model, trans }: IChannelProps): React.JSX.Element {
  const { columns } = model;
  const channel = chart[name] ?? null;
  const role = roleOf(chart.mark, name);
  const column = columnOf(columns, channel);
  const label = channelName(name, trans);
  const choices: [string, string][] = columns
    .filter(each => fits(each, chart.mark, name))
    .map(each => [String(columns.indexOf(each)), each.name]);
  if (mayBeEmpty(chart.mark, name)) {
    choices.unshift(['', role === 'measure' ? trans.__('rows') : trans.__('none')]);
  }
  const chooseColumn = (value: string): void => {
    const chosen = value === '' ? undefined : columns[Number(value)];
    if (chosen === undefined) {
      model.setChannel(name, { column: null });
      return;
    }
    const change: Partial<ChannelInput> = { column: refOf(columns, chosen) };
    if (role === 'measure') {
      const kept = channel?.aggregate ?? null;
      const possible = aggregatesOf(chosen);
      change.aggregate =
        kept !== null && kept !== 'count' && possible.includes(kept)
          ? kept
          : possible.length > 2
            ? 'mean'
            : 'distinct';
    }
    model.setChannel(name, change);
  };
  return (
    <fieldset className="deita-ChartForm-channel">
      <legend>{label}</legend>
      <Choice
        label={trans.__('%1: column', label)}
        hidden
        value={column === undefined ? '' : String(columns.indexOf(column))}
        choices={choices}
        choose={chooseColumn}
      />
      {role === 'measure' && column !== undefined && (
        <Choice
          label={trans.__('%1: put together by', label)}
          hidden
          value={channel?.aggregate ?? (chart.mark === 'heatmap' ? 'mean' : '')}
          choices={[
            ...(chart.mark === 'heatmap' || aggregatesOf(column).length < 3
              ? []
              : [['', aggregateName(null, trans)] as [string, string]]),
            ...aggregatesOf(column).map((aggregate): [string, string] => [
              aggregate,
              aggregateName(aggregate, trans)
            ])
          ]}
          choose={aggregate =>
            model.setChannel(name, {
              aggregate: aggregate === '' ? null : (aggregate as Aggregate)
            })
          }
        />
      )}
      {(role === 'group' || role === 'bins') && (
        <Grouping
          name={name}
          channel={channel}
          column={column}
          chart={chart}
          model={model}
          trans={trans}
        />
      )}
    </fieldset>
  );
}

function Grouping({
  name,
  channel,
  column,
  chart,
  model,
  trans
}: IChannelProps & {
  channel: ChannelInput | null;
  column: Column | undefined;
}): React.JSX.Element | null {
  const label = channelName(name, trans);
  if (column === undefined || (chart.mark === 'scatter' && name === 'color')) {
    return null;
  }
  if (isStepped(column)) {
    return (
      <Choice
        label={trans.__('%1: step of time', label)}
        hidden
        value={channel?.time_unit ?? ''}
        choices={[
          ['', trans.__('fitting steps')],
          ...UNITS.map((unit): [string, string] => [
            unit,
            trans.__('by %1', unitName(unit, trans))
          ])
        ]}
        choose={unit =>
          model.setChannel(name, {
            time_unit: unit === '' ? null : (unit as (typeof UNITS)[number])
          })
        }
      />
    );
  }
  if (!isBinned(column)) {
    return null;
  }
  const bin = channel?.bin ?? null;
  return (
    <Choice
      label={trans.__('%1: bins', label)}
      hidden
      value={bin === null ? '' : String(bin)}
      choices={[
        ['', trans.__('fitting bins')],
        ...(roleOf(chart.mark, name) === 'bins'
          ? []
          : [['false', trans.__('each number')] as [string, string]]),
        ...BINS.map((count): [string, string] => [
          String(count),
          trans.__('up to %1 bins', count)
        ])
      ]}
      choose={value =>
        model.setChannel(name, {
          bin: value === '' ? null : value === 'false' ? false : Number(value)
        })
      }
    />
  );
}

function Options({
  chart,
  model,
  trans
}: IFormProps & { chart: ChartInput }): React.JSX.Element {
  const { mark } = chart;
  const x = columnOf(model.columns, chart.x);
  const byValue = x !== undefined && !isStepped(x) && !isBinned(x);
  return (
    <>
      {mark === 'bar' && byValue && (
        <Choice
          label={trans.__('Order')}
          value={chart.sort ?? ''}
          choices={[
            ['', trans.__('by itself')],
            ...SORTS.map((sort): [string, string] => [sort, sortName(sort, trans)])
          ]}
          choose={sort =>
            model.setOptions({
              sort: sort === '' ? null : (sort as (typeof SORTS)[number])
            })
          }
        />
      )}
      {byValue && ['bar', 'box', 'heatmap'].includes(mark) && (
        <Choice
          label={trans.__('Values at most')}
          value={String(chart.limit ?? '')}
          choices={[
            ['', '20'],
            ...[5, 10, 50, 100, 200].map((limit): [string, string] => [
              String(limit),
              String(limit)
            ])
          ]}
          choose={limit =>
            model.setOptions({ limit: limit === '' ? null : Number(limit) })
          }
        />
      )}
      {mark === 'scatter' && (
        <Choice
          label={trans.__('Of many rows')}
          value={chart.many ?? 'sample'}
          choices={[
            ['sample', trans.__('some, at random')],
            ['density', trans.__('how many lie where')]
          ]}
          choose={many => model.setOptions({ many: many as 'sample' | 'density' })}
        />
      )}
      <Title
        text={chart.title ?? ''}
        label={trans.__('Title')}
        change={title => model.setOptions({ title: title === '' ? null : title })}
      />
    </>
  );
}

interface IChoiceProps {
  label: string;
  value: string;
  choices: readonly (readonly [value: string, label: string])[];
  choose: (value: string) => void;
  /** Whether the label is only read out. */
  hidden?: boolean;
}

function Choice(props: IChoiceProps): React.JSX.Element {
  const { label, value, choices, choose, hidden } = props;
  const id = useId();
  return (
    <div className="deita-ChartForm-line">
      {hidden !== true && <label htmlFor={id}>{label}</label>}
      <select
        id={id}
        className="jp-mod-styled"
        aria-label={hidden === true ? label : undefined}
        value={value}
        onChange={event => choose(event.target.value)}
      >
        {!choices.some(([each]) => each === value) && (
          <option value={value}>{value}</option>
        )}
        {choices.map(([each, text]) => (
          <option key={each} value={each}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

/** A field that shows what is typed while it has the focus, else what is so. */
function Title({
  text,
  label,
  change
}: {
  text: string;
  label: string;
  change: (text: string) => void;
}): React.JSX.Element {
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  return (
    <div className="deita-ChartForm-line">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="jp-mod-styled"
        type="text"
        maxLength={200}
        value={draft ?? text}
        onFocus={() => setDraft(text)}
        onBlur={() => setDraft(null)}
        onChange={event => {
          setDraft(event.target.value);
          change(event.target.value.trim());
        }}
      />
    </div>
  );
}
