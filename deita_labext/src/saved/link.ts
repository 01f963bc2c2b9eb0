import type { SavedQuery } from '../api/contract';
import { labUrl } from '../pages/address';

const WORKSPACE = 'deita-workspace';
const SAVED = 'deita-query';

/** Addresses that name a saved query, for JupyterLab's router. */
export const SAVED_LINK = new RegExp(`[?&]${SAVED}=[0-9a-f]{32}`);

/** The address of a page on which the saved query is opened. */
export function savedLink({
  workspace_id,
  id
}: Pick<SavedQuery, 'workspace_id' | 'id'>): string {
  return `${labUrl()}?${WORKSPACE}=${workspace_id}&${SAVED}=${id}`;
}

/** The saved query that an address's query string names; null where it names none. */
export function linked(
  search: string
): { workspaceId: string; savedId: string } | null {
  const query = new URLSearchParams(search);
  const workspaceId = query.get(WORKSPACE);
  const savedId = query.get(SAVED);
  return workspaceId !== null && savedId !== null ? { workspaceId, savedId } : null;
}

/** The query string without the saved query that it names. */
export function unlinked(search: string): string {
  const query = new URLSearchParams(search);
  query.delete(WORKSPACE);
  query.delete(SAVED);
  const rest = query.toString();
  return rest === '' ? '' : `?${rest}`;
}
