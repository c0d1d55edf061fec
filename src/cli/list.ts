import { Command } from 'commander';
import { descriptions } from '../audits/index.ts';
import { categories } from '../result/document.ts';
import { styled } from './terminal.ts';

/** `synthaudit list`: the catalogue. */
export function listCommand(): Command {
  return new Command('list')
    .description('list the audits')
    .option('--json', 'as JSON')
    .action(({ json }: { json?: boolean }) => {
      if (json) {
        process.stdout.write(`${JSON.stringify(descriptions, null, 2)}\n`);
        return;
      }
      const width = Math.max(...descriptions.map(({ id }) => id.length));
      for (const category of categories) {
        const audits = descriptions.filter((meta) => meta.category === category);
        if (audits.length === 0) continue;
        process.stdout.write(`${styled(process.stdout, 'bold', category)}\n`);
        for (const meta of audits) {
          process.stdout.write(`  ${meta.id.padEnd(width)}  ${meta.title}\n`);
        }
      }
    });
}
