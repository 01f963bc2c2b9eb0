/** What can be done with an editor: in the palette, the toolbar and by keys. */
import { Clipboard, type ICommandPalette, Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { Menu } from '@lumino/widgets';

import { CommandIDs } from '../commands';
import { attempt } from '../dialogs';
import { errorText } from '../errorwords';
import { savedLink } from '../saved/link';
import type { IDeitaClient, IEditorOptions } from '../tokens';
import { askName } from '../workspaces/commands';
import type { Rights } from '../workspaces/rights';
import type { SqlEditor } from './editor';

const PAST = 25;

export interface IEditorCommands {
  client: IDeitaClient;
  palette: ICommandPalette | null;
  rights: Rights;
  trans: TranslationBundle;
  /** The editor that a command is about. */
  editor: (args: ReadonlyPartialJSONObject) => SqlEditor | null;
  open: (options: IEditorOptions) => Promise<string>;
}

interface IAction {
  id: string;
  label: string;
  /** In the toolbar, where room is short. */
  short: string;
  caption: string;
  enabled?: (editor: SqlEditor) => boolean;
  run: (editor: SqlEditor) => Promise<unknown>;
}

/** Adds the commands about the current editor. */
export function addEditorCommands(
  commands: CommandRegistry,
  { client, palette, rights, trans, editor: of, open }: IEditorCommands
): void {
  const idle = ({ model }: SqlEditor): boolean => !model.busy;
  const save = async ({ model }: SqlEditor, ask: boolean): Promise<void> => {
    const title = trans.__('Save query');
    const name =
      ask || model.savedId === null
        ? await askName(title, model.name, trans.__('Save'), trans)
        : model.name;
    if (name !== null) {
      await attempt(title, trans, () => model.save(name));
    }
  };
  const actions: IAction[] = [
    {
      id: CommandIDs.runEditor,
      label: trans.__('Run All Statements'),
      short: trans.__('Run'),
      caption: trans.__('Run all statements (Ctrl Enter)'),
      enabled: idle,
      run: editor => editor.runAll()
    },
    {
      id: CommandIDs.runStatement,
      label: trans.__('Run Statement at Cursor'),
      short: trans.__('Run Statement'),
      caption: trans.__(
        'Run the selection or the statement at the cursor (Ctrl Shift Enter)'
      ),
      enabled: idle,
      run: editor => editor.runChosen()
    },
    {
      id: CommandIDs.stopEditor,
      label: trans.__('Stop Query'),
      short: trans.__('Stop'),
      caption: trans.__('Stop what runs'),
      enabled: ({ model }) => model.busy,
      run: ({ model }) => model.stop()
    },
    {
      id: CommandIDs.formatEditor,
      label: trans.__('Format SQL'),
      short: trans.__('Format'),
      caption: trans.__('Lay the statements out for reading (Shift Alt F)'),
      run: async ({ model }) => {
        try {
          const kept = await model.format();
          if (kept > 0) {
            Notification.info(
              trans._n(
                '%1 statement stayed as it was: it could not be laid out for certain.',
                '%1 statements stayed as they were: they could not be laid out for certain.',
                kept
              ),
              { autoClose: 5000 }
            );
          }
        } catch (reason) {
          Notification.warning(
            trans.__('Not formatted: %1', errorText(reason, trans)),
            { autoClose: 6000 }
          );
        }
      }
    },
    {
      id: CommandIDs.explainStatement,
      label: trans.__('Explain Statement at Cursor'),
      short: trans.__('Explain'),
      caption: trans.__('Show how the statement at the cursor would be worked out'),
      enabled: idle,
      run: editor => editor.explain(false)
    },
    {
      id: CommandIDs.analyzeStatement,
      label: trans.__('Explain and Run Statement at Cursor'),
      short: trans.__('Explain and Run'),
      caption: trans.__('Run the statement at the cursor and show where the time goes'),
      enabled: idle,
      run: editor => editor.explain(true)
    },
    {
      id: CommandIDs.saveEditor,
      label: trans.__('Save Query'),
      short: trans.__('Save'),
      caption: trans.__('Save the query in its workspace (Ctrl S)'),
      run: editor => save(editor, false)
    },
    {
      id: CommandIDs.renameEditor,
      label: trans.__('Rename Query…'),
      short: trans.__('Rename'),
      caption: trans.__('Save the query under another name'),
      run: editor => save(editor, true)
    },
    {
      id: CommandIDs.copyEditorLink,
      label: trans.__('Copy Link to Query'),
      short: trans.__('Copy Link'),
      caption: trans.__('For whoever may read the workspace'),
      enabled: ({ model }) =>
        (model.savedId !== null && !model.dirty) ||
        rights.hindrance('editor', model.workspaceId) === null,
      run: async editor => {
        const { model } = editor;
        if (model.savedId === null || model.dirty) {
          await save(editor, false);
        }
        if (model.savedId !== null && !model.dirty) {
          Clipboard.copyToSystem(
            savedLink({ workspace_id: model.workspaceId, id: model.savedId })
          );
          Notification.success(trans.__('The link is copied.'), { autoClose: 3000 });
        }
      }
    },
    {
      id: CommandIDs.editorHistory,
      label: trans.__('History of the Workspace…'),
      short: trans.__('History'),
      caption: trans.__('What was run in the workspace, to be opened again'),
      run: editor =>
        attempt(trans.__('History'), trans, () =>
          openHistory(editor, client, trans, open)
        )
    }
  ];
  const guarded = rights.guard(commands, args => of(args)?.model.workspaceId);
  for (const { id, label, short, caption, enabled, run } of actions) {
    guarded.addCommand(id, {
      label: args => (args.toolbar === true ? short : label),
      caption,
      isEnabled: args => {
        const editor = of(args);
        return editor !== null && (enabled?.(editor) ?? true);
      },
      execute: async args => {
        const editor = of(args);
        if (editor) {
          await run(editor);
        }
      }
    });
    palette?.addItem({ command: id, category: trans.__('Deita: SQL Editor') });
  }
}

/** A menu of what was run, the newest first; a choice opens it in an editor of its own. */
async function openHistory(
  { model, node }: SqlEditor,
  client: IDeitaClient,
  trans: TranslationBundle,
  open: (options: IEditorOptions) => Promise<string>
): Promise<void> {
  const { workspaceId } = model;
  const { items } = await client.history(workspaceId, { limit: PAST });
  const commands = new CommandRegistry();
  const menu = new Menu({ commands });
  const add = (label: string, run: (() => void) | null): void => {
    const command = `past-${String(menu.items.length)}`;
    commands.addCommand(command, {
      label,
      isEnabled: () => run !== null,
      execute: () => run?.()
    });
    menu.addItem({ command });
  };
  menu.addClass('deita-History-menu');
  if (items.length === 0) {
    add(trans.__('Nothing was run in this workspace yet'), null);
  }
  for (const { sql, state, created_at, params } of items) {
    const line = sql.replace(/\s+/g, ' ').trim();
    const label = line.length > 70 ? `${line.slice(0, 70)}…` : line;
    const when = new Date(created_at).toLocaleString();
    const how =
      state === 'failed'
        ? trans.__('%1 · failed', when)
        : state === 'cancelled'
          ? trans.__('%1 · stopped', when)
          : when;
    add(`${label}   (${how})`, () => void open({ workspaceId, sql, params }));
  }
  menu.aboutToClose.connect(() => window.setTimeout(() => menu.dispose()));
  const { left, top } = node.getBoundingClientRect();
  menu.open(left + 8, top);
}
