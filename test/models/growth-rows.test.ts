import { afterEach, describe, expect, it, vi } from 'vitest';
import { createInlinePool } from '../../src/kernels/worker-pool.ts';
import { fitBoostedTrees } from '../../src/models/boosted-trees.ts';
import type { GrowthRows, GrowthRowsPlan, NodeSums } from '../../src/models/growth-rows.ts';
import { layOutHistogram } from '../../src/models/histogram-layout.ts';
import { packCurvature, packingOf } from '../../src/models/packed-curvature.ts';
import { createPlainGrowthRows } from '../../src/models/plain-growth-rows.ts';
import { createSplit, takeCategoricalSplit, takeNumericSplit } from '../../src/models/split.ts';
import { createWasmGrowthRows } from '../../src/models/wasm-growth-rows.ts';
import { type Random, randomStream } from '../../src/statistics/random.ts';
import { categorical, matrixOf, numeric } from './tables.ts';

const rowCount = 1003;
const packing = packingOf(rowCount, 0.25);

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

/** Features of 3, 10, … bins and of all 256, some with missing cells: blocks of every width. */
function planOf(featureCount: number, random: Random): GrowthRowsPlan {
  const bins = new Uint8Array(rowCount * featureCount);
  const features = Array.from({ length: featureCount }, (_, feature) => {
    const binCount = feature % 5 === 4 ? 255 : 3 + 7 * feature;
    for (let row = 0; row < rowCount; row++) {
      const missing = feature % 2 === 1 && random.uniform() < 0.2;
      bins[feature * rowCount + row] = missing ? 255 : random.below(binCount);
    }
    return { categorical: false, binCount };
  });
  const limits = { ridge: 1, minLeafRows: 5, leastCurvature: 1e-3, unit: packing.unit };
  const layout = layOutHistogram(bins, rowCount, features);
  return { bins, rowCount, layout, histogramCount: 3, limits };
}

function fillPairs(random: Random, ...all: readonly GrowthRows[]): void {
  for (let row = 0; row < rowCount; row++) {
    const gradient = random.normal();
    const packed = packCurvature(random.uniform() / 4, packing);
    for (const { pairs } of all) pairs.set([gradient, packed], 2 * row);
  }
}

function wasmRows(plan: GrowthRowsPlan): GrowthRows {
  const rows = createWasmGrowthRows(plan);
  if (!rows) throw new Error('This process has no WebAssembly with SIMD.');
  return rows;
}

function nodeOf([gradient, packed]: ArrayLike<number> & Iterable<number>, rows: number): NodeSums {
  return { gradient: gradient!, curvature: packed! - rows * packing.unit, rows };
}

