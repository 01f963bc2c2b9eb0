import { ServerConnection } from '@jupyterlab/services';

import { apiUrl, DeitaError, isAbort, request } from '../request';

const URL_OF_ME = 'http://jupyter.test/user/ann/deita/api/me';

function settings(answer: () => Promise<Response>): ServerConnection.ISettings {
  return ServerConnection.makeSettings({
    baseUrl: 'http://jupyter.test/user/ann/',
    fetch: answer
  });
}

async function errorFrom(answer: () => Promise<Response>): Promise<DeitaError> {
  try {
    await request(settings(answer), URL_OF_ME);
  } catch (reason) {
    expect(reason).toBeInstanceOf(DeitaError);
    return reason as DeitaError;
  }
  throw new Error('It went well.');
}

describe('request', () => {
  it('gives the answer where it is a success', async () => {
    const answer = await request(
      settings(() => Promise.resolve(new Response('{"id": "local"}'))),
      URL_OF_ME
    );
    expect(await answer.json()).toEqual({ id: 'local' });
  });

  it('takes code, message, hint, details and request id from the error’s body', async () => {
    const body = {
      error: {
        code: 'name_taken',
        message: 'There is a table “flights” already.',
        hint: 'Take another name.',
        details: { name: 'flights' },
        request_id: 'abc'
      }
    };
    const error = await errorFrom(() =>
      Promise.resolve(new Response(JSON.stringify(body), { status: 409 }))
    );
    expect(error).toMatchObject({
      code: 'name_taken',
      message: 'There is a table “flights” already.',
      hint: 'Take another name.',
      details: { name: 'flights' },
      requestId: 'abc',
      status: 409,
      unreachable: false
    });
  });

  it.each([
    ['a page', '<html>Bad gateway</html>'],
    ['other JSON', '{"message": "Not Found", "reason": null}'],
    ['an error that is no object', '{"error": "no"}'],
    ['nothing', '']
  ])('says the status where the body is %s', async (_, text) => {
    const error = await errorFrom(() =>
      Promise.resolve(new Response(text, { status: 502, statusText: 'Bad Gateway' }))
    );
    expect(error.code).toBe('http_502');
    expect(error.message).toContain('502 Bad Gateway');
    expect(error.hint).toBeTruthy();
  });

  it('says that the server does not answer', async () => {
    const error = await errorFrom(() =>
      Promise.reject(new TypeError('Failed to fetch'))
    );
    expect(error.unreachable).toBe(true);
    expect(error.message).toBe('Deita’s server does not answer.');
    expect(error.hint).toBeTruthy();
    expect(error.status).toBe(0);
  });

  it('throws the AbortError of its signal, before and while it asks', async () => {
    const stop = new AbortController();
    const asking = request(
      settings(() => {
        stop.abort();
        return Promise.reject(new TypeError('aborted'));
      }),
      URL_OF_ME,
      { signal: stop.signal }
    );
    const first: unknown = await asking.catch((reason: unknown) => reason);
    expect(isAbort(first)).toBe(true);

    let asked = false;
    const second: unknown = await request(
      settings(() => {
        asked = true;
        return Promise.resolve(new Response('{}'));
      }),
      URL_OF_ME,
      { signal: stop.signal }
    ).catch((reason: unknown) => reason);
    expect(isAbort(second)).toBe(true);
    expect(asked).toBe(false);
  });
});

describe('a server that was asked too often', () => {
  const body = {
    error: { code: 'rate_limited', message: 'Too many.', hint: 'Wait.' }
  };

  function refused(seconds: string | null): Response {
    return new Response(JSON.stringify(body), {
      status: 429,
      headers: seconds === null ? {} : { 'Retry-After': seconds }
    });
  }

  /** How often it was asked, and what came of it at last. */
  async function asked(
    answers: readonly Response[],
    init: RequestInit = {}
  ): Promise<[number, Response | DeitaError]> {
    let count = 0;
    const came = request(
      settings(() => Promise.resolve(answers[count++] ?? refused(null))),
      URL_OF_ME,
      init
    ).catch((reason: unknown) => reason as DeitaError);
    await jest.advanceTimersByTimeAsync(90_000);
    return [count, await came];
  }

  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('is asked again when it says', async () => {
    const [count, came] = await asked([
      refused('40'),
      refused('2'),
      new Response('{}')
    ]);
    expect(count).toBe(3);
    expect((came as Response).status).toBe(200);
  });

  it.each([
    ['where what is asked for would be done twice', { method: 'POST' }, '1'],
    ['where it does not say when', {}, null],
    ['where that takes too long', {}, '76']
  ])('is not asked again %s', async (_, init, seconds) => {
    const [count, came] = await asked([refused(seconds)], init);
    expect(count).toBe(1);
    expect(came).toMatchObject({ ...body.error, status: 429 });
  });

  it('is given up on in the end', async () => {
    const [count, came] = await asked(['40', '30', '20'].map(refused));
    expect(count).toBe(3);
    expect(came).toMatchObject({ code: 'rate_limited' });
  });

  it('is not waited for where nobody waits', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 500);
    const [count, came] = await asked([refused('1')], { signal: stop.signal });
    expect(count).toBe(1);
    expect(isAbort(came)).toBe(true);
  });
});

describe('apiUrl', () => {
  it('joins below the base URL, and quotes what it is given', () => {
    const url = apiUrl(
      settings(() => Promise.reject(new Error())),
      ['workspaces', 'a/b', 'files'],
      { filename: 'a & b.csv', limit: undefined, offset: 0 }
    );
    expect(url).toBe(
      'http://jupyter.test/user/ann/deita/api/workspaces/a%2Fb/files?filename=a+%26+b.csv&offset=0'
    );
  });
});
