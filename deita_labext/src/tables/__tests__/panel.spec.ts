import { StateDB } from '@jupyterlab/statedb';
import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import { Widget } from '@lumino/widgets';

import { FakeService } from '../../api/__tests__/fakeservice';
import { aTable } from '../../api/__tests__/samples';
import { LiveEvents } from '../../api/events';
import { DeitaError } from '../../api/request';
import { CommandIDs } from '../../commands';
import { HistoryModel } from '../../history/model';
import { Readings } from '../../imports/readings';
import { ProfileStore } from '../../profiles/store';
import { SavedModel } from '../../saved/model';
import { WorkspacesModel } from '../../workspaces/model';
import { Rights } from '../../workspaces/rights';
import { TablesModel } from '../model';
import { DataBrowser } from '../panel';
import { UploadQueue } from '../uploads';

describe('DataBrowser', () => {
  let service: FakeService;
  let live: LiveEvents;
  let tables: TablesModel;
  let panel: DataBrowser;
  let commands: CommandRegistry;

  const wait = (milliseconds = 10): Promise<void> =>
    jest.advanceTimersByTimeAsync(milliseconds);
  let dropped: [table: string, file: string][];
  const drag = (
    type: string,
    files: File[],
    on: Element | null = panel.node
  ): Event => {
    const event = new Event(type, { bubbles: true, cancelable: true });
    const items = files.map(() => ({ webkitGetAsEntry: () => null }));
    Object.assign(event, { dataTransfer: { types: ['Files'], files, items } });
    on?.dispatchEvent(event);
    return event;
  };

  beforeEach(() => {
    jest.useFakeTimers();
    dropped = [];
    commands = new CommandRegistry();
    service = new FakeService();
    service.tablesOf.set('w1', [aTable('t1', 'flights', ['year', 'carrier'])]);
    const state = new StateDB();
    live = new LiveEvents(service);
    const workspaces = new WorkspacesModel(service, live, state);
    tables = new TablesModel(
      service,
      workspaces,
      live,
      new UploadQueue(service),
      state
    );
    panel = new DataBrowser({
      workspaces,
      tables,
      saved: new SavedModel(service, workspaces, live),
      history: new HistoryModel(service, workspaces, live),
      profiles: new ProfileStore(service),
      readings: new Readings(service, tables.finished),
      rights: new Rights(workspaces, nullTranslator.load('deita')),
      live,
      commands,
      onCancel: () => undefined,
      onDropOnTable: ({ name }, file) => void dropped.push([name, file.name]),
      trans: nullTranslator.load('deita')
    });
    panel.hide();
    Widget.attach(panel, document.body);
  });

  afterEach(() => {
    panel.dispose();
    jest.useRealTimers();
  });

  it('asks for nothing until it is shown', async () => {
    await wait(1000);
    expect(live.state).toBe('closed');
    expect(tables.loadState).toBe('idle');
    panel.show();
    await wait();
    expect(live.state).toBe('open');
    expect(panel.node.textContent).toContain('flights');
  });

  it('listens for a while after it was hidden', async () => {
    panel.show();
    await wait();
    panel.hide();
    await wait(30_000);
    expect(live.state).toBe('open');
    panel.show();
    await wait(120_000);
    expect(live.state).toBe('open');
    panel.hide();
    await wait(60_000);
    expect(live.state).toBe('closed');
  });

  it('listens on while a file is on its way', async () => {
    panel.show();
    await wait();
    tables.upload([new File(['x'], 'a.csv')]);
    panel.hide();
    await wait(600_000);
    expect(live.state).toBe('open');
    service.uploads.get('a.csv')?.fail(new DOMException('', 'AbortError'));
    tables.activities.forEach(activity => tables.dismiss(activity));
    await wait(60_000);
    expect(live.state).toBe('closed');
  });

  it('stops listening when it is disposed', async () => {
    panel.show();
    await wait();
    panel.dispose();
    expect(live.state).toBe('closed');
  });

  it('says where files are added, and takes those that are dropped', async () => {
    panel.show();
    await wait();
    const files = [new File(['x'], 'a.csv'), new File(['y'], 'b.csv')];
    expect(drag('dragover', files).defaultPrevented).toBe(true);
    expect(panel.hasClass('deita-mod-dropTarget')).toBe(true);
    expect(panel.node.dataset['dropLabel']).toBe('Add to My data');
    drag('drop', files);
    expect(panel.hasClass('deita-mod-dropTarget')).toBe(false);
    await wait();
    expect([...service.uploads.keys()]).toEqual(['a.csv', 'b.csv']);
  });

  it('asks what to do with a file that is dropped on a table', async () => {
    panel.show();
    await wait();
    const line = panel.node.querySelector<HTMLElement>('.deita-Line-table');
    const file = new File(['x'], 'a.csv');
    drag('dragover', [file], line);
    expect(line?.dataset['dropOn']).toBe('Replace or append…');
    expect(panel.hasClass('deita-mod-dropTarget')).toBe(false);
    drag('dragover', [file]);
    expect(line?.dataset['dropOn']).toBeUndefined();
    expect(panel.hasClass('deita-mod-dropTarget')).toBe(true);
    drag('drop', [file], line);
    await wait();
    expect(dropped).toEqual([['flights', 'a.csv']]);
    expect(service.uploads.size).toBe(0);
    drag('drop', [file, new File(['y'], 'b.csv')], line);
    await wait();
    expect([...service.uploads.keys()]).toEqual(['a.csv', 'b.csv']);
  });

  it('says what is wrong in place of all else, and tries again', async () => {
    service.failure = new DeitaError({
      code: 'unavailable',
      message: 'The catalog is away.',
      hint: 'Try again soon.'
    });
    panel.show();
    await wait();
    const alert = panel.node.querySelector('[role="alert"]');
    expect(alert?.textContent).toContain('The catalog is away.Try again soon.');
    service.failure = null;
    commands.addCommand(CommandIDs.refresh, { execute: () => panel.refresh() });
    alert?.querySelector('button')?.click();
    await wait(1000);
    expect(panel.node.querySelector('[role="alert"]')).toBeNull();
    expect(panel.node.textContent).toContain('flights');
  });

  it('says that it is looking, and after a while how to try again', async () => {
    jest
      .spyOn(service, 'workspaces')
      .mockReturnValueOnce(new Promise(() => undefined) as never);
    panel.show();
    await wait(100);
    expect(panel.node.textContent).not.toContain('Looking for your tables…');
    await wait(300);
    expect(panel.node.textContent).toContain('Looking for your tables…');
    expect(panel.node.textContent).not.toContain('Try again');
    await wait(2000);
    expect(panel.node.textContent).toContain('Try again');
  });

  it('offers to clear a filter that nothing fits', async () => {
    panel.show();
    await wait();
    panel.state.search('nowhere');
    await wait();
    const clear = [...panel.node.querySelectorAll('button')].find(
      ({ textContent }) => textContent === 'Clear the filter'
    );
    clear?.click();
    await wait();
    expect(panel.state.filter).toBe('');
    expect(panel.node.textContent).toContain('flights');
  });

  it('knows the table that is active, and no other', async () => {
    panel.show();
    await wait();
    expect(panel.active.table).toBeNull();
    panel.state.activate('table:t1');
    expect(panel.active.table?.name).toBe('flights');
    expect(panel.active.file).toBeNull();
  });
});
