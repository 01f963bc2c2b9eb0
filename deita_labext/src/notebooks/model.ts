import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { NotebookActions } from '@jupyterlab/notebook';
import type { Contents, KernelSpec } from '@jupyterlab/services';
import type { CommandRegistry } from '@lumino/commands';
import { UUID } from '@lumino/coreutils';

/** The parts of JupyterLab that a notebook is made with. */
export interface INotebookMaking {
  commands: CommandRegistry;
  contents: Pick<Contents.IManager, 'newUntitled' | 'save'>;
  kernelspecs: Pick<KernelSpec.IManager, 'ready' | 'specs'>;
  /** The folder that a new notebook is put into. */
  folder: () => string;
  /** Bring the tab of that id to the front. */
  show: (id: string) => void;
}

/** Puts cells into the notebook that is current; into a new one where there is none. */
export class NotebookCells {
  constructor(
    private readonly _notebooks: INotebookTracker | null,
    private readonly _making: INotebookMaking
  ) {}

  /** Whether a notebook is open, that would take the cells. */
  get isOpen(): boolean {
    return this._current !== null;
  }

  /** Insert code cells below the active one, and go there. Rejects where no notebook can be made. */
  async insert(texts: readonly string[]): Promise<void> {
    const panel = this._current;
    if (panel === null) {
      await this._make(texts);
      return;
    }
    const { content: notebook } = panel;
    for (const text of texts) {
      NotebookActions.insertBelow(notebook);
      NotebookActions.changeCellType(notebook, 'code');
      notebook.activeCell?.model.sharedModel.setSource(text);
    }
    this._making.show(panel.id);
    notebook.activate();
  }

  private get _current(): NotebookPanel | null {
    return this._notebooks?.currentWidget ?? null;
  }

  /** A notebook with these cells and the usual kernel, which nobody is asked for. */
  private async _make(texts: readonly string[]): Promise<void> {
    const { commands, contents, kernelspecs, folder } = this._making;
    await kernelspecs.ready;
    const { specs } = kernelspecs;
    const name = specs?.default;
    const spec = name === undefined ? undefined : specs?.kernelspecs[name];
    const { path } = await contents.newUntitled({ path: folder(), type: 'notebook' });
    await contents.save(path, {
      type: 'notebook',
      format: 'json',
      content: {
        cells: texts.map(source => ({
          cell_type: 'code',
          execution_count: null,
          id: UUID.uuid4(),
          metadata: {},
          outputs: [],
          source
        })),
        metadata: spec
          ? {
              kernelspec: {
                name: spec.name,
                display_name: spec.display_name,
                language: spec.language
              }
            }
          : {},
        nbformat: 4,
        nbformat_minor: 5
      }
    });
    await commands.execute('docmanager:open', {
      path,
      ...(name !== undefined && { kernel: { name } })
    });
  }
}
