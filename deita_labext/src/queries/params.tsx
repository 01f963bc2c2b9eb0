import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { useSignal } from '../react';
import type { EditorModel } from './model';
import { VALUE_KINDS, type ValueKind, valueOf } from './values';

export interface IParamsFormProps {
  model: EditorModel;
  trans: TranslationBundle;
}

/** A field for each parameter of the text; nothing where it has none. */
export function ParamsForm({
  model,
  trans
}: IParamsFormProps): React.JSX.Element | null {
  useSignal(model.changed);
  if (model.names.length === 0) {
    return null;
  }
  return (
    <fieldset className="deita-Params" aria-label={trans.__('Parameters')}>
      {model.names.map(name => (
        <Field key={name} name={name} model={model} trans={trans} />
      ))}
    </fieldset>
  );
}

function Field({
  name,
  model,
  trans
}: IParamsFormProps & { name: string }): React.JSX.Element {
  const typed = model.typed(name);
  const labels: Record<ValueKind, string> = {
    text: trans.__('text'),
    number: trans.__('number'),
    boolean: trans.__('true or false'),
    null: trans.__('NULL')
  };
  return (
    <div className="deita-Params-field">
      <label>
        <span className="deita-Params-name">{name}</span>
        {typed.kind === 'boolean' ? (
          <select
            value={typed.text}
            onChange={({ target }) =>
              model.setParam(name, { ...typed, text: target.value })
            }
          >
            <option value="true">true</option>
            <option value="false">false</option>
          </select>
        ) : (
          <input
            type="text"
            spellCheck={false}
            disabled={typed.kind === 'null'}
            value={typed.kind === 'null' ? '' : typed.text}
            aria-invalid={valueOf(typed) === undefined}
            onChange={({ target }) => model.type(name, target.value)}
          />
        )}
      </label>
      <select
        aria-label={trans.__('Kind of %1', name)}
        value={typed.kind}
        onChange={({ target }) => {
          const kind = target.value as ValueKind;
          model.setParam(name, {
            kind,
            text: kind === 'boolean' ? 'true' : typed.text
          });
        }}
      >
        {VALUE_KINDS.map(kind => (
          <option key={kind} value={kind}>
            {labels[kind]}
          </option>
        ))}
      </select>
    </div>
  );
}
