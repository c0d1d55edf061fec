import { didYouMean } from '../did-you-mean.ts';
import { UserError } from '../errors.ts';
import { type ColumnEvidence, gatherEvidence } from './column-evidence.ts';
import type { Engine } from './engine.ts';
import {
  type ColumnTraits,
  categoryTraits,
  declaredDatetime,
  declaredNumeric,
  inferColumn,
  merged,
  valueCounts,
} from './infer-column.ts';
import type { Metadata, MetadataColumn } from './metadata.ts';
import type { RawColumn, RawDataset } from './raw-dataset.ts';
import type { ColumnSchema, Schema } from './table.ts';

/**
 * How every dataset of the run is to be read: by the metadata where it names a column, else by what train's cells
 * look like, confirmed by holdout. Candidates have no say. Columns stand in train's order; ignored ones are left out.
 *
 * @throws {UserError} `unknown-column`, `holdout-lacks-column`, `metadata-lacks-data`, `no-columns`, `datetime-format`
 */
export async function inferSchema(
  engine: Engine,
  train: RawDataset,
  holdout: RawDataset | null,
  metadata: Metadata | null,
  options: { readonly ignore: readonly string[] },
): Promise<Schema> {
  checkNames(train, holdout, metadata, options.ignore);
  const columns = train.columns.filter(({ name }) => !options.ignore.includes(name));
  if (columns.length === 0) {
    throw new UserError('no-columns', `all columns of ${train.name} are ignored`, 'Ignore fewer columns.');
  }
  const declaredOf = (name: string) => metadata?.columns.get(name) ?? null;
  const isKey = (name: string) => metadata?.primaryKey.includes(name) ?? false;
  const maybeAbridged = ({ name }: RawColumn) => {
    const sdtype = declaredOf(name)?.sdtype ?? 'unknown';
    return !isKey(name) && (sdtype === 'numerical' || sdtype === 'unknown');
  };
  const inTrain = await gatherEvidence(engine, train, columns, maybeAbridged);
  const wanted = holdout?.columns.filter(({ name }) => inTrain.has(name)) ?? [];
  const inHoldout = holdout ? await gatherEvidence(engine, holdout, wanted, maybeAbridged) : null;
  const schemaOf = (name: string) =>
    columnSchema(name, inTrain.get(name)!, inHoldout?.get(name) ?? null, declaredOf(name), isKey(name));
  const schemas: ColumnSchema[] = [];
  for (const column of columns) {
    const { name } = column;
    const schema = schemaOf(name);
    const isAbridged = inTrain.get(name)!.isAbridged || inHoldout?.get(name)?.isAbridged;
    if (schema.kind === 'numeric' || !isAbridged) {
      schemas.push(schema);
      continue;
    }
    // What else it is, its spellings say.
    inTrain.set(name, (await gatherEvidence(engine, train, [column])).get(name)!);
    const match = wanted.find((other) => other.name === name);
    if (holdout && match) inHoldout?.set(name, (await gatherEvidence(engine, holdout, [match])).get(name)!);
    schemas.push(schemaOf(name));
  }
  return { columns: schemas, primaryKey: primaryKeyOf(schemas, inTrain, metadata) };
}

function columnSchema(
  name: string,
  train: ColumnEvidence,
  holdout: ColumnEvidence | null,
  declared: MetadataColumn | null,
  isKey: boolean,
): ColumnSchema {
  const pattern = declared?.regexFormat ?? null;
  const traits = declared ? declaredTraits(name, train, holdout, declared, isKey) : null;
  if (traits) return { name, ...traits, source: 'metadata', pattern };
  return { name, ...inferColumn(name, train, holdout), source: 'inferred', pattern };
}

