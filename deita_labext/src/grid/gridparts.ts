/** What a grid panel has once there are rows: the grid, what is done with it, its side view. */
import type { IThemeManager } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import { GridActions } from './actions';
import type { Arrangement } from './arrangement';
import type { IFormats } from './display';
import { Grid } from './grid';
import type { GridModel } from './model';
import type { SeenRows } from './seenrows';
import { SideView } from './sideview';
import type { ViewModel } from './viewmodel';

export interface IGridPartsOptions {
  model: GridModel;
  /** What the rows are, for those who cannot see them. */
  label: string;
  arrangement: Arrangement;
  view: ViewModel;
  rows: SeenRows;
  formats: IFormats | undefined;
  themes: IThemeManager | null;
  trans: TranslationBundle;
  /** Shows the search box. */
  search: () => void;
}

export class GridParts {
  constructor({ rows, search, formats, ...options }: IGridPartsOptions) {
    const { trans, view } = options;
    const { summaries } = rows;
    let made: GridActions | null = null;
    // Keys and pointer are first heard once the grid is there.
    const actions = (grid: Grid): GridActions =>
      (made ??= new GridActions(grid, {
        view,
        summaries,
        fetchSummary: (request, signal) => rows.summarise(request, signal),
        trans,
        open: (mode, row, column) => void this.side.open(mode, row, column),
        close: () => this.side.dismiss(),
        search
      }));
    const grid = new Grid({
      ...options,
      summaries,
      keys: actions,
      mouse: actions,
      ...(formats && { formats })
    });
    this.grid = grid;
    this.actions = actions(grid);
    this.side = new SideView(
      {
        get model() {
          return grid.model;
        },
        get columns() {
          return grid.arrangement.shown;
        },
        moveTo: (row, column) => (grid.cursor = { row, column }),
        leave: () => grid.activate()
      },
      trans
    );
    grid.selectionChanged.connect(() => {
      const { cursor } = grid;
      if (cursor) {
        this.side.follow(cursor.row, cursor.column);
      }
    });
    grid.modelChanged.connect(() => this.side.renew());
  }

  readonly grid: Grid;
  readonly actions: GridActions;
  readonly side: SideView;
}
