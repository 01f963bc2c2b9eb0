/** A result's widget of a kernel, as the browser has it. Loaded when the first one comes. */
import { DOMWidgetModel, DOMWidgetView } from '@jupyter-widgets/base';
import type { JSONObject } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';

import type { ISeen, IWidgetSide, LiveGrids } from './livegrids';

/** What a widget shows itself with, within a layout of other widgets. */
export type MakeOutput = (shown: JSONObject, key: string) => Widget;

const SEEN = ['sort', 'filter', 'search', 'selection'] as const;

class WidgetSide implements IWidgetSide {
  constructor(private readonly _model: DOMWidgetModel) {
    _model.on(SEEN.map(name => `change:${name}`).join(' '), () => {
      this._changed.emit();
    });
  }

  get changed(): Signal<this, void> {
    return this._changed;
  }

  get seen(): ISeen {
    return {
      view: {
        sort: this._model.get('sort') as ISeen['view']['sort'],
        filter: this._model.get('filter') as ISeen['view']['filter'],
        search: (this._model.get('search') as string) || null
      },
      selection: this._model.get('selection') as ISeen['selection']
    };
  }

  show({ view, selection }: ISeen): void {
    this._tell({
      sort: view.sort,
      filter: view.filter,
      search: view.search ?? '',
      selection: [...selection]
    });
  }

  tell(rowCount: number | null): void {
    if (this._model.get('row_count') !== rowCount) {
      this._tell({ row_count: rowCount });
    }
  }

  private _tell(state: Record<string, unknown>): void {
    this._model.set(state);
    if (this._model.comm_live) {
      this._model.save_changes();
    }
  }

  private readonly _changed = new Signal<this, void>(this);
}

/** The classes that the widgets' manager asks for; their names are the kernel's. */
export function widgetClasses(
  grids: LiveGrids,
  makeOutput: MakeOutput
): Record<string, typeof DOMWidgetModel | typeof DOMWidgetView> {
  class ResultGridModel extends DOMWidgetModel {
    override defaults(): Record<string, unknown> {
      return {
        ...super.defaults(),
        key: '',
        shown: {},
        sort: [],
        filter: null,
        search: '',
        selection: [],
        row_count: null
      };
    }

    override initialize(
      ...args: Parameters<DOMWidgetModel['initialize']>
    ): ReturnType<DOMWidgetModel['initialize']> {
      super.initialize(...args);
      this._bond = grids.addWidget(this.get('key') as string, new WidgetSide(this));
    }

    override close(commClosed?: boolean): Promise<void> {
      this._bond?.dispose();
      return super.close(commClosed);
    }

    declare private _bond?: IDisposable;
  }

  class ResultGridView extends DOMWidgetView {
    override render(): void {
      super.render();
      const output = makeOutput(
        this.model.get('shown') as JSONObject,
        this.model.get('key') as string
      );
      this._output = output;
      void this.displayed.then(() => {
        if (!output.isDisposed) {
          Widget.attach(output, this.el);
        }
      });
    }

    override remove(): void {
      this._output?.dispose();
      super.remove();
    }

    private _output?: Widget;
  }

  return { ResultGridModel, ResultGridView };
}
