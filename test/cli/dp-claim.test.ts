import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { provenanceView } from '../../src/render/view/provenance.ts';
import { type ResultDocument, resultSchema } from '../../src/result/document.ts';
import { runCli, smallTable, temporaryFolder, writeAll } from './run-cli.ts';

/** Made-up people, with a coin of each. */
function canaries(rows: number, coin: (row: number) => string): string {
  const [head, ...lines] = smallTable(rows, 9).trimEnd().split('\n');
  return [`${head},included`, ...lines.map((line, row) => `${line},${coin(row)}`)].join('\n');
}

const fair = (row: number) => ((row * 7 + 3) % 5 < 2 || row % 10 === 0 ? '1' : '0');
const folder = writeAll(temporaryFolder(), {
  'train.csv': smallTable(120, 1),
  'fresh.csv': smallTable(80, 3),
  'canaries.csv': canaries(60, fair),
  'words.csv': canaries(60, (row) => (fair(row) === '1' ? 'Yes' : 'no')),
  'all-in.csv': canaries(60, () => '1'),
  'no-coins.csv': smallTable(60, 9),
  'odd-coin.csv': canaries(60, (row) => (row === 4 ? 'maybe' : '1')),
  'empty-coin.csv': canaries(60, (row) => (row === 4 ? '' : '1')),
  'no-rows.csv': 'person,age,town,sick,included\n',
});
const at = (name: string) => join(folder, name);
const args = [
  'audit',
  '--train',
  at('train.csv'),
  '--synthetic',
  at('fresh.csv'),
  '--only',
  'differential-privacy-claim',
];

async function resultOf(...flags: string[]): Promise<ResultDocument> {
  const { code, stdout, stderr } = await runCli([...args, '--json', ...flags]);
  expect(stderr).not.toContain('error:');
  expect(code).toBe(0);
  return resultSchema.parse(JSON.parse(stdout));
}

function measuresOf(result: ResultDocument) {
  const outcome = result.candidates.fresh?.outcomes['differential-privacy-claim'];
  return outcome?.status === 'measured' ? outcome.measures.map(({ name }) => name) : outcome;
}

describe('--dp-claim and --canaries', () => {
  test('a claim alone is stated and not tested', async () => {
    const result = await resultOf('--dp-claim', 'eps=1');
    expect(result.inputs.dpClaim).toEqual({ epsilon: 1, delta: 0 });
    expect(result.inputs.canaries).toBeNull();
    expect(measuresOf(result)).toEqual(['claimed-epsilon', 'largest-auc']);
  });

  test('canaries give a bound; their file stands among the inputs and in the provenance', async () => {
    const result = await resultOf('--dp-claim', 'ε=2, delta=1e-5', '--canaries', at('canaries.csv'));
    expect(result.inputs.dpClaim).toEqual({ epsilon: 2, delta: 1e-5 });
    const bytes = readFileSync(at('canaries.csv'));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(result.inputs.canaries).toMatchObject({ name: 'canaries', sha256, bytes: bytes.length, rows: 60 });
    expect(measuresOf(result)).toContain('epsilon-lower-bound');
    const { files, facts, replay } = provenanceView(result);
    expect(files.find(({ role }) => role === 'Canaries')).toMatchObject({ sha256, rows: '60' });
    expect(facts).toContainEqual({ name: 'Claim of differential privacy', text: 'ε = 2, δ = 0.00001' });
    expect(replay).toContain('--dp-claim eps=2,delta=0.00001');
    expect(replay).toContain('--canaries canaries.csv');
  });

  test('coins may be words; spelled otherwise they give the same', async () => {
    const [numbers, words] = [
      await resultOf('--dp-claim', 'eps=2', '--canaries', at('canaries.csv')),
      await resultOf('--dp-claim', 'eps=2', '--canaries', at('words.csv')),
    ];
    expect(words.candidates).toEqual(numbers.candidates);
  });

  test('coins that are not fair give no bound', async () => {
    const result = await resultOf('--dp-claim', 'eps=2', '--canaries', at('all-in.csv'));
    expect(measuresOf(result)).toMatchObject({
      status: 'not-applicable',
      reason: expect.stringContaining('fair coin'),
    });
  });

  test.each([
    ['a claim without ε', ['--dp-claim', 'delta=1e-5'], /--dp-claim cannot be/, /eps=1,delta=1e-5/],
    ['a negative ε', ['--dp-claim', 'eps=-1'], /--dp-claim cannot be/, /ε at least 0/],
    ['δ of 1', ['--dp-claim', 'eps=1,delta=1'], /--dp-claim cannot be/, /below 1/],
    ['ε twice', ['--dp-claim', 'eps=1,epsilon=2'], /--dp-claim cannot be/, /eps=1/],
    ['words', ['--dp-claim', 'eps=small'], /--dp-claim cannot be/, /eps=1/],
    ['canaries without a claim', ['--canaries', at('canaries.csv')], /without a claim/, /--dp-claim/],
    [
      'canaries that do not exist',
      ['--dp-claim', 'eps=1', '--canaries', at('gone.csv')],
      /gone\.csv does not exist/,
      /path/,
    ],
    [
      'canaries without coins',
      ['--dp-claim', 'eps=1', '--canaries', at('no-coins.csv')],
      /no-coins\.csv has no column “included”/,
      /1 or 0/,
    ],
    [
      'a coin that is neither',
      ['--dp-claim', 'eps=1', '--canaries', at('odd-coin.csv')],
      /canary 5 is “maybe”/,
      /Write 1/,
    ],
    [
      'a missing coin',
      ['--dp-claim', 'eps=1', '--canaries', at('empty-coin.csv')],
      /canary 5 is empty/,
      /Write 1/,
    ],
    ['no canary', ['--dp-claim', 'eps=1', '--canaries', at('no-rows.csv')], /no-rows\.csv/, /row|canary/],
  ])('%s', async (_, flags, fact, remedy) => {
    const { code, stdout, stderr } = await runCli([...args, '--out', at('out'), ...flags]);
    const [first, second, ...more] = stderr.trimEnd().split('\n');
    expect(first).toMatch(/^error: /);
    expect(first).toMatch(fact);
    expect(second).toMatch(remedy);
    expect(more).toEqual([]);
    expect(stdout).toBe('');
    expect(code).toBe(2);
    expect(existsSync(at('out'))).toBe(false);
  });
});
