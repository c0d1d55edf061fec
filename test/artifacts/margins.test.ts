import { describe, expect, it } from 'vitest';
import { marginsOf } from '../../src/artifacts/margins.ts';
import { valueCodes } from '../../src/artifacts/value-codes.ts';
import { randomStream } from '../../src/statistics/random.ts';
import { storeOf } from '../audits/harness.ts';

async function marginsIn(cells: (number | null)[]) {
  const table = { x: cells };
  return marginsOf(await storeOf({ train: table, synthetic: table }).get(valueCodes, 'candidate'));
}

describe('marginsOf', () => {
  it('keeps common values apart and pools rare ones with their neighbours', async () => {
    const common = Array.from({ length: 40 }, (_, row) => (row % 2 === 0 ? 10 : 20));
    const [margin] = await marginsIn([...common, 1, 2, 3, 12, 13, 30, 31, null]);
    const cells = [...(margin?.codes ?? [])];
    // 10 and 20; 1, 2, 3, 12 and 13, five in all; then 30 and 31; and the missing one.
    expect(new Set(cells.slice(40, 45)).size).toBe(1);
    expect(cells[45]).toBe(cells[46]);
    expect(new Set([cells[0], cells[1], cells[40], cells[45], cells[47]]).size).toBe(5);
    expect(margin?.size).toBe(5);
  });

  it('has no more cells than a third of the rows', async () => {
    const random = randomStream(1, 'margins');
    const [margin] = await marginsIn(Array.from({ length: 600 }, () => random.below(115)));
    expect(margin?.size).toBeLessThanOrEqual(200);
    const columns = Object.fromEntries(
      Array.from({ length: 6 }, (_, column) => [
        `c${column}`,
        Array.from({ length: 600 }, () => random.below(100)),
      ]),
    );
    const codes = await storeOf({ train: columns, synthetic: columns }).get(valueCodes, 'candidate');
    const cells = marginsOf(codes).reduce((sum, { size }) => sum + size, 0);
    expect(cells).toBeLessThanOrEqual(200);
    expect(cells).toBeGreaterThan(50);
  });
});
