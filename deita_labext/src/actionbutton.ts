import { ToolbarButton } from '@jupyterlab/ui-components';
import React from 'react';

/**
 * A button of a toolbar that does something at once. JupyterLab's own is pressed by one click and
 * released by the next, looks so, and is read out so.
 */
export class ActionButton extends ToolbarButton {
  override render(): React.JSX.Element {
    return React.cloneElement(super.render(), { pressed: undefined });
  }
}
