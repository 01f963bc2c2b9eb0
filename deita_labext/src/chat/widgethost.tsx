import { Widget } from '@lumino/widgets';
import React, { useLayoutEffect, useRef } from 'react';

export interface IWidgetHostProps {
  /** Makes the widget; a new function makes a new one. */
  make: () => Widget;
  className: string;
}

/** A Lumino widget within React; it is disposed of with its place. */
export function WidgetHost({ make, className }: IWidgetHostProps): React.JSX.Element {
  const node = useRef<HTMLDivElement>(null);
  // A widget is detached while its place is still in the document: later it cannot be.
  useLayoutEffect(() => {
    const host = node.current;
    if (host === null) {
      return;
    }
    const widget = make();
    Widget.attach(widget, host);
    return () => {
      widget.dispose();
    };
  }, [make]);
  return <div ref={node} className={className} />;
}
