import { type Command as AnyCommand, Command } from 'commander';
import { type BundleCheck, checkBundle } from '../bundle/check-bundle.ts';
import { canonicalJson } from '../result/canonical-json.ts';
import { readBundle } from './bundle-folder.ts';
import { exitCodes } from './exit-codes.ts';
import { addRealData, collect, memorySize, once, type RealDataFlags, wholeNumber } from './options.ts';
import { type ReplayFlags, refuseUnusedInputs, replay } from './replay.ts';
import { verifyingKeyOf } from './signing-key.ts';
import { printable } from './terminal.ts';

interface Flags extends RealDataFlags, ReplayFlags {
  readonly key?: string;
  readonly replay?: boolean;
  readonly json?: boolean;
}

/** `synthaudit verify`: whether an output folder is still what was written, and whether it can be made again. */
export function verifyCommand(finished: (exitCode: number) => void): AnyCommand {
  const command = new Command('verify')
    .description('check the hashes and the signature of an output folder; with --replay run it again')
    .argument('<folder>', 'what --out named')
    .option('--key <pub.pem>', 'the public key that must have signed it', once('--key'))
    .option('--json', 'print the findings as JSON on standard output, and nothing else');
  command
    .optionsGroup('To run it again:')
    .option('--replay', 'run it again on these inputs, found by their hashes, and compare result.json');
  addRealData(command)
    .option('--synthetic <path>', 'a candidate; repeat it for several', collect('--synthetic'))
    .option('--metadata <path>', 'the metadata, where the run had some', once('--metadata'))
    .option('--canaries <path>', 'the canaries, where the run had some', once('--canaries'))
    .option('--baseline <path>', 'the earlier result, where the run had one', once('--baseline'))
    .option('--result <path>', 'of `gate` and `compare`: a result that was read', collect('--result'))
    .option('--threads <n>', 'worker threads', wholeNumber('--threads', 1, 1024))
    .option('--memory <size>', 'memory for reading files', memorySize);
  return command
    .optionsGroup('Other:')
    .helpOption('-h, --help', 'show this help')
    .addHelpText('after', example)
    .action(async (folder: string, flags: Flags) => finished(await verify(folder, flags)));
}

const example = `
Example:
  synthaudit verify audit --key synthaudit.pub.pem
  synthaudit verify audit --replay --train train.csv --holdout holdout.csv --synthetic synthetic.csv

Exit codes: 0 nothing was found; 1 something was; 2 bad usage or unreadable input.
`;

async function verify(folder: string, flags: Flags): Promise<number> {
  if (!flags.replay) refuseUnusedInputs(flags);
  const key = await verifyingKeyOf(flags.key);
  const check = checkBundle(await readBundle(folder), key);
  const sound = check.findings.length === 0;
  // What was changed says nothing about how it was made.
  const replayed =
    sound && flags.replay && check.manifest ? await replay(folder, check.manifest, flags) : null;
  const differences = replayed?.differences ?? [];
  if (flags.json) {
    const { findings, signature, keyId } = check;
    process.stdout.write(canonicalJson({ findings, signature, keyId, differences: replayed && differences }));
  } else {
    process.stdout.write(reportOf(check, replayed));
  }
  return sound && differences.length === 0 ? exitCodes.pass : exitCodes.fail;
}

const mostShown = 50;

function reportOf(
  { findings, manifest, signature, keyId }: BundleCheck,
  replayed: Awaited<ReturnType<typeof replay>> | null,
): string {
  const lines = findings.slice(0, mostShown).map(({ text }) => `✕ ${printable(text)}`);
  if (findings.length > mostShown) lines.push(`✕ ${findings.length - mostShown} more`);
  if (findings.length > 0) return `${lines.join('\n')}\n`;
  const files = manifest?.outputs.length ?? 0;
  lines.push(`✓ ${files} file${files === 1 ? ' is' : 's are'} as the manifest says`);
  if (signature === 'good') lines.push(`✓ signed with the key ${keyId}`);
  if (signature === 'unchecked')
    lines.push(`– signed, it says, with the key ${keyId}; give --key to check that`);
  if (signature === 'none')
    lines.push('– not signed: whoever changed files could have changed the manifest, too');
  if (replayed) lines.push(...replayed.lines);
  return `${lines.join('\n')}\n`;
}
