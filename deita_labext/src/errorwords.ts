/** What went wrong in the person's language: errors of the server's own come in its words. */
import type { TranslationBundle } from '@jupyterlab/translation';

import { toDeitaError, UNREACHABLE } from './api/request';

export interface IErrorWords {
  message: string;
  hint: string | null;
}

/** Whatever was thrown, in words: what the browser itself found by its code, else as it was told. */
export function errorWords(reason: unknown, trans: TranslationBundle): IErrorWords {
  const { code, message, hint, details } = toDeitaError(reason);
  const { name, megabytes, status, statusText } = details;
  switch (code) {
    case UNREACHABLE:
      return {
        message: trans.__('Deita’s server does not answer.'),
        hint: trans.__(
          'Check that Jupyter is still running and that you are connected, then try again.'
        )
      };
    case 'unexpected':
      return {
        message,
        hint: trans.__('Reload the page; if it happens again, report it.')
      };
    case 'file_changed':
      return {
        message: trans.__('The file was changed or moved after it was chosen.'),
        hint: trans.__('Choose it again.')
      };
    case 'upload_broken':
      return {
        message: trans.__('The connection ended before the whole file was sent.'),
        hint: trans.__(
          'Check that Jupyter is still running and that you are connected, then try again: what was sent is kept for a day.'
        )
      };
    case 'file_deleted':
      return {
        message: trans.__('%1 was deleted as soon as it had come.', String(name)),
        hint: trans.__('Add it again, if it was not you who deleted it.')
      };
    case 'query_waits':
      return {
        message: trans.__('Its rows did not come in time.'),
        hint: trans.__('Try again when less is running.')
      };
    case 'query_timeout':
      // The server speaks of an option that only cells and scripts have.
      return {
        message,
        hint: trans.__(
          'Read less, or have the server’s setting query_timeout_seconds raised.'
        )
      };
    case 'no_chart':
      return { message: trans.__('There is no chart yet.'), hint: null };
  }
  if (code === 'file_too_large' && typeof megabytes === 'number') {
    return {
      message: trans.__(
        '%1 is larger than the %2 MB that one file may have.',
        String(name),
        megabytes.toLocaleString()
      ),
      hint: trans.__('Split it into smaller files, or take columns out of it.')
    };
  }
  if (typeof status === 'number' && code === `http_${String(status)}`) {
    return {
      message: trans.__(
        'Deita’s server answered %1.',
        `${String(status)} ${String(statusText)}`.trim()
      ),
      hint: hintFor(status, trans)
    };
  }
  return { message, hint };
}

/** The same in one line. */
export function errorText(reason: unknown, trans: TranslationBundle): string {
  const { message, hint } = errorWords(reason, trans);
  return hint === null ? message : `${message} ${hint}`;
}

function hintFor(status: number, trans: TranslationBundle): string {
  switch (status) {
    case 401:
    case 403:
      return trans.__('Your login may have ended: reload the page and log in again.');
    case 404:
      return trans.__(
        'The Deita server extension may be off: `jupyter server extension list` tells.'
      );
    case 413:
      return trans.__('The file is larger than a proxy on the way lets through.');
    default:
      return trans.__('Try again in a moment.');
  }
}
