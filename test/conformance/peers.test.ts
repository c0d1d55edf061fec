import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { comparePeers } from '../../bench/peers/compare-peers.mjs';
import { type ComparedRow, createComparison, type PeerResult } from '../../bench/peers/comparison.mjs';
import type { Rows } from '../../src/artifacts/rows.ts';
import { fixture, fixtureRows } from './fixture-rows.ts';

interface Recorded {
  readonly candidates: Readonly<Record<string, readonly PeerResult[]>>;
}

/** Each made by bench/peers/*_values.py (or .R), with the versions in it. */
const lists = [
  'syntheval',
  'synthcity',
  'mostlyai',
  'anonymeter',
  'sdmetrics-rows',
  'sdnist',
  'synthpop',
].map((name): Recorded => JSON.parse(readFileSync(new URL(`${name}.json`, import.meta.url), 'utf8')));
const files = Object.keys((lists[0] as Recorded).candidates);

/** What the peers were given: numbers, categories and booleans. */
const described: { columns: Record<string, { sdtype: string }> } = JSON.parse(
  readFileSync(fixture('metadata.json'), 'utf8'),
);
const left = Object.entries(described.columns)
  .filter(([, { sdtype }]) => !['numerical', 'categorical', 'boolean'].includes(sdtype))
  .map(([name]) => name);

let train: Rows;
let tables: Map<string, Rows>;

beforeAll(async () => {
  ({ train, candidates: tables } = await fixtureRows([...files, 'holdout.csv'], left));
});

describe.each(files)('%s against what other tools say of it', (file) => {
  let rows: ComparedRow[];

  beforeAll(async () => {
    const results = lists.flatMap(({ candidates }) => candidates[file] ?? []);
    const comparison = createComparison(results);
    const [synthetic, holdout] = [file, 'holdout.csv'].map((name) => tables.get(name) as Rows) as [
      Rows,
      Rows,
    ];
    await comparePeers(comparison, { train, holdout, synthetic });
    rows = comparison.rows();
  });

  it('agrees where the definition is the same', () => {
    const same = rows.filter(({ definition }) => definition === 'same');
    expect(same.map(({ peer, measure }) => `${peer}: ${measure}`).sort()).toEqual([
      'sdmetrics: category-coverage',
      'sdmetrics: dcap',
      'sdmetrics: quality-report: quality-score',
      'sdmetrics: range-coverage',
      'sdnist: bivariate-accuracy',
      'sdnist: correlation-similarity (Pearson)',
      'sdnist: eigenvalue-difference',
      'sdnist: eigenvector-angle',
      'sdnist: rep-u',
      'syntheval: eigenvalue-difference',
      'syntheval: eigenvector-angle',
      'syntheval: ks-complement',
      'synthpop (published): dcap',
      'synthpop (published): disco',
      'synthpop (published): hellinger-distance',
      'synthpop (published): jensen-shannon-distance',
      'synthpop (published): pmse',
      'synthpop (published): rep-u',
      'synthpop (published): s-pmse',
      'synthpop (published): specks',
      'synthpop (published): tv-complement',
    ]);
    for (const { peer, measure, difference } of same)
      expect(difference, `${peer} ${measure}`).toBeLessThan(1e-9);
  });

  it('gives the peers’ values back with the peers’ definitions, so that these alone differ', () => {
    const reproduced = rows.filter(({ definition }) => definition === 'peer’s, reproduced');
    expect(reproduced.length).toBeGreaterThan(60);
    for (const { peer, measure, reason, difference } of reproduced)
      expect(difference, `${peer} ${measure}: ${reason}`).toBeLessThan(1e-9);
  });

  it('differs from them by our own definitions, as the decision pages say', () => {
    // Where all of these fell to 0 our definition would have become the peer's, and the page would be out of date.
    for (const peer of [
      'syntheval',
      'synthcity',
      'mostlyai-qa',
      'anonymeter',
      'sdmetrics',
      'sdnist',
      'synthpop (published)',
    ]) {
      const ours = rows.filter((row) => row.peer === peer && row.definition === 'ours against peer');
      expect(ours.length, peer).toBeGreaterThan(0);
      expect(Math.max(...ours.map(({ difference }) => difference)), peer).toBeGreaterThan(1e-4);
    }
  });

  it('singles out as often as Anonymeter does, within four standard errors', () => {
    const random = rows.filter(({ definition }) => definition === 'random');
    expect(random).toHaveLength(4);
    for (const { measure, difference } of random) expect(difference, measure).toBeLessThan(4);
  });
});
