import { describe, expect, it } from 'vitest';
import { type Coefficient, fitLinearModel } from '../../src/models/linear-model.ts';
import { rSquared } from '../../src/statistics/r-squared.ts';
import { randomStream } from '../../src/statistics/random.ts';
import { congruential } from './congruential.ts';
import { categorical, matrixOf, numeric } from './tables.ts';

const twoClasses = { task: 'classification', classCount: 2 } as const;

describe('linear model, beside statsmodels', () => {
  // statsmodels 0.15.0, Logit (newton, tol 1e-14) and OLS on these rows; intercept, x, z, levels 0 and 2 against 1.
  const logit = {
    params: [
      -7.285496950220106, 0.058738113624220045, 0.9976531507946029, 0.6183415502566523, 1.1048172825409168,
    ],
    bse: [
      4.022823012926366, 0.03619886129209667, 0.6167896736751427, 0.4590320160429586, 0.47181081326428975,
    ],
  };
  const ols = {
    params: [
      4.209806745813722, 0.5037298141131067, -3.691281606365301, -1.889266041186107, -2.5552645415267903,
    ],
    bse: [
      3.4237506650664846, 0.031020403927499676, 0.5263908823534487, 0.4058379398345949, 0.40713150165902484,
    ],
  };
  const table = makeTable();

  it('logistic coefficients and standard errors', () => {
    const model = fitLinearModel(table.features, table.labels, { ...twoClasses, ridge: 0 });
    expect(model.converged).toBe(true);
    compare(model.coefficients[0]!, logit);
  });

  it('linear coefficients and standard errors', () => {
    const model = fitLinearModel(table.features, table.values, { task: 'regression', ridge: 0 });
    compare(model.coefficients[0]!, ols);
  });

  it('predictions are those of the coefficients', () => {
    const model = fitLinearModel(table.features, table.labels, twoClasses);
    const of = (feature: string | null, level: number | null = null) =>
      model.coefficients[0]!.find((one) => one.feature === feature && one.level === level)!.estimate;
    const at = matrixOf(
      1,
      numeric('x', Float64Array.of(112)),
      numeric('z', Float64Array.of(0.5)),
      categorical('c', Int32Array.of(2), 3),
    );
    const predictor = of(null) + 112 * of('x') + 0.5 * of('z') + of('c', 2);
    expect(model.predictProbabilities(at)[1]).toBeCloseTo(1 / (1 + Math.exp(-predictor)), 10);
  });

  function compare(found: readonly Coefficient[], reference: { params: number[]; bse: number[] }) {
    expect(found.map(({ role, level }) => [role, level])).toEqual([
      ['intercept', null],
      ['number', null],
      ['number', null],
      ['level', 0],
      ['level', 2],
    ]);
    for (const [i, { estimate, standardError }] of found.entries()) {
      expect(Math.abs(estimate - reference.params[i]!)).toBeLessThan(1e-6);
      expect(Math.abs((standardError ?? Number.NaN) - reference.bse[i]!)).toBeLessThan(1e-6);
    }
  }
});

