import { ServerConnection } from '@jupyterlab/services';
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse
} from 'http';
import type { AddressInfo } from 'net';

import { isAbort } from '../request';
import { upload } from '../upload';

type Handler = (request: IncomingMessage, body: string, reply: ServerResponse) => void;

/** A real HTTP server on a free port, for jsdom's real XMLHttpRequest. */
async function serve(handler: Handler): Promise<{ server: Server; url: string }> {
  const server = createServer((request, reply) => {
    reply.setHeader('Access-Control-Allow-Origin', '*');
    reply.setHeader('Access-Control-Allow-Headers', '*, Authorization, X-XSRFToken');
    if (request.method === 'OPTIONS') {
      reply.end();
      return;
    }
    let body = '';
    request.on('data', chunk => (body += String(chunk)));
    request.on('end', () => handler(request, body, reply));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { server, url: `http://127.0.0.1:${port}/files` };
}

describe('upload', () => {
  const settings = ServerConnection.makeSettings({ token: 'secret' });
  let running: Server | null = null;

  afterEach(async () => {
    document.cookie = '_xsrf=; expires=Thu, 01 Jan 1970 00:00:00 GMT';
    running?.closeAllConnections();
    await new Promise(resolve => (running ? running.close(resolve) : resolve(null)));
    running = null;
  });

  it('sends the file as the body, with the headers that Jupyter asks for', async () => {
    document.cookie = '_xsrf=2|a=b|c';
    let seen: { headers: IncomingMessage['headers']; body: string } | null = null;
    const { server, url } = await serve(({ headers }, body, reply) => {
      seen = { headers, body };
      reply.statusCode = 202;
      reply.end('{"file": {"id": "f1"}, "job": {"id": "j1"}}');
    });
    running = server;
    const progress: [number, number][] = [];
    const uploaded = await upload(settings, url, new Blob(['a,b\n1,2\n']), {
      onProgress: (sent, total) => progress.push([sent, total])
    });
    expect(uploaded).toEqual({ file: { id: 'f1' }, job: { id: 'j1' } });
    expect(seen).toMatchObject({
      headers: { authorization: 'token secret', 'x-xsrftoken': '2|a=b|c' },
      body: 'a,b\n1,2\n'
    });
    expect(progress).not.toHaveLength(0);
    expect(progress.every(([sent, total]) => sent <= total && total === 8)).toBe(true);
  });

  it('throws the server’s error', async () => {
    const { server, url } = await serve((_, __, reply) => {
      reply.statusCode = 413;
      reply.end(
        '{"error": {"code": "file_too_large", "message": "No.", "hint": "Split it."}}'
      );
    });
    running = server;
    await expect(upload(settings, url, new Blob(['x']))).rejects.toMatchObject({
      code: 'file_too_large',
      hint: 'Split it.',
      status: 413
    });
  });

  it('throws the AbortError of its signal', async () => {
    const stop = new AbortController();
    const { server, url } = await serve(() => stop.abort());
    running = server;
    const reason: unknown = await upload(settings, url, new Blob(['x']), {
      signal: stop.signal
    }).catch((error: unknown) => error);
    expect(isAbort(reason)).toBe(true);
  });
});
