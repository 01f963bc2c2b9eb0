import { nullTranslator } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import { Signal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';
import React from 'react';

import type { WorkspacesModel } from '../model';
import { WorkspaceSwitcher } from '../switcher';

describe('WorkspaceSwitcher', () => {
  const shown = async (bytes: number, limit: number | null): Promise<HTMLElement> => {
    const current = { id: 'w1', name: 'My data', bytes };
    const model = {
      current,
      items: [current],
      limits: { workspace_bytes: limit },
      changed: new Signal<object, void>({}),
      select: () => undefined
    } as unknown as WorkspacesModel;
    const trans = nullTranslator.load('deita');
    const widget = ReactWidget.create(
      <WorkspaceSwitcher model={model} trans={trans} />
    );
    Widget.attach(widget, document.body);
    await widget.renderPromise;
    await new Promise(resolve => setTimeout(resolve));
    return widget.node;
  };

  it('says how much of the room is used, and when little is left', async () => {
    const node = await shown(950_000, 1_000_000);
    const meter = node.querySelector('[role="meter"]');
    expect(meter?.getAttribute('aria-valuenow')).toBe('950000');
    expect(meter?.getAttribute('aria-valuemax')).toBe('1000000');
    expect(meter?.getAttribute('aria-valuetext')).toMatch(
      /^950(\.0)? kB of 1(\.0)? MB used$/
    );
    expect(meter?.getAttribute('data-full')).toBe('true');
    const some = (await shown(200_000, 1_000_000)).querySelector('[role="meter"]');
    expect(some?.hasAttribute('data-full')).toBe(false);
    expect(some?.querySelector<HTMLElement>('span')?.style.width).toBe('20%');
  });

  it('says the size alone where there is no limit', async () => {
    const node = await shown(950_000, null);
    expect(node.querySelector('[role="meter"]')).toBeNull();
    expect(node.querySelector('.deita-Storage')?.textContent).toMatch(/^950(\.0)? kB$/);
  });
});
