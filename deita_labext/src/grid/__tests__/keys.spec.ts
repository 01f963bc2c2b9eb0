import { isGridKey, ShortcutGuard } from '../keys';

const key = (init: KeyboardEventInit): KeyboardEvent =>
  new KeyboardEvent('keydown', { bubbles: true, ...init });

describe('isGridKey', () => {
  it.each([
    { key: 'ArrowDown' },
    { key: 'End', ctrlKey: true },
    { key: 'd' },
    { key: 'Enter' },
    { key: 'c', ctrlKey: true }
  ])('keeps %j', init => {
    expect(isGridKey(key(init))).toBe(true);
  });

  it.each([
    { key: 's', ctrlKey: true },
    { key: 'Enter', shiftKey: true },
    { key: 'Enter', ctrlKey: true },
    { key: 'Escape' },
    { key: 'Tab' },
    { key: 'c', ctrlKey: true, shiftKey: true }
  ])('leaves %j to JupyterLab', init => {
    expect(isGridKey(key(init))).toBe(false);
  });
});

describe('ShortcutGuard', () => {
  it('hides the grid’s keys from JupyterLab while the grid has the focus', () => {
    const node = document.createElement('div');
    node.tabIndex = 0;
    document.body.append(node);
    const guard = new ShortcutGuard(node);
    const seen: boolean[] = [];
    const listen = (): void => {
      seen.push(!node.hasAttribute('data-lm-suppress-shortcuts'));
    };
    document.addEventListener('keydown', listen, true);

    node.focus();
    node.dispatchEvent(key({ key: 'd' }));
    node.dispatchEvent(key({ key: 's', ctrlKey: true }));
    guard.dispose();

    expect(seen).toEqual([false, true]);
    document.removeEventListener('keydown', listen, true);
    node.remove();
  });
});
