import { ellipsesIcon } from '@jupyterlab/ui-components';
import React from 'react';

import { IconButton } from '../../react';
import type { ILineContext } from './line';

/** The context menu, for the pointer that does not know of it. */
export function More({
  name,
  context: { actions, trans }
}: {
  name: string;
  context: ILineContext;
}): React.JSX.Element {
  return (
    <IconButton
      icon={ellipsesIcon}
      label={trans.__('More for %1', name)}
      menu
      onClick={event => {
        const button = event.currentTarget;
        const line = button.closest('.deita-Line');
        const { left, bottom } = button.getBoundingClientRect();
        if (line !== null) {
          actions.menu(line, left, bottom);
        }
      }}
      pointerOnly
    />
  );
}
