import { join } from 'node:path';
import { differences } from '../bundle/differences.ts';
import type { Manifest, ManifestInput } from '../bundle/manifest.ts';
import { UserError } from '../errors.ts';
import { judge } from '../policy/judge.ts';
import type { Policy, ResultDocument } from '../result/document.ts';
import { compareResults } from '../run/compare-results.ts';
import type { AuditRequest } from '../run/request.ts';
import { version } from '../version.ts';
import { defined } from './defined.ts';
import { environmentOf, holdoutOf, type RealDataFlags, trainOf } from './options.ts';
import { createProgress } from './progress.ts';
import { requestOf } from './run-facts.ts';
import { readResult } from './saved-result.ts';
import { parseWeights } from './weights.ts';

export interface ReplayFlags extends RealDataFlags {
  readonly synthetic?: string[];
  readonly metadata?: string;
  readonly canaries?: string;
  readonly baseline?: string;
  readonly result?: string[];
  readonly threads?: number;
  readonly memory?: string;
  readonly json?: boolean;
}

export interface Replayed {
  /** Paths in result.json that came out otherwise. */
  readonly differences: readonly string[];
  readonly lines: readonly string[];
}

/** Inputs are for --replay. @throws {UserError} `missing-option` */
export function refuseUnusedInputs(flags: ReplayFlags): void {
  const given = Object.values(pathsOf(flags)).flat();
  if (given.length === 0) return;
  throw new UserError(
    'missing-option',
    'inputs were given without --replay',
    'Add --replay to run it again; hashes and signature are checked without them.',
  );
}

/**
 * Runs what a verified manifest describes again on inputs that are found by their hashes, whatever they are called now,
 * and compares the result with the one in the folder.
 *
 * @throws {UserError} `cannot-replay`, `other-input`, and what the run itself refuses
 */
export async function replay(folder: string, manifest: Manifest, flags: ReplayFlags): Promise<Replayed> {
  if (!manifest.outputs.some(({ name }) => name === 'result.json')) {
    throw new UserError(
      'cannot-replay',
      'the folder holds no result.json to compare with',
      'Write it with --format json.',
    );
  }
  const original = await readResult(join(folder, 'result.json'));
  const paths = await findInputs(manifest, flags);
  const judged = await madeAgain(manifest, original, paths, flags);
  const found = differences(original, judged);
  const by = manifest.tool.version === version ? '' : `, made by ${manifest.tool.version}, by ${version}`;
  return {
    differences: found,
    lines:
      found.length === 0
        ? [`✓ run again${by}: result.json comes out the same`]
        : found.map((path) => `✕ run again${by}: ${path} comes out otherwise`),
  };
}

async function madeAgain(
  manifest: Manifest,
  original: ResultDocument,
  paths: ReadonlyMap<string, string>,
  flags: ReplayFlags,
): Promise<ResultDocument> {
  const { command, inputs, judgedOn } = manifest;
  if (command === 'audit' || command === 'generations')
    return judgedAs(original, await auditedAgain(manifest, original, paths, flags), judgedOn, paths);
  const results = [];
  for (const { role, name, sha256 } of inputs) {
    if (role === 'result')
      results.push({ name, result: await readResult(paths.get(`result ${sha256}`) as string) });
  }
  const [first] = results;
  if (command === 'gate' && first) return judgedAs(original, first.result, judgedOn, paths);
  const { weights } = manifest.configuration;
  return compareResults(
    results,
    defined({
      weights: typeof weights === 'string' ? parseWeights(weights) : undefined,
      policy: original.policy === null ? undefined : policyOf(original.policy),
      today: judgedOn ?? '',
    }),
  );
}

async function auditedAgain(
  manifest: Manifest,
  original: ResultDocument,
  paths: ReadonlyMap<string, string>,
  flags: ReplayFlags,
): Promise<ResultDocument> {
  const { configuration, inputs } = manifest;
  const environment = environmentOf();
  const records =
    configuration.records === null
      ? undefined
      : join(environment.temporaryFolder as string, 'records.parquet');
  const request: AuditRequest = {
    ...requestOf(manifest),
    train: paths.get('train') as string,
    synthetic: inputs
      .filter(({ role }) => role === 'candidate')
      .map(({ candidate, sha256 }) => ({
        name: candidate as string,
        path: paths.get(`candidate ${sha256}`) as string,
      })),
    ...(paths.has('holdout') ? { holdout: paths.get('holdout') as string } : {}),
    ...(paths.has('metadata') ? { metadata: paths.get('metadata') as string } : {}),
    ...(paths.has('canaries') ? { canaries: paths.get('canaries') as string } : {}),
    ...(records === undefined ? {} : { records }),
    ...(flags.threads === undefined ? {} : { threads: flags.threads }),
    ...(flags.memory === undefined ? {} : { memory: flags.memory }),
  };
  const { auditDatasets } = await import('../run-audits.ts');
  const progress = createProgress(flags.json === true);
  try {
    const result = await auditDatasets(request, environment, progress.show);
    return { ...result, inputs: renamed(result.inputs, original.inputs) };
  } finally {
    progress.end();
  }
}

