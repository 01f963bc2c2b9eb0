import type { TreeRow } from '../rows';
import { fileLine } from './files';
import type { ILine, ILineContext } from './line';
import { pastLine, savedLine } from './queries';
import { remarkLine, sectionLine } from './sections';
import { columnLine, deletedLine, tableLine } from './tables';

export type { ILine, ILineContext, ITreeActions } from './line';

/** How a line of the tree is shown. */
export function lineOf(row: TreeRow, context: ILineContext): ILine {
  switch (row.kind) {
    case 'section':
      return sectionLine(row.name, row.count, context);
    case 'table':
      return tableLine(row.table, context);
    case 'column':
      return columnLine(row.table, row.column, row.index, context);
    case 'file':
      return fileLine(row.file, context);
    case 'saved':
      return savedLine(row.saved, context);
    case 'past':
      return pastLine(row.past, context);
    case 'deleted':
      return deletedLine(row.table, context);
    case 'remark':
      return remarkLine(row.section, row.remark, context);
  }
}
