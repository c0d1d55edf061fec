import { access } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { Command } from 'commander';
import { Engine, inferSchema, metadataOf, readMetadata } from '../datasets/datasets.ts';
import type { Schema } from '../datasets/table.ts';
import { UserError } from '../errors.ts';
import { defaultThreads, wholeNumber } from './options.ts';
import { writeFiles } from './output-folder.ts';
import { printable } from './terminal.ts';

interface Flags {
  readonly train?: string;
  readonly holdout?: string;
  readonly metadata?: string;
  readonly out: string;
  readonly force?: boolean;
  readonly memory: string;
  readonly threads: number;
}

/** `synthaudit init`: writes what was inferred, to be checked by a person and used from then on. */
export function initCommand(): Command {
  return new Command('init')
    .description('write metadata.json (SDV format) and synthaudit.yaml from what train looks like')
    .requiredOption('--train <path>', 'real data the generator was fitted on')
    .option('--holdout <path>', 'real data the generator never saw')
    .option('--metadata <path>', 'existing SDV metadata to start from')
    .option('--out <folder>', 'where to write', '.')
    .option('--force', 'replace existing files')
    .option('--memory <size>', 'memory for reading files', '4GB')
    .option('--threads <n>', 'threads', wholeNumber(1, 1024), defaultThreads)
    .action((flags: Flags) => init(flags));
}

async function init(flags: Flags): Promise<void> {
  const train = flags.train as string;
  if (!flags.force) await refuseExisting(flags.out, ['metadata.json', 'synthaudit.yaml']);
  const engine = await Engine.open({ memory: flags.memory, threads: flags.threads });
  let schema: Schema;
  try {
    const metadata = flags.metadata === undefined ? null : (await readMetadata(flags.metadata)).metadata;
    const raw = await engine.load({ role: 'train', name: 'train', path: train });
    const holdout =
      flags.holdout === undefined
        ? null
        : await engine.load({ role: 'holdout', name: 'holdout', path: flags.holdout });
    schema = await inferSchema(engine, raw, holdout, metadata, { ignore: [] });
  } finally {
    await engine.close();
  }
  await writeFiles(flags.out, {
    'metadata.json': `${JSON.stringify(metadataOf(schema), null, 2)}\n`,
    'synthaudit.yaml': configText(flags),
  });
  const width = Math.max(...schema.columns.map(({ name }) => printable(name).length));
  for (const { name, kind, numeric, missingCodes } of schema.columns) {
    const type = numeric === null ? kind : `${kind} (${numeric})`;
    const missing =
      missingCodes.length > 0
        ? `   missing: ${missingCodes.map((code) => JSON.stringify(code)).join(', ')}`
        : '';
    process.stdout.write(`${printable(name).padEnd(width)}   ${type}${printable(missing)}\n`);
  }
  process.stdout.write(
    `\nWritten: ${join(flags.out, 'metadata.json')} and ${join(flags.out, 'synthaudit.yaml')}. Check the types, above all identifiers, codes and dates; then run synthaudit audit --config ${join(flags.out, 'synthaudit.yaml')}\n`,
  );
}

async function refuseExisting(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const path = join(folder, name);
    const exists = await access(path).then(
      () => true,
      () => false,
    );
    if (exists)
      throw new UserError(
        'file-exists',
        `${path} exists already`,
        'Give another --out, or --force to replace it.',
      );
  }
}

function configText(flags: Flags): string {
  // Paths in the file are relative to it.
  const from = (path: string) => JSON.stringify(relative(resolve(flags.out), resolve(path)));
  return `# What synthaudit audit reads with --config; flags on the command line win. Paths are relative to this file.
train: ${from(flags.train as string)}
${flags.holdout === undefined ? '# holdout: holdout.csv        # real rows the generator never saw: most privacy evidence needs them' : `holdout: ${from(flags.holdout)}`}
metadata: metadata.json

# One or several candidates, by name.
# synthetic:
#   vendor-a: vendor-a.csv
#   vendor-b: vendor-b.csv

# target: [column]             # what models predict
# sensitive: [column]          # secrets
# keys: [column]               # quasi-identifiers, what an attacker may know
# group: [column]              # groups to compare
# unit: person_id              # the person or household that rows belong to
# ignore: [column]

# preset: standard             # quick, standard, full
# disclosure: shared           # internal shows values of real people
# seed: 1
`;
}
