import { describe, expect, it } from 'vitest';
import { type Bins, cutColumn } from '../../src/artifacts/bins.ts';
import { comparePairTrends, trendFrom } from '../../src/artifacts/pair-trends.ts';
import type { Cells, Rows } from '../../src/artifacts/rows.ts';
import type { ColumnSchema } from '../../src/datasets/table.ts';
import { createInlinePool } from '../../src/kernels/worker-pool.ts';
import { correlationInfluence } from '../../src/statistics/correlation-influence.ts';
import { midRanks } from '../../src/statistics/mid-ranks.ts';
import { type Random, randomStream } from '../../src/statistics/random.ts';

const bins: Bins = { cuts: new Map([0, 1, 2, 3, 4].map((i) => [`n${i}`, Float64Array.of(0, 2, 3)])) };

/** Numbers with ties, some with gaps and one that does not vary; categories, of which `wide` make too many cells for a table. */
function tableOf(rowCount: number, random: Random): Rows {
  const base = Float64Array.from({ length: rowCount }, () => random.normal());
  const number = (name: string, missing: number, slope: number): [string, Cells] => [
    name,
    {
      type: 'number',
      schema: schemaOf(name, 'numeric'),
      values: base.map((shared) => {
        if (random.uniform() < missing) return Number.NaN;
        return slope === 0 ? 0.1 : Math.round(3 * (slope * shared + random.normal())) / 2;
      }),
    },
  ];
  const codes = (name: string, levels: number): [string, Cells] => [
    name,
    {
      type: 'coded',
      schema: schemaOf(name, 'categorical'),
      codes: Int32Array.from(base, (shared) =>
        random.uniform() < 0.1
          ? -1
          : Math.min(levels - 1, Math.floor(levels * random.uniform() ** (shared > 0 ? 2 : 1))),
      ),
      levels: Array.from({ length: levels }, (_, level) => `l${level}`),
    },
  ];
  return {
    rowCount,
    columns: new Map([
      number('n0', 0, 1),
      number('n1', 0, 0.1),
      number('n2', 0.2, 1),
      number('n3', 0.1, -1),
      number('n4', 0, 0),
      codes('c0', 3),
      codes('c1', 5),
      codes('wide0', 1200),
      codes('wide1', 1200),
    ]),
  };
}

function schemaOf(name: string, kind: 'numeric' | 'categorical'): ColumnSchema {
  return { name, kind } as ColumnSchema;
}

/** The same by the plain way: an array of influences per pair, ranks by sorting, Cramér's V by summing over rows. */
function plainPair(a: Cells, b: Cells, c: Cells, d: Cells) {
  if (a.type === 'number' && b.type === 'number' && c.type === 'number' && d.type === 'number') {
    const distance = (x: Float64Array, y: Float64Array, u: Float64Array, v: Float64Array) => {
      const [real, other] = [correlationInfluence(x, y), correlationInfluence(u, v)];
      if (!real) return null;
      const difference = real.value - (other?.value ?? 0);
      const sign = Math.sign(difference) / 2;
      return {
        strength: Math.abs(real.value),
        distance: Math.abs(difference) / 2,
        standardError: Math.hypot(real.standardError, other?.standardError ?? 0) / 2,
        real: real.influences.map((one) => sign * one),
      };
    };
    const ranks = (x: Float64Array, y: Float64Array) =>
      midRanks(x.map((value, row) => (Number.isNaN(y[row]) ? Number.NaN : value)));
    const plain = distance(a.values, b.values, c.values, d.values);
    const [x, y, u, v] = [a.values, b.values, c.values, d.values];
    return plain && { ...plain, ranked: distance(ranks(x, y), ranks(y, x), ranks(u, v), ranks(v, u)) };
  }
  const cellsOf = (one: Cells, two: Cells) => {
    const [first, second] = [cutColumn(one, bins).cells, cutColumn(two, bins).cells];
    return Array.from(first, (cell, row) => `${cell},${second[row]}`);
  };
  const share = (cells: readonly string[]) => {
    const counts = new Map<string, number>();
    for (const cell of cells) counts.set(cell, (counts.get(cell) ?? 0) + 1 / cells.length);
    return counts;
  };
  const [cells, others] = [cellsOf(a, b), cellsOf(c, d)];
  const [own, theirs] = [share(cells), share(others)];
  const all = new Set([...own.keys(), ...theirs.keys()]);
  const slope = (cell: string) => ((own.get(cell) ?? 0) >= (theirs.get(cell) ?? 0) ? 0.5 : -0.5);
  let distance = 0;
  for (const cell of all) distance += Math.abs((own.get(cell) ?? 0) - (theirs.get(cell) ?? 0)) / 2;
  const centred = (list: readonly string[]) => {
    const mean = list.reduce((sum, cell) => sum + slope(cell) / list.length, 0);
    return Float64Array.from(list, (cell) => slope(cell) - mean);
  };
  const variance = (list: Float64Array) => list.reduce((sum, one) => sum + one * one, 0) / list.length ** 2;
  const marginals = [a, b].map((one) => share(Array.from(cutColumn(one, bins).cells, String)));
  if (marginals.some(({ size }) => size < 2)) return null;
  let contingency = -1;
  for (const [cell, found] of own) {
    const [x, y] = cell.split(',') as [string, string];
    contingency += (found * found) / ((marginals[0]?.get(x) as number) * (marginals[1]?.get(y) as number));
  }
  const [r, k] = marginals.map(({ size }) => size) as [number, number];
  const n = cells.length;
  const corrected = Math.max(0, contingency - ((r - 1) * (k - 1)) / (n - 1));
  const most = Math.min(r - (r - 1) ** 2 / (n - 1), k - (k - 1) ** 2 / (n - 1)) - 1;
  const real = centred(cells);
  return {
    strength: Math.min(1, Math.sqrt(corrected / most)),
    distance,
    standardError: Math.sqrt(variance(real) + variance(centred(others))),
    real,
    ranked: null,
  };
}

