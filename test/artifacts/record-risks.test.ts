import { describe, expect, it } from 'vitest';
import { recordRisks } from '../../src/artifacts/record-risks.ts';
import { randomStream } from '../../src/statistics/random.ts';
import { storeOf } from '../audits/harness.ts';
import { drawPeople, pick, stackTables } from '../audits/privacy/small-populations.ts';

function meanOf(values: ArrayLike<number>, from: number, to: number): number {
  const some = Array.from(values).slice(from, to);
  return some.reduce((sum, value) => sum + value, 0) / some.length;
}

describe('risks of single synthetic rows', () => {
  it('tell copies of train from fresh rows, row by row', async () => {
    const random = randomStream(1, 'record-risks');
    const train = drawPeople(300, random);
    const copies = pick(train, random.sample(40, 300));
    const store = storeOf({
      train,
      holdout: drawPeople(300, random),
      synthetic: stackTables(copies, drawPeople(260, random)),
    });
    const risks = await store.get(recordRisks, 'candidate');
    expect(risks.rowCount).toBe(300);
    for (let row = 0; row < 40; row++) {
      expect(risks.copyOfTrain[row]).toBe(1);
      expect(risks.distanceToTrain[row]).toBe(0);
      expect(risks.closerToTrain[row]).toBeGreaterThan(0);
    }
    expect(meanOf(risks.copyOfTrain, 40, 300)).toBeLessThan(0.02);
    // Fresh rows: ½ up to three standard errors, and no side nearer.
    expect(Math.abs(meanOf(risks.trainShareOfNearest, 40, 300) - 0.5)).toBeLessThan(0.04);
    expect(Math.abs(meanOf(risks.closerToTrain, 40, 300))).toBeLessThan(0.3);
  });

  it('ties with both sides count in proportion, whichever side comes first', async () => {
    // Sixty real rows are alike: train's stand first, and twenty are listed.
    const same = (rows: number) => ({
      x: Array.from({ length: rows }, () => 1),
      c: Array.from({ length: rows }, () => 'a'),
    });
    const store = storeOf({ train: same(45), holdout: same(15), synthetic: same(2) });
    const risks = await store.get(recordRisks, 'candidate');
    expect(Array.from(risks.trainShareOfNearest)).toEqual([0.75, 0.75]);
    expect(Array.from(risks.copyOfHoldout ?? [])).toEqual([1, 1]);
    expect(Array.from(risks.closerToTrain)).toEqual([0, 0]);
    expect(Array.from(risks.nearestNeighbourRatio)).toEqual([1, 1]);
  });

  it('without a holdout there is nothing to compare with, and one training row has no second', async () => {
    const store = storeOf({ train: { x: [1] }, synthetic: { x: [1, 2] } });
    const risks = await store.get(recordRisks, 'candidate');
    expect(Array.from(risks.copyOfTrain)).toEqual([1, 0]);
    expect(risks.copyOfHoldout).toBe(null);
    for (const values of [risks.distanceToHoldout, risks.closerToTrain, risks.trainShareOfNearest]) {
      expect(Array.from(values)).toEqual([Number.NaN, Number.NaN]);
    }
    expect(risks.nearestNeighbourRatio[0]).toBeNaN();
  });
});
