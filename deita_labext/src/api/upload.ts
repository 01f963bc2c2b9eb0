import type { ServerConnection } from '@jupyterlab/services';

import type { Uploaded } from './contract';
import { DeitaError, errorOf } from './request';

/** What may be given to an upload besides the file. */
export interface IUploadOptions {
  /** Called with bytes sent and bytes in all. */
  onProgress?: (sent: number, total: number) => void;
  signal?: AbortSignal;
}

/**
 * Send a file as the whole body of a POST.
 *
 * By XMLHttpRequest, since fetch does not tell how much has been sent; so the
 * two headers that ServerConnection adds are added here.
 */
export function upload(
  settings: ServerConnection.ISettings,
  url: string,
  file: Blob,
  { onProgress, signal }: IUploadOptions = {}
): Promise<Uploaded> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const sending = new XMLHttpRequest();
    const abort = (): void => sending.abort();

    sending.open('POST', url);
    sending.setRequestHeader('Content-Type', 'application/octet-stream');
    if (settings.token) {
      sending.setRequestHeader('Authorization', `token ${settings.token}`);
    }
    const xsrf = cookie('_xsrf');
    if (xsrf !== null) {
      sending.setRequestHeader('X-XSRFToken', xsrf);
    }
    sending.upload.onprogress = event => onProgress?.(event.loaded, file.size);
    sending.onload = () => {
      if (sending.status < 200 || sending.status >= 300) {
        reject(errorOf(sending.status, sending.statusText, sending.responseText));
        return;
      }
      try {
        resolve(JSON.parse(sending.responseText) as Uploaded);
      } catch {
        // A success that is no JSON comes from something between us and Deita.
        reject(errorOf(sending.status, sending.statusText, ''));
      }
    };
    sending.onerror = () => void broken(file).then(reject);
    sending.onabort = () =>
      reject(new DOMException('The upload was stopped.', 'AbortError'));
    sending.onloadend = () => signal?.removeEventListener('abort', abort);
    signal?.addEventListener('abort', abort);
    sending.send(file);
  });
}

/** Why the sending ended early: the file itself, or the connection. */
async function broken(file: Blob): Promise<DeitaError> {
  try {
    await file.slice(0, 1).arrayBuffer();
  } catch {
    return new DeitaError({
      code: 'file_changed',
      message: 'The file was changed or moved after it was chosen.',
      hint: 'Choose it again.'
    });
  }
  return new DeitaError({
    code: 'upload_broken',
    message: 'The connection ended before the whole file was sent.',
    hint: 'Check that Jupyter is still running and that you are connected, then try again.'
  });
}

function cookie(name: string): string | null {
  for (const pair of document.cookie.split('; ')) {
    const [key, ...value] = pair.split('=');
    if (key === name) {
      return value.join('=');
    }
  }
  return null;
}
