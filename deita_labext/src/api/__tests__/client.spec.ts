import { ServerConnection } from '@jupyterlab/services';

import { DeitaClient } from '../client';
import type { Event } from '../contract';
import { isAbort, type DeitaError } from '../request';

const BASE = 'http://jupyter.test/deita/api';

/** The address asked for, without the time that ServerConnection adds to pass by caches. */
function addressOf(request: Request | undefined): string | undefined {
  return request?.url.replace(/[?&]\d+$/, '');
}

/** A client whose server is a function, and the requests that it got. */
function clientOf(answer: (request: Request) => Response): {
  client: DeitaClient;
  requests: Request[];
} {
  const requests: Request[] = [];
  const settings = ServerConnection.makeSettings({
    baseUrl: 'http://jupyter.test/',
    token: 'secret',
    fetch: (input: RequestInfo | URL) => {
      requests.push(input as Request);
      return Promise.resolve(answer(input as Request));
    }
  });
  return { client: new DeitaClient(settings), requests };
}

describe('DeitaClient', () => {
  it('asks with the method, path, body and token', async () => {
    const { client, requests } = clientOf(
      () => new Response('{"id": "w2"}', { status: 201 })
    );
    expect(await client.createWorkspace({ name: 'Flights' })).toEqual({ id: 'w2' });
    const [request] = requests;
    expect(request?.method).toBe('POST');
    expect(addressOf(request)).toBe(`${BASE}/workspaces`);
    expect(request?.headers.get('Authorization')).toBe('token secret');
    expect(request?.headers.get('Content-Type')).toBe('application/json');
    expect(await request?.json()).toEqual({ name: 'Flights' });
  });

  it('takes an empty answer to a deletion', async () => {
    const { client, requests } = clientOf(() => new Response(null, { status: 204 }));
    await client.deleteTable('w1', 't1');
    expect(requests[0]?.method).toBe('DELETE');
    expect(addressOf(requests[0])).toBe(`${BASE}/workspaces/w1/tables/t1`);
  });

  it('reads rows as Arrow, with their number where it is known', async () => {
    const counts = ['336776', '', null];
    const { client, requests } = clientOf(() => {
      const count = counts.shift() ?? null;
      return new Response(new Uint8Array([1, 2, 3]), {
        headers: count === null ? {} : { 'X-Deita-Row-Count': count }
      });
    });
    const table = { kind: 'table', workspaceId: 'w1', tableId: 't1' } as const;
    const first = await client.rows(table, 100, 50);
    expect(new Uint8Array(first.data)).toEqual(new Uint8Array([1, 2, 3]));
    expect(first.rowCount).toBe(336776);
    const result = { kind: 'result', resultId: 'r1' } as const;
    expect((await client.rows(result, 0, 50)).rowCount).toBeNull();
    expect((await client.rows(result, 0, 50)).rowCount).toBeNull();
    expect(addressOf(requests[0])).toBe(
      `${BASE}/workspaces/w1/tables/t1/rows?offset=100&limit=50`
    );
    expect(requests[0]?.headers.get('Accept')).toBe(
      'application/vnd.apache.arrow.stream'
    );
    expect(addressOf(requests[1])).toBe(`${BASE}/results/r1/rows?offset=0&limit=50`);
  });

  it('names the address of an export', () => {
    const { client } = clientOf(() => new Response());
    expect(
      client.exportUrl({ kind: 'result', resultId: 'r1' }, 'late flights.xlsx', 'xlsx')
    ).toBe(`${BASE}/results/r1/export?format=xlsx&filename=late+flights.xlsx`);
  });

  it('throws the server’s error', async () => {
    const { client } = clientOf(
      () =>
        new Response('{"error": {"code": "not_found", "message": "No."}}', {
          status: 404
        })
    );
    await expect(client.table('w1', 't1')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('takes an answer that breaks off for no answer', async () => {
    const { client } = clientOf(() => new Response('{"items": ['));
    const error = (await client
      .tables('w1')
      .catch((reason: unknown) => reason)) as DeitaError;
    expect(error.unreachable).toBe(true);
  });

  it('hands on events until the signal', async () => {
    const encoder = new TextEncoder();
    const { client, requests } = clientOf(
      request =>
        new Response(
          new ReadableStream<Uint8Array>({
            start: controller => {
              controller.enqueue(
                encoder.encode(
                  ': hello\n\nevent: workspaces\ndata: {"type": "workspaces"}\n\n'
                )
              );
              request.signal.addEventListener('abort', () =>
                controller.error(new DOMException('', 'AbortError'))
              );
            }
          })
        )
    );
    const stop = new AbortController();
    const events: Event[] = [];
    let opened = 0;
    const listening: unknown = await client
      .events(
        event => {
          events.push(event);
          stop.abort();
        },
        stop.signal,
        () => void (opened += 1)
      )
      .catch((reason: unknown) => reason);
    expect(isAbort(listening)).toBe(true);
    expect(opened).toBe(1);
    expect(events).toEqual([{ type: 'workspaces' }]);
    expect(addressOf(requests[0])).toBe(`${BASE}/events`);
    expect(requests[0]?.headers.get('Accept')).toBe('text/event-stream');
  });
});
