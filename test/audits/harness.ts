import { createHash } from 'node:crypto';
import { ArtifactStore, type RunOptions } from '../../src/artifacts/artifact.ts';
import type { Audit } from '../../src/audits/audit.ts';
import { runAudit } from '../../src/audits/run-audit.ts';
import type { Column, ColumnSchema, Role, Schema, Table } from '../../src/datasets/table.ts';
import { createInlinePool } from '../../src/kernels/worker-pool.ts';
import type { ColumnKind, Measure, Outcome } from '../../src/result/document.ts';
import { randomStream } from '../../src/statistics/random.ts';

/** A small dataset by column: numbers (null is missing) or texts (null is missing). */
export type SmallTable = Readonly<Record<string, readonly (number | string | null)[]>>;

export interface SmallRun {
  readonly train: SmallTable;
  readonly holdout?: SmallTable;
  readonly synthetic: SmallTable;
  /** Kinds that differ from what the values say: numbers are numeric, texts categorical. */
  readonly kinds?: Readonly<Record<string, ColumnKind>>;
  readonly options?: Partial<RunOptions>;
}

/** Runs one audit on small tables, without files. */
export async function runOn(audit: Audit, run: SmallRun): Promise<Outcome> {
  const store = storeOf(run);
  const seed = run.options?.seed ?? 1;
  return runAudit(audit, 'candidate', store, {
    random: randomStream(seed, audit.meta.id, 'candidate'),
    pool: createInlinePool(),
  });
}

/** A store that holds the small tables under the candidate id `candidate`, for tests of artifacts. */
export function storeOf({ train, holdout, synthetic, kinds = {}, options = {} }: SmallRun): ArtifactStore {
  const schema = schemaOf(train, kinds);
  const store = new ArtifactStore(
    {
      schema,
      train: tableOf('train', train, schema),
      holdout: holdout ? tableOf('holdout', holdout, schema) : null,
      options: { ...defaults, ...options },
    },
    createInlinePool(),
  );
  store.addCandidate('candidate', tableOf('candidate', synthetic, schema));
  return store;
}

const defaults: RunOptions = {
  seed: 1,
  preset: 'quick',
  targets: [],
  sensitive: [],
  keys: [],
  groups: [],
  unit: null,
  ignored: [],
  forestEngine: 'histogram',
};

/** The one measure with this name, subject and labels; fails the test where there is none or where the audit did not measure. */
export function measureIn(
  outcome: Outcome,
  name: string,
  subject: readonly string[] = [],
  labels: Readonly<Record<string, string>> = {},
): Measure & { estimate: { value: number } } {
  if (outcome.status !== 'measured') throw new Error(`not measured: ${JSON.stringify(outcome)}`);
  const found = outcome.measures.find(
    (measure) =>
      measure.name === name &&
      JSON.stringify(measure.subject) === JSON.stringify(subject) &&
      Object.entries(labels).every(([key, value]) => measure.labels[key] === value),
  );
  if (found?.estimate.value === undefined || found.estimate.value === null) {
    throw new Error(`there is no known ${name} of ${JSON.stringify([subject, labels])}`);
  }
  return found as Measure & { estimate: { value: number } };
}

/** The ends of a measure's interval. */
export function intervalOf(measure: Measure): { low: number; high: number } {
  const { estimate } = measure;
  if (estimate.value === null || estimate.uncertainty.kind !== 'interval') {
    throw new Error(`${measure.name} has no interval`);
  }
  return estimate.uncertainty;
}

function schemaOf(train: SmallTable, kinds: Readonly<Record<string, ColumnKind>>): Schema {
  const columns = Object.entries(train).map(([name, values]): ColumnSchema => {
    const isNumber = values.some((value) => typeof value === 'number');
    const kind = kinds[name] ?? (isNumber ? 'numeric' : 'categorical');
    return {
      name,
      kind,
      numeric:
        kind !== 'numeric'
          ? null
          : values.every((value) => Number.isInteger(value ?? 0))
            ? 'integer'
            : 'continuous',
      source: 'inferred',
      missingCodes: [],
      datetimeFormat: null,
      decimalMark: '.',
      pattern: null,
    };
  });
  return { columns, primaryKey: null };
}

function tableOf(role: Role, small: SmallTable, schema: Schema): Table {
  const known = new Set(schema.columns.map(({ name }) => name));
  const columns = new Map<string, Column>();
  for (const { name, kind } of schema.columns) {
    const values = small[name];
    if (values) columns.set(name, columnOf(name, kind, values));
  }
  const names = Object.keys(small);
  return {
    role,
    name: role,
    rowCount: names.length === 0 ? 0 : (small[names[0] as string] as readonly unknown[]).length,
    columns,
    missingColumns: schema.columns.filter(({ name }) => !(name in small)).map(({ name }) => name),
    extraColumns: names.filter((name) => !known.has(name)),
    files: [],
    // Of the cells: what belongs to a candidate alone is drawn by its bytes.
    sha256: createHash('sha256').update(JSON.stringify(small)).digest('hex'),
    bytes: 0,
  };
}

function columnOf(name: string, kind: ColumnKind, values: readonly (number | string | null)[]): Column {
  if (kind === 'numeric' || kind === 'datetime') {
    const numbers = Float64Array.from(values, (value) => (typeof value === 'number' ? value : Number.NaN));
    const unreadable = values.filter((value) => typeof value === 'string').length;
    return { type: 'number', name, values: numbers, unreadable };
  }
  const texts = values.map((value) => (value === null ? null : String(value)));
  const levels = [...new Set(texts.filter((text) => text !== null))].sort();
  const codeOf = new Map(levels.map((level, code) => [level, code]));
  const codes = Int32Array.from(texts, (text) => (text === null ? -1 : (codeOf.get(text) as number)));
  return { type: 'coded', name, codes, levels, unreadable: 0 };
}
