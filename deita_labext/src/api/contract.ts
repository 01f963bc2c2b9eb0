// Generated from deita_server_ext/contract by `jlpm contract`; not to be edited.

export interface paths {
  '/health': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Is the service up? */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Is the service up? */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Health'];
          };
        };
        /** @description What is wrong and what to do about it. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ErrorReply'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/me': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Who am I, and what may I do? */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Who am I, and what may I do? */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Me'];
          };
        };
        /** @description What is wrong and what to do about it. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ErrorReply'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/openapi.json': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** This document. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description This document. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': Record<string, never>;
          };
        };
        /** @description What is wrong and what to do about it. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ErrorReply'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What changes, as it changes: each event's data is one of the Event messages. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description What changes, as it changes: each event's data is one of the Event messages. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'text/event-stream': string;
          };
        };
        /** @description What is wrong and what to do about it. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ErrorReply'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** My workspaces; the first one is made on first use. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description My workspaces; the first one is made on first use. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['WorkspaceList'];
          };
        };
        /** @description What is wrong and what to do about it. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ErrorReply'];
          };
        };
      };
    };
    put?: never;
    /** Make a workspace. */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['WorkspaceCreate'];
        };
      };
      responses: {
        /** @description Make a workspace. */
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Workspace'];
          };
        };
        /** @description What is wrong and what to do about it. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ErrorReply'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One workspace. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description One workspace. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Workspace'];
          };
        };
        /** @description What is wrong and what to do about it. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ErrorReply'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    /** Delete a workspace with all that is in it. */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Done. */
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
        /** @description What is wrong and what to do about it. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ErrorReply'];
          };
        };
      };
    };
    options?: never;
    head?: never;
    /** Rename a workspace. */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['WorkspacePatch'];
        };
      };
      responses: {
        /** @description Rename a workspace. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Workspace'];
          };
        };
        /** @description What is wrong and what to do about it. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ErrorReply'];
          };
        };
      };
    };
    trace?: never;
  };
  '/workspaces/{workspace}/files': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The files as they came. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description The files as they came. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['FileList'];
          };
        };
        /** @description What is wrong and what to do about it. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ErrorReply'];
          };
        };
      };
    };
    put?: never;
    /** Upload a file, the whole of it as the body; a job makes a table of it. */
    post: {
      parameters: {
        query: {
          /** @description the file's name */
          filename: string;
        };
        header?: never;
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/octet-stream': string;
        };
      };
      responses: {
        /** @description Upload a file, the whole of it as the body; a job makes a table of it. */
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Uploaded'];
          };
        };
        /** @description What is wrong and what to do about it. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ErrorReply'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/files/{file}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /** Delete an original. */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
          file: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Done. */
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
        /** @description What is wrong and what to do about it. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ErrorReply'];
          };
        };
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/jobs': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Jobs under way and of the last day. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Jobs under way and of the last day. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['JobList'];
          };
        };
        /** @description What is wrong and what to do about it. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ErrorReply'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/jobs/{job}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One job. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          job: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description One job. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Job'];
          };
        };
        /** @description What is wrong and what to do about it. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ErrorReply'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    /** Cancel a job. */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          job: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Cancel a job. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Job'];
          };
        };
        /** @description What is wrong and what to do about it. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ErrorReply'];
          };
        };
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/tables': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The tables. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description The tables. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['TableList'];
          };
        };
        /** @description What is wrong and what to do about it. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ErrorReply'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/tables/{table}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One table, by id or name. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
          table: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description One table, by id or name. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Table'];
          };
        };
        /** @description What is wrong and what to do about it. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ErrorReply'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    /** Delete a table. */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
          table: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Done. */
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
        /** @description What is wrong and what to do about it. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ErrorReply'];
          };
        };
      };
    };
    options?: never;
    head?: never;
    /** Rename a table. */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
          table: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['TablePatch'];
        };
      };
      responses: {
        /** @description Rename a table. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Table'];
          };
        };
        /** @description What is wrong and what to do about it. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ErrorReply'];
          };
        };
      };
    };
    trace?: never;
  };
  '/workspaces/{workspace}/tables/{table}/rows': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A page of a table. */
    get: {
      parameters: {
        query?: {
          /** @description the first row, from 0 */
          offset?: number;
          /** @description how many rows at the most */
          limit?: number;
        };
        header?: never;
        path: {
          workspace: string;
          table: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description A page of a table. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Page'];
            'application/vnd.apache.arrow.stream': string;
          };
        };
        /** @description What is wrong and what to do about it. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ErrorReply'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/tables/{table}/export': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** All rows of a table, streamed. */
    get: {
      parameters: {
        query?: {
          /** @description `csv` (the default) or `arrow` */
          format?: string;
          /** @description the name the download gets */
          filename?: string;
        };
        header?: never;
        path: {
          workspace: string;
          table: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description All rows of a table, streamed. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'text/csv': string;
            'application/vnd.apache.arrow.stream': string;
          };
        };
        /** @description What is wrong and what to do about it. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ErrorReply'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/queries': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Run a statement. */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['QueryRequest'];
        };
      };
      responses: {
        /** @description Run a statement. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Query'];
            'application/vnd.apache.arrow.stream': string;
          };
        };
        /** @description What is wrong and what to do about it. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ErrorReply'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/queries/{query}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A query and its first page. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          query: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description A query and its first page. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Query'];
          };
        };
        /** @description What is wrong and what to do about it. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ErrorReply'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    /** Cancel a query. */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          query: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Cancel a query. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Query'];
          };
        };
        /** @description What is wrong and what to do about it. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ErrorReply'];
          };
        };
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/results/{result}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A result. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          result: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description A result. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Result'];
          };
        };
        /** @description What is wrong and what to do about it. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ErrorReply'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/results/{result}/rows': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A page of a result. */
    get: {
      parameters: {
        query?: {
          /** @description the first row, from 0 */
          offset?: number;
          /** @description how many rows at the most */
          limit?: number;
        };
        header?: never;
        path: {
          result: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description A page of a result. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Page'];
            'application/vnd.apache.arrow.stream': string;
          };
        };
        /** @description What is wrong and what to do about it. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ErrorReply'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/results/{result}/export': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** All rows of a result, streamed. */
    get: {
      parameters: {
        query?: {
          /** @description `csv` (the default) or `arrow` */
          format?: string;
          /** @description the name the download gets */
          filename?: string;
        };
        header?: never;
        path: {
          result: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description All rows of a result, streamed. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'text/csv': string;
            'application/vnd.apache.arrow.stream': string;
          };
        };
        /** @description What is wrong and what to do about it. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ErrorReply'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    /** @description A column: name, the engine's type as it writes it, and the kind for display. */
    Column: {
      name: string;
      type: string;
      /** @enum {string} */
      kind: 'number' | 'text' | 'time' | 'boolean' | 'binary' | 'nested';
    };
    /** @description What is wrong (``message``), and what to do about it (``hint``). */
    ErrorBody: {
      code: string;
      message: string;
      /** @default null */
      hint: string | null;
      details: {
        [key: string]: unknown;
      };
      /** @default null */
      request_id: string | null;
    };
    /** @description The one shape of every answer that is not a success. */
    ErrorReply: {
      error: components['schemas']['ErrorBody'];
    };
    /** @description An upload, kept byte for byte as it came. */
    File: {
      id: string;
      workspace_id: string;
      name: string;
      bytes: number;
      sha256: string;
      created_at: string;
    };
    /** @description The files of a workspace, newest first. */
    FileList: {
      items: components['schemas']['File'][];
      /** @default null */
      next: string | null;
    };
    /** @description Answered without a login, so that a load balancer can ask. */
    Health: {
      status: string;
      version: string;
    };
    /**
     * @description Work that takes time.
     *
     *     ``progress`` is 0..1, or null where it cannot be known; ``message`` is one
     *     line for a person; ``tables`` is filled when ``state`` is ``done``, ``error``
     *     when it is ``failed``.
     */
    Job: {
      id: string;
      workspace_id: string;
      /** @constant */
      kind: 'ingest';
      /** @enum {string} */
      state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
      progress: number | null;
      message: string | null;
      error: components['schemas']['ErrorBody'] | null;
      file_id: string | null;
      tables: components['schemas']['JobTable'][];
      created_at: string;
      finished_at: string | null;
    };
    /** @description A job went on; the whole job as it is now. */
    JobChanged: {
      /**
       * @default job
       * @constant
       */
      type: 'job';
      workspace_id: string;
      job: components['schemas']['Job'];
    };
    /** @description Jobs of a workspace, newest first: those under way and those of the last day. */
    JobList: {
      items: components['schemas']['Job'][];
      /** @default null */
      next: string | null;
    };
    /** @description A table that a job made. */
    JobTable: {
      id: string;
      name: string;
      row_count: number;
      column_count: number;
    };
    /** @description What applies to the person who asks. Bytes and seconds; null is no limit but the disk. */
    Limits: {
      file_bytes: number | null;
      workspace_bytes: number | null;
      page_size: number;
      max_page_size: number;
      query_timeout_seconds: number;
    };
    /** @description The person who asks, as Deita knows them. */
    Me: {
      id: string;
      name: string;
      limits: components['schemas']['Limits'];
    };
    /**
     * @description Rows ``offset`` and on, in the table's or the result's own order.
     *
     *     ``row_count`` is the number of rows in all, null while it is not known.
     *     Asked for with ``Accept: application/vnd.apache.arrow.stream``, the same rows
     *     come as an Arrow IPC stream and ``row_count`` as the header ``X-Deita-Row-Count``
     *     (empty while it is not known).
     */
    Page: {
      columns: components['schemas']['Column'][];
      offset: number;
      rows: unknown[][];
      row_count: number | null;
    };
    /**
     * @description A query, with its result and first page where it has got that far.
     *
     *     Asked for with ``Accept: application/vnd.apache.arrow.stream``, the first page comes as an
     *     Arrow IPC stream and the query's id as the header ``X-Deita-Query``.
     *     ``stats`` are ``gate_ms``, ``run_ms`` (to the first rows), ``total_ms`` (at
     *     the server, to the first page); ``rows`` is the first page.
     */
    Query: {
      id: string;
      workspace_id: string;
      sql: string;
      /** @enum {string} */
      state: 'running' | 'done' | 'failed' | 'cancelled';
      result: components['schemas']['Result'] | null;
      rows: unknown[][];
      stats: {
        [key: string]: number;
      };
      error: components['schemas']['ErrorBody'] | null;
      created_at: string;
      finished_at: string | null;
    };
    /**
     * @description One statement to run in a workspace.
     *
     *     ``id`` may be chosen by the client (32 hexadecimal digits), so that it can
     *     cancel the query before the first answer has come. ``params`` are bound to
     *     ``$name`` in the statement. ``timeout`` is in seconds, at most the server's own.
     */
    QueryRequest: {
      sql: string;
      params?: {
        [key: string]: string | number | boolean | null;
      };
      /** @default null */
      page_size?: number | null;
      /** @default null */
      timeout?: number | null;
      /** @default null */
      id?: string | null;
    };
    /**
     * @description A handle to the rows of a query; pages and exports are asked of it.
     *
     *     ``complete`` is false while rows are still being written; ``row_count`` is
     *     null until then. ``tables`` are the snapshots it was made of, as ``name@number``.
     */
    Result: {
      id: string;
      workspace_id: string;
      sql: string;
      columns: components['schemas']['Column'][];
      row_count: number | null;
      complete: boolean;
      tables: string[];
      created_at: string;
      expires_at: string;
    };
    /** @description A table at its current snapshot (numbered from 1). ``bytes`` is the snapshot's Parquet. */
    Table: {
      id: string;
      workspace_id: string;
      name: string;
      columns: components['schemas']['Column'][];
      row_count: number;
      bytes: number;
      snapshot: number;
      file_id: string | null;
      created_at: string;
      updated_at: string;
    };
    /** @description The tables of a workspace, by name. */
    TableList: {
      items: components['schemas']['Table'][];
      /** @default null */
      next: string | null;
    };
    /** @description What changes of a table; what is left out stays. */
    TablePatch: {
      /** @default null */
      name?: string | null;
    };
    /** @description Tables or files of a workspace changed: list them again. */
    TablesChanged: {
      /**
       * @default tables
       * @constant
       */
      type: 'tables';
      workspace_id: string;
    };
    /** @description The file is kept; the job makes a table of it. */
    Uploaded: {
      file: components['schemas']['File'];
      job: components['schemas']['Job'];
    };
    /** @description A workspace. ``bytes`` is what its files and snapshots take in the object store. */
    Workspace: {
      id: string;
      name: string;
      owner: string;
      bytes: number;
      table_count: number;
      created_at: string;
      updated_at: string;
    };
    /** @description A new workspace. */
    WorkspaceCreate: {
      name: string;
    };
    /** @description The person's workspaces, by name. There is always at least one. */
    WorkspaceList: {
      items: components['schemas']['Workspace'][];
      /** @default null */
      next: string | null;
    };
    /** @description What changes of a workspace; what is left out stays. */
    WorkspacePatch: {
      /** @default null */
      name?: string | null;
    };
    /** @description A workspace was made, renamed or deleted: list them again. */
    WorkspacesChanged: {
      /**
       * @default workspaces
       * @constant
       */
      type: 'workspaces';
    };
    /** @description What the events stream sends, one message an event. */
    Event:
      | components['schemas']['WorkspacesChanged']
      | components['schemas']['TablesChanged']
      | components['schemas']['JobChanged'];
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type Column = components['schemas']['Column'];
export type ErrorBody = components['schemas']['ErrorBody'];
export type ErrorReply = components['schemas']['ErrorReply'];
export type File = components['schemas']['File'];
export type FileList = components['schemas']['FileList'];
export type Health = components['schemas']['Health'];
export type Job = components['schemas']['Job'];
export type JobChanged = components['schemas']['JobChanged'];
export type JobList = components['schemas']['JobList'];
export type JobTable = components['schemas']['JobTable'];
export type Limits = components['schemas']['Limits'];
export type Me = components['schemas']['Me'];
export type Page = components['schemas']['Page'];
export type Query = components['schemas']['Query'];
export type QueryRequest = components['schemas']['QueryRequest'];
export type Result = components['schemas']['Result'];
export type Table = components['schemas']['Table'];
export type TableList = components['schemas']['TableList'];
export type TablePatch = components['schemas']['TablePatch'];
export type TablesChanged = components['schemas']['TablesChanged'];
export type Uploaded = components['schemas']['Uploaded'];
export type Workspace = components['schemas']['Workspace'];
export type WorkspaceCreate = components['schemas']['WorkspaceCreate'];
export type WorkspaceList = components['schemas']['WorkspaceList'];
export type WorkspacePatch = components['schemas']['WorkspacePatch'];
export type WorkspacesChanged = components['schemas']['WorkspacesChanged'];
export type Event = components['schemas']['Event'];
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
