/** The lower half of an editor: a tab for each statement that was run. */
import type { TranslationBundle } from '@jupyterlab/translation';
import { PanelLayout, TabPanel, type Title, Widget } from '@lumino/widgets';

import { CommandIDs } from '../commands';
import { Notice } from '../grid/notice';
import { elapsedText } from '../grid/statusline';
import { pinIcon } from '../icons';
import type { IRun } from './run';
import { type IResultsOptions, RunPage } from './runpage';

export class Results extends Widget {
  constructor(private readonly _options: IResultsOptions) {
    super();
    this.addClass('deita-Results');
    const { commands, trans, model } = _options;
    this._tabs = new TabPanel({ tabsMovable: false });
    this._tabs.tabBar.node.setAttribute('aria-label', trans.__('Results'));
    this._tabs.tabBar.tabCloseRequested.connect((_, { title }) => {
      const { owner } = title;
      if (owner instanceof RunPage) {
        model.close(owner.run);
      }
    });
    this._empty = new Notice({
      message: trans.__('Nothing has been run here yet.'),
      hint: trans.__(
        'Ctrl Enter runs all statements, Ctrl Shift Enter the one at the cursor.'
      ),
      actions: [
        {
          label: trans.__('Run'),
          run: () =>
            void commands.execute(CommandIDs.runEditor, { editorId: _options.editorId })
        }
      ]
    });
    this._status = document.createElement('div');
    this._status.className = 'deita-Editor-status';
    this._status.setAttribute('role', 'status');
    const layout = (this.layout = new PanelLayout());
    layout.addWidget(this._empty);
    layout.addWidget(this._tabs);
    layout.addWidget(new Widget({ node: this._status }));
    this._tabs.currentChanged.connect(() => this._say());
    model.changed.connect(this._update, this);
    this._update();
  }

  /** The run whose tab is shown. */
  get current(): IRun | null {
    const shown = this._tabs.currentWidget;
    return shown instanceof RunPage ? shown.run : null;
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._options.model.changed.disconnect(this._update, this);
    window.clearInterval(this._ticking);
    super.dispose();
  }

  /** Tabs for the runs there are; a run that has begun or failed comes to the front. */
  private _update(): void {
    const { model, trans } = this._options;
    const { runs } = model;
    for (const page of this._pages()) {
      if (!runs.includes(page.run)) {
        page.dispose();
      }
    }
    const pages = new Map(this._pages().map(page => [page.run, page]));
    runs.forEach((run, i) => {
      let page = pages.get(run);
      if (!page && run.state !== 'waiting') {
        page = new RunPage(run, this._options);
        this._tabs.insertWidget(i, page);
        if (run.state !== 'done' || this._tabs.currentWidget === null) {
          this._tabs.currentWidget = page;
        }
      }
      page?.update();
      if (page) {
        this._name(page.title, run, i);
      }
    });
    const none = this._tabs.widgets.length === 0;
    this._empty.setHidden(!none);
    this._tabs.setHidden(none);
    if (model.busy && this._ticking === undefined) {
      this._ticking = window.setInterval(() => this._say(), 200);
    } else if (!model.busy) {
      window.clearInterval(this._ticking);
      this._ticking = undefined;
    }
    this._tabs.tabBar.node.setAttribute('aria-label', trans.__('Results'));
    this._say();
  }

  private _name(title: Title<Widget>, run: IRun, i: number): void {
    const { trans } = this._options;
    const kind =
      run.kind === 'plan' ? trans.__('Plan %1', i + 1) : trans.__('Result %1', i + 1);
    title.label = kind;
    title.icon = run.pinned ? pinIcon : undefined;
    title.iconLabel = run.pinned ? trans.__('Kept') : '';
    title.caption = run.sql.length > 300 ? `${run.sql.slice(0, 300)}…` : run.sql;
    title.closable = run.state !== 'running';
    title.className = `deita-Results-tab deita-mod-${run.state}`;
  }

  private _say(): void {
    const { trans } = this._options;
    const run = this.current;
    this._status.textContent = run === null ? '' : statusText(run, trans);
  }

  private _pages(): RunPage[] {
    return this._tabs.widgets.filter(widget => widget instanceof RunPage);
  }

  private readonly _empty: Notice;
  private readonly _status: HTMLElement;
  private readonly _tabs: TabPanel;
  private _ticking: number | undefined;
}

/** `16 rows · 9 ms · cached · DuckDB · flights@1`, or how far it is. */
export function statusText(run: IRun, trans: TranslationBundle): string {
  switch (run.state) {
    case 'waiting':
    case 'running': {
      const since = elapsedText(Date.now() - run.startedAt);
      return run.ahead !== null
        ? trans._n(
            'Waiting: %1 query before it · %2',
            'Waiting: %1 queries before it · %2',
            run.ahead,
            since
          )
        : trans.__('Running · %1', since);
    }
    case 'cancelled':
      return trans.__('Stopped');
    case 'failed':
      return trans.__('Failed');
    case 'done': {
      const { query } = run;
      if (query === null) {
        return run.kind === 'plan' ? 'DuckDB' : trans.__('As it was run before');
      }
      const count = query.result?.row_count ?? null;
      const { total_ms: total, cache_hit: cached } = query.stats;
      return [
        ...(count === null
          ? []
          : [
              trans
                ._n('%1 row', '%1 rows', count)
                .replace(String(count), count.toLocaleString())
            ]),
        ...(total === undefined ? [] : [elapsedText(total)]),
        ...(cached === 1 ? [trans.__('from the cache')] : []),
        'DuckDB',
        ...(query.result?.tables ?? [])
      ].join(' · ');
    }
  }
}
