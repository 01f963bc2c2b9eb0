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
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Me'];
          };
        };
        429: components['responses']['RateLimited'];
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
    /** My workspaces, of which the first one is made on first use; then those of others. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description My workspaces, of which the first one is made on first use; then those of others. */
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
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Workspace'];
          };
        };
        429: components['responses']['RateLimited'];
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
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Workspace'];
          };
        };
        429: components['responses']['RateLimited'];
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
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
            [name: string]: unknown;
          };
          content?: never;
        };
        429: components['responses']['RateLimited'];
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
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Workspace'];
          };
        };
        429: components['responses']['RateLimited'];
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
  '/workspaces/{workspace}/members': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Who may use the workspace: its owner and its members. */
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
        /** @description Who may use the workspace: its owner and its members. */
        200: {
          headers: {
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['MemberList'];
          };
        };
        429: components['responses']['RateLimited'];
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
  '/workspaces/{workspace}/members/{user}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /** Share it with somebody, or change what they may. */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
          user: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['MemberPut'];
        };
      };
      responses: {
        /** @description Share it with somebody, or change what they may. */
        200: {
          headers: {
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Member'];
          };
        };
        429: components['responses']['RateLimited'];
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
    post?: never;
    /** Remove a member; members may remove themselves. */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
          user: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Done. */
        204: {
          headers: {
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
            [name: string]: unknown;
          };
          content?: never;
        };
        429: components['responses']['RateLimited'];
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
    /** Upload a file, the whole of it as the body; a job makes a table of it. With `ingest=false` none does, and `job` is null. */
    post: {
      parameters: {
        query: {
          /** @description the file's name */
          filename: string;
          /** @description `false` to keep the file only */
          ingest?: boolean;
          /** @description 32 hexadecimal digits: the table goes when no sign of life comes (`/leases`) */
          holder?: string;
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
        /** @description Upload a file, the whole of it as the body; a job makes a table of it. With `ingest=false` none does, and `job` is null. */
        202: {
          headers: {
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Uploaded'];
          };
        };
        429: components['responses']['RateLimited'];
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
  '/workspaces/{workspace}/files/from-url': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Take a file from another server, where its host is allowed (`url_hosts`). */
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
          'application/json': components['schemas']['UrlUpload'];
        };
      };
      responses: {
        /** @description Take a file from another server, where its host is allowed (`url_hosts`). */
        202: {
          headers: {
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Uploaded'];
          };
        };
        429: components['responses']['RateLimited'];
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
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
            [name: string]: unknown;
          };
          content: {
            'application/octet-stream': string;
          };
        };
        429: components['responses']['RateLimited'];
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
          /** @description `filename` (needed), `filetype`, `relativePath` (the name with its folders), `sha256` (64 hexadecimal digits that the whole file is to have), `ingest` (`false` to keep the file only, and make no table of it), each with its value in Base64 */
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
            /** @description the id of the job that makes tables of it, if any */
            'X-Deita-Job'?: string;
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ResumableUpload'];
          };
        };
        429: components['responses']['RateLimited'];
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
    /** Stop a resumable upload and keep nothing; one that is finished stops its job, or where it has none, takes its file away. */
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
            /** @description the id of the job that makes tables of it, if any */
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
            /** @description the id of the job that makes tables of it, if any */
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
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
            [name: string]: unknown;
          };
          content?: never;
        };
        429: components['responses']['RateLimited'];
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
    /** Make a table of all rows of a query's result. */
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
          'application/json': components['schemas']['TableCreate'];
        };
      };
      responses: {
        /** @description Make a table of all rows of a query's result. */
        201: {
          headers: {
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Table'];
          };
        };
        429: components['responses']['RateLimited'];
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
  '/workspaces/{workspace}/previews': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** What a file would become, seen on its head; kept is nothing. */
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
          'application/json': components['schemas']['PreviewRequest'];
        };
      };
      responses: {
        /** @description What a file would become, seen on its head; kept is nothing. */
        200: {
          headers: {
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Preview'];
          };
        };
        429: components['responses']['RateLimited'];
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
  '/workspaces/{workspace}/ingests': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Load a file: into new tables, in place of a table, or behind its rows; a job does it. */
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
          'application/json': components['schemas']['IngestRequest'];
        };
      };
      responses: {
        /** @description Load a file: into new tables, in place of a table, or behind its rows; a job does it. */
        202: {
          headers: {
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Job'];
          };
        };
        429: components['responses']['RateLimited'];
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
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
            [name: string]: unknown;
          };
          content?: never;
        };
        429: components['responses']['RateLimited'];
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
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Table'];
          };
        };
        429: components['responses']['RateLimited'];
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
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Table'];
          };
        };
        429: components['responses']['RateLimited'];
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
  '/workspaces/{workspace}/tables/{table}/snapshots': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The snapshots that are kept, newest first. */
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
        /** @description The snapshots that are kept, newest first. */
        200: {
          headers: {
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['SnapshotList'];
          };
        };
        429: components['responses']['RateLimited'];
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
  '/workspaces/{workspace}/tables/{table}/restore': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Make the data of an earlier snapshot current again, as a new snapshot. */
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
      requestBody: {
        content: {
          'application/json': components['schemas']['Restore'];
        };
      };
      responses: {
        /** @description Make the data of an earlier snapshot current again, as a new snapshot. */
        200: {
          headers: {
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Table'];
          };
        };
        429: components['responses']['RateLimited'];
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
  '/workspaces/{workspace}/tables/{table}/report': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** How the file of a snapshot was read, and what became of each of its lines. */
    get: {
      parameters: {
        query?: {
          /** @description its number; the current one where left out */
          snapshot?: number;
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
        /** @description How the file of a snapshot was read, and what became of each of its lines. */
        200: {
          headers: {
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['TableReport'];
          };
        };
        429: components['responses']['RateLimited'];
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
  '/workspaces/{workspace}/tables/{table}/rejects': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The lines that were left out: line, column, text, kind and reason. */
    get: {
      parameters: {
        query?: {
          /** @description its number; the current one where left out */
          snapshot?: number;
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
        /** @description The lines that were left out: line, column, text, kind and reason. */
        200: {
          headers: {
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
            [name: string]: unknown;
          };
          content: {
            'text/csv': string;
          };
        };
        429: components['responses']['RateLimited'];
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
          /** @description JSON: a list of SortKey, as in RowsRequest */
          sort?: string;
          /** @description JSON: a condition, as in RowsRequest */
          filter?: string;
          /** @description text that any column has in it */
          search?: string;
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
    /** A page of a view of a table that is too long for a query string. */
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
      requestBody: {
        content: {
          'application/json': components['schemas']['RowsRequest'];
        };
      };
      responses: {
        /** @description A page of a view of a table that is too long for a query string. */
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
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workspaces/{workspace}/tables/{table}/summary': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** What the columns hold, over the rows that the filter leaves. */
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
      requestBody: {
        content: {
          'application/json': components['schemas']['SummaryRequest'];
        };
      };
      responses: {
        /** @description What the columns hold, over the rows that the filter leaves. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Summary'];
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
  '/workspaces/{workspace}/tables/{table}/profile': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What the columns hold at a snapshot; found once, and kept. */
    get: {
      parameters: {
        query?: {
          /** @description its number; the current one where left out */
          snapshot?: number;
          /** @description JSON: a list of names or positions; all where left out */
          columns?: string;
          /** @description after this time the answer has what is there; the rest is found meanwhile */
          seconds?: number;
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
        /** @description What the columns hold at a snapshot; found once, and kept. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Profile'];
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
  '/workspaces/{workspace}/tables/{table}/sql': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** A view as a statement. */
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
      requestBody: {
        content: {
          'application/json': components['schemas']['View'];
        };
      };
      responses: {
        /** @description A view as a statement. */
        200: {
          headers: {
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ViewSql'];
          };
        };
        429: components['responses']['RateLimited'];
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
  '/workspaces/{workspace}/tables/{table}/export': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** All rows of a table, or those of a view, streamed. */
    get: {
      parameters: {
        query?: {
          /** @description JSON: a list of SortKey, as in RowsRequest */
          sort?: string;
          /** @description JSON: a condition, as in RowsRequest */
          filter?: string;
          /** @description text that any column has in it */
          search?: string;
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
        /** @description All rows of a table, or those of a view, streamed. */
        200: {
          headers: {
            /** @description where names repeated: the new ones by position from 1, as percent-encoded JSON */
            'X-Deita-Renamed-Columns'?: string;
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
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
        429: components['responses']['RateLimited'];
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
    /** My queries that wait or run. */
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
        /** @description My queries that wait or run. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['RunningQueryList'];
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
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Query'];
            'application/vnd.apache.arrow.stream': string;
          };
        };
        429: components['responses']['RateLimited'];
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
    /** Queries that I ran in the workspace. */
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
        /** @description Queries that I ran in the workspace. */
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
            /** @description where names repeated: the new ones by position from 1, as percent-encoded JSON */
            'X-Deita-Renamed-Columns'?: string;
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
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
        429: components['responses']['RateLimited'];
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
  '/workspaces/{workspace}/saved-queries': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The saved queries. */
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
        /** @description The saved queries. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['SavedQueryList'];
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
    /** Keep a statement under a name. */
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
          'application/json': components['schemas']['SavedQueryCreate'];
        };
      };
      responses: {
        /** @description Keep a statement under a name. */
        201: {
          headers: {
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['SavedQuery'];
          };
        };
        429: components['responses']['RateLimited'];
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
  '/workspaces/{workspace}/saved-queries/{saved}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One saved query, by id or name. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
          saved: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description One saved query, by id or name. */
        200: {
          headers: {
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['SavedQuery'];
          };
        };
        429: components['responses']['RateLimited'];
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
    /** Forget a saved query. */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
          saved: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Done. */
        204: {
          headers: {
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
            [name: string]: unknown;
          };
          content?: never;
        };
        429: components['responses']['RateLimited'];
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
    /** Rename, describe or rewrite it. */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
          saved: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['SavedQueryPatch'];
        };
      };
      responses: {
        /** @description Rename, describe or rewrite it. */
        200: {
          headers: {
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['SavedQuery'];
          };
        };
        429: components['responses']['RateLimited'];
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
  '/results/{result}/file': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The file of a whole result, for programs of the same person on the same machine: of a server of one's own only. */
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
        /** @description The file of a whole result, for programs of the same person on the same machine: of a server of one's own only. */
        200: {
          headers: {
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ResultFile'];
          };
        };
        429: components['responses']['RateLimited'];
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
          /** @description JSON: a list of SortKey, as in RowsRequest */
          sort?: string;
          /** @description JSON: a condition, as in RowsRequest */
          filter?: string;
          /** @description text that any column has in it */
          search?: string;
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
    /** A page of a view of a result that is too long for a query string. */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          result: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['RowsRequest'];
        };
      };
      responses: {
        /** @description A page of a view of a result that is too long for a query string. */
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
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/results/{result}/summary': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** What the columns hold, over the rows that the filter leaves. */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          result: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['SummaryRequest'];
        };
      };
      responses: {
        /** @description What the columns hold, over the rows that the filter leaves. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Summary'];
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
  '/results/{result}/sql': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** A view as a statement. */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          result: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['View'];
        };
      };
      responses: {
        /** @description A view as a statement. */
        200: {
          headers: {
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ViewSql'];
          };
        };
        429: components['responses']['RateLimited'];
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
  '/workspaces/{workspace}/tables/{table}/chart': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Draw a chart of a table's rows. */
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
      requestBody: {
        content: {
          'application/json': components['schemas']['ChartRequest'];
        };
      };
      responses: {
        /** @description Draw a chart of a table's rows. */
        200: {
          headers: {
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Drawing'];
          };
        };
        429: components['responses']['RateLimited'];
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
  '/results/{result}/chart': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Draw a chart of a result's rows. */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          result: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ChartRequest'];
        };
      };
      responses: {
        /** @description Draw a chart of a result's rows. */
        200: {
          headers: {
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Drawing'];
          };
        };
        429: components['responses']['RateLimited'];
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
  '/results/{result}/export': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** All rows of a result, or those of a view, streamed. */
    get: {
      parameters: {
        query?: {
          /** @description JSON: a list of SortKey, as in RowsRequest */
          sort?: string;
          /** @description JSON: a condition, as in RowsRequest */
          filter?: string;
          /** @description text that any column has in it */
          search?: string;
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
        /** @description All rows of a result, or those of a view, streamed. */
        200: {
          headers: {
            /** @description where names repeated: the new ones by position from 1, as percent-encoded JSON */
            'X-Deita-Renamed-Columns'?: string;
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
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
        429: components['responses']['RateLimited'];
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
  '/leases/{holder}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /** A sign of life: what was uploaded for this `holder` is kept on. */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          holder: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description A sign of life: what was uploaded for this `holder` is kept on. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Lease'];
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
    post?: never;
    /** What was uploaded for this `holder` goes: its tables, except for those that were changed since, and their files. */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          holder: string;
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
  '/ai': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Which models there are, and what may be used today. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Which models there are, and what may be used today. */
        200: {
          headers: {
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Ai'];
          };
        };
        429: components['responses']['RateLimited'];
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
  '/workspaces/{workspace}/ai': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What a model is told. */
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
        /** @description What a model is told. */
        200: {
          headers: {
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['WorkspaceAi'];
          };
        };
        429: components['responses']['RateLimited'];
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
    /** Change what a model is told. */
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
          'application/json': components['schemas']['WorkspaceAiPatch'];
        };
      };
      responses: {
        /** @description Change what a model is told. */
        200: {
          headers: {
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['WorkspaceAi'];
          };
        };
        429: components['responses']['RateLimited'];
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
  '/workspaces/{workspace}/threads': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The threads. */
    get: {
      parameters: {
        query?: {
          /** @description text that the name or a message has in it */
          search?: string;
        };
        header?: never;
        path: {
          workspace: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description The threads. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ThreadList'];
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
    /** Begin a thread. */
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
          'application/json': components['schemas']['ThreadCreate'];
        };
      };
      responses: {
        /** @description Begin a thread. */
        201: {
          headers: {
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Thread'];
          };
        };
        429: components['responses']['RateLimited'];
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
  '/workspaces/{workspace}/threads/{thread}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One thread. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
          thread: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description One thread. */
        200: {
          headers: {
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Thread'];
          };
        };
        429: components['responses']['RateLimited'];
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
    /** Delete a thread with its messages. */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
          thread: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Done. */
        204: {
          headers: {
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
            [name: string]: unknown;
          };
          content?: never;
        };
        429: components['responses']['RateLimited'];
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
    /** Rename or share a thread. */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
          thread: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ThreadPatch'];
        };
      };
      responses: {
        /** @description Rename or share a thread. */
        200: {
          headers: {
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Thread'];
          };
        };
        429: components['responses']['RateLimited'];
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
  '/workspaces/{workspace}/threads/{thread}/messages': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The last messages of a thread. */
    get: {
      parameters: {
        query?: {
          /** @description how many, 1 to 200 (100) */
          limit?: number;
          /** @description those older than this message */
          before?: string;
        };
        header?: never;
        path: {
          workspace: string;
          thread: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description The last messages of a thread. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ThreadMessageList'];
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
    /** Ask; the answer comes as it is made: each event's data is one of the AnswerEvents. Who leaves stops it, unless it stays; what has come is kept. */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
          thread: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['MessageCreate'];
        };
      };
      responses: {
        /** @description Ask; the answer comes as it is made: each event's data is one of the AnswerEvents. Who leaves stops it, unless it stays; what has come is kept. */
        200: {
          headers: {
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
            [name: string]: unknown;
          };
          content: {
            'text/event-stream': string;
          };
        };
        429: components['responses']['RateLimited'];
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
  '/workspaces/{workspace}/threads/{thread}/messages/{message}/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Follow an answer that is being written, from what has come of it to its end: AnswerEvents as they came to who asked. Who leaves does not stop it. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
          thread: string;
          message: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Follow an answer that is being written, from what has come of it to its end: AnswerEvents as they came to who asked. Who leaves does not stop it. */
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
  '/workspaces/{workspace}/threads/{thread}/messages/{message}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /** Say what one thinks of an answer. */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
          thread: string;
          message: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['MessagePatch'];
        };
      };
      responses: {
        /** @description Say what one thinks of an answer. */
        200: {
          headers: {
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ThreadMessage'];
          };
        };
        429: components['responses']['RateLimited'];
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
  '/workspaces/{workspace}/threads/{thread}/messages/{message}/stop': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Stop an answer; what has come of it is kept. */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
          thread: string;
          message: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Stop an answer; what has come of it is kept. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ThreadMessage'];
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
  '/workspaces/{workspace}/verified': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The verified questions. */
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
        /** @description The verified questions. */
        200: {
          headers: {
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['VerifiedList'];
          };
        };
        429: components['responses']['RateLimited'];
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
    /** Verify a question with its statement. */
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
          'application/json': components['schemas']['VerifiedCreate'];
        };
      };
      responses: {
        /** @description Verify a question with its statement. */
        201: {
          headers: {
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Verified'];
          };
        };
        429: components['responses']['RateLimited'];
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
  '/workspaces/{workspace}/verified/run': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Run the verified questions and compare what they give. */
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
          'application/json': components['schemas']['VerifiedRunRequest'];
        };
      };
      responses: {
        /** @description Run the verified questions and compare what they give. */
        200: {
          headers: {
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['VerifiedReport'];
          };
        };
        429: components['responses']['RateLimited'];
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
  '/workspaces/{workspace}/verified/{verified}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /** Forget a verified question. */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          workspace: string;
          verified: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Done. */
        204: {
          headers: {
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
            [name: string]: unknown;
          };
          content?: never;
        };
        429: components['responses']['RateLimited'];
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
  '/functions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The functions that statements may call. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description The functions that statements may call. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['FunctionList'];
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
  '/workspaces/{workspace}/check': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Would this statement run, and what would it give? It is not run. */
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
          'application/json': components['schemas']['CheckRequest'];
        };
      };
      responses: {
        /** @description Would this statement run, and what would it give? It is not run. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Check'];
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
  '/workspaces/{workspace}/format': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Statements laid out for reading; they mean what they meant. */
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
          'application/json': components['schemas']['FormatRequest'];
        };
      };
      responses: {
        /** @description Statements laid out for reading; they mean what they meant. */
        200: {
          headers: {
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Formatted'];
          };
        };
        429: components['responses']['RateLimited'];
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
  '/workspaces/{workspace}/plan': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** How a statement is worked out; it takes its turn as a query does. */
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
          'application/json': components['schemas']['PlanRequest'];
        };
      };
      responses: {
        /** @description How a statement is worked out; it takes its turn as a query does. */
        200: {
          headers: {
            'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
            'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
            'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Plan'];
          };
        };
        429: components['responses']['RateLimited'];
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
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    /** @description Whether there is a model; where there is none, ``hint`` says in two lines how to set one. */
    Ai: {
      enabled: boolean;
      hint: string | null;
      models: components['schemas']['AiModel'][];
      default_model: string | null;
      budget: components['schemas']['AiBudget'] | null;
    };
    /** @description What one person has used today, and may use; a limit of null is none. Costs are dollars. */
    AiBudget: {
      tokens_used: number;
      tokens_limit: number | null;
      cost_used: number;
      cost_limit: number | null;
      resets_at: string;
    };
    /** @description A model that may be used; ``label`` is what people call it. */
    AiModel: {
      id: string;
      label: string;
    };
    /** @description Cells from ``low`` to ``high``, both included. */
    Between: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      op: 'between';
      column: string | number;
      /** @description A cell that is not null, as the column's cells are. */
      low: unknown;
      /** @description A cell that is not null, as the column's cells are. */
      high: unknown;
    };
    /** @description How many cells lie above ``low`` up to ``high``; the first bin has its ``low`` as well. */
    Bin: {
      low: components['schemas']['Cell'];
      high: components['schemas']['Cell'];
      count: number;
    };
    Block:
      | components['schemas']['SqlBlock']
      | components['schemas']['ChartBlock']
      | components['schemas']['QuestionsBlock']
      | components['schemas']['RelationshipsBlock']
      | components['schemas']['DescriptionsBlock'];
    /** @description A part of the answer; one with the same ``id`` takes the place of the earlier. ``block``. */
    BlockMade: {
      /**
       * @default block
       * @constant
       */
      type: 'block';
      block: components['schemas']['Block'];
    };
    /** @description One value in JSON, exact. null, true and false are themselves. Integers and floats are numbers, except that integers beyond ±(2⁵³-1), every HUGEINT, UHUGEINT, BIGNUM and DECIMAL are strings of their digits, and floats that JSON lacks are "NaN", "Infinity", "-Infinity". DATE is 2013-01-31, TIME 05:15:00, TIME WITH TIME ZONE 05:15:00+02, TIMESTAMP 2013-01-31T05:15:00 (with a fraction where there is one, with +00:00 where there is a zone), dates and timestamps without end are "infinity" and "-infinity", INTERVAL is {"months", "days", "nanoseconds"}. BLOB is base64, UUID its usual text, BIT a string of 0 and 1, ENUM its value, UNION its value's text. LIST is an array, STRUCT an object, MAP an array of [key, value]. */
    Cell: unknown;
    /**
     * @description What is shown along one direction of a chart, or by its colour.
     *
     *     Where rows are grouped: ``bin`` puts numbers (and times) into bins, at most so many; false
     *     keeps each number for itself; left out, few different numbers stay and many are binned.
     *     ``time_unit`` groups times; left out, the unit fits the range. What ends in ``_of_year``,
     *     ``_of_week`` or ``_of_day`` puts the same months, days, hours of all years together.
     *
     *     Where rows are measured: ``aggregate`` of the cells that are not null; ``count`` without a
     *     column counts rows.
     */
    'Channel-Input': {
      /** @default null */
      column?: string | number | null;
      /** @default null */
      aggregate?:
        ('count' | 'distinct' | 'sum' | 'mean' | 'median' | 'min' | 'max') | null;
      /** @default null */
      bin?: boolean | number | null;
      /** @default null */
      time_unit?:
        | (
            | 'year'
            | 'quarter'
            | 'month'
            | 'week'
            | 'day'
            | 'hour'
            | 'minute'
            | 'second'
            | 'month_of_year'
            | 'day_of_week'
            | 'hour_of_day'
          )
        | null;
    };
    /**
     * @description What is shown along one direction of a chart, or by its colour.
     *
     *     Where rows are grouped: ``bin`` puts numbers (and times) into bins, at most so many; false
     *     keeps each number for itself; left out, few different numbers stay and many are binned.
     *     ``time_unit`` groups times; left out, the unit fits the range. What ends in ``_of_year``,
     *     ``_of_week`` or ``_of_day`` puts the same months, days, hours of all years together.
     *
     *     Where rows are measured: ``aggregate`` of the cells that are not null; ``count`` without a
     *     column counts rows.
     */
    'Channel-Output': {
      /** @default null */
      column: string | number | null;
      /** @default null */
      aggregate:
        ('count' | 'distinct' | 'sum' | 'mean' | 'median' | 'min' | 'max') | null;
      /** @default null */
      bin: boolean | number | null;
      /** @default null */
      time_unit:
        | (
            | 'year'
            | 'quarter'
            | 'month'
            | 'week'
            | 'day'
            | 'hour'
            | 'minute'
            | 'second'
            | 'month_of_year'
            | 'day_of_week'
            | 'hour_of_day'
          )
        | null;
    };
    /**
     * @description A chart.
     *
     *     ``x`` is what rows are grouped by, ``y`` what is measured; ``color`` tells groups of rows
     *     apart. In detail:
     *
     *     - ``bar``: one bar a value, bin or time of ``x``. Without an aggregate ``y`` is the cell
     *       itself where each bar is one row, and the mean where it is several.
     *     - ``line``, ``area``: as bars, over times or numbers; without an aggregate each row is a
     *       point.
     *     - ``scatter``: a point a row, of numbers or times. ``color`` may be a number.
     *     - ``histogram``: how many rows are in each bin of ``x``; ``y`` is left out.
     *     - ``box``: quartiles of the numbers of ``y``, for each value of ``x`` or all.
     *     - ``heatmap``: ``x`` and ``y`` in bins, values or times; ``color`` is measured (rows are
     *       counted where it is left out).
     *
     *     ``limit`` is how many values of a text column are told apart; the others are together.
     *     ``many`` says what becomes of more points than a scatter shows: some of them chosen at
     *     random, or a heat map of how many lie where.
     */
    'Chart-Input': {
      /** @enum {string} */
      mark: 'bar' | 'line' | 'area' | 'scatter' | 'histogram' | 'box' | 'heatmap';
      /** @default null */
      x?: components['schemas']['Channel-Input'] | null;
      /** @default null */
      y?: components['schemas']['Channel-Input'] | null;
      /** @default null */
      color?: components['schemas']['Channel-Input'] | null;
      /** @default null */
      sort?: ('x' | '-x' | 'y' | '-y') | null;
      /** @default null */
      limit?: number | null;
      /**
       * @default sample
       * @enum {string}
       */
      many?: 'sample' | 'density';
      /** @default null */
      title?: string | null;
    };
    /**
     * @description A chart.
     *
     *     ``x`` is what rows are grouped by, ``y`` what is measured; ``color`` tells groups of rows
     *     apart. In detail:
     *
     *     - ``bar``: one bar a value, bin or time of ``x``. Without an aggregate ``y`` is the cell
     *       itself where each bar is one row, and the mean where it is several.
     *     - ``line``, ``area``: as bars, over times or numbers; without an aggregate each row is a
     *       point.
     *     - ``scatter``: a point a row, of numbers or times. ``color`` may be a number.
     *     - ``histogram``: how many rows are in each bin of ``x``; ``y`` is left out.
     *     - ``box``: quartiles of the numbers of ``y``, for each value of ``x`` or all.
     *     - ``heatmap``: ``x`` and ``y`` in bins, values or times; ``color`` is measured (rows are
     *       counted where it is left out).
     *
     *     ``limit`` is how many values of a text column are told apart; the others are together.
     *     ``many`` says what becomes of more points than a scatter shows: some of them chosen at
     *     random, or a heat map of how many lie where.
     */
    'Chart-Output': {
      /** @enum {string} */
      mark: 'bar' | 'line' | 'area' | 'scatter' | 'histogram' | 'box' | 'heatmap';
      /** @default null */
      x: components['schemas']['Channel-Output'] | null;
      /** @default null */
      y: components['schemas']['Channel-Output'] | null;
      /** @default null */
      color: components['schemas']['Channel-Output'] | null;
      /** @default null */
      sort: ('x' | '-x' | 'y' | '-y') | null;
      /** @default null */
      limit: number | null;
      /**
       * @default sample
       * @enum {string}
       */
      many: 'sample' | 'density';
      /** @default null */
      title: string | null;
    };
    /**
     * @description A chart that was checked: ``chart`` is Deita's description of it, as results take it.
     *
     *     ``sql`` is the statement whose rows it draws, ``result_id`` its result where there is one.
     */
    ChartBlock: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      kind: 'chart';
      id: string;
      chart: {
        [key: string]: unknown;
      };
      /** @default null */
      sql: string | null;
      /** @default null */
      result_id: string | null;
    };
    /**
     * @description Something that is not as the chart seems.
     *
     *     ``text`` says it in English. ``code`` and ``parts``, the numbers and names in it, are for
     *     whoever says it in another language.
     */
    ChartNote: {
      code: string;
      text: string;
      parts: {
        [key: string]: string | number;
      };
    };
    /** @description A chart of the rows that ``view`` leaves (all). */
    ChartRequest: {
      chart: components['schemas']['Chart-Input'];
      view?: components['schemas']['Seen'];
    };
    /**
     * @description What is known of a statement without running it.
     *
     *     ``kind`` is null where it cannot be told. ``tables`` are the names it reads, ``params``
     *     those of the values it takes, by ``:name`` or ``$name``. ``columns`` are its result's; null
     *     where it has an error, and where they depend on values or on rows.
     */
    Check: {
      ok: boolean;
      kind: ('select' | 'pivot' | 'describe' | 'summarize' | 'explain') | null;
      tables: string[];
      columns: components['schemas']['Column'][] | null;
      params: string[];
      error: components['schemas']['SqlProblem'] | null;
    };
    /** @description A statement that somebody means to run. ``params`` may leave names without a value. */
    CheckRequest: {
      sql: string;
      params?: {
        [key: string]: string | number | boolean | null;
      };
    };
    /** @description A column: name, the engine's type as it writes it, and the kind for display. */
    Column: {
      name: string;
      type: string;
      /** @enum {string} */
      kind: 'number' | 'text' | 'time' | 'boolean' | 'binary' | 'nested';
    };
    /**
     * @description What becomes of one column of a table that a file is to replace or be appended to.
     *
     *     ``column`` is the table's, ``source`` the file's (its final name) that it takes; ``type``
     *     is the one afterwards, null where there is none. Only ``refused`` cannot be done. ``note``
     *     says it to a person; null where nothing changes.
     */
    ColumnMapping: {
      column: string;
      source: string | null;
      table_type: string | null;
      file_type: string | null;
      type: string | null;
      /** @enum {string} */
      change:
        | 'same'
        | 'widened'
        | 'retyped'
        | 'converted'
        | 'added'
        | 'missing'
        | 'removed'
        | 'refused';
      note: string | null;
    };
    /** @description A column that is meant. */
    ColumnMention: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      kind: 'column';
      table: string;
      column: string;
    };
    /**
     * @description What to do with the column that the file calls ``source``.
     *
     *     ``part`` is the sheet, table or member that it is in; null is every one that is read.
     *     ``type`` is one of the engine's; a value that does not fit it becomes null and is counted.
     */
    ColumnOption: {
      source: string;
      /** @default null */
      part?: string | null;
      /** @default null */
      name?: string | null;
      /** @default null */
      type?: string | null;
      /** @default false */
      drop?: boolean;
    };
    /** @description Two columns that are joined. */
    ColumnPair: {
      column: string;
      other_column: string;
    };
    /**
     * @description All that is told of a column: its summary, and more.
     *
     *     ``nan_count`` and ``infinity_count`` are null where the type has none such; these cells
     *     count neither for ``low`` and ``high`` nor for what follows. ``quantiles`` (numbers and
     *     times) are exact up to a million rows and estimates beyond. ``mean`` and ``deviation`` (the
     *     standard deviation of a sample) are of numbers, null where they are none. ``lengths`` are of
     *     texts.
     */
    ColumnProfile: {
      column: number;
      name: string;
      type: string;
      /** @enum {string} */
      kind: 'number' | 'text' | 'time' | 'boolean' | 'binary' | 'nested';
      computed: boolean;
      null_count: number | null;
      distinct: number | null;
      low: components['schemas']['Cell'];
      high: components['schemas']['Cell'];
      bins: components['schemas']['Bin'][] | null;
      values: components['schemas']['ValueCount'][] | null;
      nan_count: number | null;
      infinity_count: number | null;
      quantiles: components['schemas']['Quantiles'] | null;
      mean: number | null;
      deviation: number | null;
      lengths: components['schemas']['Lengths'] | null;
    };
    /**
     * @description What a column of the rows seen holds.
     *
     *     ``column`` is its position. Where ``computed`` is false the time was up before, and the
     *     rest is null. ``distinct`` is an estimate. ``low`` and ``high`` are the least and greatest
     *     value, NaN and infinities aside; null where there is none or the type has no order.
     *     ``bins`` (at most 20, numbers and times) and ``values`` (the ten most frequent of other
     *     types, or as many as were asked for) leave null out. ``values`` is null where the column has
     *     too many different ones to count.
     */
    ColumnSummary: {
      column: number;
      name: string;
      type: string;
      /** @enum {string} */
      kind: 'number' | 'text' | 'time' | 'boolean' | 'binary' | 'nested';
      computed: boolean;
      null_count: number | null;
      distinct: number | null;
      low: components['schemas']['Cell'];
      high: components['schemas']['Cell'];
      bins: components['schemas']['Bin'][] | null;
      values: components['schemas']['ValueCount'][] | null;
    };
    /** @description Rows that fit all, or any, of ``conditions``. */
    Combined: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      op: 'and' | 'or';
      conditions: components['schemas']['Filter'][];
    };
    /** @description Cells that compare so with ``value``; never null. Texts are compared byte by byte. */
    Compare: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      op: '!=' | '<' | '<=' | '=' | '>' | '>=';
      column: string | number;
      /** @description A cell that is not null, as the column's cells are. */
      value: unknown;
    };
    /** @description A value that was used, why, and whether the options asked for it. */
    Decision: {
      value: unknown;
      why: string;
      given: boolean;
    };
    /** @description Descriptions that could be given to a table and its columns; nothing is changed by it. */
    DescriptionsBlock: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      kind: 'descriptions';
      id: string;
      table: string;
      table_id: string;
      /** @default null */
      description: string | null;
      columns: {
        [key: string]: string;
      };
    };
    /**
     * @description A chart as it can be shown.
     *
     *     ``spec`` is a whole Vega-Lite 5 specification with its data, some thousand marks at most; its
     *     titles, labels of ours among the data, and description are English, and ``usermeta.deita`` in
     *     it says what they were made of, for whoever says them in another language.
     *     ``chart`` is the one that was asked for with what was left to the engine filled in.
     *     ``fields`` are what a table of the same data shows. ``row_count`` is how many rows were
     *     looked at. ``sampled`` is true where what is shown are some of many rows, chosen at random;
     *     ``notes`` say so, and all else that is not as the chart seems: rows left out for want of a
     *     value, values put together, estimates.
     */
    Drawing: {
      chart: components['schemas']['Chart-Output'];
      fields: components['schemas']['DrawnField'][];
      row_count: number;
      sampled: boolean;
      notes: components['schemas']['ChartNote'][];
      spec: {
        [key: string]: unknown;
      };
    };
    /** @description A column of a drawing's data: the ``field`` in ``spec.data.values``, and its title. */
    DrawnField: {
      field: string;
      title: string;
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
    Filter:
      | components['schemas']['Compare']
      | components['schemas']['Between']
      | components['schemas']['OneOf']
      | components['schemas']['TextMatch']
      | components['schemas']['NullCheck']
      | components['schemas']['Combined']
      | components['schemas']['Negated'];
    /** @description Statements to lay out for reading. */
    FormatRequest: {
      sql: string;
    };
    /**
     * @description The same statements laid out. ``kept`` is how many of them stayed as they were, since
     *     nothing else was sure to mean the same.
     */
    Formatted: {
      sql: string;
      kept: number;
    };
    /** @description All of them, by name. */
    FunctionList: {
      items: components['schemas']['FunctionName'][];
      /** @default null */
      next: string | null;
    };
    /** @description A function that statements may call; those of ``table`` stand behind FROM. */
    FunctionName: {
      name: string;
      /** @enum {string} */
      kind: 'scalar' | 'aggregate' | 'table';
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
    /** @description A column as it will be, with the name that it has in the file. */
    IngestColumn: {
      source: string;
      name: string;
      type: string;
      /** @enum {string} */
      kind: 'number' | 'text' | 'time' | 'boolean' | 'binary' | 'nested';
    };
    /**
     * @description What a person asks for; whatever is null is decided by looking at the file.
     *
     *     ``header_rows`` 0 is none, several are joined with a blank. ``date_format`` and
     *     ``timestamp_format`` are strptime forms (``%d/%m/%Y``). ``nulls`` are the spellings of null
     *     besides nothing at all. ``strict`` refuses a file with any reject. ``range`` is a
     *     spreadsheet's, as ``B3:H200``. ``records`` is where a JSON document holds them, as
     *     ``$.data.items``; ``$`` is the document itself. ``parts`` are sheets, tables or members;
     *     null is all.
     */
    IngestOptions: {
      /** @default null */
      parts?: string[] | null;
      /** @default null */
      delimiter?: string | null;
      /** @default null */
      quote?: string | null;
      /** @default null */
      escape?: string | null;
      /** @default null */
      encoding?: string | null;
      /** @default null */
      comment?: string | null;
      /** @default null */
      decimal?: string | null;
      /** @default null */
      thousands?: string | null;
      /** @default null */
      date_format?: string | null;
      /** @default null */
      timestamp_format?: string | null;
      /** @default null */
      header_rows?: number | null;
      /** @default null */
      skip_lines?: number | null;
      /** @default null */
      footer_lines?: number | null;
      /** @default null */
      nulls?: string[] | null;
      /** @default false */
      strict?: boolean;
      /** @default null */
      range?: string | null;
      /** @default null */
      records?: string | null;
      /** @default null */
      columns?: components['schemas']['ColumnOption'][] | null;
    };
    /**
     * @description What became of every line of the source.
     *
     *     lines = header + loaded + rejected + blank + preamble + footer. ``blank`` includes
     *     comments; ``loaded`` counts lines of the source, ``rows`` those of the table, which are
     *     fewer where a quoted value holds a line break.
     */
    IngestReport: {
      lines: number;
      header: number;
      loaded: number;
      rejected: number;
      blank: number;
      preamble: number;
      footer: number;
      rows: number;
      cells_nulled: number;
      problems: components['schemas']['Problem'][];
    };
    /**
     * @description A file to load: into new tables, or into one that is there.
     *
     *     ``replace`` and ``append`` need ``table``, a name or an id, and a file with one part.
     *     ``name`` is what a new table is to be called; where the file has several parts, it stands
     *     before each one's name. Null is the file's name, made free with a number where it is taken.
     */
    IngestRequest: {
      file_id: string;
      options?: components['schemas']['IngestOptions'];
      /**
       * @default new
       * @enum {string}
       */
      mode?: 'new' | 'replace' | 'append';
      /** @default null */
      table?: string | null;
      /** @default null */
      name?: string | null;
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
    /**
     * @description What was uploaded for ``holder`` is kept until ``expires_at``; each renewal moves that.
     *
     *     It is to be renewed every ``renew_seconds``.
     */
    Lease: {
      holder: string;
      expires_at: string;
      renew_seconds: number;
    };
    /** @description How many characters texts have: the shortest, on average, the longest. */
    Lengths: {
      low: number;
      mean: number;
      high: number;
    };
    /**
     * @description What applies to the person who asks. Bytes and seconds; null is no limit but the disk.
     *
     *     ``requests_per_minute`` counts what begins or changes something. After ``workspace_days``
     *     without use a workspace is deleted. Null is no limit.
     */
    Limits: {
      file_bytes: number | null;
      workspace_bytes: number | null;
      page_size: number;
      max_page_size: number;
      query_timeout_seconds: number;
      requests_per_minute: number | null;
      workspace_days: number | null;
    };
    /**
     * @description The person who asks, as Deita knows them.
     *
     *     ``shares`` says whether workspaces can be shared: not on a server of one's own.
     */
    Me: {
      id: string;
      name: string;
      shares: boolean;
      limits: components['schemas']['Limits'];
    };
    /**
     * @description Somebody who may use a workspace; ``user`` is the id by which the server knows them.
     *
     *     ``seen`` is whether they have ever been here: until then, the name may be misspelt.
     */
    Member: {
      user: string;
      /** @enum {string} */
      role: 'owner' | 'editor' | 'viewer';
      since: string;
      seen: boolean;
    };
    /** @description The owner, then the members by name. */
    MemberList: {
      items: components['schemas']['Member'][];
      /** @default null */
      next: string | null;
    };
    /** @description What somebody is to be. */
    MemberPut: {
      /** @enum {string} */
      role: 'editor' | 'viewer';
    };
    Mention:
      | components['schemas']['TableMention']
      | components['schemas']['ColumnMention']
      | components['schemas']['ResultMention']
      | components['schemas']['QueryMention'];
    /**
     * @description A question, or another thing to be done.
     *
     *     ``text`` is needed to ``ask``; elsewhere it may say more. ``fix`` and ``explain_query`` need
     *     ``sql`` (and take the ``error`` it gave), ``explain_result`` and ``chart`` need
     *     ``result_id``, ``describe`` needs ``table``. ``relationships`` and ``suggest_questions`` are
     *     of the whole workspace. With ``stays`` the answer is written to its end though who asked has
     *     gone; without, that stops it.
     */
    MessageCreate: {
      /** @default  */
      text?: string;
      /** @default null */
      model?: string | null;
      /**
       * @default ask
       * @enum {string}
       */
      task?:
        | 'ask'
        | 'fix'
        | 'explain_query'
        | 'explain_result'
        | 'relationships'
        | 'describe'
        | 'suggest_questions'
        | 'chart';
      mentions?: components['schemas']['Mention'][];
      /** @default null */
      sql?: string | null;
      /** @default null */
      error?: string | null;
      /** @default null */
      result_id?: string | null;
      /** @default null */
      table?: string | null;
      /** @default false */
      stays?: boolean;
    };
    /** @description The whole answer as it is kept: the last event, whatever became of it. Event ``done``. */
    MessageDone: {
      /**
       * @default done
       * @constant
       */
      type: 'done';
      message: components['schemas']['ThreadMessage'];
    };
    /** @description The answer could not be finished; ``done`` follows. Event ``error``. */
    MessageFailed: {
      /**
       * @default error
       * @constant
       */
      type: 'error';
      error: components['schemas']['ErrorBody'];
    };
    /** @description A message as it is now: first the question, then the answer to come. Event ``message``. */
    MessageMade: {
      /**
       * @default message
       * @constant
       */
      type: 'message';
      message: components['schemas']['ThreadMessage'];
    };
    /** @description What one thinks of an answer; null takes it back. */
    MessagePatch: {
      feedback: ('up' | 'down') | null;
    };
    /** @description Rows that do not fit ``condition``. As in SQL, a comparison with null fits neither way. */
    Negated: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      op: 'not';
      condition: components['schemas']['Filter'];
    };
    /** @description Cells that are, or are not, null. */
    NullCheck: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      op: 'is_not_null' | 'is_null';
      column: string | number;
    };
    /** @description Cells that are one of ``values``; null among them stands for null. */
    OneOf: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      op: 'in';
      column: string | number;
      values: components['schemas']['Cell'][];
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
      rows: components['schemas']['Cell'][][];
      row_count: number | null;
    };
    /**
     * @description A query of the history. Its result, by the same ``id``, is kept until ``expires_at``.
     *
     *     A statement that was exported has no columns and no result.
     */
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
     * @description How the engine works a statement out; ``text`` is the same for reading. ``seconds`` is
     *     what all of it took, null where it was not run.
     */
    Plan: {
      text: string;
      root: components['schemas']['PlanNode'];
      seconds: number | null;
    };
    /**
     * @description A step of a plan, and the steps it takes its rows from.
     *
     *     ``rows`` and ``seconds`` (of processor time, in this step alone) are null where it was not
     *     run. ``rows_estimated`` is what the engine expects.
     */
    PlanNode: {
      name: string;
      detail: {
        [key: string]: string | string[];
      };
      rows_estimated: number | null;
      rows: number | null;
      seconds: number | null;
      children: components['schemas']['PlanNode'][];
    };
    /**
     * @description A statement to explain; with ``analyze`` it is run, and its parts are timed.
     *
     *     ``timeout`` is in seconds, at most the server's own.
     */
    PlanRequest: {
      sql: string;
      params?: {
        [key: string]: string | number | boolean | null;
      };
      /** @default false */
      analyze?: boolean;
      /** @default null */
      timeout?: number | null;
    };
    /** @description What a file would become. */
    Preview: {
      format: string;
      parts: components['schemas']['PreviewPart'][];
    };
    /**
     * @description A part of a file as it would be loaded, seen on its head.
     *
     *     ``decisions`` are by the name of the option that overrides each; ``notes`` say what else a
     *     person should know, as that a sheet is hidden; ``complete`` says that the head was all of
     *     it; ``mapping`` is null where no table was named. ``table`` is what a new table would be
     *     called, null where there is none to be made.
     */
    PreviewPart: {
      name: string;
      decisions: {
        [key: string]: components['schemas']['Decision'];
      };
      columns: components['schemas']['IngestColumn'][];
      rows: components['schemas']['Cell'][][];
      report: components['schemas']['IngestReport'];
      notes: string[];
      complete: boolean;
      /** @default null */
      mapping: components['schemas']['ColumnMapping'][] | null;
      /** @default null */
      table: string | null;
    };
    /** @description A file to look into, before or instead of loading it; at most ``rows`` rows a part. */
    PreviewRequest: {
      file_id: string;
      options?: components['schemas']['IngestOptions'];
      /**
       * @default new
       * @enum {string}
       */
      mode?: 'new' | 'replace' | 'append';
      /** @default null */
      table?: string | null;
      /** @default null */
      name?: string | null;
      /** @default 100 */
      rows?: number;
    };
    /** @description One kind of problem, and how often it was met. */
    Problem: {
      kind: string;
      count: number;
      first: components['schemas']['ProblemPlace'];
    };
    /** @description The first problem of a kind. ``line`` counts from 1; ``column`` is the table's name. */
    ProblemPlace: {
      line: number | null;
      column: string | null;
      text: string | null;
      reason: string;
    };
    /**
     * @description What the columns of a table hold at snapshot ``snapshot``.
     *
     *     ``complete`` is false while some of them are not computed: they are being, and who asks
     *     again finds them.
     */
    Profile: {
      table_id: string;
      snapshot: number;
      row_count: number;
      complete: boolean;
      columns: components['schemas']['ColumnProfile'][];
    };
    /** @description Values of the column below or at which lie 5, 25, 50, 75 and 95 % of its cells. */
    Quantiles: {
      p05: components['schemas']['Cell'];
      p25: components['schemas']['Cell'];
      p50: components['schemas']['Cell'];
      p75: components['schemas']['Cell'];
      p95: components['schemas']['Cell'];
    };
    /**
     * @description Queries of the person's own ended in a workspace, or ran long enough to be told.
     *
     *     ``running`` is how many of them wait or run there now.
     */
    QueriesChanged: {
      /**
       * @default queries
       * @constant
       */
      type: 'queries';
      workspace_id: string;
      running: number;
    };
    /**
     * @description A query, with its result and first page where it has got that far.
     *
     *     Asked for with ``Accept: application/vnd.apache.arrow.stream``, the first page comes as an
     *     Arrow IPC stream and the query's id as the header ``X-Deita-Query``.
     *     ``rows`` is the first page: it comes as soon as the engine hands on so many rows, or all.
     *     Rows that lie far apart among very many it gathers before it does, at the most until it has
     *     looked through all of them. While the query waits for its turn or for a worker (``queued``),
     *     ``ahead`` says how many come before it. ``stats`` are, as far as they are known: ``queue_ms``
     *     (waiting for a turn and a worker), ``gate_ms`` (judging), ``first_page_ms`` (in the engine,
     *     to the first rows), ``run_ms`` (in the engine, to the last row or the error), ``total_ms``
     *     (at the server, to the first page or the error), ``rows_scanned`` (rows of the snapshots it
     *     reads), ``rows_returned``,
     *     ``result_bytes``, ``peak_memory_bytes`` (the most that the workspace's worker held
     *     meanwhile) and ``cache_hit`` (1 where the answer was there already).
     */
    Query: {
      id: string;
      workspace_id: string;
      sql: string;
      params: {
        [key: string]: string | number | boolean | null;
      };
      /** @enum {string} */
      state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
      result: components['schemas']['Result'] | null;
      rows: components['schemas']['Cell'][][];
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
     * @description A statement to run and write out, without a result being kept; the history has it.
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
    /** @description A statement that is meant; ``name`` is what people call it. */
    QueryMention: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      kind: 'query';
      sql: string;
      name: string | null;
    };
    /**
     * @description One statement to run in a workspace.
     *
     *     ``id`` may be chosen by the client (32 hexadecimal digits), so that it can
     *     cancel the query before the first answer has come. ``params`` are bound to
     *     ``$name``, ``:name`` and ``?1`` (the name is 1) in the statement. ``timeout`` is in seconds,
     *     at most the server's own; waiting for a turn does not count. A statement that was run before
     *     over the same data is answered from what it gave then, unless ``fresh``.
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
    /** @description Questions that could be asked. */
    QuestionsBlock: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      kind: 'questions';
      id: string;
      items: string[];
    };
    /**
     * @description Values of ``table.column`` that stand in the key ``other_table.other_column``.
     *
     *     The engine has counted: ``matched`` of the ``values`` different values are there. ``note``
     *     is the model's word for it, or null. A key of several columns has the others in ``more``.
     */
    Relationship: {
      table: string;
      column: string;
      other_table: string;
      other_column: string;
      values: number;
      matched: number;
      /** @default null */
      note: string | null;
      more: components['schemas']['ColumnPair'][];
    };
    /** @description How tables hang together. ``complete`` is false where the time was up before all pairs. */
    RelationshipsBlock: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      kind: 'relationships';
      id: string;
      items: components['schemas']['Relationship'][];
      /** @default true */
      complete: boolean;
    };
    /** @description The number of the snapshot whose data the table is to have again. */
    Restore: {
      snapshot: number;
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
     * @description Where a result lies: an Arrow IPC file of ``bytes`` bytes on the server's machine.
     *
     *     It is written once and never changed; who has opened it can read on when it is removed.
     */
    ResultFile: {
      path: string;
      bytes: number;
    };
    /** @description A result that is meant. */
    ResultMention: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      kind: 'result';
      result_id: string;
    };
    /**
     * @description A file that comes in pieces: ``offset`` of its ``length`` bytes are here.
     *
     *     ``length`` is null until the client has told it. What is not finished by ``expires_at``
     *     is removed. Once all has come it is ``finished``: the file is kept under the upload's own id,
     *     and ``job_id`` makes tables of it where ``ingest`` asked for that. ``file`` and ``job`` are
     *     told where one upload is asked for.
     */
    ResumableUpload: {
      id: string;
      workspace_id: string;
      name: string;
      length: number | null;
      offset: number;
      created_at: string;
      expires_at: string;
      ingest: boolean;
      finished: boolean;
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
    /** @description A page of a view, for views that are too long for a query string. */
    RowsRequest: {
      /** @default null */
      filter?: components['schemas']['Filter'] | null;
      /** @default null */
      search?: string | null;
      sort?: components['schemas']['SortKey'][];
      /** @default 0 */
      offset?: number;
      /** @default null */
      limit?: number | null;
    };
    /**
     * @description A query, or a statement's export, that waits for its turn or a worker, ``ahead`` others
     *     before it, or runs.
     */
    RunningQuery: {
      id: string;
      sql: string;
      /** @enum {string} */
      state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
      created_at: string;
      ahead: number | null;
    };
    /** @description The person's own queries that wait or run in a workspace, oldest first. */
    RunningQueryList: {
      items: components['schemas']['RunningQuery'][];
      /** @default null */
      next: string | null;
    };
    /** @description Saved queries of a workspace changed: list them again. */
    SavedQueriesChanged: {
      /**
       * @default saved_queries
       * @constant
       */
      type: 'saved_queries';
      workspace_id: string;
    };
    /**
     * @description A statement under a name, which is unique in its workspace whatever its case.
     *
     *     ``sql`` is as it was written, placeholders too; nobody has judged it. ``owner`` saved it.
     */
    SavedQuery: {
      id: string;
      workspace_id: string;
      name: string;
      sql: string;
      description: string | null;
      owner: string;
      created_at: string;
      updated_at: string;
    };
    /** @description A statement to keep. */
    SavedQueryCreate: {
      name: string;
      sql: string;
      /** @default null */
      description?: string | null;
    };
    /** @description The saved queries of a workspace, by name. */
    SavedQueryList: {
      items: components['schemas']['SavedQuery'][];
      /** @default null */
      next: string | null;
    };
    /**
     * @description What changes of a saved query; what is left out stays.
     *
     *     An empty description takes it away.
     */
    SavedQueryPatch: {
      /** @default null */
      name?: string | null;
      /** @default null */
      sql?: string | null;
      /** @default null */
      description?: string | null;
    };
    /**
     * @description Which rows of a table or a result are seen.
     *
     *     ``search`` is text that any column's text has in it, in whatever case (BLOBs aside).
     */
    Seen: {
      /** @default null */
      filter?: components['schemas']['Filter'] | null;
      /** @default null */
      search?: string | null;
    };
    /**
     * @description One state of a table. A query reads it as ``"table@number"``.
     *
     *     ``origin`` is what made it: a file that made, replaced or was appended to the table, an
     *     earlier snapshot restored (``restored_from``), or a query's result. ``current`` is the one
     *     that the table is at.
     */
    Snapshot: {
      number: number;
      /** @enum {string} */
      origin: 'new' | 'replace' | 'append' | 'restore' | 'query';
      restored_from: number | null;
      current: boolean;
      columns: components['schemas']['Column'][];
      row_count: number;
      bytes: number;
      file_id: string | null;
      created_at: string;
    };
    /** @description The snapshots of a table that are kept, newest first. */
    SnapshotList: {
      items: components['schemas']['Snapshot'][];
      /** @default null */
      next: string | null;
    };
    /** @description One column to sort by. Texts are compared byte by byte, NaN is the greatest number. */
    SortKey: {
      column: string | number;
      /** @default false */
      descending?: boolean;
      /**
       * @default last
       * @enum {string}
       */
      nulls?: 'first' | 'last';
    };
    /**
     * @description A statement, formatted, and whether the engine takes it (``runs``).
     *
     *     Where it does not, ``error`` is the engine's word. ``attempts`` is how many statements the
     *     model wrote until this one. ``replaces`` is the statement that it mends, as it was given.
     *     ``result_id`` is set where its rows were looked at for the answer.
     */
    SqlBlock: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      kind: 'sql';
      id: string;
      sql: string;
      tables: string[];
      runs: boolean;
      /** @default null */
      error: components['schemas']['ErrorBody'] | null;
      /** @default 1 */
      attempts: number;
      /** @default null */
      result_id: string | null;
      /** @default null */
      replaces: string | null;
    };
    /**
     * @description Why a statement would not run, and where: lines and columns from 1, in characters.
     *
     *     The place ends before ``end_column`` of ``end_line``; all four are null where it is not
     *     known. ``details`` are those of the error that running it would give.
     */
    SqlProblem: {
      code: string;
      message: string;
      hint: string | null;
      line: number | null;
      column: number | null;
      end_line: number | null;
      end_column: number | null;
      details: {
        [key: string]: unknown;
      };
    };
    /** @description What a question came with besides its words (see ``MessageCreate``). */
    Subject: {
      /** @default null */
      sql: string | null;
      /** @default null */
      error: string | null;
      /** @default null */
      result_id: string | null;
      /** @default null */
      table: string | null;
    };
    /** @description What the rows seen hold. ``row_count`` is how many they are, null if the time was up. */
    Summary: {
      row_count: number | null;
      columns: components['schemas']['ColumnSummary'][];
    };
    /**
     * @description What is to be said of the rows seen: of these columns (all), within so many seconds.
     *
     *     ``values`` asks for so many of the most frequent values, of numbers and times too.
     */
    SummaryRequest: {
      /** @default null */
      filter?: components['schemas']['Filter'] | null;
      /** @default null */
      search?: string | null;
      /** @default null */
      columns?: (string | number)[] | null;
      /** @default 5 */
      seconds?: number;
      /** @default null */
      values?: number | null;
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
    /** @description A table to be made of all rows of a query's result. */
    TableCreate: {
      name: string;
      result_id: string;
    };
    /** @description The tables of a workspace, by name. */
    TableList: {
      items: components['schemas']['Table'][];
      /** @default null */
      next: string | null;
    };
    /** @description A table that is meant, by id or name. */
    TableMention: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      kind: 'table';
      table: string;
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
    /**
     * @description How the file was read that a snapshot was made of, and what became of its lines.
     *
     *     ``part`` is the sheet, table or member, empty where the file has one part. ``rejects`` says
     *     whether there is anything to look at to download, by line.
     */
    TableReport: {
      snapshot: number;
      file_id: string | null;
      format: string;
      part: string;
      decisions: {
        [key: string]: components['schemas']['Decision'];
      };
      report: components['schemas']['IngestReport'];
      notes: string[];
      rejects: boolean;
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
    /** @description The answer's text goes on. Event ``text``. */
    TextDelta: {
      /**
       * @default text
       * @constant
       */
      type: 'text';
      delta: string;
    };
    /**
     * @description Cells whose text has ``value`` in it, at its beginning, or at its end, in whatever case.
     *
     *     Nothing in ``value`` stands for anything else: ``%`` is a per cent sign.
     */
    TextMatch: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      op: 'contains' | 'ends_with' | 'starts_with';
      column: string | number;
      value: string;
    };
    /**
     * @description A thread of messages in a workspace.
     *
     *     A ``shared`` one is seen by all who may use the workspace; only its owner changes it.
     *     ``mine`` says whether that is who asks.
     */
    Thread: {
      id: string;
      workspace_id: string;
      name: string;
      shared: boolean;
      owner: string;
      mine: boolean;
      created_at: string;
      updated_at: string;
      message_count: number;
    };
    /** @description A new thread; without a name it takes that of its first question. */
    ThreadCreate: {
      /** @default null */
      name?: string | null;
      /** @default false */
      shared?: boolean;
    };
    /** @description The threads of a workspace that one may see, the last one used first. */
    ThreadList: {
      items: components['schemas']['Thread'][];
      /** @default null */
      next: string | null;
    };
    /**
     * @description A message. ``text`` is Markdown, without the statements, which are in ``blocks``.
     *
     *     ``author`` is who asked (a user's id) and ``subject`` what the question came with; both are
     *     null of an answer, and of questions of before these were kept.
     *
     *     ``model``, ``tokens_in``, ``tokens_out``, ``cost`` (US dollars) and ``seconds`` are of an
     *     assistant's message, null where they are not known.
     */
    ThreadMessage: {
      id: string;
      /** @enum {string} */
      role: 'user' | 'assistant';
      text: string;
      /** @enum {string} */
      state: 'streaming' | 'done' | 'stopped' | 'failed';
      /** @enum {string} */
      task:
        | 'ask'
        | 'fix'
        | 'explain_query'
        | 'explain_result'
        | 'relationships'
        | 'describe'
        | 'suggest_questions'
        | 'chart';
      blocks: components['schemas']['Block'][];
      mentions: components['schemas']['Mention'][];
      /** @default null */
      author: string | null;
      /** @default null */
      subject: components['schemas']['Subject'] | null;
      model: string | null;
      tokens_in: number | null;
      tokens_out: number | null;
      cost: number | null;
      seconds: number | null;
      feedback: ('up' | 'down') | null;
      error: components['schemas']['ErrorBody'] | null;
      created_at: string;
    };
    /** @description Messages, the oldest first; ``next`` is what to ask for as ``before`` to get older ones. */
    ThreadMessageList: {
      items: components['schemas']['ThreadMessage'][];
      /** @default null */
      next: string | null;
    };
    /** @description What changes of a thread; what is left out stays. */
    ThreadPatch: {
      /** @default null */
      name?: string | null;
      /** @default null */
      shared?: boolean | null;
    };
    /** @description A thread was begun, renamed, shared or deleted, or an answer in it begins or has ended. */
    ThreadsChanged: {
      /**
       * @default threads
       * @constant
       */
      type: 'threads';
      workspace_id: string;
      thread_id: string;
    };
    /** @description The model looks something up: ``summary`` is one line for a person. Event ``tool``. */
    ToolUsed: {
      /**
       * @default tool
       * @constant
       */
      type: 'tool';
      id: string;
      name: string;
      summary: string;
      /** @enum {string} */
      state: 'running' | 'done' | 'failed';
    };
    /** @description The file is kept; the job makes a table of it, null where none was asked for. */
    Uploaded: {
      file: components['schemas']['File'];
      job: components['schemas']['Job'] | null;
    };
    /** @description A file to be taken from another server; ``filename`` where it is to have another name. */
    UrlUpload: {
      url: string;
      /** @default null */
      filename?: string | null;
    };
    /** @description How many cells have this value. */
    ValueCount: {
      value: components['schemas']['Cell'];
      count: number;
    };
    /**
     * @description A question with the statement that answers it.
     *
     *     ``changed`` are the tables that have changed, or are gone, since it last ran (or was verified);
     *     ``model_changed`` is true where it was last asked of another model than is asked now. Then it
     *     is due to be run again.
     */
    Verified: {
      id: string;
      workspace_id: string;
      question: string;
      sql: string;
      message_id: string | null;
      owner: string;
      tables: string[];
      row_count: number;
      last: components['schemas']['VerifiedRun'] | null;
      changed: string[];
      /** @default false */
      model_changed: boolean;
      created_at: string;
    };
    /** @description A question to be verified; its statement must run, and give 10,000 rows at the most. */
    VerifiedCreate: {
      question: string;
      sql: string;
      /** @default null */
      message_id?: string | null;
    };
    /** @description The verified questions of a workspace, newest first. */
    VerifiedList: {
      items: components['schemas']['Verified'][];
      /** @default null */
      next: string | null;
    };
    /** @description How they fared. */
    VerifiedReport: {
      passed: number;
      failed: number;
      items: components['schemas']['Verified'][];
    };
    /**
     * @description How a verified question fared: ``failed`` with the reason.
     *
     *     ``model`` is null where none was asked; then the statement's rows were compared with those
     *     of when it was verified. Else the model was asked, and the rows of its statement (``sql``)
     *     were compared with the verified one's. ``tables`` are the snapshots, as ``name@number``.
     */
    VerifiedRun: {
      /** @enum {string} */
      state: 'passed' | 'failed';
      reason: string | null;
      error: components['schemas']['ErrorBody'] | null;
      model: string | null;
      sql: string | null;
      tables: string[];
      row_count: number | null;
      ran_at: string;
    };
    /** @description Which verified questions are run (all), and whether a model is asked them. */
    VerifiedRunRequest: {
      /** @default null */
      model?: string | null;
      /** @default null */
      ids?: string[] | null;
    };
    /** @description Rows and their order. Rows that are equal in all of ``sort`` keep their own order. */
    View: {
      /** @default null */
      filter?: components['schemas']['Filter'] | null;
      /** @default null */
      search?: string | null;
      sort?: components['schemas']['SortKey'][];
    };
    /** @description A statement that gives the same rows, to read and to run, with the values it needs. */
    ViewSql: {
      sql: string;
      params: {
        [key: string]: unknown;
      };
    };
    /**
     * @description A workspace. ``bytes`` is what its files and snapshots take in the object store.
     *
     *     ``owner`` is the id of the person whose it is; ``role`` is what the person is who asks.
     *     ``expires_at`` is when it is deleted, as nobody has used it for long; any use of what is in
     *     it, or asking for it alone, keeps it. Null of one that is in use.
     */
    Workspace: {
      id: string;
      name: string;
      owner: string;
      /** @enum {string} */
      role: 'owner' | 'editor' | 'viewer';
      bytes: number;
      table_count: number;
      created_at: string;
      updated_at: string;
      expires_at: string | null;
    };
    /**
     * @description What of a workspace is told to a model.
     *
     *     ``names``: names and types of tables and columns, and what people said of them.
     *     ``profiles``: also how many rows, nulls and different values tables have, which columns stand
     *     in the keys of others, and how many rows a result has that a person shows it; no values.
     *     ``samples``: also rows, and values that columns hold.
     *
     *     Only with ``samples`` do statements of the model run for it: how many rows one gives, and
     *     whether it fails, tells values. Else it hears whether the engine takes them.
     */
    WorkspaceAi: {
      /** @enum {string} */
      sends: 'names' | 'profiles' | 'samples';
    };
    /** @description What changes of it; what is left out stays. */
    WorkspaceAiPatch: {
      /** @default null */
      sends?: ('names' | 'profiles' | 'samples') | null;
    };
    /** @description A new workspace. */
    WorkspaceCreate: {
      name: string;
    };
    /** @description The person's own workspaces by name, at least one; then by name those shared with them. */
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
    /** @description A workspace was made, renamed, deleted or shared: list them again. */
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
      | components['schemas']['SavedQueriesChanged']
      | components['schemas']['ThreadsChanged']
      | components['schemas']['QueriesChanged']
      | components['schemas']['JobChanged'];
    /** @description What an answer's stream sends, one message an event. */
    AnswerEvent:
      | components['schemas']['MessageMade']
      | components['schemas']['TextDelta']
      | components['schemas']['ToolUsed']
      | components['schemas']['BlockMade']
      | components['schemas']['MessageFailed']
      | components['schemas']['MessageDone'];
  };
  responses: {
    /** @description These are too many requests; nothing was done about this one. */
    RateLimited: {
      headers: {
        'X-RateLimit-Limit': components['headers']['X-RateLimit-Limit'];
        'X-RateLimit-Remaining': components['headers']['X-RateLimit-Remaining'];
        'X-RateLimit-Reset': components['headers']['X-RateLimit-Reset'];
        /** @description after how many seconds to try again */
        'Retry-After'?: number;
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['ErrorReply'];
      };
    };
  };
  parameters: never;
  requestBodies: never;
  headers: {
    /** @description how many requests a minute are let in */
    'X-RateLimit-Limit': number;
    /** @description how many more are let in now */
    'X-RateLimit-Remaining': number;
    /** @description when the first of those that count now counts no longer, in seconds since 1970 */
    'X-RateLimit-Reset': number;
  };
  pathItems: never;
}
export type Ai = components['schemas']['Ai'];
export type AiBudget = components['schemas']['AiBudget'];
export type AiModel = components['schemas']['AiModel'];
export type Between = components['schemas']['Between'];
export type Bin = components['schemas']['Bin'];
export type Block = components['schemas']['Block'];
export type BlockMade = components['schemas']['BlockMade'];
export type Cell = components['schemas']['Cell'];
export type ChannelInput = components['schemas']['Channel-Input'];
export type ChannelOutput = components['schemas']['Channel-Output'];
export type ChartInput = components['schemas']['Chart-Input'];
export type ChartOutput = components['schemas']['Chart-Output'];
export type ChartBlock = components['schemas']['ChartBlock'];
export type ChartNote = components['schemas']['ChartNote'];
export type ChartRequest = components['schemas']['ChartRequest'];
export type Check = components['schemas']['Check'];
export type CheckRequest = components['schemas']['CheckRequest'];
export type Column = components['schemas']['Column'];
export type ColumnMapping = components['schemas']['ColumnMapping'];
export type ColumnMention = components['schemas']['ColumnMention'];
export type ColumnOption = components['schemas']['ColumnOption'];
export type ColumnPair = components['schemas']['ColumnPair'];
export type ColumnProfile = components['schemas']['ColumnProfile'];
export type ColumnSummary = components['schemas']['ColumnSummary'];
export type Combined = components['schemas']['Combined'];
export type Compare = components['schemas']['Compare'];
export type Decision = components['schemas']['Decision'];
export type DescriptionsBlock = components['schemas']['DescriptionsBlock'];
export type Drawing = components['schemas']['Drawing'];
export type DrawnField = components['schemas']['DrawnField'];
export type ErrorBody = components['schemas']['ErrorBody'];
export type ErrorReply = components['schemas']['ErrorReply'];
export type File = components['schemas']['File'];
export type FileList = components['schemas']['FileList'];
export type Filter = components['schemas']['Filter'];
export type FormatRequest = components['schemas']['FormatRequest'];
export type Formatted = components['schemas']['Formatted'];
export type FunctionList = components['schemas']['FunctionList'];
export type FunctionName = components['schemas']['FunctionName'];
export type Health = components['schemas']['Health'];
export type History = components['schemas']['History'];
export type IngestColumn = components['schemas']['IngestColumn'];
export type IngestOptions = components['schemas']['IngestOptions'];
export type IngestReport = components['schemas']['IngestReport'];
export type IngestRequest = components['schemas']['IngestRequest'];
export type Job = components['schemas']['Job'];
export type JobChanged = components['schemas']['JobChanged'];
export type JobList = components['schemas']['JobList'];
export type JobTable = components['schemas']['JobTable'];
export type Lease = components['schemas']['Lease'];
export type Lengths = components['schemas']['Lengths'];
export type Limits = components['schemas']['Limits'];
export type Me = components['schemas']['Me'];
export type Member = components['schemas']['Member'];
export type MemberList = components['schemas']['MemberList'];
export type MemberPut = components['schemas']['MemberPut'];
export type Mention = components['schemas']['Mention'];
export type MessageCreate = components['schemas']['MessageCreate'];
export type MessageDone = components['schemas']['MessageDone'];
export type MessageFailed = components['schemas']['MessageFailed'];
export type MessageMade = components['schemas']['MessageMade'];
export type MessagePatch = components['schemas']['MessagePatch'];
export type Negated = components['schemas']['Negated'];
export type NullCheck = components['schemas']['NullCheck'];
export type OneOf = components['schemas']['OneOf'];
export type Page = components['schemas']['Page'];
export type Past = components['schemas']['Past'];
export type Plan = components['schemas']['Plan'];
export type PlanNode = components['schemas']['PlanNode'];
export type PlanRequest = components['schemas']['PlanRequest'];
export type Preview = components['schemas']['Preview'];
export type PreviewPart = components['schemas']['PreviewPart'];
export type PreviewRequest = components['schemas']['PreviewRequest'];
export type Problem = components['schemas']['Problem'];
export type ProblemPlace = components['schemas']['ProblemPlace'];
export type Profile = components['schemas']['Profile'];
export type Quantiles = components['schemas']['Quantiles'];
export type QueriesChanged = components['schemas']['QueriesChanged'];
export type Query = components['schemas']['Query'];
export type QueryExport = components['schemas']['QueryExport'];
export type QueryMention = components['schemas']['QueryMention'];
export type QueryRequest = components['schemas']['QueryRequest'];
export type QuestionsBlock = components['schemas']['QuestionsBlock'];
export type Relationship = components['schemas']['Relationship'];
export type RelationshipsBlock = components['schemas']['RelationshipsBlock'];
export type Restore = components['schemas']['Restore'];
export type Result = components['schemas']['Result'];
export type ResultFile = components['schemas']['ResultFile'];
export type ResultMention = components['schemas']['ResultMention'];
export type ResumableUpload = components['schemas']['ResumableUpload'];
export type ResumableUploadList = components['schemas']['ResumableUploadList'];
export type RowsRequest = components['schemas']['RowsRequest'];
export type RunningQuery = components['schemas']['RunningQuery'];
export type RunningQueryList = components['schemas']['RunningQueryList'];
export type SavedQueriesChanged = components['schemas']['SavedQueriesChanged'];
export type SavedQuery = components['schemas']['SavedQuery'];
export type SavedQueryCreate = components['schemas']['SavedQueryCreate'];
export type SavedQueryList = components['schemas']['SavedQueryList'];
export type SavedQueryPatch = components['schemas']['SavedQueryPatch'];
export type Seen = components['schemas']['Seen'];
export type Snapshot = components['schemas']['Snapshot'];
export type SnapshotList = components['schemas']['SnapshotList'];
export type SortKey = components['schemas']['SortKey'];
export type SqlBlock = components['schemas']['SqlBlock'];
export type SqlProblem = components['schemas']['SqlProblem'];
export type Subject = components['schemas']['Subject'];
export type Summary = components['schemas']['Summary'];
export type SummaryRequest = components['schemas']['SummaryRequest'];
export type Table = components['schemas']['Table'];
export type TableColumn = components['schemas']['TableColumn'];
export type TableCreate = components['schemas']['TableCreate'];
export type TableList = components['schemas']['TableList'];
export type TableMention = components['schemas']['TableMention'];
export type TablePatch = components['schemas']['TablePatch'];
export type TableReport = components['schemas']['TableReport'];
export type TablesChanged = components['schemas']['TablesChanged'];
export type TextDelta = components['schemas']['TextDelta'];
export type TextMatch = components['schemas']['TextMatch'];
export type Thread = components['schemas']['Thread'];
export type ThreadCreate = components['schemas']['ThreadCreate'];
export type ThreadList = components['schemas']['ThreadList'];
export type ThreadMessage = components['schemas']['ThreadMessage'];
export type ThreadMessageList = components['schemas']['ThreadMessageList'];
export type ThreadPatch = components['schemas']['ThreadPatch'];
export type ThreadsChanged = components['schemas']['ThreadsChanged'];
export type ToolUsed = components['schemas']['ToolUsed'];
export type Uploaded = components['schemas']['Uploaded'];
export type UrlUpload = components['schemas']['UrlUpload'];
export type ValueCount = components['schemas']['ValueCount'];
export type Verified = components['schemas']['Verified'];
export type VerifiedCreate = components['schemas']['VerifiedCreate'];
export type VerifiedList = components['schemas']['VerifiedList'];
export type VerifiedReport = components['schemas']['VerifiedReport'];
export type VerifiedRun = components['schemas']['VerifiedRun'];
export type VerifiedRunRequest = components['schemas']['VerifiedRunRequest'];
export type View = components['schemas']['View'];
export type ViewSql = components['schemas']['ViewSql'];
export type Workspace = components['schemas']['Workspace'];
export type WorkspaceAi = components['schemas']['WorkspaceAi'];
export type WorkspaceAiPatch = components['schemas']['WorkspaceAiPatch'];
export type WorkspaceCreate = components['schemas']['WorkspaceCreate'];
export type WorkspaceList = components['schemas']['WorkspaceList'];
export type WorkspacePatch = components['schemas']['WorkspacePatch'];
export type WorkspacesChanged = components['schemas']['WorkspacesChanged'];
export type Event = components['schemas']['Event'];
export type AnswerEvent = components['schemas']['AnswerEvent'];
export type ResponseRateLimited = components['responses']['RateLimited'];
export type HeaderXRateLimitLimit = components['headers']['X-RateLimit-Limit'];
export type HeaderXRateLimitRemaining = components['headers']['X-RateLimit-Remaining'];
export type HeaderXRateLimitReset = components['headers']['X-RateLimit-Reset'];
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
