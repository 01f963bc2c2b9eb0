import { deleteIcon } from '@jupyterlab/ui-components';
import React from 'react';

import type { File as StoredFile } from '../../api/contract';
import { CommandIDs } from '../../commands';
import { fileIcon } from '../../icons';
import { IconButton } from '../../react';
import { formatBytes } from '../format';
import type { ILine, ILineContext } from './line';
import { More } from './more';

/** A file as it came. */
export function fileLine(file: StoredFile, context: ILineContext): ILine {
  const { actions, trans } = context;
  return {
    icon: fileIcon,
    name: file.name,
    note: formatBytes(file.bytes),
    buttons: (
      <>
        <IconButton
          icon={deleteIcon}
          label={trans.__('Delete %1…', file.name)}
          why={actions.hindrance(CommandIDs.deleteFile)}
          onClick={() => actions.run(CommandIDs.deleteFile)}
          pointerOnly
        />
        <More name={file.name} context={context} />
      </>
    ),
    spoken: trans.__('File %1, %2', file.name, formatBytes(file.bytes)),
    hint: `${file.name} · ${new Date(file.created_at).toLocaleString()}`,
    open: () => actions.run(CommandIDs.importFile)
  };
}