/** What an sdtype means here; null where it says nothing (`unknown`). */
function declaredTraits(
  name: string,
  train: ColumnEvidence,
  holdout: ColumnEvidence | null,
  declared: MetadataColumn,
  isKey: boolean,
): ColumnTraits | null {
  const both = holdout ? merged(train, holdout) : train;
  if (isKey) return categoryTraits('identifier', train, both);
  switch (declared.sdtype) {
    case 'numerical':
      return declaredNumeric(both, declared.numeric);
    case 'datetime': {
      const traits = declaredDatetime(both, declared.datetimeFormat);
      if (traits) return traits;
      throw new UserError(
        'datetime-format',
        `column \`${name}\` is a datetime by its metadata, but no known format reads it`,
        'Add its `datetime_format` to the metadata.',
      );
    }
    case 'categorical':
    case 'boolean':
      return categoryTraits(declared.sdtype, train, both);
    case 'id':
      return categoryTraits('identifier', train, both);
    case 'text':
      return categoryTraits('text', train, both);
    case 'unknown':
      return null;
    default:
      return categoryTraits(personalKind(train), train, both);
  }
}

/**
 * SDV has some two hundred sdtypes for personal data (email, ssn, city, …). Those that differ in nearly all rows
 * identify; those with few values are categories, which an audit must not overlook; the rest is text.
 */
function personalKind(train: ColumnEvidence): 'identifier' | 'categorical' | 'text' {
  const { distinct, cells } = valueCounts(train);
  if (distinct > 0.9 * cells) return 'identifier';
  return distinct <= 200 && distinct <= 0.5 * cells ? 'categorical' : 'text';
}

/** The metadata's, if it is one column; else the first identifier that is there and differs in every row of train. */
function primaryKeyOf(
  columns: readonly ColumnSchema[],
  train: ReadonlyMap<string, ColumnEvidence>,
  metadata: Metadata | null,
): string | null {
  const declared = metadata?.primaryKey ?? [];
  if (declared.length > 0) {
    return declared.length === 1 && columns.some(({ name }) => name === declared[0]) ? declared[0]! : null;
  }
  if (metadata) return null;
  const unique = columns.find(({ name, kind }) => {
    const evidence = train.get(name)!;
    const { distinct, cells } = valueCounts(evidence);
    return kind === 'identifier' && distinct === evidence.rows && cells === evidence.rows;
  });
  return unique?.name ?? null;
}

function checkNames(
  train: RawDataset,
  holdout: RawDataset | null,
  metadata: Metadata | null,
  ignore: readonly string[],
): void {
  const inTrain = new Set(train.columns.map(({ name }) => name));
  const inHoldout = new Set(holdout?.columns.map(({ name }) => name));
  for (const name of ignore) {
    if (inTrain.has(name) || inHoldout.has(name) || metadata?.columns.has(name)) continue;
    throw new UserError(
      'unknown-column',
      `there is no column \`${name}\` to ignore in ${train.name}`,
      didYouMean(name, inTrain, `Its columns are ${[...inTrain].join(', ')}.`),
    );
  }
  if (holdout && ![...inTrain].some((name) => inHoldout.has(name))) {
    throw noCommonColumns(holdout.name, train.name);
  }
  for (const name of inTrain) {
    if (!holdout || inHoldout.has(name) || ignore.includes(name)) continue;
    throw new UserError(
      'holdout-lacks-column',
      `${holdout.name} lacks column \`${name}\``,
      `Add it or pass --ignore ${name}.`,
    );
  }
  for (const name of metadata?.columns.keys() ?? []) {
    if (inTrain.has(name) || ignore.includes(name)) continue;
    throw new UserError(
      'metadata-lacks-data',
      `the metadata names column \`${name}\`, which ${train.name} lacks`,
      `Remove it from the metadata or pass --ignore ${name}.`,
    );
  }
}

export function noCommonColumns(one: string, other: string): UserError {
  return new UserError(
    'no-common-columns',
    `${one} and ${other} have no column in common`,
    'Check the delimiter, the header and that the files belong together.',
  );
}
