import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useId, useState } from 'react';

import type { ImportModel } from './model';

export interface ITableNameProps {
  model: ImportModel;
  trans: TranslationBundle;
}

/** What the new table is to be called; of several, what their names begin with. */
export function TableName({ model, trans }: ITableNameProps): React.JSX.Element | null {
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  const { name, part, chosenParts, target } = model;
  if (target.mode !== 'new') {
    return null;
  }
  const several = chosenParts.length > 1;
  const given = name !== null;
  const own = several ? '' : (part?.table ?? '');
  return (
    <div className="deita-Decision" data-given={given}>
      <div className="deita-Decision-line">
        <label htmlFor={id}>
          {several ? trans.__('Names begin with') : trans.__('Name of the table')}
        </label>
        <input
          id={id}
          className="jp-mod-styled"
          aria-describedby={`${id}-why`}
          value={draft ?? name ?? own}
          placeholder={several ? trans.__('the file’s name') : own}
          maxLength={120}
          spellCheck={false}
          onFocus={() => setDraft(name ?? own)}
          onBlur={() => setDraft(null)}
          onChange={event => {
            const text = event.target.value;
            setDraft(text);
            model.rename(text.trim() || null);
          }}
        />
      </div>
      <p className="deita-Decision-why" id={`${id}-why`}>
        {given ? (
          <>
            {trans.__('You chose this.')}
            <button
              type="button"
              className="deita-Link"
              onClick={() => model.rename(null)}
            >
              {trans.__('Call it by the file')}
            </button>
          </>
        ) : (
          trans.__('by the name of the file')
        )}
      </p>
    </div>
  );
}
