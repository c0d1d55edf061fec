import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Outcome, resultSchema } from '../../src/result/document.ts';
import { type Random, randomStream } from '../../src/statistics/random.ts';
import { intervalOf, measureIn } from '../audits/harness.ts';
import { runCli, temporaryFolder, writeAll } from './run-cli.ts';

/** Audits that must see it. */
const loud = ['exact-copies', 'membership-inference', 'distance-to-closest-record'];

const names = ['age', 'income', 'town', 'rooms', 'joined', 'sick'];

/** Whole and broken numbers, a category of numbers, a date, words and empty cells, as a file spells them. */
function people(rows: number, random: Random): string[][] {
  return Array.from({ length: rows }, () => [
    String(18 + random.below(70)),
    random.uniform() < 0.1 ? '' : String(Math.round(300_000 * random.uniform()) / 100),
    ['North', 'South', 'East'][random.below(3)] as string,
    String(1 + random.below(4)),
    `2024-${String(1 + random.below(12)).padStart(2, '0')}-${String(1 + random.below(28)).padStart(2, '0')}`,
    random.uniform() < 0.3 ? 'yes' : 'no',
  ]);
}

function csv(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return `${[header, ...rows].map((cells) => cells.join(',')).join('\n')}\n`;
}

const random = randomStream(1, 'candidate-equals-train');
const train = people(300, random);
const order = Int32Array.from(train.keys());
random.shuffle(order);
const columns = [3, 5, 0, 4, 2, 1];
const folder = writeAll(temporaryFolder(), {
  'train.csv': csv(names, train),
  'holdout.csv': csv(names, people(250, random)),
  'same.csv': csv(names, train),
  'shuffled.csv': csv(
    names,
    Array.from(order, (row) => train[row] as string[]),
  ),
  'permuted.csv': csv(
    columns.map((column) => names[column] as string),
    train.map((cells) => columns.map((column) => cells[column] as string)),
  ),
  'respelled.csv': csv(
    names,
    train.map((cells) => cells.map((cell) => (/^\d+$/.test(cell) ? `${cell}.0` : cell))),
  ),
});

async function outcomesOf(guise: string): Promise<Record<string, Outcome>> {
  const at = (name: string) => join(folder, `${name}.csv`);
  const given = ['--train', at('train'), '--holdout', at('holdout'), '--synthetic', at(guise)];
  // All audits run once, on the guise that is hardest to read; the others would only take longer.
  const only = guise === 'respelled' ? [] : loud.flatMap((id) => ['--only', id]);
  const { code, stdout, stderr } = await runCli(['audit', ...given, ...only, '--preset', 'quick', '--json']);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return resultSchema.parse(JSON.parse(stdout)).candidates[guise]!.outcomes;
}

describe('a candidate that equals train', () => {
  test.each(['same', 'shuffled', 'permuted', 'respelled'])('%s', async (guise) => {
    const outcomes = await outcomesOf(guise);
    expect(Object.entries(outcomes).filter(([, { status }]) => status === 'error')).toEqual([]);

    const copies = outcomes['exact-copies'] as Outcome;
    const copied = measureIn(copies, 'leak-rate', [], { attack: 'exact-match' });
    expect(copied.estimate.value).toBe(1);
    expect(intervalOf(copied).low).toBeGreaterThanOrEqual(0.95);
    expect(copied.test?.pValue).toBeLessThan(0.001);
    expect(measureIn(copies, 'identical-match-share', [], { against: 'train' }).estimate.value).toBe(1);

    const membership = outcomes['membership-inference'] as Outcome;
    expect(measureIn(membership, 'family-p-value').estimate.value).toBeLessThanOrEqual(0.001);
    const attack = { attack: 'distance-to-closest' };
    expect(measureIn(membership, 'auc', [], attack).estimate.value).toBeGreaterThan(0.99);
    const recognised = measureIn(membership, 'leak-rate', [], attack);
    expect(recognised.estimate.value).toBeGreaterThan(0.99);
    expect(intervalOf(recognised).low).toBeGreaterThan(0.9);

    const distances = outcomes['distance-to-closest-record'] as Outcome;
    const closer = measureIn(distances, 'dcr-share');
    expect(closer.estimate.value).toBeGreaterThan(0.99);
    expect(closer.test?.pValue).toBeLessThan(0.001);
    expect(measureIn(distances, 'dcr-median', [], { against: 'train' }).estimate.value).toBe(0);
  });
});
