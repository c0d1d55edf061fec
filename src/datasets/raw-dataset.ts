import type { Role, SourceFile } from './table.ts';

/** Where a dataset lies: a file, a folder of parts or a glob. */
export interface DatasetSource {
  readonly role: Role;
  readonly name: string;
  readonly path: string;
}

/** A column of a loaded dataset: what the file calls it, and what DuckDB does (`c0`, `c1`, …). */
export interface RawColumn {
  readonly name: string;
  readonly sqlName: string;
  /** Cells that are not empty. */
  readonly filled: number;
  /** Distinct cells, approximately (HyperLogLog): a choice between ways to the same answer, never an answer. */
  readonly roughlyDistinct: number;
}

/** A dataset as it lies in DuckDB: all cells as text, in the file's order, not yet read under a schema. */
export interface RawDataset {
  readonly role: Role;
  readonly name: string;
  readonly files: readonly SourceFile[];
  readonly sha256: string;
  readonly bytes: number;
  readonly rowCount: number;
  readonly columns: readonly RawColumn[];
  /** The columns' names as the first file spells them: an empty or a repeated one gets a name of its own in `columns`. */
  readonly header: readonly string[];
  /** Of the first file, where it is delimited text. */
  readonly delimiter: string | null;
  /** The DuckDB table. */
  readonly sqlTable: string;
}
