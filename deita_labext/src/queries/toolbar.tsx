/** What can be done with an editor, above it. */
import { CommandToolbarButton, ReactWidget, Toolbar } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import React from 'react';

import { CommandIDs } from '../commands';
import { useSignal } from '../react';
import type { IDeitaWorkspaces } from '../tokens';
import { workspaceLabel } from '../workspaces/words';
import type { EditorModel } from './model';

const BUTTONS: readonly [string, string][] = [
  ['run', CommandIDs.runEditor],
  ['run-statement', CommandIDs.runStatement],
  ['stop', CommandIDs.stopEditor],
  ['format', CommandIDs.formatEditor],
  ['explain', CommandIDs.explainStatement],
  ['analyze', CommandIDs.analyzeStatement],
  ['save', CommandIDs.saveEditor],
  ['history', CommandIDs.editorHistory]
];

/** Fills an editor's toolbar; a document saves by its own means. */
export function fillToolbar(
  toolbar: Toolbar,
  options: {
    commands: CommandRegistry;
    model: EditorModel;
    workspaces: IDeitaWorkspaces;
    trans: TranslationBundle;
    editorId: string;
    isDocument: boolean;
  }
): void {
  const { commands, model, workspaces, trans, editorId, isDocument } = options;
  for (const [name, id] of BUTTONS) {
    if (!isDocument || id !== CommandIDs.saveEditor) {
      toolbar.addItem(
        name,
        new CommandToolbarButton({ commands, id, args: { editorId, toolbar: true } })
      );
    }
  }
  toolbar.addItem('spacer', Toolbar.createSpacerItem());
  const choice = ReactWidget.create(
    <WorkspaceChoice model={model} workspaces={workspaces} trans={trans} />
  );
  choice.addClass('deita-Editor-workspace');
  toolbar.addItem('workspace', choice);
}

interface IWorkspaceChoiceProps {
  model: EditorModel;
  workspaces: IDeitaWorkspaces;
  trans: TranslationBundle;
}

function WorkspaceChoice({
  model,
  workspaces,
  trans
}: IWorkspaceChoiceProps): React.JSX.Element {
  useSignal(model.changed);
  useSignal(workspaces.changed);
  const known = workspaces.items.some(({ id }) => id === model.workspaceId);
  return (
    <select
      aria-label={trans.__('Workspace')}
      title={trans.__('The workspace whose tables are queried')}
      value={model.workspaceId}
      onChange={({ target }) => model.setWorkspace(target.value)}
    >
      {!known && (
        <option value={model.workspaceId}>{trans.__('Another workspace')}</option>
      )}
      {workspaces.items.map(workspace => (
        <option key={workspace.id} value={workspace.id}>
          {workspaceLabel(workspace, trans)}
        </option>
      ))}
    </select>
  );
}
