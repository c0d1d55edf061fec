import { Command } from 'commander';
import type { Weights } from '../comparison/decision.ts';
import { canonicalJson } from '../result/canonical-json.ts';
import { compareResults } from '../run/compare-results.ts';
import { comparisonTable } from './comparison-table.ts';
import { defined } from './defined.ts';
import { exitCodeOf } from './exit-codes.ts';
import { once } from './options.ts';
import { writeBundle } from './output-bundle.ts';
import { checkFolder } from './output-folder.ts';
import { defaultFormats, formatsOf, outputsOf } from './outputs.ts';
import { readPolicy } from './policy-file.ts';
import { savedFacts } from './run-facts.ts';
import { readResult } from './saved-result.ts';
import { addSigning, refuseUnwritten, signingKeyOf } from './signing-key.ts';
import { verdictTable } from './verdict-table.ts';
import { parseWeights } from './weights.ts';

interface Flags {
  readonly weights?: Weights;
  readonly policy?: string;
  readonly out?: string;
  readonly format?: string;
  readonly sign?: string;
  readonly quiet?: boolean;
  readonly json?: boolean;
}

/** `synthaudit compare`: candidates of saved results beside each other, without the data. */
export function compareCommand(finished: (exitCode: number) => void): Command {
  const command = new Command('compare')
    .description('compare the candidates of saved results; no data is needed')
    .argument('<result.json...>', 'what `synthaudit audit` has written for the same real data')
    .option(
      '--weights <list>',
      'rank by what a point of each category is worth, as fidelity=1,utility=2,privacy=3',
      parseWeights,
    )
    .option(
      '--policy <preset|file>',
      'judge all by these limits; unless given, by the policy that all were judged by',
      once('--policy'),
    )
    .option('--out <folder>', 'write the merged result and its reports there', once('--out'))
    .option(
      '--format <list>',
      'with --out: of html,json,md,junit,sarif; the first three unless given, all with a policy',
      once('--format'),
    )
    .option('--quiet', 'no table')
    .option('--json', 'print the merged result document on standard output, and nothing else');
  return addSigning(command)
    .helpOption('-h, --help', 'show this help')
    .addHelpText('after', example)
    .action(async (paths: string[], flags: Flags) => finished(await compare(paths, flags)));
}

const example = `
Example:
  synthaudit compare vendor-a/result.json vendor-b/result.json --out comparison

Exit codes: as those of \`synthaudit audit\`; 2 where the results cannot be compared.
`;

async function compare(paths: readonly string[], flags: Flags): Promise<number> {
  const policy = flags.policy === undefined ? undefined : await readPolicy(flags.policy);
  const named = flags.format === undefined ? null : formatsOf(flags.format.split(','));
  if (flags.out !== undefined) checkFolder(flags.out);
  else refuseUnwritten(flags.sign);
  const key = await signingKeyOf(flags.sign);
  const results = [];
  for (const path of paths) results.push({ name: path, result: await readResult(path) });
  const today = new Date().toISOString().slice(0, 10);
  const result = compareResults(results, defined({ weights: flags.weights, policy, today }));
  const formats = named ?? defaultFormats(result.policy !== null);
  if (flags.out !== undefined) {
    const files = { results: paths, policy: flags.policy };
    const facts = await savedFacts('compare', result, files, { today, weights: flags.weights, formats });
    await writeBundle(flags.out, await outputsOf(result, formats), facts, { key });
  }
  if (flags.json) process.stdout.write(canonicalJson(result));
  else if (!flags.quiet) {
    process.stdout.write(
      [comparisonTable(result), verdictTable(result)].filter((part) => part !== '').join('\n'),
    );
  }
  return exitCodeOf(result);
}
