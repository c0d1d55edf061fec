import type { DpClaim, RunOptions } from '../artifacts/artifact.ts';
import type { Weights } from '../comparison/decision.ts';
import type { Constraint } from '../datasets/datasets.ts';
import type { Schema } from '../datasets/table.ts';
import { didYouMean } from '../did-you-mean.ts';
import { UserError } from '../errors.ts';
import type { Baseline } from '../policy/baseline.ts';
import type { Policy } from '../result/document.ts';
import { baseName } from './candidate-names.ts';
import { checkDpClaim } from './privacy-claim.ts';

/** A candidate as it was asked for. Without a name its file gives one. */
export interface CandidatePath {
  readonly name?: string;
  readonly path: string;
}

/** What to audit, and how. Paths are files, folders of parts or globs. */
export interface AuditRequest {
  /** Real data that the generator was fitted on. */
  readonly train: string;
  /** Real data that the generator never saw. */
  readonly holdout?: string;
  readonly synthetic: readonly CandidatePath[];
  /** Where the candidates are generations or releases in their order; labels are what the axis calls them, else their names. */
  readonly series?: { readonly labels?: readonly string[] };
  /** SDV metadata; without it types are inferred. */
  readonly metadata?: string;
  readonly targets?: readonly string[];
  readonly sensitive?: readonly string[];
  readonly keys?: readonly string[];
  readonly groups?: readonly string[];
  readonly unit?: string;
  readonly ignore?: readonly string[];
  /** Rules about single rows, in DuckDB's SQL. */
  readonly constraints?: readonly Constraint[];
  readonly preset?: RunOptions['preset'];
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  /** What a point of each category is worth, for a decision matrix over several candidates. */
  readonly weights?: Weights;
  readonly disclosure?: 'shared' | 'internal';
  /** A Parquet file for signals of every synthetic row; only with `disclosure: 'internal'`. */
  readonly records?: string;
  /** A whole number from 0 to 2⁵³ − 1; 1 unless given. */
  readonly seed?: number;
  /** Worker threads; results do not depend on it. */
  readonly threads?: number;
  /** Memory for ingestion, as `4GB`. */
  readonly memory?: string;
  readonly forestEngine?: RunOptions['forestEngine'];
  /** What the result is judged by; without one it is not judged. */
  readonly policy?: Policy;
  /** An earlier result that must not be fallen behind, with a policy or alone. */
  readonly baseline?: Baseline;
  /** Names or ids of the candidates that decide for the run; all unless given. */
  readonly gateOn?: readonly string[];
  /** The (ε, δ) that the vendor claims. */
  readonly dpClaim?: DpClaim;
  /** Made-up records like train's, with a column `included`: 1 where a fair coin put the record into train. */
  readonly canaries?: string;
}

/** The request's choices, checked against the schema: every column that is named exists. */
export function optionsOf(request: AuditRequest, schema: Schema): RunOptions {
  const known = new Set(schema.columns.map(({ name }) => name));
  const check = (names: readonly string[] | undefined, flag: string) => {
    for (const name of names ?? []) if (!known.has(name)) throw unknownColumn(name, flag, request, schema);
    return [...new Set(names ?? [])];
  };
  const targets = check(request.targets, '--target');
  for (const target of targets) refuseTarget(target, schema);
  return {
    seed: request.seed ?? defaultSeed,
    preset: request.preset ?? 'standard',
    targets,
    sensitive: check(request.sensitive, '--sensitive'),
    keys: check(request.keys, '--keys'),
    groups: check(request.groups, '--group'),
    unit: check(request.unit === undefined ? [] : [request.unit], '--unit')[0] ?? null,
    ignored: [...new Set(request.ignore ?? [])],
    forestEngine: request.forestEngine ?? 'histogram',
    dpClaim: claimOf(request),
  };
}

const defaultSeed = 1;

function claimOf({ dpClaim, canaries }: AuditRequest): DpClaim | null {
  if (dpClaim !== undefined) return checkDpClaim(dpClaim);
  if (canaries === undefined) return null;
  throw new UserError(
    'canaries-without-claim',
    'canaries were given without a claim to test with them',
    'Give the claim as --dp-claim eps=1,delta=1e-5.',
  );
}

function unknownColumn(
  name: string,
  flag: string,
  { train, ignore = [] }: AuditRequest,
  schema: Schema,
): UserError {
  if (ignore.includes(name)) {
    return new UserError(
      'ignored-column',
      `${flag} names “${name}”, which --ignore leaves out`,
      'Take it from one of the two.',
    );
  }
  const names = schema.columns.map((column) => column.name);
  const shown = names.slice(0, 12).join(', ');
  return new UserError(
    'unknown-column',
    `${flag} names “${name}”, which is no column of ${baseName(train)}`,
    didYouMean(
      name,
      names,
      `Its columns are ${shown}${names.length > 12 ? `, … (${names.length} in all)` : ''}.`,
    ),
  );
}

function refuseTarget(target: string, schema: Schema): void {
  const column = schema.columns.find(({ name }) => name === target);
  if (column?.kind !== 'identifier' && column?.kind !== 'text') return;
  throw new UserError(
    'unsuitable-target',
    `“${target}” is ${column.kind === 'text' ? 'free text' : 'an identifier'} and cannot be predicted`,
    'Name another --target, or say what the column is with --metadata.',
  );
}
