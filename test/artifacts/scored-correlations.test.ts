import { expect, it } from 'vitest';
import { scoredCorrelations } from '../../src/artifacts/scored-correlations.ts';
import { randomStream } from '../../src/statistics/random.ts';
import { scoreColumn, scoredCorrelation, scorePair } from '../../src/statistics/scored-correlation.ts';

it.each([3, 40, 1500])('says of every pair without gaps what scoredCorrelation says: %i rows', (rows) => {
  const random = randomStream(2, `scored-correlations-${rows}`);
  const base = Float64Array.from({ length: rows }, () => random.normal());
  const heavy = () => Math.tan(3 * (random.uniform() - 0.5)) ** 3;
  const columns = [
    base,
    base.map((value) => value + heavy()),
    base.map((value) => 1e6 - value),
    base.map((value) => value + 1e-8 * random.normal()),
    new Float64Array(rows).fill(2),
    base.map((value, row) => (row === 1 ? Number.NaN : value)),
    base.map(heavy),
    base.map((value) => Math.round(value)),
  ].map((values) => scoreColumn(values, new Float64Array(rows)));
  const { values, standardErrors } = scoredCorrelations(columns, (length) => new Float64Array(length));
  for (let i = 0; i < columns.length; i++) {
    for (let j = 0; j < i; j++) {
      const at = i * columns.length + j;
      const pair =
        columns[i]!.isComplete && columns[j]!.isComplete
          ? scorePair(columns[i]!, columns[j]!, { x: base, y: base })
          : null;
      if (!pair) {
        expect(values[at]).toBeNaN();
        expect(standardErrors[at]).toBeNaN();
        continue;
      }
      const expected = scoredCorrelation(pair);
      expect(values[at]).toBeCloseTo(expected.value, 14);
      expect(Math.abs(standardErrors[at]! - expected.standardError)).toBeLessThan(
        1e-13 + 1e-11 * expected.standardError,
      );
    }
  }
});
