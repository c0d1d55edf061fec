import type { ColumnKind } from '../result/document.ts';

/** How a column is to be read, in every dataset of the run. Learnt from train, or given as metadata. */
export interface ColumnSchema {
  readonly name: string;
  readonly kind: ColumnKind;
  /** For numeric columns: integer or continuous; null for all others. */
  readonly numeric: 'integer' | 'continuous' | null;
  readonly source: 'inferred' | 'metadata';
  /** Spellings that mean missing in this column, beside the empty cell; recognised, shown, never assumed. */
  readonly missingCodes: readonly string[];
  /** strptime format, as SDV writes it, where the column is a datetime. */
  readonly datetimeFormat: string | null;
  /** `,` where numbers are spelled with a decimal comma. */
  readonly decimalMark: '.' | ',';
  /** SDV's regex_format, where the metadata names one. */
  readonly pattern: string | null;
  /** True where categories are numbers, so that a file's `5.0` is another one's `5`. Learnt from train alone. */
  readonly numberLike?: boolean;
}

export interface Schema {
  readonly columns: readonly ColumnSchema[];
  readonly primaryKey: string | null;
}

/** Numbers, or datetimes as epoch milliseconds. A missing or unreadable cell is NaN. */
export interface NumberColumn {
  readonly type: 'number';
  readonly name: string;
  readonly values: Float64Array;
  /** Cells that hold something which cannot be read under the schema; they count as missing elsewhere. */
  readonly unreadable: number;
}

/**
 * Categories, booleans (`true`/`false`), identifiers, text and constants, as codes into a dictionary.
 * `levels` is sorted by code unit, so that codes never depend on which row or file was read first.
 */
export interface CodedColumn {
  readonly type: 'coded';
  readonly name: string;
  /** Index into `levels`; -1 is missing. */
  readonly codes: Int32Array;
  readonly levels: readonly string[];
  readonly unreadable: number;
}

export type Column = NumberColumn | CodedColumn;

export type Role = 'train' | 'holdout' | 'candidate';

/** One file behind a dataset. */
export interface SourceFile {
  /** Base name. */
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** A dataset read under the schema. Columns are typed arrays; there are no row objects. */
export interface Table {
  readonly role: Role;
  /** How the report calls it. */
  readonly name: string;
  readonly rowCount: number;
  /** By name, in the schema's order; a column that the dataset lacks is not here. */
  readonly columns: ReadonlyMap<string, Column>;
  /** Names of the schema that this dataset lacks. */
  readonly missingColumns: readonly string[];
  /** Names that this dataset has beyond the schema. */
  readonly extraColumns: readonly string[];
  readonly files: readonly SourceFile[];
  readonly sha256: string;
  readonly bytes: number;
}
