import { join } from 'node:path';
import { Command, Option } from 'commander';
import { UserError } from '../errors.ts';
import { renderHtml } from '../render/html.ts';
import { renderMarkdown } from '../render/markdown.ts';
import { canonicalJson } from '../result/canonical-json.ts';
import type { ResultDocument } from '../result/document.ts';
import type { AuditRequest } from '../run/request.ts';
import { auditDatasets } from '../run-audits.ts';
import { readConfig } from './config.ts';
import { defined } from './defined.ts';
import { exitCodes } from './exit-codes.ts';
import { candidatePath, collect, environmentOf, wholeNumber } from './options.ts';
import { writeFiles } from './output-folder.ts';
import { createProgress } from './progress.ts';
import { summaryTable } from './summary-table.ts';

/** `synthaudit audit`: real and synthetic files become a report. */
export function auditCommand(finished: (exitCode: number) => void): Command {
  const command = new Command('audit')
    .description('measure one or several synthetic datasets against the real data, and write a report')
    .addOption(new Option('--train <path>', 'real data the generator was fitted on (file, folder or glob)'))
    .addOption(new Option('--real <path>', 'same as --train').hideHelp())
    .addOption(new Option('--reference <path>', 'same as --train').hideHelp())
    .addOption(
      new Option('--synthetic <[name=]path>', 'synthetic data; may be given several times').argParser(
        collect,
      ),
    )
    .addOption(new Option('--candidate <[name=]path>', 'same as --synthetic').argParser(collect).hideHelp())
    .addOption(new Option('--holdout <path>', 'real data the generator never saw'))
    .addOption(new Option('--control <path>', 'same as --holdout').hideHelp())
    .addOption(new Option('--test <path>', 'same as --holdout').hideHelp())
    .option('--metadata <path>', 'column types as SDV metadata; inferred from train without it')
    .option('--config <path>', 'a synthaudit.yaml with any of these options (flags win)')
    .option('--target <column>', 'column that models predict; may be given several times', collect)
    .option('--sensitive <column>', 'a secret; may be given several times', collect)
    .option('--keys <column>', 'a quasi-identifier; may be given several times', collect)
    .option('--group <column>', 'a group to compare; may be given several times', collect)
    .option('--unit <column>', 'the person or household that rows belong to')
    .option('--ignore <column>', 'leave a column out; may be given several times', collect)
    .addOption(
      new Option('--preset <preset>', 'effort (default: standard)').choices(['quick', 'standard', 'full']),
    )
    .option('--only <audit>', 'run this audit only; may be given several times', collect)
    .option('--skip <audit>', 'leave this audit out; may be given several times', collect)
    .addOption(
      new Option(
        '--disclosure <mode>',
        'shared: the outputs tell nothing about a real person (default); internal: unrounded',
      ).choices(['shared', 'internal']),
    )
    .option('--seed <n>', 'seed of all random numbers (default: 1)', wholeNumber(0, Number.MAX_SAFE_INTEGER))
    .option(
      '--threads <n>',
      'worker threads (default: all cores); results do not depend on it',
      wholeNumber(1, 1024),
    )
    .option('--memory <size>', 'memory for reading files (default: 4GB)')
    .addOption(
      new Option(
        '--forest-engine <engine>',
        'random forest to use; ml-random-forest is a cross-check on at most 1,000 rows',
      ).choices(['histogram', 'ml-random-forest']),
    )
    .option('--out <folder>', 'where the outputs go (default: synthaudit-out/<names of the candidates>)')
    .option('--format <list>', 'outputs, of html,json,md (default: all)')
    .option('--quiet', 'no progress and no table')
    .option('--json', 'print the result document on standard output, and nothing else')
    .addHelpText('after', example);
  return command.action(async (flags: Flags) => finished(await audit(flags)));
}

const example = `
Example:
  synthaudit audit --train train.csv --holdout holdout.csv \\
    --synthetic a=vendor-a.csv --synthetic b=vendor-b.csv --target income

Exit codes: 0 every audit ran, 2 bad usage or unreadable input, 3 an audit broke, 70 internal error.
`;

