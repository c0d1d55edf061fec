import { Command } from 'commander';
import {
  type AuditFlags,
  addAuditOptions,
  addColumnOptions,
  addMachineOptions,
  addOutputOptions,
  addSchemaOptions,
  addVerdictOptions,
} from './audit-options.ts';
import { addRealData, candidatePath, missingOption, once } from './options.ts';
import { performAudit } from './perform-audit.ts';

/** `synthaudit generations`: candidates in their order become a report on what is lost from one to the next. */
export function generationsCommand(finished: (exitCode: number) => void): Command {
  const command = new Command('generations')
    .description(
      'follow a series of synthetic datasets, generations or releases, against one train: is anything lost?',
    )
    .argument('[generations...]', 'synthetic data, first to last, as NAME=PATH or a path');
  command.optionsGroup('Data:');
  addRealData(command).option(
    '--labels <list>',
    'what the axis calls the generations, with commas between: 2026-01,2026-02; their names unless given',
    once('--labels'),
  );
  addSchemaOptions(command);
  addColumnOptions(command);
  addAuditOptions(command);
  addVerdictOptions(command);
  addOutputOptions(command);
  addMachineOptions(command);
  return command
    .optionsGroup('Other:')
    .helpOption('-h, --help', 'show this help')
    .addHelpText('after', example)
    .action(async (paths: string[], flags: Flags) =>
      finished(await performAudit(flags, taskOf(paths, flags))),
    );
}

const example = `
Example:
  synthaudit generations --train train.csv --holdout holdout.csv gen1.csv gen2.csv gen3.csv

Unless --only names others, the audits of validity, fidelity and diversity are run: collapse shows there.
Generations are taken in the order given, or in that of the configuration's \`synthetic\`; where the numbers
in their names say another (a shell's glob puts gen10 before gen2), a note on standard error tells.
Exit codes are those of \`synthaudit audit\`; a trend does not change them, limits on each generation do.
`;

interface Flags extends AuditFlags {
  readonly labels?: string;
}

function taskOf(paths: readonly string[], { labels }: Flags) {
  return {
    candidates: paths.map(candidatePath),
    withoutCandidates: missingOption(
      'the series',
      'the synthetic datasets, first to last',
      'Name them after the options, or in --config: gen1.csv gen2.csv gen3.csv.',
    ),
    series: labels === undefined ? {} : { labels: labels.split(',').map((label) => label.trim()) },
  };
}
