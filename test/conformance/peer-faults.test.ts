import { describe, expect, it } from 'vitest';
import { columnPairTrends } from '../../src/audits/fidelity/column-pair-trends.ts';
import { columnShapes } from '../../src/audits/fidelity/column-shapes.ts';
import { distanceToClosestRecord } from '../../src/audits/privacy/distance-to-closest-record.ts';
import { nearestNeighbourLegacy } from '../../src/audits/privacy/nearest-neighbour-legacy.ts';
import { randomStream } from '../../src/statistics/random.ts';
import { measureIn, runOn } from '../audits/harness.ts';

const random = randomStream(5, 'peer-faults');

/** Surprises seen in other tools on small made inputs: what ours says of the same. */
describe('faults seen in other tools', () => {
  const rows = 300;
  const x = Array.from({ length: rows }, () => random.uniform());
  const group = x.map((value) => (value > 0.5 ? 'high' : 'low'));
  const pair = async (moved: number[]) => {
    const outcome = await runOn(columnPairTrends, { train: { x, group }, synthetic: { x: moved, group } });
    return measureIn(outcome, 'contingency-similarity', ['x', 'group']).estimate.value;
  };

  it('a pair whose numbers lie elsewhere altogether is not similar', async () => {
    expect(await pair(x.map((value) => value + 1000))).toBeLessThan(0.3);
    expect(await pair(x.map((value) => 50 * value + 7))).toBeLessThan(0.3);
  });

  it('one absurd cell leaves a pair as it was', async () => {
    expect(await pair(x.map((value, row) => (row === 0 ? 1e6 : value)))).toBeGreaterThan(0.98);
  });

  it('ties tell nothing: categories that all occur on both sides give a share of one half', async () => {
    const codes = (shift: number) => Array.from({ length: rows }, (_, row) => `${(row + shift) % 3}`);
    const outcome = await runOn(distanceToClosestRecord, {
      train: { a: codes(0), b: codes(1) },
      holdout: { a: codes(1), b: codes(2) },
      synthetic: { a: codes(2), b: codes(0) },
    });
    expect(measureIn(outcome, 'dcr-share').estimate.value).toBeCloseTo(0.5, 9);
  });

  it('one outlier in the holdout does not move the share', async () => {
    const draw = () => Array.from({ length: rows }, () => random.uniform());
    const [train, holdout, synthetic] = [draw(), draw(), draw()];
    const share = async (other: number[]) => {
      const outcome = await runOn(distanceToClosestRecord, {
        train: { x: train },
        holdout: { x: other },
        synthetic: { x: synthetic },
      });
      return measureIn(outcome, 'dcr-share').estimate.value;
    };
    const before = await share(holdout);
    expect(Math.abs((await share([50, ...holdout.slice(1)])) - before)).toBeLessThan(0.02);
  });

  it('a smaller holdout is no privacy loss: identifiability counts each side over its own rows', async () => {
    const draw = (count: number) => ({
      x: Array.from({ length: count }, () => random.uniform()),
      y: Array.from({ length: count }, () => random.uniform()),
    });
    const outcome = await runOn(nearestNeighbourLegacy, {
      train: draw(400),
      holdout: draw(100),
      synthetic: draw(400),
    });
    // A fresh sample: one half on both sides, give or take the noise of 100 rows.
    for (const against of ['train', 'holdout']) {
      const { value } = measureIn(outcome, 'epsilon-identifiability', [], { against }).estimate;
      expect(Math.abs(value - 0.5), against).toBeLessThan(0.2);
    }
  });

  it('a lost category does not shift the others: Hellinger’s distance is that of the shares', async () => {
    const column = (shares: Record<string, number>) =>
      Object.entries(shares).flatMap(([level, count]) => Array.from({ length: count }, () => level));
    const outcome = await runOn(columnShapes, {
      train: { c: column({ a: 40, b: 30, c: 20, d: 10 }) },
      synthetic: { c: column({ a: 40, b: 40, d: 20 }) },
    });
    const affinity = Math.sqrt(0.4 * 0.4) + Math.sqrt(0.3 * 0.4) + Math.sqrt(0.1 * 0.2);
    expect(measureIn(outcome, 'hellinger-distance', ['c']).estimate.value).toBeCloseTo(
      Math.sqrt(1 - affinity),
      9,
    );
  });
});
