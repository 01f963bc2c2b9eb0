import { ServerConnection } from '@jupyterlab/services';
import { createHash } from 'crypto';
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse
} from 'http';
import type { AddressInfo } from 'net';

import { isAbort } from '../request';
import { LATER, upload, type UploadFile } from '../upload';

/** Files on their way, as tus 1.0 has it: a real HTTP server for jsdom's real XMLHttpRequest. */
class TusServer {
  readonly uploads = new Map<string, { length: number; bytes: Buffer }>();
  readonly seen: { verb: string; headers: IncomingMessage['headers'] }[] = [];
  /** Answers in place of the server while it is set. */
  answer: ((request: IncomingMessage, reply: ServerResponse) => boolean) | null = null;
  /** After how many bytes of a PATCH its connection is cut, once. */
  cutAfter: number | null = null;
  url = '';

  async start(): Promise<void> {
    await new Promise<void>(resolve => this._server.listen(0, '127.0.0.1', resolve));
    const { port } = this._server.address() as AddressInfo;
    this.url = `http://127.0.0.1:${port}/uploads`;
  }

  async stop(): Promise<void> {
    this._server.closeAllConnections();
    await new Promise(resolve => this._server.close(resolve));
  }

  verbs(): string[] {
    return this.seen.map(({ verb }) => verb);
  }

  private _serve(request: IncomingMessage, reply: ServerResponse): void {
    reply.setHeader('Access-Control-Allow-Origin', '*');
    reply.setHeader('Access-Control-Allow-Headers', '*, Authorization');
    reply.setHeader('Access-Control-Allow-Methods', '*');
    reply.setHeader(
      'Access-Control-Expose-Headers',
      'Location, Upload-Offset, Upload-Length'
    );
    reply.setHeader('Tus-Resumable', '1.0.0');
    if (request.method === 'OPTIONS') {
      reply.end();
      return;
    }
    this.seen.push({ verb: request.method ?? '', headers: request.headers });
    if (this.answer?.(request, reply) === true) {
      return;
    }
    const id = request.url?.split('/').at(-1) ?? '';
    const found = this.uploads.get(id);
    switch (request.method) {
      case 'POST': {
        const made = `u${this.uploads.size + 1}`;
        const length = Number(request.headers['upload-length']);
        this.uploads.set(made, { length, bytes: Buffer.alloc(0) });
        reply.writeHead(201, { Location: `/uploads/${made}` }).end();
        break;
      }
      case 'HEAD':
        reply.statusCode = found === undefined ? 404 : 204;
        reply.setHeader('Upload-Offset', String(found?.bytes.length));
        reply.setHeader('Upload-Length', String(found?.length));
        reply.end();
        break;
      case 'DELETE':
        this.uploads.delete(id);
        reply.writeHead(204).end();
        break;
      case 'PATCH':
        this._take(request, reply, id);
    }
  }

  private _take(request: IncomingMessage, reply: ServerResponse, id: string): void {
    const found = this.uploads.get(id) ?? { length: 0, bytes: Buffer.alloc(0) };
    request.on('data', (piece: Buffer) => {
      found.bytes = Buffer.concat([found.bytes, piece]);
      if (this.cutAfter !== null) {
        found.bytes = found.bytes.subarray(0, this.cutAfter);
        this.cutAfter = null;
        request.socket.destroy();
      }
    });
    request.on('end', () => {
      reply.setHeader('Upload-Offset', String(found.bytes.length));
      reply.writeHead(204).end();
    });
  }

  private readonly _server: Server = createServer((request, reply) =>
    this._serve(request, reply)
  );
}

function aFile(content: string, name = 'a.csv'): UploadFile {
  return new File([content], name, { type: 'text/csv', lastModified: 7 });
}

