import { Widget } from '@lumino/widgets';

import { Freshness } from '../freshness';

describe('Freshness', () => {
  const settle = (): Promise<void> => new Promise(resolve => setTimeout(resolve));

  it('loads what is seen, and what changed while hidden once it is seen again', async () => {
    const widget = new Widget();
    let loads = 0;
    const freshness = new Freshness(widget, () => (loads += 1));
    widget.hide();
    Widget.attach(widget, document.body);
    freshness.touch();
    await settle();
    expect(loads).toBe(0);
    widget.show();
    await settle();
    expect(loads).toBe(1);
    freshness.touch();
    expect(loads).toBe(2);
    widget.hide();
    freshness.touch();
    freshness.touch();
    await settle();
    expect(loads).toBe(2);
    widget.show();
    await settle();
    expect(loads).toBe(3);
    widget.hide();
    widget.show();
    await settle();
    expect(loads).toBe(3);
    widget.dispose();
    freshness.touch();
    expect(loads).toBe(3);
  });
});
