import { Command } from 'commander';
import { judge, noLimits } from '../policy/judge.ts';
import { canonicalJson } from '../result/canonical-json.ts';
import { addBaseline, type BaselineFlags, readBaseline } from './baseline-file.ts';
import { defined } from './defined.ts';
import { exitCodeOf } from './exit-codes.ts';
import { collect, missingOption, once } from './options.ts';
import { writeBundle } from './output-bundle.ts';
import { checkFolder } from './output-folder.ts';
import { defaultFormats, formatsOf, outputsOf } from './outputs.ts';
import { readPolicy } from './policy-file.ts';
import { savedFacts } from './run-facts.ts';
import { readResult } from './saved-result.ts';
import { addSigning, refuseUnwritten, signingKeyOf } from './signing-key.ts';
import { verdictTable } from './verdict-table.ts';

interface Flags extends BaselineFlags {
  readonly policy?: string;
  readonly gateOn?: string[];
  readonly out?: string;
  readonly format?: string;
  readonly sign?: string;
  readonly quiet?: boolean;
  readonly json?: boolean;
}

/** `synthaudit gate`: judges a saved result, without the data. */
export function gateCommand(finished: (exitCode: number) => void): Command {
  const command = new Command('gate')
    .description('judge a saved result.json by a policy; no data is needed')
    .argument('<result.json>', 'what `synthaudit audit` has written')
    .option('--policy <preset|file>', 'the limits: a preset or a policy file', once('--policy'))
    .option('--gate-on <name>', 'let this candidate alone decide; may be repeated', collect('--gate-on'));
  addBaseline(command)
    .option('--out <folder>', 'write the judged result and its reports there', once('--out'))
    .option('--format <list>', 'with --out: of html,json,md,junit,sarif; all unless given', once('--format'))
    .option('--quiet', 'no table')
    .option('--json', 'print the judged result document on standard output, and nothing else');
  return addSigning(command)
    .helpOption('-h, --help', 'show this help')
    .addHelpText('after', example)
    .action(async (path: string, flags: Flags) => finished(await gate(path, flags)));
}

const example = `
Example:
  synthaudit gate audit/result.json --policy public-release
  synthaudit gate audit/result.json --baseline last-release/result.json

Exit codes: 0 pass or warn; 1 fail; 2 bad usage or unreadable input; 3 inconclusive.
`;

async function gate(path: string, flags: Flags): Promise<number> {
  if (flags.policy === undefined && flags.baseline === undefined) {
    throw missingOption(
      '--policy',
      'the limits to judge by',
      'Give it as --policy public-release, or a file; or an earlier result as --baseline.',
    );
  }
  const formats = formatsOf(flags.format?.split(',') ?? defaultFormats(true));
  if (flags.out !== undefined) checkFolder(flags.out);
  else refuseUnwritten(flags.sign);
  const key = await signingKeyOf(flags.sign);
  const policy = flags.policy === undefined ? noLimits : await readPolicy(flags.policy);
  const baseline = await readBaseline(flags);
  const today = new Date().toISOString().slice(0, 10);
  const result = judge(
    await readResult(path),
    policy,
    defined({ today, gateOn: flags.gateOn ?? [], baseline }),
  );
  if (flags.out !== undefined) {
    const files = { results: [path], policy: flags.policy, baseline: flags.baseline };
    const facts = await savedFacts('gate', result, files, { today, formats });
    await writeBundle(flags.out, await outputsOf(result, formats), facts, { key });
  }
  if (flags.json) process.stdout.write(canonicalJson(result));
  else if (!flags.quiet) process.stdout.write(verdictTable(result));
  return exitCodeOf(result);
}
