import type { TranslationBundle } from '@jupyterlab/translation';
import { caretDownEmptyIcon } from '@jupyterlab/ui-components';
import React from 'react';

import { useSignal } from '../react';
import { formatBytes } from '../tables/format';
import type { WorkspacesModel } from './model';
import { sharedText, workspaceLabel } from './words';

export interface IWorkspaceSwitcherProps {
  model: WorkspacesModel;
  trans: TranslationBundle;
}

/** Which workspace is current, and how much of its room is used. */
export function WorkspaceSwitcher({
  model,
  trans
}: IWorkspaceSwitcherProps): React.JSX.Element | null {
  useSignal(model.changed);
  const { current } = model;
  if (current === null) {
    return null;
  }
  const shared = sharedText(current, trans);
  return (
    <div className="deita-Switcher">
      <span className="deita-Switcher-choice">
        <select
          className="jp-mod-styled deita-Switcher-select"
          aria-label={trans.__('Workspace')}
          title={workspaceLabel(current, trans)}
          value={current.id}
          onChange={event => model.select(event.target.value)}
        >
          {model.items.map(workspace => (
            <option key={workspace.id} value={workspace.id}>
              {workspaceLabel(workspace, trans)}
            </option>
          ))}
        </select>
        <caretDownEmptyIcon.react tag="span" className="deita-Icon" />
      </span>
      <Storage
        used={current.bytes}
        limit={model.limits?.workspace_bytes ?? null}
        trans={trans}
      />
      {shared !== null && <span className="deita-Switcher-shared">{shared}</span>}
    </div>
  );
}

interface IStorageProps {
  used: number;
  limit: number | null;
  trans: TranslationBundle;
}

function Storage({ used, limit, trans }: IStorageProps): React.JSX.Element {
  const size = formatBytes(used);
  if (limit === null) {
    return (
      <span className="deita-Storage" title={trans.__('%1 used', size)}>
        {size}
      </span>
    );
  }
  const label = trans.__('%1 of %2 used', size, formatBytes(limit));
  const share = limit > 0 ? Math.min(1, used / limit) : 1;
  return (
    <span className="deita-Storage" title={label}>
      {size}
      <span
        className="deita-Meter"
        role="meter"
        aria-label={trans.__('Storage')}
        aria-valuemin={0}
        aria-valuemax={limit}
        aria-valuenow={Math.min(used, limit)}
        aria-valuetext={label}
        data-full={share >= 0.9 ? 'true' : undefined}
      >
        <span className="deita-Meter-used" style={{ width: `${share * 100}%` }} />
      </span>
    </span>
  );
}
