import { type Command, Option } from 'commander';
import type { Weights } from '../comparison/decision.ts';
import type { parseDpClaim } from '../run/privacy-claim.ts';
import type { AuditRequest, CandidatePath } from '../run/request.ts';
import { addBaseline, type BaselineFlags } from './baseline-file.ts';
import { defined } from './defined.ts';
import {
  collect,
  holdoutOf,
  memorySize,
  missingOption,
  once,
  type RealDataFlags,
  trainOf,
  wholeNumber,
} from './options.ts';
import { addSigning } from './signing-key.ts';
import { parseWeights } from './weights.ts';

/** What the commands that audit have in common. */
export interface AuditFlags extends RealDataFlags, BaselineFlags {
  readonly metadata?: string;
  readonly config?: string;
  readonly target?: string[];
  readonly sensitive?: string[];
  readonly keys?: string[];
  readonly group?: string[];
  readonly unit?: string;
  readonly ignore?: string[];
  readonly preset?: 'quick' | 'standard' | 'full';
  readonly only?: string[];
  readonly skip?: string[];
  readonly disclosure?: 'shared' | 'internal';
  readonly records?: string;
  readonly seed?: number;
  readonly threads?: number;
  readonly memory?: string;
  readonly forestEngine?: 'histogram' | 'ml-random-forest';
  readonly dpClaim?: ReturnType<typeof parseDpClaim>;
  readonly canaries?: string;
  readonly policy?: string;
  readonly gateOn?: string[];
  readonly weights?: Weights;
  readonly out?: string;
  readonly format?: string;
  readonly sign?: string;
  readonly quiet?: boolean;
  readonly json?: boolean;
}

/** Metadata and configuration. */
export function addSchemaOptions(command: Command): void {
  command
    .option(
      '--metadata <path>',
      'column types as SDV metadata; without it they are inferred from train',
      once('--metadata'),
    )
    .option(
      '--config <path>',
      'a synthaudit.yaml with any of these options; flags win (`synthaudit init` writes one)',
      once('--config'),
    );
}

/** What columns are for. */
export function addColumnOptions(command: Command): void {
  command
    .optionsGroup('Columns (all but --unit may be repeated):')
    .option('--target <column>', 'what models predict', collect('--target'))
    .option('--sensitive <column>', 'a secret that must not be inferable', collect('--sensitive'))
    .option('--keys <column>', 'a quasi-identifier: what an attacker may know', collect('--keys'))
    .option('--group <column>', 'groups of people to compare', collect('--group'))
    .option('--unit <column>', 'the person or household that rows belong to', once('--unit'))
    .option('--ignore <column>', 'leave a column out', collect('--ignore'));
}

/** What is run, and how. */
export function addAuditOptions(command: Command): void {
  command
    .optionsGroup('Audits:')
    .option(
      '--only <audit>',
      'run this audit, or this category of audits, only; may be repeated (see `synthaudit list`)',
      collect('--only'),
    )
    .option('--skip <audit>', 'leave this audit or category out; may be repeated', collect('--skip'))
    .addOption(
      new Option('--preset <preset>', 'effort; standard unless given').choices(['quick', 'standard', 'full']),
    )
    .addOption(
      new Option(
        '--forest-engine <engine>',
        'random forest; ml-random-forest is a cross-check on at most 1,000 rows',
      ).choices(['histogram', 'ml-random-forest']),
    )
    .option(
      '--seed <n>',
      'seed of all random numbers; 1 unless given',
      wholeNumber('--seed', 0, Number.MAX_SAFE_INTEGER),
    );
}

/** The policy. */
export function addVerdictOptions(command: Command): void {
  command
    .optionsGroup('Verdict:')
    .option(
      '--policy <preset|file>',
      'judge by these limits: public-release, restricted-sharing, internal-development, model-training or a file',
      once('--policy'),
    )
    .option('--gate-on <name>', 'let this candidate alone decide; may be repeated', collect('--gate-on'));
  addBaseline(command).option(
    '--weights <list>',
    'rank several candidates by what a point of each category is worth, as fidelity=1,utility=2,privacy=3',
    parseWeights,
  );
}

/** What is written. */
export function addOutputOptions(command: Command): void {
  command
    .optionsGroup('Outputs:')
    .option(
      '--out <folder>',
      'where they go; synthaudit-out/<names of the candidates> unless given',
      once('--out'),
    )
    .option(
      '--format <list>',
      'of html,json,md,junit,sarif; the first three unless given, all with a policy',
      once('--format'),
    )
    .addOption(
      new Option(
        '--disclosure <mode>',
        'shared (unless given): the outputs tell nothing about a real person; internal: unrounded',
      ).choices(['shared', 'internal']),
    )
    .option('--quiet', 'no progress and no table')
    .option('--json', 'print the result document on standard output, and nothing else');
  addSigning(command);
}

/** Threads and memory. */
export function addMachineOptions(command: Command): void {
  command
    .optionsGroup('Machine:')
    .option(
      '--threads <n>',
      'worker threads, all cores unless given; results do not depend on it',
      wholeNumber('--threads', 1, 1024),
    )
    .option('--memory <size>', 'memory for reading files; 4GB unless given', memorySize);
}

/** Flags win over the configuration file; lists replace lists. */
export function requestOf(
  flags: AuditFlags,
  given: readonly CandidatePath[],
  config: Partial<AuditRequest>,
): AuditRequest {
  const train = trainOf(flags) ?? config.train;
  const synthetic = given.length > 0 ? given : (config.synthetic ?? []);
  if (train === undefined) {
    throw missingOption(
      '--train',
      'the real data the generator was fitted on',
      'Give it as --train PATH, or in --config.',
    );
  }
  return defined({
    ...config,
    train,
    holdout: holdoutOf(flags) ?? config.holdout,
    synthetic,
    metadata: flags.metadata ?? config.metadata,
    targets: flags.target ?? config.targets,
    sensitive: flags.sensitive ?? config.sensitive,
    keys: flags.keys ?? config.keys,
    groups: flags.group ?? config.groups,
    unit: flags.unit ?? config.unit,
    ignore: flags.ignore ?? config.ignore,
    preset: flags.preset ?? config.preset,
    only: flags.only ?? config.only,
    skip: flags.skip ?? config.skip,
    disclosure: flags.disclosure ?? config.disclosure,
    weights: flags.weights ?? config.weights,
    records: flags.records ?? config.records,
    seed: flags.seed ?? config.seed,
    threads: flags.threads ?? config.threads,
    memory: flags.memory ?? config.memory,
    forestEngine: flags.forestEngine ?? config.forestEngine,
    dpClaim: flags.dpClaim ?? config.dpClaim,
    canaries: flags.canaries ?? config.canaries,
  });
}
