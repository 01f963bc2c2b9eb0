import type { TranslationBundle } from '@jupyterlab/translation';
import type { LabIcon } from '@jupyterlab/ui-components';
import type React from 'react';

import type { ProfileStore } from '../../profiles/store';
import type { CommandId } from '../../workspaces/needs';

/** What can be done with the lines of the tree; each is about the active line. */
export interface ITreeActions {
  /** Run a command. */
  run(command: string): void;
  /** Why the person may not run a command in this workspace; null where that is not so. */
  hindrance(command: CommandId): string | null;
  /** Whether there is such a command. */
  has(command: string): boolean;
  /** Open the context menu of the line at that place of the page. */
  menu(line: Element, x: number, y: number): void;
  /** List a section again, or more of it. */
  listAgain(): void;
  listMore(): void;
}

/** What the lines are made with. */
export interface ILineContext {
  readonly actions: ITreeActions;
  readonly profiles: ProfileStore;
  readonly trans: TranslationBundle;
}

/** A line of the tree as it is shown and read out. */
export interface ILine {
  readonly icon?: LabIcon;
  readonly name: string;
  /** A small picture before the note. */
  readonly picture?: React.ReactNode;
  /** At the right end. */
  readonly note?: React.ReactNode;
  /** There while it is hovered; keys and the context menu do the same. */
  readonly buttons?: React.ReactNode;
  /** What is read out: its parts in words. */
  readonly spoken: string;
  /** The whole of what may be cut off. */
  readonly hint?: string;
  /** What it is in SQL: it can be dragged to where SQL is written. */
  readonly sql?: string;
  /** What Enter and a double click do. */
  readonly open?: () => void;
}
