import { Command, Option } from 'commander';
import { renderEvidence } from '../render/evidence-markdown.ts';
import { collect } from './options.ts';
import { readResult } from './saved-result.ts';

interface Flags {
  readonly framework?: string[];
}

/** `synthaudit evidence`: what a saved result says to the clauses of laws and standards, for the annex of an assessment. */
export function evidenceCommand(): Command {
  return new Command('evidence')
    .description('print which measurements speak to which clause of laws and standards')
    .argument('<result.json>', 'what `synthaudit audit` has written')
    .addOption(new Option('--format <format>', 'what it is written as').choices(['md']).default('md'))
    .option('--framework <id>', 'only this one; may be repeated', collect('--framework'))
    .helpOption('-h, --help', 'show this help')
    .addHelpText('after', example)
    .action(async (path: string, flags: Flags) => {
      process.stdout.write(renderEvidence(await readResult(path), flags.framework));
    });
}

const example = `
Example:
  synthaudit evidence audit/result.json --framework wp216 > annex.md
`;
