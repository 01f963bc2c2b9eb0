import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, IThemeManager } from '@jupyterlab/apputils';
import { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { IStateDB } from '@jupyterlab/statedb';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { MenuSvg } from '@jupyterlab/ui-components';
import React from 'react';

import type { Thread } from '../api/contract';
import { CommandIDs } from '../commands';
import { attempt, confirmDelete } from '../dialogs';
import { workspaceOf } from '../sql/magic';
import {
  IDeitaClient,
  IDeitaEditors,
  IDeitaEvents,
  IDeitaModels,
  IDeitaWorkspaces
} from '../tokens';
import { Rights } from '../workspaces/rights';
import { activeResult, activeStatement } from './cells';
import { addChatCommands, PALETTE } from './commands';
import { markdownRenderer } from './markdown';
import { MentionSource } from './mentionsource';
import { ChatModel } from './model';
import { AiModels } from './models';
import { chatActions } from './outside';
import { ChatPanel } from './panel';
import { VerifiedModel } from './verified';

const models: JupyterFrontEndPlugin<IDeitaModels> = {
  id: '@deita/labextension:models',
  description: 'Provides the models that may be asked.',
  autoStart: true,
  provides: IDeitaModels,
  requires: [IDeitaClient, IStateDB],
  activate: (_, client: IDeitaClient, state: IStateDB) => new AiModels(client.ai, state)
};

const panel: JupyterFrontEndPlugin<void> = {
  id: '@deita/labextension:chat',
  description: 'The chat that answers in SQL.',
  autoStart: true,
  requires: [
    IDeitaClient,
    IDeitaWorkspaces,
    IDeitaEvents,
    IDeitaModels,
    IStateDB,
    IRenderMimeRegistry,
    IEditorLanguageRegistry
  ],
  optional: [
    ITranslator,
    ILayoutRestorer,
    ICommandPalette,
    INotebookTracker,
    IThemeManager,
    IDeitaEditors
  ],
  activate: (
    { commands, shell }: JupyterFrontEnd,
    client: IDeitaClient,
    workspaces: IDeitaWorkspaces,
    live: IDeitaEvents,
    aiModels: IDeitaModels,
    state: IStateDB,
    rendermime: IRenderMimeRegistry,
    languages: IEditorLanguageRegistry,
    translator: ITranslator | null,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null,
    notebooks: INotebookTracker | null,
    themes: IThemeManager | null,
    editors: IDeitaEditors | null
  ) => {
    const trans = (translator ?? nullTranslator).load('deita');
    const model = new ChatModel(client.ai, workspaces, live, aiModels, state);
    const verified = new VerifiedModel(client.ai, workspaces);
    const mentions = new MentionSource(client, workspaces, trans);
    const markdown = markdownRenderer(rendermime);
    const actions = chatActions({
      client,
      commands,
      languages,
      markdown,
      model,
      notebooks,
      rendermime,
      themes,
      verified,
      workspaces,
      trans
    });
    const openMenu = (thread: Thread | null, x: number, y: number): void => {
      const menu = new MenuSvg({ commands });
      const args = thread === null ? {} : { threadId: thread.id };
      menu.addItem({ command: CommandIDs.renameThread, args });
      menu.addItem({ command: CommandIDs.shareThread, args });
      menu.addItem({ command: CommandIDs.deleteThread, args });
      menu.addItem({ type: 'separator' });
      menu.addItem({ command: CommandIDs.showVerified });
      // A choice closes the menu before it is carried out.
      menu.aboutToClose.connect(() => window.setTimeout(() => menu.dispose()));
      menu.open(x, y);
    };

    const chat = new ChatPanel({
      model,
      trans,
      body: async () => {
        const { ChatBody } = await import('./body');
        return (
          <ChatBody
            model={model}
            verified={verified}
            mentions={mentions}
            actions={actions}
            onMenu={openMenu}
            onSends={sends =>
              void attempt(trans.__('What is sent to the model'), trans, () =>
                model.setSends(sends)
              )
            }
            onForget={item =>
              void (async () => {
                const title = trans.__('Forget “%1”?', item.question);
                const body = trans.__('It is no example any more, and is not run.');
                if (await confirmDelete(title, body, trans)) {
                  await attempt(title, trans, () => verified.remove(item));
                }
              })()
            }
            trans={trans}
          />
        );
      }
    });
    addChatCommands(commands, {
      model,
      verified,
      rights: new Rights(workspaces, trans),
      editors,
      markdown,
      statement: () => {
        const panel = notebooks?.currentWidget;
        const cell =
          panel && shell.currentWidget === panel ? activeStatement(panel) : null;
        if (cell === null) {
          const current = editors?.current;
          return current && current.sql.trim() !== '' ? current : null;
        }
        const { id: workspaceId } = workspaceOf(cell.workspace, workspaces.items) ?? {};
        return { workspaceId: workspaceId ?? '', sql: cell.sql };
      },
      result: () => {
        const panel = notebooks?.currentWidget;
        if (panel && shell.currentWidget === panel) {
          return activeResult(panel);
        }
        const { workspaceId = '', resultId = null } = editors?.current ?? {};
        return resultId === null ? null : { workspaceId, resultId };
      },
      show: () => shell.activateById(chat.id),
      trans
    });
    for (const command of PALETTE) {
      palette?.addItem({ command, category: trans.__('Deita') });
    }
    shell.add(chat, 'right', { rank: 150, type: 'Chat' });
    restorer?.add(chat, chat.id);
    // What can be done with a statement depends on whether there is a notebook.
    notebooks?.currentChanged.connect(() => model.touch());
    // And on the role in the workspace.
    workspaces.changed.connect(() => model.touch());
  }
};

const plugins: JupyterFrontEndPlugin<unknown>[] = [models, panel];

export default plugins;