describe('linear model', () => {
  it('separated classes have finite coefficients and no certainty', () => {
    const x = Float64Array.from({ length: 100 }, (_, row) => row);
    const labels = Int32Array.from(x, (value) => (value < 50 ? 0 : 1));
    const features = matrixOf(100, numeric('x', x));
    const model = fitLinearModel(features, labels, twoClasses);
    expect(model.converged).toBe(true);
    const slope = model.coefficients[0]![1]!;
    expect(slope.estimate).toBeGreaterThan(0);
    expect(slope.estimate).toBeLessThan(10);
    for (const p of model.predictProbabilities(features)) expect(p > 0 && p < 1).toBe(true);
    // Without a ridge there is no maximum; the fit says so and is finite still.
    const free = fitLinearModel(features, labels, { ...twoClasses, ridge: 0 });
    expect(free.converged).toBe(false);
    expect(free.coefficients[0]!.every(({ estimate }) => Number.isFinite(estimate))).toBe(true);
    expect(free.coefficients[0]!.every(({ standardError }) => standardError === null)).toBe(true);
    for (const p of free.predictProbabilities(features)) expect(Number.isNaN(p)).toBe(false);
  });

  it('columns that say the same are left at zero, where nothing else decides', () => {
    const random = randomStream(4);
    const x = Float64Array.from({ length: 200 }, () => random.normal());
    const features = matrixOf(
      200,
      numeric('x', x),
      numeric(
        'twice',
        x.map((value) => 2 * value),
      ),
    );
    const y = x.map((value) => 3 * value + 1);
    const model = fitLinearModel(features, y, { task: 'regression', ridge: 0 });
    const [intercept, first, second] = model.coefficients[0]!;
    expect(intercept!.estimate).toBeCloseTo(1, 8);
    expect(first!.estimate).toBeCloseTo(3, 8);
    expect(second).toMatchObject({ estimate: 0, standardError: null });
  });

  it('reads missing numbers, rare levels and levels that it never saw', () => {
    const random = randomStream(6);
    const rows = 2000;
    const codes = Int32Array.from({ length: rows }, (_, row) => (row < 6 ? 3 + row : random.below(3)));
    const missing = Int32Array.from({ length: rows }, () => random.below(4));
    const x = Float64Array.from({ length: rows }, (_, row) =>
      missing[row] === 0 ? Number.NaN : random.normal(),
    );
    const y = Float64Array.from(
      x,
      (value, row) =>
        (Number.isNaN(value) ? 5 : 2 * value) + (codes[row] === 1 ? 3 : 0) + (codes[row]! > 2 ? -4 : 0),
    );
    const features = matrixOf(rows, numeric('x', x), categorical('c', codes, 20));
    const model = fitLinearModel(features, y, { task: 'regression' });
    expect(rSquared({ actual: y, predicted: model.predictValues(features) })).toBeGreaterThan(0.999);
    expect(model.coefficients[0]!.map(({ role }) => role)).toEqual([
      'intercept',
      'number',
      'missing',
      'level',
      'level',
      'rare-levels',
    ]);
    const unseen = matrixOf(
      2,
      numeric('x', Float64Array.of(0, 0)),
      categorical('c', Int32Array.of(3, 19), 20),
    );
    const [rare, never] = model.predictValues(unseen);
    expect(never).toBe(rare);
  });

  it('ranks three classes along a line, and gives probabilities that sum to one', () => {
    const random = randomStream(8);
    const x = Float64Array.from({ length: 900 }, () => 6 * random.uniform());
    const labels = Int32Array.from(x, (value) =>
      Math.min(2, Math.floor((value + 0.3 * random.normal()) / 2) | 0),
    );
    for (const [row, label] of labels.entries()) labels[row] = Math.max(0, label);
    const features = matrixOf(
      900,
      numeric('x', x),
      numeric(
        'square',
        x.map((value) => value ** 2),
      ),
    );
    const model = fitLinearModel(features, labels, { task: 'classification', classCount: 3 });
    const predicted = model.predictValues(features);
    const right = predicted.reduce((sum, label, row) => sum + (label === labels[row] ? 1 : 0), 0);
    expect(right / 900).toBeGreaterThan(0.88);
    const probabilities = model.predictProbabilities(features);
    for (let row = 0; row < 900; row++) {
      expect(probabilities[3 * row]! + probabilities[3 * row + 1]! + probabilities[3 * row + 2]!).toBeCloseTo(
        1,
        12,
      );
    }
  });

  it('one class and constant features do no harm', () => {
    const features = matrixOf(
      12,
      numeric('x', new Float64Array(12).fill(3)),
      categorical('c', new Int32Array(12), 1),
    );
    const model = fitLinearModel(features, new Int32Array(12), twoClasses);
    const [no, yes] = model.predictProbabilities(features);
    expect(no! + yes!).toBeCloseTo(1, 12);
    expect(yes).toBeLessThan(1e-5);
    expect(yes).toBeGreaterThan(0);
  });
});

function makeTable() {
  const next = congruential(7);
  const count = 120;
  const x = new Float64Array(count);
  const z = new Float64Array(count);
  const codes = new Int32Array(count);
  const labels = new Int32Array(count);
  const values = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    const [a, b, d, e, f] = Array.from({ length: 5 }, next) as [number, number, number, number, number];
    const code = Math.floor(d * 3);
    x[row] = 100 + 20 * a;
    z[row] = b * b;
    codes[row] = code;
    const logit = 0.08 * (x[row]! - 110) + 1.5 * z[row]! - (code === 1 ? 0.9 : 0) + (code === 2 ? 0.5 : 0);
    labels[row] = e < 1 / (1 + Math.exp(-logit)) ? 1 : 0;
    const shift = code === 1 ? 2 : code === 2 ? -1 : 0;
    values[row] = 3 + 0.5 * x[row]! - 4 * z[row]! + shift + (f - 0.5) * 6;
  }
  const features = matrixOf(count, numeric('x', x), numeric('z', z), categorical('c', codes, 3));
  return { features, labels, values };
}
