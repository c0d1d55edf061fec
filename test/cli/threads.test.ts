import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { randomStream } from '../../src/statistics/random.ts';
import { runCli, temporaryFolder, writeAll } from './run-cli.ts';

/** More cells than the limit from which audits run in threads of their own. */
const rowCount = 14_000;
const names = ['age', 'income', 'height', 'region', 'job', 'plan', 'grade', 'smoker'];

function people(seed: number): string {
  const random = randomStream(seed, 'people');
  const pick = (levels: readonly string[]) => levels[Math.floor(random.uniform() ** 2 * levels.length)];
  const lines = [names.join(',')];
  for (let row = 0; row < rowCount; row += 1) {
    const age = 18 + Math.floor(random.uniform() * 70);
    const income = Math.round(1000 + age * 40 * random.uniform());
    const height = (150 + 40 * random.uniform()).toFixed(1);
    const words = [pick(['n', 's', 'e', 'w']), pick(['a', 'b', 'c']), pick(['x', 'y']), pick(['1st', '2nd'])];
    lines.push([age, income, height, ...words, pick(['yes', 'no'])].join(','));
  }
  return `${lines.join('\n')}\n`;
}

const folder = writeAll(temporaryFolder(), {
  'train.csv': people(1),
  'holdout.csv': people(2),
  'one.csv': people(3),
  'two.csv': people(4),
  'audit.yaml': 'constraints:\n  - name: adult\n    sql: age >= 18\n',
});
const at = (name: string) => join(folder, name);

async function audit(threads: string, out: string) {
  const only = [
    ['table-structure', 'constraints', 'column-shapes', 'spread'],
    ['exact-copies', 'distance-to-closest-record', 'nearest-neighbour-legacy'],
  ].flat();
  const { code, stderr } = await runCli([
    'audit',
    ...['--config', at('audit.yaml'), '--train', at('train.csv'), '--holdout', at('holdout.csv')],
    ...['--synthetic', at('one.csv'), '--synthetic', at('two.csv'), '--seed', '7', '--preset', 'quick'],
    ...['--disclosure', 'internal', '--records', at(`${out}.parquet`)],
    ...[...only.flatMap((id) => ['--only', id]), '--threads', threads, '--out', at(out), '--quiet'],
  ]);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  const result = JSON.parse(readFileSync(at(`${out}/result.json`), 'utf8'));
  const { volatile } = result.run;
  delete result.run.volatile;
  return { result: JSON.stringify(result), records: readFileSync(at(`${out}.parquet`)), volatile };
}

it('measures a table that is worth threads to the same bytes with and without them', async () => {
  const one = await audit('1', 'alone');
  const two = await audit('2', 'beside');
  expect(two.result).toBe(one.result);
  expect(two.records.equals(one.records)).toBe(true);
  const stages = ({ volatile }: typeof one) => volatile.stages.map(({ name }: { name: string }) => name);
  expect(stages(two)).toHaveLength(stages(one).length);
  expect(new Set(stages(two))).toEqual(new Set(stages(one)));
});
