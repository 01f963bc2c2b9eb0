import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';

import type { WorkspacesModel } from './model';
import { type CommandId, NEEDS, type Role } from './needs';
import { hinderedLabel, ownersText, readOnlyText } from './words';

/** From the least on: each may do what those before it may. */
const ROLES: readonly Role[] = ['viewer', 'editor', 'owner'];

/** Where commands are added that their table of needs is held to. */
export type Guarded = Pick<CommandRegistry, 'addCommand'>;

/** The workspace that a command is about; undefined for the current one. */
type Place = (args: ReadonlyPartialJSONObject) => string | undefined;

/** What is against one thing in one workspace: for a view, which stays while that changes. */
export interface IHindrance {
  /** It may be otherwise now. */
  readonly changed: ISignal<unknown, unknown>;
  /** Why the person may not do it; null where they may. */
  readonly why: string | null;
}

/** What the person may do in a workspace: the one place that commands and buttons ask. */
export class Rights {
  constructor(
    private readonly _workspaces: WorkspacesModel,
    private readonly _trans: TranslationBundle
  ) {}

  /**
   * Why the person may not do in a workspace (the current one) what needs that role; null where
   * nothing is against it. Of a workspace that is not listed here, the service will say.
   */
  hindrance(needs: Role, workspaceId?: string): string | null {
    const { current, items } = this._workspaces;
    const workspace =
      workspaceId === undefined ? current : items.find(({ id }) => id === workspaceId);
    if (!workspace || ROLES.indexOf(workspace.role) >= ROLES.indexOf(needs)) {
      return null;
    }
    return needs === 'owner'
      ? ownersText(workspace, this._trans)
      : readOnlyText(workspace, this._trans);
  }

  /** What is against it now and later. */
  hindranceTo(needs: Role, workspaceId: string): IHindrance {
    const why = (): string | null => this.hindrance(needs, workspaceId);
    return {
      changed: this._workspaces.changed,
      get why() {
        return why();
      }
    };
  }

  /** Say what is against it, where something is. Gives whether something is. */
  refuse(needs: Role, workspaceId?: string): boolean {
    const why = this.hindrance(needs, workspaceId);
    if (why !== null) {
      Notification.warning(why, { autoClose: 8000 });
    }
    return why !== null;
  }

  /**
   * Adds commands that are off where the role does not do for them. Their captions say why; menus
   * and the palette, which show no captions, have it in short behind the label.
   */
  guard(commands: CommandRegistry, place: Place = namedPlace): Guarded {
    return {
      addCommand: (id, options) => {
        const needs = NEEDS[id as CommandId];
        const { caption, execute, isEnabled, label } = options;
        const why = (args: ReadonlyPartialJSONObject): string | null =>
          this.hindrance(needs, place(args));
        return commands.addCommand(id, {
          ...options,
          label: args => {
            const words = (typeof label === 'function' ? label(args) : label) ?? '';
            return args.toolbar === true || why(args) === null
              ? words
              : hinderedLabel(words, needs, this._trans);
          },
          caption: args =>
            why(args) ??
            (typeof caption === 'function' ? caption(args) : caption) ??
            '',
          isEnabled: args => why(args) === null && (isEnabled?.(args) ?? true),
          execute: (args): unknown =>
            this.refuse(needs, place(args)) ? undefined : execute.call(undefined, args)
        });
      }
    };
  }
}

/** The workspace that the arguments name. */
export function namedPlace({
  workspaceId
}: ReadonlyPartialJSONObject): string | undefined {
  return typeof workspaceId === 'string' ? workspaceId : undefined;
}
