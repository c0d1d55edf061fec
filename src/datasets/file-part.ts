import { UserError } from '../errors.ts';

/** A file's cells as a DuckDB table `sqlTable` with the columns `c0`, `c1`, … of text. */
export interface FilePart {
  readonly sqlTable: string;
  readonly names: readonly string[];
  /** The names as the file spells them, where that differs. */
  readonly header: readonly string[];
  readonly delimiter: string | null;
}

/** The error for a dataset or a file without any row. */
export function noRows(name: string): UserError {
  return new UserError(
    'no-rows',
    `${name} has no rows`,
    'Give a dataset with a header and at least one row.',
  );
}
