import type { Event } from '../contract';
import { DeitaError } from '../request';

/** One connection of the event stream, as the service sees it. */
interface IListener {
  send: (event: Event) => void;
  end: () => void;
}

/** How a service in memory answers: at once, with failures when the test wants them, and live. */
export class FakeAnswers {
  /** Thrown by everything while it is set. */
  failure: DeitaError | null = null;

  listeners: IListener[] = [];

  send(event: Event): void {
    this.listeners.forEach(({ send }) => send(event));
  }

  /** End all event streams, as a server that stops does. */
  hangUp(): void {
    this.listeners.splice(0).forEach(({ end }) => end());
  }

  events(
    onEvent: (event: Event) => void,
    signal: AbortSignal,
    onOpen?: () => void
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.failure !== null) {
        reject(this.failure);
        return;
      }
      this.listeners.push({ send: onEvent, end: resolve });
      signal.addEventListener('abort', () =>
        reject(new DOMException('', 'AbortError'))
      );
      onOpen?.();
    });
  }

  protected _answer<T>(value: T): Promise<T> {
    return this.failure === null
      ? Promise.resolve(value)
      : Promise.reject(this.failure);
  }

  protected _find<T>(value: T | undefined): Promise<T> {
    return value === undefined
      ? Promise.reject(
          new DeitaError({ code: 'not_found', message: 'Not there.' }, 404)
        )
      : this._answer(value);
  }
}
