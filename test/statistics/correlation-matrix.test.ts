import { expect, it } from 'vitest';
import { correlationMatrix } from '../../src/statistics/correlation-matrix.ts';
import { pearsonCorrelation } from '../../src/statistics/pearson-correlation.ts';
import { randomStream } from '../../src/statistics/random.ts';

it('gives what pearsonCorrelation gives for every pair, bit for bit', () => {
  const rows = 5000;
  const random = randomStream(3, 'correlation-matrix');
  const base = Float64Array.from({ length: rows }, () => random.normal());
  const columns = [
    base,
    base.map((value) => value + random.normal()),
    base.map((value) => 1e9 - 3 * value),
    base.map((value) => (random.uniform() < 0.1 ? Number.NaN : value * value)),
    base.map((value) => (random.uniform() < 0.2 ? Number.NaN : value)),
    new Float64Array(rows).fill(0.1),
    new Float64Array(rows).fill(Number.NaN),
    base.map(() => random.normal() * 1e-9),
  ];
  const found = correlationMatrix(columns);
  for (let i = 0; i < columns.length; i++) {
    for (let j = 0; j < columns.length; j++) {
      expect(found(i, j), `${i} with ${j}`).toBe(pearsonCorrelation(columns[i]!, columns[j]!).value);
    }
  }
});

it('has nothing to say of no rows', () => {
  expect(correlationMatrix([new Float64Array(0), new Float64Array(0)])(0, 1)).toBeNull();
});
