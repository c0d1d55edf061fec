/** The room's one door: reading datasets, learning their schema, and splitting them. */
export type { Constraint } from './constraint.ts';
export { type CheckedRows, type ConstraintChecker, openConstraints } from './constraint-checker.ts';
export { Engine, type ReadLimits } from './engine.ts';
export { inferSchema } from './infer-schema.ts';
export { type Metadata, type MetadataColumn, metadataOf, parseMetadata, readMetadata } from './metadata.ts';
export type { DatasetSource, RawColumn, RawDataset } from './raw-dataset.ts';
export { readTable } from './read-table.ts';
export { shareTable } from './share-table.ts';
export { checkFiles, hashDataset } from './source-files.ts';
export { type SplitCounts, type SplitRequest, splitTable } from './split-table.ts';
export { openParquet, type ParquetWriter } from './write-parquet.ts';
