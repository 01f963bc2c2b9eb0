import type { LabIcon } from '@jupyterlab/ui-components';
import type { ISignal } from '@lumino/signaling';
import React, { useEffect, useReducer, useState } from 'react';

/** Render again whenever the signal is emitted. */
export function useSignal(signal: ISignal<unknown, unknown>): void {
  const [, render] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    signal.connect(render);
    // What was emitted between the rendering and now would be missed.
    render();
    return () => {
      signal.disconnect(render);
    };
  }, [signal]);
}

/** Whether something has been so for a while; what passes quickly is not worth showing. */
export function useLasting(is: boolean, milliseconds: number): boolean {
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    if (!is) {
      return;
    }
    const timer = setTimeout(() => setLasting(true), milliseconds);
    return () => {
      clearTimeout(timer);
      setLasting(false);
    };
  }, [is, milliseconds]);
  return is && lasting;
}

/** What makes a button be off and say why; nothing where there is no reason. */
export function off(
  why: string | null | undefined
): Pick<React.ButtonHTMLAttributes<HTMLButtonElement>, 'disabled' | 'title'> {
  return typeof why === 'string' ? { disabled: true, title: why } : {};
}

export interface IIconButtonProps {
  icon: LabIcon;
  /** What it does, in words: shown on hovering and read out. */
  label: string;
  onClick: (event: React.MouseEvent<HTMLButtonElement>) => void;
  /** Why it is off; it is on where there is nothing to say. */
  why?: string | null;
  /** Whether it opens a menu. */
  menu?: boolean;
  /** Whether the keyboard passes it by, because a key or a menu does the same. */
  pointerOnly?: boolean;
}

export function IconButton(props: IIconButtonProps): React.JSX.Element {
  return (
    <button
      type="button"
      className="deita-IconButton"
      title={props.label}
      aria-label={props.label}
      aria-haspopup={props.menu === true ? 'menu' : undefined}
      tabIndex={props.pointerOnly === true ? -1 : 0}
      onClick={props.onClick}
      {...off(props.why)}
    >
      <props.icon.react tag="span" className="deita-Icon" />
    </button>
  );
}
