/** Menus that are made when they open and gone when they close. */
import { CommandRegistry } from '@lumino/commands';
import { Menu } from '@lumino/widgets';

import type { GridAction } from './commandids';

/** A line of a menu that does something. */
export interface MenuAction {
  label: string;
  /** Under which name it is a command as well. */
  action?: GridAction;
  run: () => unknown;
  /** The key that does the same, as people write it. */
  key?: string;
  enabled?: boolean;
  toggled?: boolean;
}

/** A line of a menu; null is a line between groups. */
export type MenuEntry = null | MenuAction | { label: string; entries: MenuEntry[] };

/** Opens a menu at a place of the window; `closed` is called when it is gone. */
export function openMenu(
  entries: readonly MenuEntry[],
  x: number,
  y: number,
  closed: () => void = () => undefined
): void {
  const commands = new CommandRegistry();
  const menu = filled(entries, commands);
  // A choice closes the menu before it is carried out.
  menu.aboutToClose.connect(() =>
    window.setTimeout(() => {
      menu.dispose();
      closed();
    })
  );
  menu.open(x, y);
  menu.activeIndex = 0;
}

function filled(entries: readonly MenuEntry[], commands: CommandRegistry): Menu {
  const menu = new Menu({ commands });
  for (const entry of entries) {
    if (entry === null) {
      menu.addItem({ type: 'separator' });
    } else if ('entries' in entry) {
      const submenu = filled(entry.entries, commands);
      submenu.title.label = entry.label;
      menu.addItem({ type: 'submenu', submenu });
    } else {
      const id = `entry-${commands.listCommands().length}`;
      const { toggled, key } = entry;
      commands.addCommand(id, {
        label: entry.label,
        isEnabled: () => entry.enabled ?? true,
        ...(toggled !== undefined && {
          isToggleable: true,
          isToggled: () => toggled
        }),
        ...(key !== undefined && { caption: key }),
        execute: entry.run
      });
      if (key !== undefined) {
        commands.addKeyBinding({
          command: id,
          keys: [key],
          selector: '.deita-Nowhere'
        });
      }
      menu.addItem({ command: id });
    }
  }
  return menu;
}
