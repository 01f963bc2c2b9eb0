import { MainAreaWidget } from '@jupyterlab/apputils';
import { ReactWidget, type LabIcon } from '@jupyterlab/ui-components';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import type React from 'react';

/** What a tab is called, and what it holds. */
export interface ITabTitle {
  label: string;
  caption: string;
}

/** A tab of the main area that renders a model, and disposes of it when it is closed. */
export class ViewTab extends MainAreaWidget<ReactWidget> {
  constructor(private readonly _options: ViewTab.IOptions) {
    const content = ReactWidget.create(_options.view);
    super({ content });
    const { id, icon, className } = _options;
    this.id = id;
    this.entitle(_options);
    this.title.icon = icon;
    this.title.closable = true;
    this.toolbar.hide();
    content.addClass('deita-View');
    content.addClass(className);
    content.node.tabIndex = -1;
    content.node.setAttribute('role', 'region');
  }

  /** What the command that opened it needs to open it again. */
  get args(): ReadonlyPartialJSONObject {
    return this._options.args();
  }

  /** Gives it another title; its caption also says what it is to those who cannot see it. */
  entitle({ label, caption }: ITabTitle): void {
    this.title.label = label;
    this.title.caption = caption;
    this.content.node.setAttribute('aria-label', caption);
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    super.dispose();
    this._options.owned.forEach(each => each.dispose());
  }
}

export namespace ViewTab {
  export interface IOptions extends ITabTitle {
    id: string;
    icon: LabIcon;
    className: string;
    view: React.JSX.Element;
    args: () => ReadonlyPartialJSONObject;
    /** What is disposed of with the tab. */
    owned: readonly IDisposable[];
  }
}
