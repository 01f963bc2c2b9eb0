import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useState } from 'react';

import type { Workspace } from '../api/contract';
import { toDeitaError } from '../api/request';
import { errorText } from '../errorwords';
import { off, useSignal } from '../react';
import type { WorkspacesModel } from './model';
import { workspaceLabel } from './words';

export interface IExpiringProps {
  model: WorkspacesModel;
  trans: TranslationBundle;
}

/** That workspaces are to be deleted as nobody uses them, one at a time: the next one first. */
export function Expiring({ model, trans }: IExpiringProps): React.JSX.Element | null {
  useSignal(model.changed);
  const [next] = model.expiring;
  return next === undefined ? null : (
    // Another one begins anew, with nothing said of it.
    <Notice key={next.id} workspace={next} model={model} trans={trans} />
  );
}

function Notice({
  workspace,
  model,
  trans
}: IExpiringProps & { workspace: Workspace }): React.JSX.Element {
  const [said, setSaid] = useState<string | null>(null);
  const [keeping, setKeeping] = useState(false);
  const keep = async (): Promise<void> => {
    setKeeping(true);
    try {
      await model.keep(workspace.id);
    } catch (reason) {
      setSaid(errorText(toDeitaError(reason), trans));
      setKeeping(false);
    }
  };
  return (
    <div className="deita-Expiring" role="status">
      <span>
        {trans.__(
          '“%1” will be deleted on %2: nobody has used it for long.',
          workspaceLabel(workspace, trans),
          dayText(workspace.expires_at ?? '')
        )}{' '}
        {said}
      </span>
      <button
        type="button"
        className="deita-Link"
        aria-label={trans.__('Keep %1', workspaceLabel(workspace, trans))}
        onClick={() => void keep()}
        {...off(keeping ? trans.__('It is being kept…') : null)}
      >
        {trans.__('Keep it')}
      </button>
    </div>
  );
}

function dayText(moment: string): string {
  return new Date(moment).toLocaleDateString(undefined, { dateStyle: 'long' });
}
