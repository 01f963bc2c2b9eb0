import type {
  IngestRequest,
  Job,
  Preview,
  PreviewRequest,
  File as StoredFile,
  Uploaded
} from '../contract';
import type { IUploadOptions, UploadFile } from '../upload';
import type { IDeitaClient } from '../../tokens';
import { FakeAnswers } from './fakeanswers';
import { aFile, aJob } from './samples';

/** Files in memory: on their way, looked into, and what is made of them. */
export class FakeFiles extends FakeAnswers {
  filesOf = new Map<string, StoredFile[]>();

  jobsById = new Map<string, Job>();

  /** Uploads that wait for the test to answer them, by file name. */
  uploads = new Map<
    string,
    {
      options: IUploadOptions;
      answer: (uploaded: Uploaded) => void;
      fail: (e: Error) => void;
    }
  >();

  /** Previews that wait for the test to answer them, oldest first. */
  previews: {
    body: PreviewRequest;
    signal: AbortSignal | undefined;
    answer: (preview: Preview) => void;
    fail: (e: Error) => void;
  }[] = [];
  /** What was asked to be loaded. */
  ingests: IngestRequest[] = [];

  putJob(job: Job): void {
    this.jobsById.set(job.id, job);
    this.send({ type: 'job', workspace_id: job.workspace_id, job });
  }

  /** Answer a waiting upload of which no table is to be made: the file is kept. */
  keep(name: string, workspaceId = 'w1'): StoredFile {
    const file = aFile(`file-${name}`, name, workspaceId);
    this.filesOf.set(workspaceId, [file, ...(this.filesOf.get(workspaceId) ?? [])]);
    this.uploads.get(name)?.answer({ file, job: null });
    this.uploads.delete(name);
    return file;
  }

  /** Answer a waiting upload: the file is kept, a job begins. */
  take(name: string, jobId: string, workspaceId = 'w1'): void {
    const file = aFile(`file-${jobId}`, name, workspaceId);
    const job = aJob(jobId, { file_id: file.id, workspace_id: workspaceId });
    this.filesOf.set(workspaceId, [file, ...(this.filesOf.get(workspaceId) ?? [])]);
    this.jobsById.set(jobId, job);
    this.uploads.get(name)?.answer({ file, job });
    this.uploads.delete(name);
  }

  preview(_: string, body: PreviewRequest, signal?: AbortSignal): Promise<Preview> {
    return new Promise((answer, fail) => {
      this.previews.push({ body, signal, answer, fail });
      signal?.addEventListener('abort', () => fail(new DOMException('', 'AbortError')));
    });
  }

  ingest(_: string, body: IngestRequest): Promise<Job> {
    this.ingests.push(body);
    return this._answer(aJob('j1', { file_id: body.file_id }));
  }

  fileUrl(_: string, fileId: string): string {
    return `files/${fileId}`;
  }

  files(workspaceId: string): ReturnType<IDeitaClient['files']> {
    return this._answer({ items: this.filesOf.get(workspaceId) ?? [], next: null });
  }

  deleteFile(): Promise<void> {
    return this._answer(undefined);
  }

  upload(_: string, file: UploadFile, options: IUploadOptions = {}): Promise<Uploaded> {
    return new Promise((answer, fail) => {
      this.uploads.set(file.name, { options, answer, fail });
      options.signal?.addEventListener('abort', () =>
        fail(new DOMException('', 'AbortError'))
      );
    });
  }

  jobs(workspaceId: string): ReturnType<IDeitaClient['jobs']> {
    const items = [...this.jobsById.values()].filter(
      job => job.workspace_id === workspaceId
    );
    return this._answer({ items, next: null });
  }

  job(id: string): Promise<Job> {
    return this._find(this.jobsById.get(id));
  }

  async cancelJob(id: string): Promise<Job> {
    const cancelled: Job = { ...(await this.job(id)), state: 'cancelled' };
    this.jobsById.set(id, cancelled);
    return cancelled;
  }
}
