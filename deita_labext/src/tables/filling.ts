import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';

import type { File as StoredFile, Table } from '../api/contract';
import type { UploadFile } from '../api/upload';
import { CommandIDs } from '../commands';
import { argumentsOf, type ImportMode } from '../imports/target';
import type { TablesModel } from './model';
import { pickFile } from './pick';

/** What is needed to bring a file to the tab where it is decided how it is read. */
export interface IFillingOptions {
  commands: CommandRegistry;
  tables: TablesModel;
  /** Bring the data browser to the front, where the upload is seen. */
  show: () => void;
  trans: TranslationBundle;
}

/**
 * Files that are looked into before tables are made of them, or go into tables that are there:
 * the person's own are uploaded first, and nothing becomes of them by itself.
 */
export class Filling {
  constructor(private readonly _options: IFillingOptions) {}

  /** Look into a file of the workspace. */
  async look(
    file: StoredFile,
    mode: ImportMode = 'new',
    table: Table | null = null
  ): Promise<void> {
    await this._options.commands.execute(
      CommandIDs.openImport,
      argumentsOf({
        workspaceId: file.workspace_id,
        fileId: file.id,
        fileName: file.name,
        mode,
        table: table && { id: table.id, name: table.name },
        name: null,
        options: {}
      })
    );
  }

  /** Upload a file, then look into it. */
  bring(file: UploadFile, mode: ImportMode = 'new', table: Table | null = null): void {
    const { tables, show } = this._options;
    show();
    tables.upload([file], stored => void this.look(stored, mode, table));
  }

  /** Let the person choose a file of their own, and bring it. */
  async pick(): Promise<void> {
    const file = await pickFile();
    if (file !== null) {
      this.bring(file);
    }
  }

  /** Let the person choose which file is to go into a table. */
  async into(table: Table, mode: 'replace' | 'append'): Promise<void> {
    const { tables, trans } = this._options;
    const title =
      mode === 'replace'
        ? trans.__('Replace the rows of %1', table.name)
        : trans.__('Append to %1', table.name);
    const { chooseFile } = await import('./choosefile');
    const chosen = await chooseFile(title, tables.files, trans);
    if (chosen?.local) {
      this.bring(chosen.local, mode, table);
    } else if (chosen?.stored) {
      await this.look(chosen.stored, mode, table);
    }
  }

  /** Ask what is to be done with a file that was dropped on a table. */
  async ask(table: Table, file: UploadFile): Promise<void> {
    const { tables, trans } = this._options;
    const { button } = await showDialog({
      title: trans.__('%1 on %2', file.name, table.name),
      body: trans.__('Before %1 changes, you see what will become of it.', table.name),
      buttons: [
        Dialog.cancelButton({ label: trans.__('Cancel') }),
        Dialog.okButton({ label: trans.__('New Table') }),
        Dialog.okButton({ label: trans.__('Replace…'), actions: ['replace'] }),
        Dialog.okButton({ label: trans.__('Append…'), actions: ['append'] })
      ]
    });
    const [action] = button.actions;
    if (action === 'replace' || action === 'append') {
      this.bring(file, action, table);
    } else if (button.accept) {
      tables.upload([file]);
    }
  }
}
