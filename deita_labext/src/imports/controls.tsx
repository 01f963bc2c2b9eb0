import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useId, useState } from 'react';

import type { Decision, IngestOptions } from '../api/contract';
import type { ImportModel } from './model';
import { TableName } from './name';
import type { DecisionKey } from './options';
import { decisionName, valueName } from './words';

/** What may be chosen from, for the decisions that are a mark or a name. */
const CHOICES: Partial<Record<DecisionKey, readonly string[]>> = {
  delimiter: [',', ';', '\t', '|', ' '],
  quote: ['"', "'", ''],
  escape: ['"', '\\', ''],
  comment: ['', '#', '%', '!'],
  decimal: ['.', ','],
  thousands: ['', ',', '.', ' ', "'", '\u00a0'],
  encoding: [
    'utf-8',
    'utf-16',
    'cp1252',
    'latin-1',
    'iso8859-15',
    'cp1250',
    'cp1251',
    'koi8-r',
    'cp437',
    'mac-roman',
    'shift_jis',
    'gb18030',
    'big5',
    'euc-kr'
  ],
  date_format: ['%Y-%m-%d', '%d/%m/%Y', '%m/%d/%Y', '%d.%m.%Y', '%d-%m-%Y', '%Y%m%d'],
  timestamp_format: [
    '%Y-%m-%d %H:%M:%S',
    '%d/%m/%Y %H:%M',
    '%m/%d/%Y %H:%M',
    '%d.%m.%Y %H:%M'
  ]
};

/** An option's longest text, as the contract has it; marks are one character. */
const LENGTHS: Partial<Record<DecisionKey, number>> = {
  delimiter: 8,
  encoding: 40,
  date_format: 100,
  timestamp_format: 100,
  range: 40,
  records: 500
};

const MOST: Partial<Record<DecisionKey, number>> = {
  header_rows: 20,
  skip_lines: 100_000,
  footer_lines: 1000
};

/** In which order they are shown: what shapes lines first, then values. */
const ORDER: readonly DecisionKey[] = [
  'encoding',
  'delimiter',
  'range',
  'records',
  'skip_lines',
  'header_rows',
  'footer_lines',
  'quote',
  'escape',
  'comment',
  'decimal',
  'thousands',
  'date_format',
  'timestamp_format',
  'nulls'
];

/** What can be tried where the file could not be looked into at all. */
const WITHOUT_PREVIEW: readonly DecisionKey[] = [
  'encoding',
  'delimiter',
  'skip_lines',
  'header_rows',
  'quote'
];

export interface IDecisionsProps {
  model: ImportModel;
  trans: TranslationBundle;
}

/** Each decision with what was detected and why; the person's own can be taken back. */
export function Decisions({ model, trans }: IDecisionsProps): React.JSX.Element {
  const made = model.part?.decisions;
  const keys = ORDER.filter(key =>
    made === undefined ? WITHOUT_PREVIEW.includes(key) : key in made
  );
  return (
    <section
      className="deita-Decisions"
      aria-label={trans.__('How the file is read')}
      data-busy={model.busy}
    >
      <TableName model={model} trans={trans} />
      <Parts model={model} trans={trans} />
      {keys.map(key => (
        <OneDecision
          key={key}
          name={key}
          decision={made?.[key] ?? null}
          model={model}
          trans={trans}
        />
      ))}
      <label className="deita-Decision deita-Decision-check">
        <input
          type="checkbox"
          checked={model.options.strict === true}
          onChange={event => model.setStrict(event.target.checked)}
        />
        <span>
          {trans.__('Strict')}
          <span className="deita-Decision-why">
            {trans.__('Refuse the file if any line or value is left out.')}
          </span>
        </span>
      </label>
    </section>
  );
}

/** The sheets, tables or members of the file: which to read, and which one is shown. */
function Parts({ model, trans }: IDecisionsProps): React.JSX.Element | null {
  const { partNames, chosenParts, part, target } = model;
  if (partNames.length < 2) {
    return null;
  }
  const one = target.mode !== 'new';
  return (
    <fieldset className="deita-Parts">
      <legend>
        {one ? trans.__('Which part to read') : trans.__('Parts to read')}
      </legend>
      {partNames.map(name => (
        <div key={name} className="deita-Parts-line" data-shown={name === part?.name}>
          <label>
            <input
              type={one ? 'radio' : 'checkbox'}
              checked={chosenParts.includes(name) && (!one || chosenParts.length === 1)}
              onChange={event =>
                one
                  ? model.chooseOnly(name)
                  : model.choosePart(name, event.target.checked)
              }
            />
            <span>{name}</span>
          </label>
          {chosenParts.length > 1 && chosenParts.includes(name) && (
            <button
              type="button"
              className="deita-Link"
              aria-label={trans.__('Show %1', name)}
              aria-pressed={name === part?.name}
              onClick={() => model.show(name)}
            >
              {name === part?.name ? trans.__('shown') : trans.__('show')}
            </button>
          )}
        </div>
      ))}
      {chosenParts.length > 1 && (
        <p className="deita-Decision-why">
          {one
            ? trans.__('Choose the one whose rows the table is to get.')
            : trans.__(
                'Decisions are for all of them. Show one to change its columns.'
              )}
        </p>
      )}
    </fieldset>
  );
}

