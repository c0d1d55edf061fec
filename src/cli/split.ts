import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import type { SplitCounts } from '../datasets/datasets.ts';
import { UserError } from '../errors.ts';
import { baseName } from '../run/candidate-names.ts';
import { environmentOf, memorySize, missingOption, once, share, wholeNumber } from './options.ts';
import { checkFolder, openStaging, refuseExisting } from './output-folder.ts';
import { printable } from './terminal.ts';

interface Flags {
  readonly real?: string;
  readonly unit?: string;
  readonly holdoutShare: number;
  readonly stratify?: string;
  readonly seed: number;
  readonly out: string;
  readonly force?: boolean;
  readonly memory: string;
  readonly threads?: number;
}

/** `synthaudit split`: train and holdout, before a generator is fitted. */
export function splitCommand(): Command {
  const command = new Command('split')
    .description('divide real data into train and holdout, before a generator is fitted')
    .option('--real <path>', 'the real data: a file, a folder of parts or a glob', once('--real'))
    .option(
      '--unit <column>',
      'the person or household that rows belong to; none ends up on both sides',
      once('--unit'),
    )
    .option(
      '--stratify <column>',
      'keep the shares of this column’s values on both sides',
      once('--stratify'),
    )
    .addOption(
      new Option('--holdout-share <share>', 'share of the rows, or of the units, to hold out')
        .argParser(share('--holdout-share'))
        .default(0.5),
    )
    .option('--seed <n>', 'seed of the draw', wholeNumber('--seed', 0, Number.MAX_SAFE_INTEGER), 1)
    .option('--out <folder>', 'where train and holdout go', '.')
    .option('--force', 'replace existing files')
    .option('--memory <size>', 'memory for reading files', memorySize, '4GB')
    .option('--threads <n>', 'threads, all cores unless given', wholeNumber('--threads', 1, 1024))
    .helpOption('-h, --help', 'show this help')
    .addHelpText('after', example);
  return command.action((flags: Flags) => split(flags));
}

const example = `
Example:
  synthaudit split --real patients.csv --unit patient_id --stratify diagnosis --out data
  Fit the generator on data/train.csv only, and give data/holdout.csv to synthaudit audit.
`;

async function split(flags: Flags): Promise<void> {
  const { real, out, unit, stratify, holdoutShare, seed } = flags;
  if (real === undefined) throw missingOption('--real', 'the data to divide', 'Give it as --real PATH.');
  const names = outputNames(real);
  if (names.some((name) => resolve(out, name) === resolve(real))) {
    throw new UserError(
      'would-replace-input',
      `${real} would be replaced by its own part`,
      'Give another folder with --out.',
    );
  }
  if (!flags.force) refuseExisting(out, names);
  checkFolder(out);
  // Loaded here, because help and mistakes need not wait for the database.
  const { Engine, splitTable } = await import('../datasets/datasets.ts');
  const environment = environmentOf();
  const engine = await Engine.open({
    memory: flags.memory,
    threads: flags.threads ?? environment.cores,
    temporaryFolder: environment.temporaryFolder as string,
  });
  let counts: SplitCounts;
  try {
    const staging = openStaging(out);
    try {
      counts = await splitTable(engine, {
        path: real,
        train: join(staging.folder, names[0]),
        holdout: join(staging.folder, names[1]),
        holdoutShare,
        unit: unit ?? null,
        stratify: stratify ?? null,
        seed,
      });
      staging.publish(names);
    } finally {
      staging.discard();
    }
  } finally {
    await engine.close();
  }
  process.stdout.write(reportOf(counts, out, names, unit));
}

/** In the format of the data where that can be written, else CSV. */
function outputNames(real: string): [train: string, holdout: string] {
  const name = existsSync(real) || /[*?[\]{}]/.test(real) ? baseName(real).toLowerCase() : '';
  const packed = /\.(gz|gzip)$/.test(name) ? '.gz' : '';
  const plain = name.replace(/\.(gz|gzip|zst|zstd)$/, '');
  if (/\.(parquet|pq)$/.test(plain)) return ['train.parquet', 'holdout.parquet'];
  const extension = `${/\.(tsv|tab)$/.test(plain) ? '.tsv' : '.csv'}${packed}`;
  return [`train${extension}`, `holdout${extension}`];
}

function reportOf(
  { rows, units }: SplitCounts,
  out: string,
  [train, holdout]: readonly [string, string],
  unit: string | undefined,
): string {
  const paths = [join(out, train), join(out, holdout)];
  const width = Math.max(...paths.map((path) => path.length));
  const line = (path: string, side: 'train' | 'holdout') => {
    const counted = units ? `, ${units[side].toLocaleString('en')} of ${printable(unit ?? 'unit')}` : '';
    return `${path.padEnd(width)}   ${rows[side].toLocaleString('en')} rows${counted}\n`;
  };
  return `${line(paths[0] as string, 'train')}${line(paths[1] as string, 'holdout')}\nFit the generator on ${paths[0]} only; it must never see ${paths[1]}.\n`;
}