/** By the policy in the result, on the day of the first run: waivers hold or expire as they did then. */
async function judgedAs(
  original: ResultDocument,
  again: ResultDocument,
  day: string | null,
  paths: ReadonlyMap<string, string>,
): Promise<ResultDocument> {
  if (original.policy === null || day === null) return again;
  const { baseline, policy } = original;
  const earlier =
    baseline === null
      ? undefined
      : { ...baseline, result: await readResult(paths.get('baseline') as string) };
  return judge(again, policyOf(policy), defined({ today: day, gateOn: policy.gateOn, baseline: earlier }));
}

function policyOf({ sha256: _, gateOn: __, ...policy }: NonNullable<ResultDocument['policy']>): Policy {
  return policy;
}

/** Files are known by their hashes; what they are called today is no difference. */
function renamed(
  inputs: ResultDocument['inputs'],
  original: ResultDocument['inputs'],
): ResultDocument['inputs'] {
  const as = <Input extends { readonly sha256: string }>(
    input: Input,
    known: Input | null | undefined,
  ): Input => (known && known.sha256 === input.sha256 ? known : input);
  return {
    ...inputs,
    train: as(inputs.train, original.train),
    holdout: inputs.holdout && as(inputs.holdout, original.holdout),
    candidates: inputs.candidates.map((one, index) => as(one, original.candidates[index])),
    metadata: inputs.metadata && as(inputs.metadata, original.metadata),
  };
}

const needed = ['train', 'holdout', 'candidate', 'metadata', 'canaries', 'baseline', 'result'] as const;
type Needed = (typeof needed)[number];
const flagOf: Readonly<Record<Needed, string>> = {
  train: '--train',
  holdout: '--holdout',
  candidate: '--synthetic',
  metadata: '--metadata',
  canaries: '--canaries',
  baseline: '--baseline',
  result: '--result',
};

/** The path of every input by its place. */
async function findInputs({ inputs }: Manifest, flags: ReplayFlags): Promise<Map<string, string>> {
  const { hashDataset } = await import('../datasets/datasets.ts');
  const paths = new Map<string, string>();
  for (const [role, given] of Object.entries(pathsOf(flags)) as [Needed, string[]][]) {
    const wanted = inputs.filter((input) => input.role === role);
    for (const path of given) {
      const { sha256 } = await hashDataset(path);
      if (!wanted.some((input) => input.sha256 === sha256)) throw otherInput(path, role, wanted);
      paths.set(placeOf(role, sha256), path);
    }
    for (const input of wanted) {
      if (paths.has(placeOf(role, input.sha256))) continue;
      throw new UserError(
        'missing-option',
        `${flagOf[role]} is missing: the run read ${input.candidate ?? input.name} (SHA-256 ${input.sha256.slice(0, 16)}…)`,
        `Give the file as ${flagOf[role]} PATH; it may have another name by now.`,
      );
    }
  }
  return paths;
}

/** Of candidates and results there are several. */
function placeOf(role: Needed, sha256: string): string {
  return role === 'candidate' || role === 'result' ? `${role} ${sha256}` : role;
}

function pathsOf(flags: ReplayFlags): Readonly<Record<Needed, readonly string[]>> {
  const one = (path: string | undefined) => (path === undefined ? [] : [path]);
  return {
    train: one(trainOf(flags)),
    holdout: one(holdoutOf(flags)),
    candidate: flags.synthetic ?? [],
    metadata: one(flags.metadata),
    canaries: one(flags.canaries),
    baseline: one(flags.baseline),
    result: flags.result ?? [],
  };
}

function otherInput(path: string, role: Needed, wanted: readonly ManifestInput[]): UserError {
  return new UserError(
    'other-input',
    wanted.length === 0
      ? `the run had no ${flagOf[role]}`
      : `${path} is not what the run read as ${flagOf[role]}: its hash is another`,
    wanted.length === 0 ? 'Leave it out.' : 'Give the very file that was audited.',
  );
}
