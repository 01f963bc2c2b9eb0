import type { JupyterFrontEnd } from '@jupyterlab/application';
import { CommandRegistry } from '@lumino/commands';
import { Signal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';
import React from 'react';

import type { Event } from '../api/contract';
import { tableIcon } from '../icons';
import { addTableTab } from '../tabletab';
import type { IDeitaEvents, IDeitaTables } from '../tokens';
import { ViewTab } from '../viewtab';

describe('tabs about tables', () => {
  const settle = (): Promise<void> => new Promise(resolve => setTimeout(resolve));

  it('ask for nothing while they are hidden, and follow the name of the table', async () => {
    const commands = new CommandRegistry();
    const received = new Signal<object, Event>({});
    const changed = new Signal<object, void>({});
    const known: { id: string; name: string }[] = [];
    const tabs: Widget[] = [];
    const names: string[] = [];
    let loads = 0;
    addTableTab({
      app: {
        commands,
        shell: {
          add: (tab: Widget) => {
            tab.hide();
            Widget.attach(tab, document.body);
            tabs.push(tab);
          },
          activateById: () => undefined
        }
      } as unknown as JupyterFrontEnd,
      events: { received } as unknown as IDeitaEvents,
      tables: { tables: known, changed } as unknown as IDeitaTables,
      restorer: null,
      command: 'deita:test',
      label: 'Test',
      name: 'deita-test',
      entitle: name => ({ label: `${name}: test`, caption: `Test of ${name}` }),
      build: (table, head) => {
        let { name } = table;
        const tab = new ViewTab({
          ...head,
          icon: tableIcon,
          className: 'deita-Test',
          view: <p />,
          args: () => ({ ...table, name }),
          owned: []
        });
        return Promise.resolve({
          tab,
          reload: () => void (loads += 1),
          rename: other => void names.push((name = other))
        });
      }
    });
    const args = { workspaceId: 'w1', tableId: 't1', name: 'flights' };
    await commands.execute('deita:test', args);
    const tell = (workspace_id: string): void =>
      received.emit({ type: 'tables', workspace_id });
    tell('w1');
    await settle();
    expect(loads).toBe(0);
    tabs[0]?.show();
    await settle();
    expect(loads).toBe(1);
    tell('w2');
    expect(loads).toBe(1);
    tell('w1');
    expect(loads).toBe(2);

    tabs[0]?.hide();
    known.push({ id: 't1', name: 'departures' });
    changed.emit();
    changed.emit();
    expect(names).toEqual(['departures']);
    expect(tabs[0]?.title.label).toBe('departures: test');
    expect(tabs[0]?.title.caption).toBe('Test of departures');
    expect(
      tabs[0]?.node.querySelector('[role="region"]')?.getAttribute('aria-label')
    ).toBe('Test of departures');
    expect(loads).toBe(2);
  });
});