describe('upload', () => {
  const settings = ServerConnection.makeSettings({ token: 'secret' });
  let server: TusServer;

  const text = (id: string): string | undefined =>
    server.uploads.get(id)?.bytes.toString();

  beforeEach(async () => {
    server = new TusServer();
    await server.start();
  });

  afterEach(async () => {
    document.cookie = '_xsrf=; expires=Thu, 01 Jan 1970 00:00:00 GMT';
    localStorage.clear();
    await server.stop();
  });

  it('sends the file and what it is called, with the headers that Jupyter asks for', async () => {
    document.cookie = '_xsrf=2|a=b|c';
    const progress: [number, number | null][] = [];
    const id = await upload(settings, server.url, aFile('a,b\n1,2\n'), {
      onProgress: (sent, total) => progress.push([sent, total])
    });
    expect(id).toBe('u1');
    expect(text('u1')).toBe('a,b\n1,2\n');
    expect(server.verbs()).toEqual(['POST', 'PATCH']);
    for (const { headers } of server.seen) {
      expect(headers).toMatchObject({
        authorization: 'token secret',
        'x-xsrftoken': '2|a=b|c',
        'tus-resumable': '1.0.0'
      });
    }
    expect(server.seen[0]?.headers['upload-metadata']).toBe(
      `filename ${btoa('a.csv')},filetype ${btoa('text/csv')}`
    );
    expect(progress.at(-1)).toEqual([8, 8]);
    expect(progress.every(([sent, total]) => sent <= 8 && total === 8)).toBe(true);
    expect(localStorage).toHaveLength(0);
  });

  it('says which folder a file is from', async () => {
    const file = aFile('a\n1\n');
    Object.defineProperty(file, 'webkitRelativePath', { value: '2024/a.csv' });
    await upload(settings, server.url, file);
    expect(server.seen[0]?.headers['upload-metadata']).toContain(
      `relativePath ${btoa('2024/a.csv')}`
    );
  });

  it('goes on after a lost connection with what the server does not have', async () => {
    const content = 'a\n' + '1\n'.repeat(100_000);
    server.cutAfter = 1000;
    let stalled = 0;
    await upload(settings, server.url, aFile(content), {
      onStalled: () => (stalled += 1)
    });
    expect(stalled).toBe(1);
    expect(server.verbs()).toEqual(['POST', 'PATCH', 'HEAD', 'PATCH']);
    expect(server.seen[3]?.headers['upload-offset']).toBe('1000');
    expect(text('u1')).toBe(content);
  });

  it('sends the checksum of each piece, and again what came otherwise', async () => {
    const content = 'a\n' + '12345678\n'.repeat(100_000);
    server.answer = ({ method }, reply) => {
      const spoilt = method === 'PATCH' && server.verbs().length === 3;
      if (spoilt) {
        reply.writeHead(460).end();
      }
      return spoilt;
    };
    await upload(settings, server.url, aFile(content));
    expect(text('u1')).toBe(content);
    const sent = server.seen.filter(({ verb }) => verb === 'PATCH');
    expect(sent.map(({ headers }) => Number(headers['upload-offset']))).toEqual([
      0,
      256 * 1024,
      256 * 1024,
      768 * 1024
    ]);
    const last = createHash('sha256')
      .update(content.slice(768 * 1024))
      .digest('base64');
    expect(sent.at(-1)?.headers['upload-checksum']).toBe(`sha256 ${last}`);
  });

  it('waits for a connection that is lost for long, until it is back or stopped', async () => {
    const pause = setTimeout;
    // jsdom tells there of each request that got no answer.
    const told = jest.spyOn(console, 'error').mockImplementation();
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] });
    try {
      server.answer = ({ method, socket }) => {
        if (method !== 'POST') {
          socket.destroy();
        }
        return method !== 'POST';
      };
      let stalled = 0;
      const stop = new AbortController();
      const onStalled = (): void => void (stalled += 1);
      const kept = upload(settings, server.url, aFile('a\n1\n'), { onStalled });
      const given = upload(settings, server.url, aFile('b\n1\n', 'b.csv'), {
        signal: stop.signal
      });
      while (stalled < 20) {
        await jest.advanceTimersByTimeAsync(60_000);
        await new Promise(resolve => pause(resolve, 5));
      }
      stop.abort();
      await expect(given).rejects.toMatchObject({ name: 'AbortError' });
      server.answer = null;
      window.dispatchEvent(new Event('online'));
      await kept;
      expect(
        [...server.uploads.values()].map(({ bytes }) => bytes.toString())
      ).toContain('a\n1\n');
    } finally {
      told.mockRestore();
      jest.useRealTimers();
    }
  });

  it('sends nothing of a piece whose checksum is not there yet when it is stopped', async () => {
    const stop = new AbortController();
    const { arrayBuffer } = Blob.prototype;
    const reading = jest.spyOn(Blob.prototype, 'arrayBuffer');
    reading.mockImplementationOnce(function (this: Blob) {
      stop.abort();
      return arrayBuffer.call(this);
    });
    const given = upload(settings, server.url, aFile('a\n1\n'), {
      signal: stop.signal
    });
    await expect(given).rejects.toMatchObject({ name: 'AbortError' });
    while (server.uploads.size > 0) {
      await new Promise(resolve => setTimeout(resolve, 5));
    }
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(server.verbs()).toEqual(['POST', 'DELETE']);
    reading.mockRestore();
  });

  it('goes on with what an earlier page has sent of the same file', async () => {
    const stop = new AbortController();
    server.answer = ({ method }) => {
      if (method === 'PATCH') {
        stop.abort(LATER);
      }
      return method === 'PATCH';
    };
    const first = upload(settings, server.url, aFile('a\n1\n'), {
      signal: stop.signal
    });
    await expect(first).rejects.toMatchObject({ name: 'AbortError' });
    server.answer = null;
    const known = server.uploads.get('u1');
    if (known !== undefined) {
      known.bytes = Buffer.from('a\n');
    }
    server.seen.length = 0;
    expect(await upload(settings, server.url, aFile('a\n1\n'))).toBe('u1');
    expect(server.verbs()).toEqual(['HEAD', 'PATCH']);
    expect(text('u1')).toBe('a\n1\n');
  });

  it('does not go on for another purpose', async () => {
    const stop = new AbortController();
    server.answer = ({ method }) => {
      if (method === 'PATCH') {
        stop.abort(LATER);
      }
      return method === 'PATCH';
    };
    const options = { signal: stop.signal, ingest: false };
    const alone = upload(settings, server.url, aFile('a\n1\n'), options);
    await expect(alone).rejects.toMatchObject({ name: 'AbortError' });
    expect(server.seen[0]?.headers['upload-metadata']).toContain(
      `ingest ${btoa('false')}`
    );
    server.answer = null;
    server.seen.length = 0;
    expect(await upload(settings, server.url, aFile('a\n1\n'))).toBe('u2');
    expect(server.seen[0]?.headers['upload-metadata']).not.toContain('ingest');
  });

  it('begins anew where the server knows nothing of it any more', async () => {
    const stop = new AbortController();
    server.answer = ({ method }) => {
      if (method === 'PATCH') {
        stop.abort(LATER);
      }
      return method === 'PATCH';
    };
    const first = upload(settings, server.url, aFile('a\n1\n'), {
      signal: stop.signal
    });
    await expect(first).rejects.toMatchObject({ name: 'AbortError' });
    server.answer = null;
    server.uploads.clear();
    await upload(settings, server.url, aFile('a\n1\n'));
    expect(text('u1')).toBe('a\n1\n');
  });

  it('keeps two of the same file apart', async () => {
    const ids = await Promise.all([
      upload(settings, server.url, aFile('a\n1\n')),
      upload(settings, server.url, aFile('a\n1\n'))
    ]);
    expect(new Set(ids).size).toBe(2);
    expect(ids.map(text)).toEqual(['a\n1\n', 'a\n1\n']);
  });

  it('throws the server’s error, and does not try again what will not pass', async () => {
    server.answer = (_, reply) => {
      reply.statusCode = 413;
      reply.end(
        '{"error": {"code": "file_too_large", "message": "No.", "hint": "Split it."}}'
      );
      return true;
    };
    await expect(upload(settings, server.url, aFile('x'))).rejects.toMatchObject({
      code: 'file_too_large',
      hint: 'Split it.',
      status: 413
    });
    expect(server.seen).toHaveLength(1);
  });

  it('throws the AbortError of its signal, and has the server forget the file', async () => {
    const stop = new AbortController();
    server.answer = ({ method }) => {
      if (method === 'PATCH') {
        stop.abort();
      }
      return method === 'PATCH';
    };
    const reason: unknown = await upload(settings, server.url, aFile('x'), {
      signal: stop.signal
    }).catch((error: unknown) => error);
    expect(isAbort(reason)).toBe(true);
    server.answer = null;
    while (server.uploads.size > 0) {
      await new Promise(resolve => setTimeout(resolve, 10));
    }
    expect(server.verbs()).toContain('DELETE');
    expect(localStorage).toHaveLength(0);
  });
});
