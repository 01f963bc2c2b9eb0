import type { Job, JobTable, File as StoredFile } from '../api/contract';
import { DeitaError } from '../api/request';
import type { IUpload } from './uploads';

/** Where a file is on its way to a table. */
export type Phase =
  'waiting' | 'uploading' | 'queued' | 'reading' | 'done' | 'failed' | 'cancelled';

/** One file on its way to a table, from the upload to the end of its job. */
export interface IActivity {
  /** The upload's id, or the job's where the upload was not ours. */
  readonly key: string;
  readonly uploadId: string | null;
  readonly jobId: string | null;
  readonly workspaceId: string;
  /** The file, where the server has it. */
  readonly fileId: string | null;
  /** The file's name. */
  readonly name: string;
  readonly phase: Phase;
  /** The share of this phase that is done, 0..1; null where that is not known. */
  readonly progress: number | null;
  readonly secondsLeft: number | null;
  /** The rows that were read so far, where that is known. */
  readonly rows: number | null;
  /** Whether the connection was lost, and is tried again. */
  readonly stalled: boolean;
  readonly error: DeitaError | null;
  /** What it became, once it is done. */
  readonly tables: readonly JobTable[];
  /** Whether the file is still at hand to be sent once more. */
  readonly canRetry: boolean;
}

const JOB_PHASES: Record<Job['state'], Phase> = {
  queued: 'queued',
  running: 'reading',
  done: 'done',
  failed: 'failed',
  cancelled: 'cancelled'
};

/** Whether nothing more will happen in this phase. */
export function isFinal(phase: Phase): boolean {
  return phase === 'done' || phase === 'failed' || phase === 'cancelled';
}

/** An upload that has no job as yet. */
export function uploadActivity(upload: IUpload): IActivity {
  const phases = {
    waiting: 'waiting',
    sending: 'uploading',
    sent: 'queued',
    failed: 'failed'
  } as const;
  return {
    key: upload.id,
    uploadId: upload.id,
    jobId: null,
    workspaceId: upload.workspaceId,
    fileId: null,
    name: upload.name,
    phase: phases[upload.state],
    progress: upload.progress,
    secondsLeft: upload.secondsLeft,
    rows: null,
    stalled: upload.stalled,
    error: upload.error,
    tables: [],
    canRetry: upload.state === 'failed' && upload.file !== null
  };
}

/** A job, with the upload that it came of where that was ours. */
export function jobActivity(
  job: Job,
  upload: IUpload | undefined,
  files: readonly StoredFile[],
  secondsLeft: number | null
): IActivity {
  const phase = JOB_PHASES[job.state];
  return {
    key: upload?.id ?? job.id,
    uploadId: upload?.id ?? null,
    jobId: job.id,
    workspaceId: job.workspace_id,
    fileId: job.file_id,
    name: upload?.name ?? files.find(({ id }) => id === job.file_id)?.name ?? '',
    phase,
    progress: job.progress,
    secondsLeft: phase === 'reading' ? secondsLeft : null,
    rows: job.rows,
    stalled: false,
    error: job.error === null ? null : new DeitaError(job.error),
    tables: job.tables,
    canRetry: phase === 'failed' && (upload?.file ?? null) !== null
  };
}
