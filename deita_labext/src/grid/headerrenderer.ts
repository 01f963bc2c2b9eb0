/** How headers are painted: name and order, a small chart of what is seen, type and nulls. */
import { CellRenderer, type GraphicsContext } from '@lumino/datagrid';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Filter } from '../api/contract';
import { painted } from './format';
import { factsText } from './headerfacts';
import {
  barsOf,
  brushedBins,
  type IShare,
  listedValues,
  MENU_WIDTH,
  sharesOf
} from './headerparts';
import type { Marks } from './marks';
import type { Column } from './model';
import { fitted, PADDING } from './renderers';
import type { IColumnState, Summaries } from './summaries';
import type { IGridTheme } from './theme';
import type { ViewModel } from './viewmodel';
import { valueText } from './conditionwords';

/** Space between a column's mark and its name, in pixels. */
export const MARK_GAP = 4;

/** Bins that are being chosen: of which column, from one to another. */
export interface IBrush {
  column: number;
  first: number;
  last: number;
}

export interface IHeaderState {
  columns: readonly Column[];
  view: ViewModel;
  summaries: Summaries;
  /** What is being brushed; null where nothing is. */
  brush: IBrush | null;
}

export class HeaderRenderer extends CellRenderer {
  constructor(
    private readonly _theme: IGridTheme,
    private readonly _marks: Marks,
    private readonly _state: IHeaderState,
    private readonly _trans: TranslationBundle
  ) {
    super();
  }

  override paint(gc: GraphicsContext, config: CellRenderer.CellConfig): void {
    const index = config.value as number;
    const column = this._state.columns[index];
    if (!column) {
      return;
    }
    gc.textBaseline = 'middle';
    this._paintName(gc, config, index, column);
    const state = this._state.summaries.of(index);
    if (state) {
      const filter = this._state.view.conditionOf(index);
      this._paintChart(gc, config, index, state, filter);
    }
    this._paintFoot(gc, config, column, state);
  }

  /** Mark, name, the place in the order, whether it is filtered, and what opens the menu. */
  private _paintName(
    gc: GraphicsContext,
    { x, y, width }: CellRenderer.CellConfig,
    index: number,
    column: Column
  ): void {
    const { view } = this._state;
    const right = column.kind === 'number';
    const sort = view.sortOf(index);
    const signs = [
      ...(sort ? [`${sort.descending ? '↓' : '↑'}${sort.place ?? ''}`] : []),
      ...(view.conditionOf(index) ? ['●'] : [])
    ].join(' ');
    const line = y + this._theme.header.chartTop / 2 + 1;
    gc.textAlign = 'right';
    gc.font = this._theme.typeFont;
    gc.fillStyle = signs ? this._theme.chosen : this._theme.dim;
    gc.fillText(signs || '▾', x + width - PADDING, line);
    const signsWidth = Math.max(MENU_WIDTH, gc.measureText(signs).width + MARK_GAP);
    gc.textAlign = 'left';
    gc.font = this._theme.headerFont;
    const markWidth = this._marks.size + MARK_GAP;
    const inner = width - 2 * PADDING - signsWidth;
    const name = fitted(gc, painted(column.name), inner - markWidth);
    const nameWidth = gc.measureText(name).width;
    const start = right
      ? Math.max(x + PADDING, x + PADDING + inner - nameWidth - markWidth)
      : x + PADDING;
    gc.fillStyle = this._theme.text;
    gc.fillText(name, start + markWidth, line);
    this._marks.paint(gc, column.kind, start, line - 1);
  }

  private _paintChart(
    gc: GraphicsContext,
    { x, y, width }: CellRenderer.CellConfig,
    index: number,
    state: IColumnState,
    filter: Filter | null
  ): void {
    const { chartTop, chartBottom } = this._theme.header;
    const left = x + PADDING;
    const inner = width - 2 * PADDING;
    const top = y + chartTop;
    const height = chartBottom - chartTop - 2;
    const { bins, values } = state.summary;
    if (bins && bins.length > 0) {
      const { brush } = this._state;
      const range: readonly [number, number] | null =
        brush?.column === index ? [brush.first, brush.last] : brushedBins(filter, bins);
      gc.fillStyle = this._theme.rest;
      gc.fillRect(left, top + height, inner, 1);
      barsOf(bins).forEach((bar, at) => {
        const chosen = range !== null && at >= range[0] && at <= range[1];
        gc.fillStyle = chosen
          ? this._theme.chosen
          : range || state.stale
            ? this._theme.rest
            : this._theme.bar;
        const size = bar.height * height;
        const wide = Math.max(1, bar.width * inner - (bar.width * inner > 4 ? 1 : 0));
        gc.fillRect(left + bar.x * inner, top + height - size, wide, size);
      });
    } else if (values) {
      const listed = listedValues(filter);
      for (const share of sharesOf(state)) {
        this._paintShare(gc, share, index, listed, state.stale, {
          left: left + share.x * inner,
          width: Math.max(1, share.width * inner - 1),
          top: top + 2,
          height: height - 4
        });
      }
    }
  }

  private _paintShare(
    gc: GraphicsContext,
    share: IShare,
    index: number,
    listed: readonly unknown[] | null,
    stale: boolean,
    { left, width, top, height }: IBox
  ): void {
    const chosen = share.kind !== 'rest' && listed?.includes(share.value) === true;
    gc.fillStyle = chosen
      ? this._theme.chosen
      : share.kind === 'value' && !listed && !stale
        ? this._theme.bar
        : this._theme.rest;
    gc.fillRect(left, top, width, height);
    if (share.kind === 'value' && width > 22) {
      const column = this._state.columns[index];
      const text = valueText(column, share.value, this._trans);
      gc.font = this._theme.typeFont;
      gc.textAlign = 'left';
      gc.fillStyle = chosen ? this._theme.onChosen : this._theme.onBar;
      const label = fitted(gc, painted(text), width - 6);
      // A lone ellipsis says nothing.
      if (label.length > 1 || text.length === 1) {
        gc.fillText(label, left + 3, top + height / 2 + 1);
      }
    }
  }

  /** The type, and what is known of nulls and of different values where there is room. */
  private _paintFoot(
    gc: GraphicsContext,
    { x, y, width }: CellRenderer.CellConfig,
    column: Column,
    state: IColumnState | null
  ): void {
    const { chartBottom, height } = this._theme.header;
    const inner = width - 2 * PADDING;
    const right = column.kind === 'number';
    const line = y + (chartBottom + height) / 2;
    gc.font = this._theme.typeFont;
    gc.fillStyle = this._theme.dim;
    gc.textAlign = right ? 'right' : 'left';
    const type = fitted(gc, column.type, inner);
    gc.fillText(type, right ? x + width - PADDING : x + PADDING, line);
    const facts = state ? factsText(state, this._trans) : '';
    const room = inner - gc.measureText(type).width - PADDING;
    if (facts && gc.measureText(facts).width <= room) {
      gc.textAlign = right ? 'left' : 'right';
      gc.fillText(facts, right ? x + PADDING : x + width - PADDING, line);
    }
  }
}

interface IBox {
  left: number;
  width: number;
  top: number;
  height: number;
}
