import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Measure, resultSchema } from '../../src/result/document.ts';
import { runCli, temporaryFolder, writeAll } from './run-cli.ts';

/** Bills of a shop: two of 300 training rows and one of 200 holdout rows break the sum. */
function bills(rows: number, seed: number, broken: number): string {
  const lines = ['item,customer,net,tax,gross,paid'];
  for (let row = 0; row < rows; row++) {
    const net = 10 + ((row * 37 + seed) % 90);
    const tax = (row * 11 + seed) % 20;
    const gross = net + tax + (row < broken ? 5 : 0);
    lines.push(
      `I${seed}-${row},Customer-${(row * 7 + seed) % 40},${net},${tax},${gross},${row % 2 ? 'yes' : 'no'}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

const config = (constraints: string) => `train: train.csv
holdout: holdout.csv
synthetic:
  made: made.csv
only: [constraints]
constraints:
${constraints}`;

const folder = writeAll(temporaryFolder(), {
  'train.csv': bills(300, 1, 2),
  'holdout.csv': bills(200, 2, 1),
  'made.csv': bills(250, 3, 50),
  'good.yaml': config(`  - name: adds-up
    sql: net + tax = gross
  - name: paid-large
    sql: gross <= 200
    where: paid = true
  - name: few
    sql: net > 0
    where: net = 10
`),
  'unknown-key.yaml': config(`  - name: adds-up
    sqll: net + tax = gross
`),
  'no-sql.yaml': config(`  - name: first
    sql: net > 0
  - name: second
`),
  'no-list.yaml': config('  adds-up: net > 0\n'),
  'twice.yaml': config(`  - name: same
    sql: net > 0
  - name: same
    sql: net > 1
`),
  'bad.yaml': config(`  - name: typo
    sql: nett > 0
`),
  'cell.yaml': config(`  - name: casts
    sql: CAST(customer AS INTEGER) > 0
`),
});

describe('constraints of the configuration', () => {
  it('are reported with what real rows do, and what the report shows of them is coarse', async () => {
    const ended = await runCli(['audit', '--config', 'good.yaml', '--out', 'out', '--quiet'], {
      cwd: folder,
    });
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    const text = readFileSync(join(folder, 'out/result.json'), 'utf8');
    const result = resultSchema.parse(JSON.parse(text));
    const outcome = result.candidates.made?.outcomes.constraints;
    if (outcome?.status !== 'measured') throw new Error(`not measured: ${JSON.stringify(outcome)}`);
    const of = (name: string, constraint: string) =>
      outcome.measures.find((one: Measure) => one.name === name && one.labels.constraint === constraint);
    const sum = of('constraint-adherence', 'adds-up');
    expect(sum?.subject).toEqual(['net', 'tax', 'gross']);
    expect(sum?.estimate.value).toBe(0.8);
    // One of 200 and two of 300 rows are people: neither can be read back.
    expect(sum?.ceiling?.value).toBe(1);
    expect(of('train-constraint-adherence', 'adds-up')?.estimate.value).toBe(1);
    expect(sum?.floor?.value).toBeLessThan(0.3);
    expect(of('constraint-adherence', 'paid-large')?.estimate).toMatchObject({ value: 1, sampleSize: 130 });
    // Three or four training rows are no support that may be told.
    expect(of('constraint-adherence', 'few')?.ceiling).toBeNull();
    expect(of('train-constraint-adherence', 'few')).toBeUndefined();
    const table = outcome.details.find(({ kind }) => kind === 'table');
    expect(table?.kind === 'table' && table.rows.slice(0, 3)).toEqual([
      ['adds-up: net + tax = gross', 'stated', 300, 50, 250],
      ['paid-large: gross <= 200, where paid = true', 'stated', 150, 0, 125],
      ['few: net > 0, where net = 10', 'stated', 'below 11', 0, expect.any(Number)],
    ]);
    expect(outcome.summary).toMatch(/^1 of 3 stated rules are broken by synthetic rows\./);
    expect(text).not.toContain('Customer-');
  });

  it.each([
    [
      'unknown-key.yaml',
      /unknown-key\.yaml, line 7: “constraints\.0\.sql” must be one text|line 8: there is no option “constraints\.0\.sqll”/,
    ],
    ['no-sql.yaml', /no-sql\.yaml, line 9: “constraints\.1\.sql” must be one text/],
    ['no-list.yaml', /no-list\.yaml, line 6: “constraints” must be a list of name and sql/],
    ['twice.yaml', /two constraints are called “same”/],
    ['bad.yaml', /constraint “typo”: “nett” is no column of train/],
    ['cell.yaml', /constraint “casts”: cannot be computed for some row of train \(conversion error\)/],
  ])('%s is refused', async (file, message) => {
    const ended = await runCli(['audit', '--config', file, '--out', 'none', '--quiet'], { cwd: folder });
    expect(ended.stderr).toMatch(message);
    expect(ended.stderr).not.toContain('Customer-');
    expect(ended.code).toBe(2);
  });
});
