import { sqlName } from './sqlname';

/** A statement that gives the first rows of a table. */
export function tableQuery(table: string, limit: number): string {
  return `select * from ${sqlName(table)} limit ${limit}`;
}