interface Flags {
  readonly train?: string;
  readonly real?: string;
  readonly reference?: string;
  readonly synthetic?: string[];
  readonly candidate?: string[];
  readonly holdout?: string;
  readonly control?: string;
  readonly test?: string;
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
  readonly seed?: number;
  readonly threads?: number;
  readonly memory?: string;
  readonly forestEngine?: 'histogram' | 'ml-random-forest';
  readonly out?: string;
  readonly format?: string;
  readonly quiet?: boolean;
  readonly json?: boolean;
}

async function audit(flags: Flags): Promise<number> {
  const request = await requestOf(flags);
  const formats = formatsOf(flags.format);
  const progress = createProgress(flags.quiet === true || flags.json === true);
  let result: ResultDocument;
  try {
    result = await auditDatasets(request, environmentOf(), progress.show);
  } finally {
    progress.end();
  }
  const folder = flags.out ?? join('synthaudit-out', folderName(result));
  // With --json alone nothing needs to be written.
  if (!flags.json || flags.out !== undefined) await writeFiles(folder, outputsOf(result, formats));
  if (flags.json) process.stdout.write(canonicalJson(result));
  else if (!flags.quiet) process.stdout.write(summaryTable(result, folder, formats));
  return hasErrors(result) ? exitCodes.inconclusive : exitCodes.pass;
}

/** Flags win over the configuration file; lists replace lists. */
async function requestOf(flags: Flags): Promise<AuditRequest> {
  const config: Partial<AuditRequest> = flags.config === undefined ? {} : await readConfig(flags.config);
  const train = one('--train', [flags.train, flags.real, flags.reference]) ?? config.train;
  const holdout = one('--holdout', [flags.holdout, flags.control, flags.test]) ?? config.holdout;
  const given = [...(flags.synthetic ?? []), ...(flags.candidate ?? [])].map(candidatePath);
  const synthetic = given.length > 0 ? given : (config.synthetic ?? []);
  if (train === undefined) throw missingOption('--train', 'the real data the generator was fitted on');
  if (synthetic.length === 0) throw missingOption('--synthetic', 'the synthetic data to audit');
  return defined({
    ...config,
    train,
    holdout,
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
    seed: flags.seed ?? config.seed,
    threads: flags.threads ?? config.threads,
    memory: flags.memory ?? config.memory,
    forestEngine: flags.forestEngine ?? config.forestEngine,
  });
}

/** Aliases name one thing: two different ones are two tables where one is expected. */
function one(flag: string, values: readonly (string | undefined)[]): string | undefined {
  const given = [...new Set(values.filter((value) => value !== undefined))];
  if (given.length <= 1) return given[0];
  throw new UserError(
    'several-paths',
    `${flag} was given ${given.length} times, under several names`,
    'Name one file, folder or glob; a folder or glob of parts is one dataset.',
  );
}

function missingOption(flag: string, what: string): UserError {
  return new UserError(
    'missing-option',
    `${flag} is missing: ${what}`,
    `Give it as ${flag} PATH, or in --config.`,
  );
}

type Format = 'html' | 'json' | 'md';

const fileNames = { html: 'report.html', json: 'result.json', md: 'summary.md' } as const;

function formatsOf(list: string | undefined): Format[] {
  const formats = (list ?? 'html,json,md').split(',').map((format) => format.trim());
  for (const format of formats) {
    if (format in fileNames) continue;
    throw new UserError(
      'unknown-format',
      `there is no output format “${format}”`,
      'Choose of html, json and md.',
    );
  }
  return formats as Format[];
}

function outputsOf(result: ResultDocument, formats: readonly Format[]): Record<string, string> {
  const render = {
    html: () => renderHtml(result),
    json: () => canonicalJson(result),
    md: () => renderMarkdown(result),
  };
  return Object.fromEntries(formats.map((format) => [fileNames[format], render[format]()]));
}

function folderName(result: ResultDocument): string {
  const ids = result.inputs.candidates.map(({ id }) => id);
  return ids.length <= 3 ? ids.join('+') : `${ids.slice(0, 2).join('+')}+${ids.length - 2}-more`;
}

function hasErrors(result: ResultDocument): boolean {
  return Object.values(result.candidates).some(({ outcomes }) =>
    Object.values(outcomes).some(({ status }) => status === 'error'),
  );
}