describe('comparePairTrends', () => {
  it.each([1, 2, 3])(
    'gives what plain formulas give for every pair and both means, seed %i',
    async (seed) => {
      const random = randomStream(seed, 'pair-trends');
      const [train, other] = [tableOf(300, random), tableOf(217, random)];
      const trends = await comparePairTrends(train, other, bins, createInlinePool());
      const names = [...train.columns.keys()];
      const sums = { all: new Float64Array(300), withTrend: new Float64Array(300) };
      let [place, withTrend] = [0, 0];
      for (const [i, a] of names.entries()) {
        for (const b of names.slice(i + 1)) {
          const of = (rows: Rows, name: string) => rows.columns.get(name) as Cells;
          const plain = plainPair(of(train, a), of(train, b), of(other, a), of(other, b));
          if (!plain) continue;
          const pair = trends.pairs[place++];
          expect([pair?.a, pair?.b]).toEqual([a, b]);
          expect(pair?.distance).toBeCloseTo(plain.distance, 12);
          expect(pair?.standardError).toBeCloseTo(plain.standardError, 12);
          expect(pair?.strength).toBeCloseTo(plain.strength, 11);
          if (plain.ranked) {
            expect(pair?.spearman?.distance).toBeCloseTo(plain.ranked.distance, 12);
            expect(pair?.spearman?.standardError).toBeCloseTo(plain.ranked.standardError, 12);
          } else expect(pair?.spearman ?? null).toBeNull();
          for (const [row, one] of plain.real.entries()) {
            sums.all[row] = (sums.all[row] as number) + one;
            if (plain.strength >= trendFrom) sums.withTrend[row] = (sums.withTrend[row] as number) + one;
          }
          if (plain.strength >= trendFrom) withTrend++;
        }
      }
      expect(trends.pairs.length).toBe(place);
      expect(place).toBe(28);
      expect(trends.mean?.pairs).toBe(place);
      expect(trends.meanWithTrend?.pairs).toBe(withTrend);
      expect(withTrend).toBeGreaterThan(3);
      expect(withTrend).toBeLessThan(place);
      for (let row = 0; row < 300; row++) {
        expect(trends.mean?.train[row]).toBeCloseTo((sums.all[row] as number) / 300 / place, 12);
        expect(trends.meanWithTrend?.train[row]).toBeCloseTo(
          (sums.withTrend[row] as number) / 300 / withTrend,
          12,
        );
      }
    },
  );
});
