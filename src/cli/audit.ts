import { join } from 'node:path';
import { Command, Option } from 'commander';
import { canonicalJson } from '../result/canonical-json.ts';
import type { ResultDocument } from '../result/document.ts';
import { nameCandidates } from '../run/candidate-names.ts';
import { parseDpClaim } from '../run/privacy-claim.ts';
import type { AuditRequest } from '../run/request.ts';
import { readConfig } from './config.ts';
import { defined } from './defined.ts';
import { exitCodeOf } from './exit-codes.ts';
import {
  addRealData,
  candidatePath,
  collect,
  environmentOf,
  holdoutOf,
  memorySize,
  missingOption,
  once,
  type RealDataFlags,
  trainOf,
  wholeNumber,
} from './options.ts';
import { checkFolder, writeFiles } from './output-folder.ts';
import { defaultFormats, formatsOf, outputsOf } from './outputs.ts';
import { readPolicy } from './policy-file.ts';
import { createProgress } from './progress.ts';
import { summaryTable } from './summary-table.ts';

/** `synthaudit audit`: real and synthetic files become a report. */
export function auditCommand(finished: (exitCode: number) => void): Command {
  const command = new Command('audit').description(
    'measure one or several synthetic datasets against the real data, and write a report',
  );
  command.optionsGroup('Data:');
  addRealData(command)
    .option(
      '--synthetic <[name=]path>',
      'synthetic data; repeat it to compare several',
      collect('--synthetic'),
    )
    .addOption(
      new Option('--candidate <[name=]path>', 'same as --synthetic')
        .argParser(collect('--candidate'))
        .hideHelp(),
    )
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
  command
    .optionsGroup('Columns (all but --unit may be repeated):')
    .option('--target <column>', 'what models predict', collect('--target'))
    .option('--sensitive <column>', 'a secret that must not be inferable', collect('--sensitive'))
    .option('--keys <column>', 'a quasi-identifier: what an attacker may know', collect('--keys'))
    .option('--group <column>', 'groups of people to compare', collect('--group'))
    .option('--unit <column>', 'the person or household that rows belong to', once('--unit'))
    .option('--ignore <column>', 'leave a column out', collect('--ignore'));
  command
    .optionsGroup('Audits:')
    .option(
      '--only <audit>',
      'run this audit only; may be repeated (see `synthaudit list`)',
      collect('--only'),
    )
    .option('--skip <audit>', 'leave this audit out; may be repeated', collect('--skip'))
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
  command
    .optionsGroup('Differential privacy:')
    .option('--dp-claim <claim>', 'what the vendor claims, as eps=1,delta=1e-5', parseDpClaim)
    .option(
      '--canaries <path>',
      'made-up rows with a column `included`: 1 where a fair coin put the row into train before fitting',
      once('--canaries'),
    );
  command
    .optionsGroup('Verdict:')
    .option(
      '--policy <preset|file>',
      'judge by these limits: public-release, restricted-sharing, internal-development, model-training or a file',
      once('--policy'),
    )
    .option('--gate-on <name>', 'let this candidate alone decide; may be repeated', collect('--gate-on'));
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
    .option(
      '--records <path>',
      'with --disclosure internal: signals of every synthetic row, as Parquet',
      once('--records'),
    )
    .option('--quiet', 'no progress and no table')
    .option('--json', 'print the result document on standard output, and nothing else');
  command
    .optionsGroup('Machine:')
    .option(
      '--threads <n>',
      'worker threads, all cores unless given; results do not depend on it',
      wholeNumber('--threads', 1, 1024),
    )
    .option('--memory <size>', 'memory for reading files; 4GB unless given', memorySize);
  return command
    .optionsGroup('Other:')
    .helpOption('-h, --help', 'show this help')
    .addHelpText('after', example)
    .action(async (flags: Flags) => finished(await audit(flags)));
}

const example = `
Example:
  synthaudit audit --train train.csv --holdout holdout.csv \\
    --synthetic a=vendor-a.csv --synthetic b=vendor-b.csv --target income

Exit codes: 0 pass or warn, without a policy: every audit ran; 1 the policy fails it; 2 bad usage or
unreadable input; 3 inconclusive, without a policy: an audit broke; 70 an error of synthaudit itself.
`;

interface Flags extends RealDataFlags {
  readonly synthetic?: string[];
  readonly candidate?: string[];
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
  readonly out?: string;
  readonly format?: string;
  readonly quiet?: boolean;
  readonly json?: boolean;
}

async function audit(flags: Flags): Promise<number> {
  const config = flags.config === undefined ? null : await readConfig(flags.config);
  const policyName = flags.policy ?? config?.policy;
  const policy = policyName === undefined ? undefined : await readPolicy(policyName);
  const gateOn = flags.gateOn ?? config?.gateOn;
  if (gateOn !== undefined && policy === undefined) {
    throw missingOption(
      '--policy',
      'the limits that --gate-on is about',
      'Give it as --policy public-release, or a file.',
    );
  }
  const request = defined({ ...requestOf(flags, config?.request ?? {}), policy, gateOn });
  const formats = formatsOf(
    flags.format?.split(',') ?? config?.formats ?? defaultFormats(policy !== undefined),
  );
  const out = flags.out ?? config?.out;
  const folder = out ?? join('synthaudit-out', folderName(request));
  // With --json alone nothing is written.
  const writes = !flags.json || out !== undefined;
  if (writes) checkFolder(folder);
  // Loaded here, because help and mistakes need not wait for the database and the renderers.
  const { auditDatasets } = await import('../run-audits.ts');
  const progress = createProgress(flags.quiet === true || flags.json === true);
  let result: ResultDocument;
  try {
    result = await auditDatasets(request, environmentOf(), progress.show);
  } finally {
    progress.end();
  }
  if (writes) writeFiles(folder, await outputsOf(result, formats));
  if (flags.json) process.stdout.write(canonicalJson(result));
  else if (!flags.quiet) process.stdout.write(summaryTable(result, folder, formats));
  return exitCodeOf(result);
}

/** Flags win over the configuration file; lists replace lists. */
function requestOf(flags: Flags, config: Partial<AuditRequest>): AuditRequest {
  const train = trainOf(flags) ?? config.train;
  const given = [...(flags.synthetic ?? []), ...(flags.candidate ?? [])].map(candidatePath);
  const synthetic = given.length > 0 ? given : (config.synthetic ?? []);
  if (train === undefined) {
    throw missingOption(
      '--train',
      'the real data the generator was fitted on',
      'Give it as --train PATH, or in --config.',
    );
  }
  if (synthetic.length === 0) {
    throw missingOption(
      '--synthetic',
      'the synthetic data to audit',
      'Give it as --synthetic PATH or --synthetic NAME=PATH, or in --config.',
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
    records: flags.records ?? config.records,
    seed: flags.seed ?? config.seed,
    threads: flags.threads ?? config.threads,
    memory: flags.memory ?? config.memory,
    forestEngine: flags.forestEngine ?? config.forestEngine,
    dpClaim: flags.dpClaim ?? config.dpClaim,
    canaries: flags.canaries ?? config.canaries,
  });
}

function folderName({ synthetic }: AuditRequest): string {
  const ids = nameCandidates(synthetic).map(({ id }) => id);
  return ids.length <= 3 ? ids.join('+') : `${ids.slice(0, 2).join('+')}+${ids.length - 2}-more`;
}
