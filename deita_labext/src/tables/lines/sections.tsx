import type { TranslationBundle } from '@jupyterlab/translation';
import { addIcon } from '@jupyterlab/ui-components';
import React from 'react';

import { CommandIDs } from '../../commands';
import { uploadIcon } from '../../icons';
import { IconButton } from '../../react';
import { formatCount } from '../format';
import type { Remark, SectionName } from '../rows';
import type { ILine, ILineContext } from './line';

/** The head of a section. */
export function sectionLine(
  name: SectionName,
  count: number | null,
  context: ILineContext
): ILine {
  const { trans } = context;
  return {
    name: title(name, trans),
    note: count === null ? undefined : formatCount(count),
    buttons: buttons(name, context),
    spoken: count === null ? title(name, trans) : spoken(name, count, trans)
  };
}

/** A line below the things of a section: why there are none, or not all. */
export function remarkLine(
  section: SectionName,
  remark: Remark,
  { actions, trans }: ILineContext
): ILine {
  switch (remark) {
    case 'loading':
      return said(trans.__('Loading…'));
    case 'failed':
      return {
        ...said(trans.__('These did not come.')),
        ...link(trans.__('Try again'), () => actions.listAgain())
      };
    case 'more':
      return {
        ...said(trans.__('There are older ones.')),
        ...link(trans.__('Show more'), () => actions.listMore())
      };
    case 'empty':
      return empty(section, actions, trans);
  }
}

function empty(
  section: SectionName,
  actions: ILineContext['actions'],
  trans: TranslationBundle
): ILine {
  const add =
    actions.hindrance(CommandIDs.upload) === null &&
    link(trans.__('Add files…'), () => actions.run(CommandIDs.upload));
  const write = link(trans.__('Write a query'), () =>
    actions.run(CommandIDs.newEditor)
  );
  switch (section) {
    case 'tables':
      return { ...said(trans.__('No tables yet.')), ...add };
    case 'files':
      return { ...said(trans.__('No files yet.')), ...add };
    case 'saved':
      return actions.has(CommandIDs.newEditor)
        ? {
            ...said(trans.__('None yet.')),
            ...write
          }
        : said(trans.__('None yet: %%%%deita --save NAME keeps one.'));
    case 'history':
      return {
        ...said(trans.__('Nothing has been run here yet.')),
        ...(actions.has(CommandIDs.newEditor) && write)
      };
    case 'deleted':
      return said(trans.__('None.'));
  }
}

function said(text: string): ILine {
  return { name: text, spoken: text, hint: text };
}

function link(label: string, run: () => void): Pick<ILine, 'note' | 'open'> {
  return {
    note: (
      <button type="button" className="deita-Link" tabIndex={-1} onClick={run}>
        {label}
      </button>
    ),
    open: run
  };
}

function buttons(
  name: SectionName,
  { actions, trans }: ILineContext
): React.ReactNode | undefined {
  if (name === 'tables') {
    return (
      <IconButton
        icon={uploadIcon}
        label={trans.__('Add files to become tables')}
        why={actions.hindrance(CommandIDs.upload)}
        onClick={() => actions.run(CommandIDs.upload)}
        pointerOnly
      />
    );
  }
  if (name === 'saved' && actions.has(CommandIDs.newEditor)) {
    return (
      <IconButton
        icon={addIcon}
        label={trans.__('Write a query')}
        onClick={() => actions.run(CommandIDs.newEditor)}
        pointerOnly
      />
    );
  }
  return undefined;
}

function title(name: SectionName, trans: TranslationBundle): string {
  switch (name) {
    case 'tables':
      return trans.__('Tables');
    case 'files':
      return trans.__('Files');
    case 'saved':
      return trans.__('Saved queries');
    case 'history':
      return trans.__('History');
    case 'deleted':
      return trans.__('Deleted tables');
  }
}

function spoken(name: SectionName, count: number, trans: TranslationBundle): string {
  switch (name) {
    case 'tables':
      return trans._n('%1 table', '%1 tables', count);
    case 'files':
      return trans._n('%1 file', '%1 files', count);
    case 'saved':
      return trans._n('%1 saved query', '%1 saved queries', count);
    case 'history':
      return trans._n('%1 query of the history', '%1 queries of the history', count);
    case 'deleted':
      return trans._n('%1 deleted table', '%1 deleted tables', count);
  }
}