describe('growth rows', () => {
  it.each([1, 2, 3, 4, 6, 7, 9])(
    'are the same bits in WebAssembly and in TypeScript, %i features',
    (count) => {
      const random = randomStream(count, 'growth-rows');
      const plan = planOf(count, random);
      const plain = createPlainGrowthRows(plan);
      const wasm = wasmRows(plan);
      // The second tree finds what the first left behind.
      for (let tree = 0; tree < 2; tree++) {
        fillPairs(random, plain, wasm);
        for (const rows of [plain, wasm]) rows.start();
        expect(wasm.sums.slice(0, 2)).toEqual(plain.sums.slice(0, 2));
        const root = nodeOf(wasm.sums, rowCount);
        for (const rows of [plain, wasm]) rows.count(0, 0, rowCount);
        expect(wasm.histogram(0)).toEqual(plain.histogram(0));
        const found = expectSameCuts(plan, 0, root, plain, wasm);
        expect(found).toBe(count + (count >> 1));

        const split = createSplit();
        const feature = random.below(count);
        if (tree === 0) takeNumericSplit(split, 1, feature, 1, feature % 2 === 1);
        else takeCategoricalSplit(split, 1, feature, Int32Array.of(2, 0, 255, 1), 4, 2, false);
        const middle = plain.partition(split, 0, rowCount);
        expect(wasm.partition(split, 0, rowCount)).toBe(middle);
        expect(middle).toBeGreaterThan(0);
        expect(middle).toBeLessThan(rowCount);
        expect(wasm.order).toEqual(plain.order);
        expect(wasm.sums).toEqual(plain.sums);
        const right = nodeOf(wasm.sums.slice(2), rowCount - middle);
        for (const rows of [plain, wasm]) {
          rows.count(2, middle, rowCount);
          rows.subtract(0, 2);
        }
        expect(wasm.histogram(0)).toEqual(plain.histogram(0));
        expect(wasm.histogram(2)).toEqual(plain.histogram(2));
        expectSameCuts(plan, 2, right, plain, wasm);

        // A node inside: its neighbours stay where they are.
        const inner = middle + ((rowCount - middle) >> 1);
        takeNumericSplit(split, 1, 0, 0, false);
        expect(wasm.partition(split, middle, inner)).toBe(plain.partition(split, middle, inner));
        expect(wasm.order).toEqual(plain.order);
        expect(wasm.sums).toEqual(plain.sums);
      }
      wasm.close();
    },
  );

  it('count what a plain loop over the table counts', () => {
    const random = randomStream(1, 'count');
    const plan = planOf(7, random);
    const wasm = wasmRows(plan);
    for (let row = 0; row < rowCount; row++) wasm.pairs.set([row % 2, packing.unit], 2 * row);
    wasm.start();
    wasm.count(1, 0, rowCount);
    const expected = new Float64Array(plan.layout.length);
    plan.layout.features.forEach(({ base }, feature) => {
      for (let row = 0; row < rowCount; row++) {
        const at = base + 2 * plan.bins[feature * rowCount + row]!;
        expected[at]! += row % 2;
        expected[at + 1]! += packing.unit;
      }
    });
    expect(wasm.histogram(1)).toEqual(expected);
    wasm.close();
  });

  it('of two fits at once do not share memory, and of one after the other do', () => {
    const plan = planOf(3, randomStream(1, 'memory'));
    const first = wasmRows(plan);
    const second = wasmRows(plan);
    expect(second.order.buffer).not.toBe(first.order.buffer);
    second.close();
    const third = wasmRows(plan);
    expect(third.order.buffer).toBe(second.order.buffer);
  });

  it('that 32-bit addresses do not reach are left to TypeScript', () => {
    const plan = planOf(1, randomStream(1, 'size'));
    expect(createWasmGrowthRows({ ...plan, rowCount: 2 ** 28 })).toBeNull();
  });

  it('make the same model where WebAssembly is missing', async () => {
    const random = randomStream(1, 'model');
    const values = Float64Array.from({ length: rowCount }, () => random.normal());
    const codes = Int32Array.from({ length: rowCount }, () => random.below(40) - 1);
    const features = matrixOf(rowCount, numeric('x', values), categorical('z', codes, 39));
    const labels = Int32Array.from(values, (x, row) => (x + (codes[row]! % 3) + random.normal() > 1 ? 1 : 0));
    const options = { task: 'classification', classCount: 2, rounds: 30 } as const;
    const probabilities = async (of: typeof fitBoostedTrees) =>
      (await of(features, labels, options, createInlinePool())).predictProbabilities(features);
    const usual = await probabilities(fitBoostedTrees);
    vi.resetModules();
    vi.stubGlobal('WebAssembly', undefined);
    const { createWasmGrowthRows: without } = await import('../../src/models/wasm-growth-rows.ts');
    expect(without(planOf(1, random))).toBeNull();
    const again = await import('../../src/models/boosted-trees.ts');
    expect(await probabilities(again.fitBoostedTrees)).toEqual(usual);
  });
});

/** Cuts of every feature, with nothing and with the missing cells on the left at the start; returns how many there are. */
function expectSameCuts(plan: GrowthRowsPlan, which: number, node: NodeSums, ...all: readonly GrowthRows[]) {
  let found = 0;
  for (const { base, binCount, hasMissing } of plan.layout.features) {
    for (const missingLeft of hasMissing ? [false, true] : [false]) {
      const [plain, wasm] = all.map((rows) => {
        const counted = rows.histogram(which);
        const [gradient, packed] = missingLeft ? counted.slice(base + 510, base + 512) : [0, 0];
        const bin = rows.scan(which, base, binCount, gradient!, packed!, node, 0);
        return [bin, ...rows.cut];
      });
      expect(wasm).toEqual(plain);
      if (plain![0]! >= 0) found++;
    }
  }
  return found;
}
