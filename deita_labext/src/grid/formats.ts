/** How numbers and dates are shown, as the settings say. */
import { type ISignal, Signal } from '@lumino/signaling';

import { EXACT_FORMATS, type IFormats } from './display';

export class Formats {
  get value(): IFormats {
    return this._value;
  }

  set value(value: IFormats) {
    this._value = value;
    this._changed.emit();
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Takes what settings hold; what is none of theirs is as by default. */
  take(settings: Readonly<Record<string, unknown>>): void {
    const { thousands, decimals, dates } = settings;
    this.value = {
      thousands: thousands === true,
      decimals:
        typeof decimals === 'number' && Number.isInteger(decimals) && decimals >= 0
          ? Math.min(decimals, 20)
          : null,
      dates: dates === 'locale' ? 'locale' : 'iso'
    };
  }

  private readonly _changed = new Signal<this, void>(this);
  private _value: IFormats = EXACT_FORMATS;
}
