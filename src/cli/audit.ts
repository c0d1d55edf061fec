import { Command, Option } from 'commander';
import { parseDpClaim } from '../run/privacy-claim.ts';
import {
  type AuditFlags,
  addAuditOptions,
  addColumnOptions,
  addMachineOptions,
  addOutputOptions,
  addSchemaOptions,
  addVerdictOptions,
} from './audit-options.ts';
import { addRealData, candidatePath, collect, missingOption, once } from './options.ts';
import { performAudit } from './perform-audit.ts';

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
    );
  addSchemaOptions(command);
  addColumnOptions(command);
  addAuditOptions(command);
  command
    .optionsGroup('Differential privacy:')
    .option('--dp-claim <claim>', 'what the vendor claims, as eps=1,delta=1e-5', parseDpClaim)
    .option(
      '--canaries <path>',
      'made-up rows with a column `included`: 1 where a fair coin put the row into train before fitting',
      once('--canaries'),
    );
  addVerdictOptions(command);
  addOutputOptions(command);
  command.option(
    '--records <path>',
    'with --disclosure internal: signals of every synthetic row, as Parquet',
    once('--records'),
  );
  addMachineOptions(command);
  return command
    .optionsGroup('Other:')
    .helpOption('-h, --help', 'show this help')
    .addHelpText('after', example)
    .action(async (flags: Flags) => finished(await performAudit(flags, taskOf(flags))));
}

const example = `
Example:
  synthaudit audit --train train.csv --holdout holdout.csv \\
    --synthetic a=vendor-a.csv --synthetic b=vendor-b.csv --target income

Exit codes: 0 pass or warn, without a policy: every audit ran; 1 the policy fails it; 2 bad usage or
unreadable input; 3 inconclusive, without a policy: an audit broke; 70 an error of synthaudit itself.
`;

interface Flags extends AuditFlags {
  readonly synthetic?: string[];
  readonly candidate?: string[];
}

function taskOf(flags: Flags) {
  return {
    candidates: [...(flags.synthetic ?? []), ...(flags.candidate ?? [])].map(candidatePath),
    withoutCandidates: missingOption(
      '--synthetic',
      'the synthetic data to audit',
      'Give it as --synthetic PATH or --synthetic NAME=PATH, or in --config.',
    ),
  };
}
