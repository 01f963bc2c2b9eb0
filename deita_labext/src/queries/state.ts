/** What is kept of an editor over a reload: all that cannot be asked for again. */
import { type ITyped, VALUE_KINDS } from './values';

/** A result that is still kept by the server. */
export interface IKeptRun {
  id: string;
  sql: string;
  pinned: boolean;
}

export interface IEditorState {
  /** Null in documents, which keep it themselves. */
  text: string | null;
  workspaceId: string;
  name: string;
  savedId: string | null;
  /** What was last saved; null where nothing was. */
  savedText: string | null;
  params: Record<string, ITyped>;
  runs: IKeptRun[];
  /** The share of the height that the text has. */
  split: number;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isText = (value: unknown): value is string => typeof value === 'string';

const isTyped = (value: unknown): value is ITyped =>
  isRecord(value) &&
  isText(value.text) &&
  VALUE_KINDS.some(kind => kind === value.kind);

const isKept = (value: unknown): value is IKeptRun =>
  isRecord(value) &&
  isText(value.id) &&
  /^[0-9a-f]{32}$/.test(value.id) &&
  isText(value.sql) &&
  typeof value.pinned === 'boolean';

/** The state, checked: another release may have written it. Null where it is none. */
export function readState(data: unknown): IEditorState | null {
  if (!isRecord(data) || !isText(data.workspaceId)) {
    return null;
  }
  const params = isRecord(data.params) ? Object.entries(data.params) : [];
  const { split } = data;
  return {
    text: isText(data.text) ? data.text : null,
    workspaceId: data.workspaceId,
    name: isText(data.name) ? data.name : '',
    savedId: isText(data.savedId) ? data.savedId : null,
    savedText: isText(data.savedText) ? data.savedText : null,
    params: Object.fromEntries(
      params.filter((pair): pair is [string, ITyped] => isTyped(pair[1]))
    ),
    runs: Array.isArray(data.runs) ? data.runs.filter(isKept) : [],
    split: typeof split === 'number' && split > 0 && split < 1 ? split : 0.5
  };
}
