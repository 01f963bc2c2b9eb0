import { LabIcon } from '@jupyterlab/ui-components';

import type { Column } from './api/contract';

/** One stroke style for all: 1.5 wide on a field of 24, round, in the theme's icon colour. */
function icon(name: string, paths: string): LabIcon {
  return new LabIcon({
    name: `deita:${name}`,
    svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24" fill="none" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"><g class="jp-icon3 jp-icon-selectable" stroke="#616161">${paths}</g></svg>`
  });
}

/** Deita: three layers of data. */
export const deitaIcon = icon(
  'logo',
  '<ellipse cx="12" cy="6" rx="8" ry="3"/><path d="M4 6v6c0 1.66 3.58 3 8 3s8-1.34 8-3V6M4 12v6c0 1.66 3.58 3 8 3s8-1.34 8-3v-6"/>'
);

export const tableIcon = icon(
  'table',
  '<rect x="4" y="4" width="16" height="16" rx="1.5"/><path d="M4 9.5h16M4 14.75h16M10 9.5V20"/>'
);

export const fileIcon = icon('file', '<path d="M13.5 3.5H6v17h12V8zM13.5 3.5V8H18"/>');

export const uploadIcon = icon(
  'upload',
  '<path d="M12 15V4M8 8l4-4 4 4M5 15v5h14v-5"/>'
);

export const downloadIcon = icon(
  'download',
  '<path d="M12 4v11M8 11l4 4 4-4M5 15v5h14v-5"/>'
);

export const pinIcon = icon(
  'pin',
  '<path d="M9 4h6l-1 7 3 3v1.5H7V14l3-3zM12 15.5V21"/>'
);

export const chartIcon = icon(
  'chart',
  '<path d="M4.5 4v15.5H20M8.5 16v-4M12.5 16V7.5M16.5 16v-6"/>'
);

export const queryIcon = icon(
  'query',
  '<rect x="3.5" y="5" width="17" height="14" rx="1.5"/><path d="M7 9.5l3 2.5-3 2.5M12.5 15H17"/>'
);

export const chatIcon = icon(
  'chat',
  '<path d="M4 5h16v11h-8.5L7 20v-4H4z"/><path d="M8 9h8M8 12.25h5"/>'
);

export const sendIcon = icon('send', '<path d="M12 19V5M6 11l6-6 6 6"/>');

export const goodIcon = icon(
  'good',
  '<path d="M4 11h3.5v8.5H4zM7.5 12l4-8c1.6 0 2.4 1 2.1 2.6L13 9.5h5.3c1 0 1.7.9 1.5 1.9l-1.3 6.5c-.2.9-.9 1.6-1.8 1.6H7.5"/>'
);

export const badIcon = icon(
  'bad',
  '<path d="M4 13h3.5V4.5H4zM7.5 12l4 8c1.6 0 2.4-1 2.1-2.6L13 14.5h5.3c1 0 1.7-.9 1.5-1.9l-1.3-6.5c-.2-.9-.9-1.6-1.8-1.6H7.5"/>'
);

/** A query that failed. */
export const failedIcon = icon(
  'failed',
  '<circle cx="12" cy="12" r="8"/><path d="M9 9l6 6M15 9l-6 6"/>'
);

/** A query that was stopped. */
export const stoppedIcon = icon(
  'stopped',
  '<circle cx="12" cy="12" r="8"/><path d="M9.5 9.5h5v5h-5z"/>'
);

/** A table's profile: what its columns hold. */
export const profileIcon = icon(
  'profile',
  '<path d="M5 20V11M10 20V5M15 20v-6M20 20V8"/>'
);

const numberIcon = icon(
  'number',
  '<path d="M9.5 4.5l-2 15M16.5 4.5l-2 15M5 9h15M4 15h15"/>'
);

const textIcon = icon('text', '<path d="M5 19l7-14.5L19 19M7.7 13.5h8.6"/>');

const timeIcon = icon(
  'time',
  '<circle cx="12" cy="12" r="8"/><path d="M12 7.5V12l3 2"/>'
);

const booleanIcon = icon(
  'boolean',
  '<rect x="3" y="7" width="18" height="10" rx="5"/><circle cx="16" cy="12" r="2"/>'
);

const binaryIcon = icon(
  'binary',
  '<rect x="5" y="5.5" width="5" height="5" rx="1"/><path d="M16.5 5.5v5M7.5 13.5v5"/><rect x="14" y="13.5" width="5" height="5" rx="1"/>'
);

const nestedIcon = icon(
  'nested',
  '<path d="M9 4.5H7.5V10L5 12l2.5 2v5.5H9M15 4.5h1.5V10l2.5 2-2.5 2v5.5H15"/>'
);

/** The mark of what a column's values are. */
export const kindIcons: Readonly<Record<Column['kind'], LabIcon>> = {
  number: numberIcon,
  text: textIcon,
  time: timeIcon,
  boolean: booleanIcon,
  binary: binaryIcon,
  nested: nestedIcon
};
