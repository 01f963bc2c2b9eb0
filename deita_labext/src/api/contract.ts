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
            'application/json': unknown;
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
        header?: {
          /** @description `sha-256=:…:` (RFC 9530): a file that has another one is not kept (460) */
          'Repr-Digest'?: string;
        };
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
  '/workspaces/{workspace}/files/{file}/content': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The original, byte for byte, or a range of it. */
    get: {
      parameters: {
        query?: never;
        header?: {
          /** @description one range of bytes; then the answer is a 206 */
          Range?: string;
          /** @description the `ETag` that the range is of */
          'If-Range'?: string;
        };
        path: {
          workspace: string;
          file: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description The original, byte for byte, or a range of it. */
        200: {
          headers: {
            /** @description the file's SHA-256 */
            ETag?: string;
            /** @description the file's SHA-256 (RFC 9530) */
            'Repr-Digest'?: string;
            /** @description which bytes these are, of how many */
            'Content-Range'?: string;
            [name: string]: unknown;
          };
          content: {
            'application/octet-stream': string;
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
  '/workspaces/{workspace}/uploads': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Resumable uploads that are not finished. */
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
        /** @description Resumable uploads that are not finished. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ResumableUploadList'];
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
    /** Begin a resumable upload by tus 1.0; the body, if any, is its first bytes. What the server can do is told by OPTIONS. */
    post: {
      parameters: {
        query?: never;
        header: {
          /** @description `1.0.0` */
          'Tus-Resumable': string;
          /** @description the whole file's bytes */
          'Upload-Length'?: number;
          /** @description `1` where the length is not known yet */
          'Upload-Defer-Length'?: number;
          /** @description `filename` (needed), `filetype`, `relativePath` (the name with its folders), `sha256` (64 hexadecimal digits that the whole file is to have), each with its value in Base64 */
          'Upload-Metadata': string;
          /** @description `sha1` or `sha256`, a blank and the body's digest in Base64: nothing of a body that has another one is kept (460) */
          'Upload-Checksum'?: string;
        };
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/offset+octet-stream': string;
        };
      };
      responses: {
        /** @description Begin a resumable upload by tus 1.0; the body, if any, is its first bytes. What the server can do is told by OPTIONS. */
        201: {
          headers: {
            /** @description the upload's address */
            Location?: string;
            /** @description the bytes that are here */
            'Upload-Offset'?: number;
            /** @description when it is removed unless more comes */
            'Upload-Expires'?: string;
            /** @description the file's id, once all of it has come */
            'X-Deita-File'?: string;
            /** @description the id of the job that makes tables of it, likewise */
            'X-Deita-Job'?: string;
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ResumableUpload'];
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
  '/workspaces/{workspace}/uploads/{upload}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A resumable upload, with its file and job once it is finished. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
          upload: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description A resumable upload, with its file and job once it is finished. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ResumableUpload'];
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
    /** Stop a resumable upload and keep nothing; one that is finished stops its job. */
    delete: {
      parameters: {
        query?: never;
        header: {
          /** @description `1.0.0` */
          'Tus-Resumable': string;
        };
        path: {
          workspace: string;
          upload: string;
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
    /** How far a resumable upload is. */
    head: {
      parameters: {
        query?: never;
        header: {
          /** @description `1.0.0` */
          'Tus-Resumable': string;
        };
        path: {
          workspace: string;
          upload: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Done. */
        204: {
          headers: {
            /** @description the whole file's bytes */
            'Upload-Length'?: number;
            /** @description the bytes that are here */
            'Upload-Offset'?: number;
            /** @description when it is removed unless more comes */
            'Upload-Expires'?: string;
            /** @description the file's id, once all of it has come */
            'X-Deita-File'?: string;
            /** @description the id of the job that makes tables of it, likewise */
            'X-Deita-Job'?: string;
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
    /** The next bytes of a resumable upload. A lost connection keeps what came of them. */
    patch: {
      parameters: {
        query?: never;
        header: {
          /** @description `1.0.0` */
          'Tus-Resumable': string;
          /** @description the bytes that are here */
          'Upload-Offset': number;
          /** @description the whole file's bytes */
          'Upload-Length'?: number;
          /** @description `sha1` or `sha256`, a blank and the body's digest in Base64: nothing of a body that has another one is kept (460) */
          'Upload-Checksum'?: string;
        };
        path: {
          workspace: string;
          upload: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/offset+octet-stream': string;
        };
      };
      responses: {
        /** @description Done. */
        204: {
          headers: {
            /** @description the bytes that are here */
            'Upload-Offset'?: number;
            /** @description when it is removed unless more comes */
            'Upload-Expires'?: string;
            /** @description the file's id, once all of it has come */
            'X-Deita-File'?: string;
            /** @description the id of the job that makes tables of it, likewise */
            'X-Deita-Job'?: string;
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
        query?: {
          /** @description those instead whose deletion can still be undone */
          deleted?: boolean;
        };
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
    /** Delete a table; for a while it can be brought back. */
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
    /** Rename or describe a table. */
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
        /** @description Rename or describe a table. */
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
  '/workspaces/{workspace}/tables/{table}/undelete': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Bring a deleted table back, by its id. */
    post: {
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
        /** @description Bring a deleted table back, by its id. */
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
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
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
          /** @description csv, parquet, xlsx, jsonl, json or arrow */
          format?: string;
          /** @description the name the download gets */
          filename?: string;
          /** @description csv: one of `,` `;` `|` `~` `^` `!` `#`, tab, 0x01, 0x1F */
          delimiter?: string;
          /** @description csv: the quote, doubled inside */
          quote?: string;
          /** @description csv: what is quoted; all leaves out NULL alone */
          quoting?: string;
          /** @description csv: lf or crlf */
          newline?: string;
          /** @description csv: whether the first line has the names */
          header?: boolean;
          /** @description csv: how NULL is spelled; texts like it are quoted */
          null?: string;
          /** @description csv: utf-8, or utf-8-bom for Excel */
          encoding?: string;
          /** @description csv: the decimal point of decimals and floats */
          decimal?: string;
          /** @description csv: an apostrophe before texts that a spreadsheet would take for formulas */
          guard?: boolean;
          /** @description arrow: zstd, lz4 or none; parquet: zstd if nothing is said */
          compression?: string;
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
            'application/vnd.apache.parquet': string;
            'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': string;
            'application/x-ndjson': string;
            'application/json': unknown;
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
  '/workspaces/{workspace}/history': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Queries that were run in the workspace. */
    get: {
      parameters: {
        query?: {
          /** @description how many, 1 to 200 (50) */
          limit?: number;
          /** @description those older than this query */
          before?: string;
        };
        header?: never;
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Queries that were run in the workspace. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['History'];
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
  '/workspaces/{workspace}/queries/export': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** All rows that a statement gives, streamed; no result is kept. */
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
          'application/json': components['schemas']['QueryExport'];
        };
      };
      responses: {
        /** @description All rows that a statement gives, streamed; no result is kept. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'text/csv': string;
            'application/vnd.apache.parquet': string;
            'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': string;
            'application/x-ndjson': string;
            'application/json': unknown;
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
          /** @description csv, parquet, xlsx, jsonl, json or arrow */
          format?: string;
          /** @description the name the download gets */
          filename?: string;
          /** @description csv: one of `,` `;` `|` `~` `^` `!` `#`, tab, 0x01, 0x1F */
          delimiter?: string;
          /** @description csv: the quote, doubled inside */
          quote?: string;
          /** @description csv: what is quoted; all leaves out NULL alone */
          quoting?: string;
          /** @description csv: lf or crlf */
          newline?: string;
          /** @description csv: whether the first line has the names */
          header?: boolean;
          /** @description csv: how NULL is spelled; texts like it are quoted */
          null?: string;
          /** @description csv: utf-8, or utf-8-bom for Excel */
          encoding?: string;
          /** @description csv: the decimal point of decimals and floats */
          decimal?: string;
          /** @description csv: an apostrophe before texts that a spreadsheet would take for formulas */
          guard?: boolean;
          /** @description arrow: zstd, lz4 or none; parquet: zstd if nothing is said */
          compression?: string;
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
            'application/vnd.apache.parquet': string;
            'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': string;
            'application/x-ndjson': string;
            'application/json': unknown;
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
    /** @description Queries that have ended, newest first; ``next`` is what to ask for as ``before``. */
    History: {
      items: components['schemas']['Past'][];
      /** @default null */
      next: string | null;
    };
    /**
     * @description Work that takes time.
     *
     *     ``progress`` is 0..1, or null where it cannot be known; ``rows`` were read so
     *     far, null where that is not known; ``message`` is one line for a person;
     *     ``tables`` is filled when ``state`` is ``done``, ``error`` when it is ``failed``.
     */
    Job: {
      id: string;
      workspace_id: string;
      /** @constant */
      kind: 'ingest';
      /** @enum {string} */
      state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
      progress: number | null;
      rows: number | null;
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
    /** @description A query of the history. Its result, by the same ``id``, is kept until ``expires_at``. */
    Past: {
      id: string;
      sql: string;
      params: {
        [key: string]: string | number | boolean | null;
      };
      /** @enum {string} */
      state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
      columns: components['schemas']['Column'][] | null;
      row_count: number | null;
      tables: string[];
      stats: {
        [key: string]: number;
      };
      error: components['schemas']['ErrorBody'] | null;
      created_at: string;
      finished_at: string | null;
      expires_at: string;
    };
    /**
     * @description A query, with its result and first page where it has got that far.
     *
     *     Asked for with ``Accept: application/vnd.apache.arrow.stream``, the first page comes as an
     *     Arrow IPC stream and the query's id as the header ``X-Deita-Query``.
     *     ``rows`` is the first page. While it waits for its turn (``queued``), ``ahead`` says how
     *     many come before it. ``stats`` are, as far as they are known: ``queue_ms`` (waiting for a
     *     turn and a worker), ``gate_ms`` (judging), ``first_page_ms`` (in the engine, to the first
     *     rows), ``run_ms`` (in the engine, to the last row), ``total_ms`` (at the server, to the
     *     first page), ``rows_scanned`` (rows of the snapshots it reads), ``rows_returned``,
     *     ``result_bytes``, ``peak_memory_bytes`` (the most that the workspace's worker held
     *     meanwhile) and ``cache_hit`` (1 where the answer was there already).
     */
    Query: {
      id: string;
      workspace_id: string;
      sql: string;
      /** @enum {string} */
      state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
      result: components['schemas']['Result'] | null;
      rows: unknown[][];
      stats: {
        [key: string]: number;
      };
      error: components['schemas']['ErrorBody'] | null;
      created_at: string;
      finished_at: string | null;
      /** @default null */
      ahead: number | null;
    };
    /**
     * @description A statement to run and write out, without a result being kept.
     *
     *     ``params`` are bound to ``$name``. ``timeout`` is in seconds, at most the server's own; it
     *     limits the time that the engine works, not the download.
     */
    QueryExport: {
      /**
       * @description csv, parquet, xlsx, jsonl, json or arrow
       * @default csv
       * @enum {string}
       */
      format?: 'csv' | 'parquet' | 'xlsx' | 'jsonl' | 'json' | 'arrow';
      /**
       * @description the name the download gets
       * @default null
       */
      filename?: string | null;
      /**
       * @description csv: one of `,` `;` `|` `~` `^` `!` `#`, tab, 0x01, 0x1F
       * @default ,
       */
      delimiter?: string;
      /**
       * @description csv: the quote, doubled inside
       * @default "
       * @enum {string}
       */
      quote?: '"' | "'";
      /**
       * @description csv: what is quoted; all leaves out NULL alone
       * @default needed
       * @enum {string}
       */
      quoting?: 'needed' | 'all';
      /**
       * @description csv: lf or crlf
       * @default lf
       * @enum {string}
       */
      newline?: 'lf' | 'crlf';
      /**
       * @description csv: whether the first line has the names
       * @default true
       */
      header?: boolean;
      /**
       * @description csv: how NULL is spelled; texts like it are quoted
       * @default
       */
      null?: string;
      /**
       * @description csv: utf-8, or utf-8-bom for Excel
       * @default utf-8
       * @enum {string}
       */
      encoding?: 'utf-8' | 'utf-8-bom';
      /**
       * @description csv: the decimal point of decimals and floats
       * @default .
       * @enum {string}
       */
      decimal?: '.' | ',';
      /**
       * @description csv: an apostrophe before texts that a spreadsheet would take for formulas
       * @default false
       */
      guard?: boolean;
      /**
       * @description arrow: zstd, lz4 or none; parquet: zstd if nothing is said
       * @default null
       */
      compression?: ('zstd' | 'lz4') | null;
      sql: string;
      params?: {
        [key: string]: string | number | boolean | null;
      };
      /** @default null */
      timeout?: number | null;
    };
    /**
     * @description One statement to run in a workspace.
     *
     *     ``id`` may be chosen by the client (32 hexadecimal digits), so that it can
     *     cancel the query before the first answer has come. ``params`` are bound to
     *     ``$name`` in the statement. ``timeout`` is in seconds, at most the server's own; waiting
     *     for a turn does not count. A statement that was run before over the same data is answered
     *     from what it gave then, unless ``fresh``.
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
      /** @default false */
      fresh?: boolean;
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
    /**
     * @description A file that comes in pieces: ``offset`` of its ``length`` bytes are here.
     *
     *     ``length`` is null until the client has told it. What is not finished by ``expires_at``
     *     is removed. Once all has come the file is kept under the upload's own id; ``job_id`` makes
     *     tables of it, and ``file`` and ``job`` are told where one upload is asked for.
     */
    ResumableUpload: {
      id: string;
      workspace_id: string;
      name: string;
      length: number | null;
      offset: number;
      created_at: string;
      expires_at: string;
      job_id: string | null;
      /** @default null */
      file: components['schemas']['File'] | null;
      /** @default null */
      job: components['schemas']['Job'] | null;
    };
    /** @description The uploads of a workspace that are not finished, newest first. */
    ResumableUploadList: {
      items: components['schemas']['ResumableUpload'][];
      /** @default null */
      next: string | null;
    };
    /**
     * @description A table at its current snapshot (numbered from 1). ``bytes`` is the snapshot's Parquet.
     *
     *     ``deleted_at`` is set where it is deleted and can be brought back until ``undo_until``.
     */
    Table: {
      id: string;
      workspace_id: string;
      name: string;
      description: string | null;
      columns: components['schemas']['TableColumn'][];
      row_count: number;
      bytes: number;
      snapshot: number;
      file_id: string | null;
      created_at: string;
      updated_at: string;
      deleted_at: string | null;
      undo_until: string | null;
    };
    /** @description A column of a table, with what people say of it. */
    TableColumn: {
      name: string;
      type: string;
      /** @enum {string} */
      kind: 'number' | 'text' | 'time' | 'boolean' | 'binary' | 'nested';
      description: string | null;
    };
    /** @description The tables of a workspace, by name. */
    TableList: {
      items: components['schemas']['Table'][];
      /** @default null */
      next: string | null;
    };
    /**
     * @description What changes of a table; what is left out stays.
     *
     *     ``columns`` are descriptions by column, in any case. An empty text takes one away.
     */
    TablePatch: {
      /** @default null */
      name?: string | null;
      /** @default null */
      description?: string | null;
      /** @default null */
      columns?: {
        [key: string]: string;
      } | null;
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
export type History = components['schemas']['History'];
export type Job = components['schemas']['Job'];
export type JobChanged = components['schemas']['JobChanged'];
export type JobList = components['schemas']['JobList'];
export type JobTable = components['schemas']['JobTable'];
export type Limits = components['schemas']['Limits'];
export type Me = components['schemas']['Me'];
export type Page = components['schemas']['Page'];
export type Past = components['schemas']['Past'];
export type Query = components['schemas']['Query'];
export type QueryExport = components['schemas']['QueryExport'];
export type QueryRequest = components['schemas']['QueryRequest'];
export type Result = components['schemas']['Result'];
export type ResumableUpload = components['schemas']['ResumableUpload'];
export type ResumableUploadList = components['schemas']['ResumableUploadList'];
export type Table = components['schemas']['Table'];
export type TableColumn = components['schemas']['TableColumn'];
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
