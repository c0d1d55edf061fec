import { join, relative, resolve } from 'node:path';
import { Command } from 'commander';
import type { Schema } from '../datasets/table.ts';
import { baseName } from '../run/candidate-names.ts';
import {
  addRealData,
  environmentOf,
  holdoutOf,
  memorySize,
  missingOption,
  once,
  type RealDataFlags,
  trainOf,
  wholeNumber,
} from './options.ts';
import { checkFolder, refuseExisting, writeFiles } from './output-folder.ts';
import { printable } from './terminal.ts';

interface Flags extends RealDataFlags {
  readonly metadata?: string;
  readonly out: string;
  readonly force?: boolean;
  readonly memory: string;
  readonly threads?: number;
}

interface RealData {
  readonly train: string;
  readonly holdout: string | undefined;
}

/** `synthaudit init`: writes what was inferred, to be checked by a person and used from then on. */
export function initCommand(): Command {
  const command = addRealData(
    new Command('init').description(
      'write metadata.json (SDV format) and synthaudit.yaml from what train looks like',
    ),
  )
    .option('--metadata <path>', 'existing SDV metadata to start from', once('--metadata'))
    .option('--out <folder>', 'where to write', '.')
    .option('--force', 'replace existing files')
    .option('--memory <size>', 'memory for reading files', memorySize, '4GB')
    .option('--threads <n>', 'threads, all cores unless given', wholeNumber('--threads', 1, 1024))
    .helpOption('-h, --help', 'show this help');
  return command.action((flags: Flags) => init(flags));
}

async function init(flags: Flags): Promise<void> {
  const train = trainOf(flags);
  if (train === undefined) {
    throw missingOption('--train', 'the real data the generator was fitted on', 'Give it as --train PATH.');
  }
  const data: RealData = { train, holdout: holdoutOf(flags) };
  const names = ['metadata.json', 'synthaudit.yaml'];
  if (!flags.force) refuseExisting(flags.out, names);
  checkFolder(flags.out);
  const { metadataOf } = await import('../datasets/datasets.ts');
  const schema = await learnSchema(data, flags);
  writeFiles(flags.out, {
    'metadata.json': `${JSON.stringify(metadataOf(schema), null, 2)}\n`,
    'synthaudit.yaml': configText(data, flags.out),
  });
  const [metadata, config] = names.map((name) => join(flags.out, name));
  process.stdout.write(
    `${columnList(schema)}
Written: ${metadata} and ${config}
Check the types, above all identifiers, codes and dates. Then name the candidates in ${config} and run
  synthaudit audit --config ${config}
`,
  );
}

async function learnSchema({ train, holdout }: RealData, flags: Flags): Promise<Schema> {
  // Loaded here, because help and mistakes need not wait for the database.
  const { Engine, inferSchema, readMetadata } = await import('../datasets/datasets.ts');
  const environment = environmentOf();
  const engine = await Engine.open({
    memory: flags.memory,
    threads: flags.threads ?? environment.cores,
    temporaryFolder: environment.temporaryFolder as string,
  });
  try {
    const metadata = flags.metadata === undefined ? null : (await readMetadata(flags.metadata)).metadata;
    const rawTrain = await engine.load({ role: 'train', name: baseName(train), path: train });
    const rawHoldout =
      holdout === undefined
        ? null
        : await engine.load({ role: 'holdout', name: baseName(holdout), path: holdout });
    return await inferSchema(engine, rawTrain, rawHoldout, metadata, { ignore: [] });
  } finally {
    await engine.close();
  }
}

function columnList({ columns, primaryKey }: Schema): string {
  const width = Math.max(...columns.map(({ name }) => printable(name).length));
  const lines = columns.map(({ name, kind, numeric, datetimeFormat, missingCodes }) => {
    const type = numeric ?? datetimeFormat;
    const missing = missingCodes.map((code) => JSON.stringify(code)).join(', ');
    const notes = [
      type === null ? kind : `${kind} (${type})`,
      ...(name === primaryKey ? ['primary key'] : []),
      ...(missing === '' ? [] : [`missing: ${missing}`]),
    ];
    return `${printable(name).padEnd(width)}   ${printable(notes.join('   '))}\n`;
  });
  return lines.join('');
}

function configText({ train, holdout }: RealData, out: string): string {
  // Paths in the file are relative to it.
  const from = (path: string) => JSON.stringify(relative(resolve(out), resolve(path)));
  return `# What synthaudit audit reads with --config; flags on the command line win. Paths are relative to this file.
train: ${from(train)}
${holdout === undefined ? '# holdout: holdout.csv        # real rows the generator never saw: most privacy evidence needs them' : `holdout: ${from(holdout)}`}
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

# Rules that every row should keep, in DuckDB's SQL: names of columns as above, numbers as DOUBLE, dates as TIMESTAMP,
# booleans as BOOLEAN, everything else as text. The report shows these lines and how many rows keep them.
# constraints:
#   - name: adults
#     sql: age >= 18
#   - name: stay-in-order
#     sql: admitted <= discharged
#     where: discharged IS NOT NULL

# preset: standard             # quick, standard, full
# policy: public-release       # limits to judge by: a preset or a file
# weights: { fidelity: 1, utility: 2, privacy: 3 }   # rank several candidates: what a point of each is worth
# disclosure: shared           # internal shows values of real people
# seed: 1
# out: synthaudit-out          # where the outputs go
`;
}