interface IDecisionProps {
  name: DecisionKey;
  decision: Decision | null;
  model: ImportModel;
  trans: TranslationBundle;
}

function OneDecision(props: IDecisionProps): React.JSX.Element {
  const { name, decision, model, trans } = props;
  const id = useId();
  const asked = model.options[name] ?? null;
  const label = decisionName(name, trans) ?? name;
  const value = asked ?? decision?.value ?? null;
  const decide = (next: unknown): void =>
    model.decide(name, next as IngestOptions[typeof name]);
  return (
    <div className="deita-Decision" data-given={asked !== null}>
      <div className="deita-Decision-line">
        <label htmlFor={id}>{label}</label>
        <Control id={id} name={name} value={value} decide={decide} trans={trans} />
      </div>
      <p className="deita-Decision-why" id={`${id}-why`}>
        {asked !== null ? (
          <>
            {trans.__('You chose this.')}
            <button
              type="button"
              className="deita-Link"
              aria-label={trans.__('%1: detect again', label)}
              onClick={() => decide(null)}
            >
              {trans.__('Detect')}
            </button>
          </>
        ) : (
          decision?.why
        )}
      </p>
    </div>
  );
}

interface IControlProps {
  id: string;
  name: DecisionKey;
  value: unknown;
  decide: (value: unknown) => void;
  trans: TranslationBundle;
}

function Control(props: IControlProps): React.JSX.Element {
  const { id, name, value, decide, trans } = props;
  const choices = CHOICES[name];
  const [own, setOwn] = useState(false);
  const text = typeof value === 'string' ? value : '';
  if (choices !== undefined && !own) {
    const none = value === null;
    const listed = none || choices.includes(text);
    return (
      <select
        id={id}
        className="jp-mod-styled"
        aria-describedby={`${id}-why`}
        value={none ? '?' : `=${text}`}
        onChange={event => {
          const chosen = event.target.value;
          if (chosen === 'other') {
            setOwn(true);
          } else if (chosen !== '?') {
            decide(chosen.slice(1));
          }
        }}
      >
        {none && <option value="?">{trans.__('detected')}</option>}
        {!listed && <option value={`=${text}`}>{valueName(text, trans)}</option>}
        {choices.map(choice => (
          <option key={choice} value={`=${choice}`}>
            {valueName(choice, trans)}
          </option>
        ))}
        <option value="other">{trans.__('another…')}</option>
      </select>
    );
  }
  if (name in MOST) {
    return (
      <Field
        id={id}
        type="number"
        max={MOST[name] ?? 0}
        text={typeof value === 'number' ? String(value) : ''}
        onText={typed => {
          const count = Number(typed);
          if (typed !== '' && Number.isInteger(count) && count >= 0) {
            decide(Math.min(count, MOST[name] ?? count));
          }
        }}
      />
    );
  }
  if (name === 'nulls') {
    return (
      <Field
        id={id}
        text={Array.isArray(value) ? value.join(', ') : ''}
        placeholder={trans.__('NA, n/a, -')}
        onText={typed =>
          decide(
            typed
              .split(',')
              .map(each => each.trim())
              .filter(each => each !== '')
          )
        }
      />
    );
  }
  return (
    <Field
      id={id}
      text={text}
      maxLength={LENGTHS[name] ?? 1}
      autoFocus={own}
      onLeave={() => setOwn(false)}
      onText={typed => decide(typed === '' ? null : typed)}
    />
  );
}

interface IFieldProps {
  id: string;
  text: string;
  onText: (text: string) => void;
  type?: 'text' | 'number';
  max?: number;
  maxLength?: number;
  placeholder?: string;
  autoFocus?: boolean;
  onLeave?: () => void;
}

/** A field that shows what is typed while it has the focus, else what is so. */
function Field(props: IFieldProps): React.JSX.Element {
  const { id, text, onText, onLeave, type, ...more } = props;
  const [draft, setDraft] = useState<string | null>(null);
  return (
    <input
      id={id}
      className="jp-mod-styled"
      type={type ?? 'text'}
      min={type === 'number' ? 0 : undefined}
      {...more}
      aria-describedby={`${id}-why`}
      spellCheck={false}
      value={draft ?? text}
      onFocus={() => setDraft(text)}
      onBlur={() => {
        setDraft(null);
        onLeave?.();
      }}
      onChange={event => {
        setDraft(event.target.value);
        onText(event.target.value);
      }}
    />
  );
}
