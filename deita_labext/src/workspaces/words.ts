import type { TranslationBundle } from '@jupyterlab/translation';

import type { Workspace } from '../api/contract';

/** What a workspace is called among all: those of others by their owner and what one may there. */
export function workspaceLabel(
  { name, owner, role }: Workspace,
  trans: TranslationBundle
): string {
  switch (role) {
    case 'owner':
      return name;
    case 'editor':
      return trans.__('%1 (of %2)', name, owner);
    case 'viewer':
      return trans.__('%1 (of %2, read-only)', name, owner);
  }
}

/** Whose the workspace is, and what one may there; null for one's own. */
export function sharedText(
  { owner, role }: Workspace,
  trans: TranslationBundle
): string | null {
  switch (role) {
    case 'owner':
      return null;
    case 'editor':
      return trans.__('Shared by %1', owner);
    case 'viewer':
      return trans.__('Shared by %1, read-only', owner);
  }
}

/** Why somebody may not change the workspace itself. */
export function ownersText(
  { name, owner }: Workspace,
  trans: TranslationBundle
): string {
  return trans.__('Only %1 may do that: %2 is theirs.', owner, name);
}

/** What a command is called that a role does not do for. */
export function hinderedLabel(
  label: string,
  needs: Workspace['role'],
  trans: TranslationBundle
): string {
  return needs === 'owner'
    ? trans.__('%1 (its owner only)', label)
    : trans.__('%1 (read-only)', label);
}

/** Why somebody may not change what is in a workspace, and who can change that. */
export function readOnlyText(
  { name, owner }: Workspace,
  trans: TranslationBundle
): string {
  return trans.__(
    'You may read %1, but not change it. %2, whose it is, can make you an editor.',
    name,
    owner
  );
}
