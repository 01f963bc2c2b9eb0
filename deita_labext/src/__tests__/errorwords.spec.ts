import { nullTranslator, type TranslationBundle } from '@jupyterlab/translation';

import { DeitaError, errorOf, unreachable } from '../api/request';
import { errorText, errorWords } from '../errorwords';

describe('errorWords', () => {
  // A language in which every text is told from one that was not translated.
  const trans = Object.assign(Object.create(nullTranslator.load('deita')), {
    __: (text: string, ...args: unknown[]) =>
      `¡${text.replace(/%(\d)/g, (_, place: string) => String(args[Number(place) - 1]))}!`
  }) as TranslationBundle;

  it.each([
    [unreachable(), '¡Deita’s server does not answer.!'],
    [
      errorOf(502, 'Bad Gateway', '<html>'),
      '¡Deita’s server answered 502 Bad Gateway.!'
    ],
    [
      new DeitaError({
        code: 'file_too_large',
        message: '',
        details: { name: 'a.csv', megabytes: 1500 }
      }),
      '¡a.csv is larger than the 1,500 MB that one file may have.!'
    ]
  ])('puts what the browser found in the person’s language', (error, message) => {
    const words = errorWords(error, trans);
    expect(words.message).toBe(message);
    expect(words.hint).toMatch(/^¡.*!$/);
  });

  it('speaks of no option that there is only in cells', () => {
    const reply = { code: 'query_timeout', message: 'Slow.', hint: 'The option.' };
    const { message, hint } = errorWords(new DeitaError(reply), trans);
    expect([message, hint]).toEqual(['Slow.', expect.stringContaining('setting')]);
  });

  it('leaves the words of the server', () => {
    const reply = {
      error: { code: 'file_too_large', message: 'Too much.', hint: null }
    };
    const error = errorOf(413, '', JSON.stringify(reply));
    expect(errorWords(error, trans)).toEqual({ message: 'Too much.', hint: null });
    expect(errorText(error, trans)).toBe('Too much.');
    expect(errorText(new Error('Oh.'), trans)).toMatch(/^Oh\. ¡.*!$/);
  });
});
