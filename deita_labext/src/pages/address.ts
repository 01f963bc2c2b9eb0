/**
 * Addresses of pages of JupyterLab that open with a tab of Deita: where an application has no
 * room for tabs, as Notebook 7, they are opened there.
 */
import { PageConfig, URLExt } from '@jupyterlab/coreutils';
import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import { CommandIDs } from '../commands';

const OPEN = 'deita-open';

/** The commands that an address may name: they show something, and change nothing. */
const SHOWING: readonly string[] = [
  CommandIDs.openTable,
  CommandIDs.openResult,
  CommandIDs.openProfile,
  CommandIDs.openReport,
  CommandIDs.openSnapshots,
  CommandIDs.openChart,
  CommandIDs.openImport,
  CommandIDs.openEditor,
  CommandIDs.newEditor
];

/** Such addresses, for JupyterLab's router. */
export const OPEN_LINK = new RegExp(`#${OPEN}=`);

/** What an address has opened. */
export interface IOpened {
  command: string;
  args: ReadonlyPartialJSONObject;
}

/** The page of JupyterLab, whichever application this one is. */
export function labUrl(): string {
  const app = hasTabs() ? PageConfig.getOption('appUrl') || 'lab' : 'lab';
  return URLExt.join(new URL(PageConfig.getBaseUrl(), window.location.href).href, app);
}

/** The address of a page on which a command is carried out. */
export function openLink(opened: IOpened): string {
  // Behind the hash: statements may be long, and are nothing that a server should log.
  return `${labUrl()}#${OPEN}=${encodeURIComponent(JSON.stringify(opened))}`;
}

/** What the part of an address behind its hash has opened; null where that is nothing. */
export function opened(hash: string): IOpened | null {
  if (!OPEN_LINK.test(hash)) {
    return null;
  }
  try {
    const text = decodeURIComponent(hash.slice(`#${OPEN}=`.length));
    const { command, args } = JSON.parse(text) as Partial<IOpened>;
    return typeof command === 'string' && SHOWING.includes(command)
      ? { command, args: args ?? {} }
      : null;
  } catch {
    return null;
  }
}

/** Whether the application has a main area that takes tabs. */
export function hasTabs(): boolean {
  return PageConfig.getOption('notebookPage') === '';
}

/** What a command that opens a tab does: where there is no room for tabs, in a page of JupyterLab. */
export function inTab(
  command: string,
  execute: (args: ReadonlyPartialJSONObject) => unknown
): CommandRegistry.CommandFunc<unknown> {
  return args =>
    hasTabs()
      ? execute(args)
      : void window.open(openLink({ command, args }), '_blank', 'noopener');
}
