import { Command } from 'commander';
import { descriptions } from '../audits/index.ts';
import { didYouMean } from '../did-you-mean.ts';
import { UserError } from '../errors.ts';
import type { AuditMeta, MeasureMeta } from '../result/document.ts';
import { styled } from './terminal.ts';

/** `synthaudit explain`: what an audit measures, by which formula and source, and how to read it. */
export function explainCommand(): Command {
  return new Command('explain')
    .description('say what an audit measures, its formulas and sources')
    .argument('<audit-id>')
    .action((id: string) => {
      const audit = descriptions.find((meta) => meta.id === id);
      if (!audit) {
        throw new UserError(
          'unknown-audit',
          `there is no audit “${id}”`,
          didYouMean(
            id,
            descriptions.map((meta) => meta.id),
            'See `synthaudit list` for the catalogue.',
          ),
        );
      }
      process.stdout.write(explanationOf(audit));
    });
}

function explanationOf(meta: AuditMeta): string {
  const bold = (text: string) => styled(process.stdout, 'bold', text);
  const measures = Object.entries(meta.measures).map(
    ([name, measure]) =>
      `  ${bold(name)} (${measure.unit}, ${readingOf(measure)})\n    ${measure.title}: ${measure.formula}\n`,
  );
  return [
    `${bold(meta.id)} (${meta.category})\n`,
    `${meta.title}.\n`,
    `\n${meta.why}\n`,
    `\n${bold('Measures')}\n${measures.join('')}`,
    `\n${bold('Where it is bad')}\n  ${meta.remedy}\n`,
    `\n${bold('Sources')}\n${meta.sources.map((source) => `  ${source}\n`).join('')}`,
  ].join('');
}

function readingOf({ better, reference }: MeasureMeta): string {
  const beside = reference === null ? '' : `; fresh real data: ${reference}`;
  switch (better) {
    case 'higher':
      return `higher is better${beside}`;
    case 'lower':
      return `lower is better${beside}`;
    case 'nearer-reference':
      return `best near ${reference ?? 'its reference'}`;
    case 'none':
      return 'descriptive';
    default:
      return better satisfies never;
  }
}
