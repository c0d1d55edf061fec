// SynthEval's definitions on our columns, and from our own parts (kernel, components, statistics) where there are any.
import { kolmogorovSmirnov } from '../../dist/statistics/kolmogorov-smirnov.js';
import { pearsonCorrelation } from '../../dist/statistics/pearson-correlation.js';
import { totalVariation } from './conformance-variants.mjs';
import {
  asEncodedRows,
  asPlaces,
  mean,
  medianOf,
  nearestDistances,
  quantileOf,
  rangeOf,
  scaledBy,
} from './peer-tables.mjs';

/** Categories by place, numbers scaled by the range over train, synthetic and holdout together. */
export function prepare({ train, holdout, synthetic }, categories) {
  const tables = [train, synthetic, ...(holdout ? [holdout] : [])];
  const places = asPlaces(tables, categories);
  const numbers = [...places[0].keys()].filter((name) => !categories.includes(name));
  const [real, other, extra] = scaledBy(places, places, numbers);
  return { real, other, holdout: extra ?? null, numbers, categories };
}

/** Mean absolute difference of the means of scaled numbers. */
export function dimensionwiseMeans({ real, other, numbers }) {
  return mean(numbers.map((name) => Math.abs(mean(real.get(name)) - mean(other.get(name)))));
}

/** Mean over categories of the total variation, each rounded to four decimals. */
export function roundedTotalVariation({ real, other, categories }) {
  return mean(
    categories.map((name) => Math.round(totalVariation(real.get(name), other.get(name)) * 1e4) / 1e4),
  );
}

export function meanKolmogorovSmirnov({ real, other, numbers }) {
  const sorted = (columns, name) => Float64Array.from(columns.get(name)).sort();
  return mean(numbers.map((name) => kolmogorovSmirnov(sorted(real, name), sorted(other, name)).statistic));
}

/**
 * Frobenius norm of the difference of two matrices: Pearson's r, χ² over n(min(r, c) − 1) (that is V squared; with
 * Yates' correction for a table of two by two), η squared.
 */
export function mixedCorrelationDifference({ real, other, numbers, categories }) {
  let squares = 0;
  for (const [i, a] of [...categories, ...numbers].entries()) {
    for (const [j, b] of [...categories, ...numbers].entries()) {
      if (i === j) continue;
      const [isCategoryA, isCategoryB] = [categories.includes(a), categories.includes(b)];
      const of = (columns) => {
        if (isCategoryA && isCategoryB) return squaredV(columns.get(a), columns.get(b));
        if (!isCategoryA && !isCategoryB)
          return pearsonCorrelation(columns.get(a), columns.get(b)).value ?? Number.NaN;
        return isCategoryA
          ? squaredEta(columns.get(a), columns.get(b))
          : squaredEta(columns.get(b), columns.get(a));
      };
      squares += (of(real) - of(other)) ** 2;
    }
  }
  return Math.sqrt(squares);
}

function squaredV(a, b) {
  const { joint, ofA, ofB } = tableOf(a, b);
  const rows = a.length;
  const isYates = ofA.size === 2 && ofB.size === 2;
  let statistic = 0;
  for (const [levelA, countA] of ofA) {
    for (const [levelB, countB] of ofB) {
      const expected = (countA * countB) / rows;
      const apart = Math.abs((joint.get(`${levelA},${levelB}`) ?? 0) - expected);
      const corrected = isYates ? apart - Math.min(0.5, apart) : apart;
      statistic += corrected ** 2 / expected;
    }
  }
  return statistic / (rows * (Math.min(ofA.size, ofB.size) - 1) + 1e-16);
}

function squaredEta(groups, values) {
  const sums = new Map();
  for (let row = 0; row < groups.length; row++) {
    const group = sums.get(groups[row]) ?? { count: 0, sum: 0 };
    group.count++;
    group.sum += values[row];
    sums.set(groups[row], group);
  }
  const all = mean(values);
  let between = 0;
  for (const { count, sum } of sums.values()) between += count * (sum / count - all) ** 2;
  let total = 0;
  for (const value of values) total += (value - all) ** 2;
  return between === 0 ? 0 : between / total;
}

/** Frobenius norm of the difference of normalised mutual information, every distinct number a level of its own. */
export function mutualInformationDifference({ real, other }) {
  const names = [...real.keys()];
  let squares = 0;
  for (const [i, a] of names.entries()) {
    for (const b of names.slice(i + 1)) {
      squares +=
        2 *
        (normalisedInformation(real.get(a), real.get(b)) -
          normalisedInformation(other.get(a), other.get(b))) **
          2;
    }
  }
  return Math.sqrt(squares);
}

/** Mutual information over the mean of both entropies; 0 where nothing varies in one, 1 where in neither. */
function normalisedInformation(a, b) {
  const { joint, ofA, ofB } = tableOf(a, b);
  if (ofA.size === 1 && ofB.size === 1) return 1;
  const rows = a.length;
  let information = 0;
  for (const [key, count] of joint) {
    const [levelA, levelB] = key.split(',').map(Number);
    information += (count / rows) * Math.log((count * rows) / (ofA.get(levelA) * ofB.get(levelB)));
  }
  const entropy = (counts) => {
    let sum = 0;
    for (const count of counts.values()) sum -= (count / rows) * Math.log(count / rows);
    return sum;
  };
  return information / ((entropy(ofA) + entropy(ofB)) / 2);
}

function tableOf(a, b) {
  const joint = new Map();
  const ofA = new Map();
  const ofB = new Map();
  const add = (map, key) => map.set(key, (map.get(key) ?? 0) + 1);
  for (let row = 0; row < a.length; row++) {
    add(joint, `${a[row]},${b[row]}`);
    add(ofA, a[row]);
    add(ofB, b[row]);
  }
  return { joint, ofA, ofB };
}

/** Mean Hellinger distance over histograms whose bins are each dataset's own for categories (see `ownBins`). */
export function meanHellinger({ real, other, numbers, categories }) {
  const ofCategories = categories.map((name) => {
    const bins = new Set(real.get(name)).size;
    return hellinger(ownBins(real.get(name), bins), ownBins(other.get(name), bins));
  });
  const ofNumbers = numbers.map((name) => {
    const edges = scottEdges(real.get(name), other.get(name));
    return hellinger(histogram(real.get(name), edges), histogram(other.get(name), edges));
  });
  return mean([...ofCategories, ...ofNumbers]);
}

/** As many equal bins as train has levels, between a dataset's own smallest and largest code. */
function ownBins(values, bins) {
  const { low, high } = rangeOf([new Map([['', values]])], '');
  const [from, to] = low === high ? [low - 0.5, high + 0.5] : [low, high];
  return histogram(
    values,
    Array.from({ length: bins + 1 }, (_, i) => (i === bins ? to : from + (i * (to - from)) / bins)),
  );
}

function scottEdges(a, b) {
  const all = Float64Array.from([...a, ...b]).sort();
  const at = (share) => quantileOf(all, share);
  const spread = at(0.75) - at(0.25);
  if (spread === 0) {
    const edges = [...new Set([0, 0.1, 0.25, 0.75, 0.9, 1].map(at))];
    return edges.length < 2 ? [...new Set(all)] : edges;
  }
  const centre = mean(all);
  const deviation = Math.sqrt(mean(all.map((value) => (value - centre) ** 2)));
  const width = Math.ceil((all.length ** (1 / 3) * deviation) / (3.5 * spread));
  const [low, high] = [all[0], all[all.length - 1]];
  const bins = Math.min(Math.abs(Math.trunc((high - low) / width)), 10_000);
  return Array.from({ length: bins + 1 }, (_, i) => (i === bins ? high : low + (i * (high - low)) / bins));
}

function histogram(values, edges) {
  const bins = edges.length - 1;
  // A rule that asks for less than one bin leaves none, and the distance is 0.
  const counts = new Float64Array(bins);
  for (const value of bins > 0 ? values : []) {
    if (value < edges[0] || value > edges[bins]) continue;
    let bin = 0;
    while (bin < bins - 1 && value >= edges[bin + 1]) bin++;
    counts[bin]++;
  }
  return counts;
}

function hellinger(a, b) {
  const [totalA, totalB] = [a, b].map((counts) => counts.reduce((sum, count) => sum + count, 0));
  let squares = 0;
  for (let i = 0; i < a.length; i++) squares += (Math.sqrt(a[i] / totalA) - Math.sqrt(b[i] / totalB)) ** 2;
  return Math.sqrt(squares / 2);
}

/** ½ (P(d(T,S) > d(T,T)) + P(d(S,T) > d(S,S))), strictly. */
export async function adversarialAccuracy(real, other, categories) {
  const [a, b] = [real, other].map((columns) => asEncodedRows(columns, categories));
  const [toOther, within, back, withinOther] = [
    await nearestDistances(a, b),
    await nearestDistances(a, a, 1, true),
    await nearestDistances(b, a),
    await nearestDistances(b, b, 1, true),
  ];
  const share = (far, near) => mean(far.map((distance, row) => (isMore(distance, near[row]) ? 1 : 0)));
  return (share(toOther, within) + share(back, withinOther)) / 2;
}

/** Mean over real rows of the nearest synthetic row's distance over the second nearest one's. */
export async function distanceRatio(real, other, categories) {
  const [a, b] = [real, other].map((columns) => asEncodedRows(columns, categories));
  const found = await nearestDistances(a, b, 2);
  const columns = real.size;
  return mean(
    Array.from({ length: a.rowCount }, (_, row) =>
      found[2 * row] === 0 ? 0 : found[2 * row] / columns / (found[2 * row + 1] / columns + 1e-16),
    ),
  );
}

/** Median distance of synthetic rows to the nearest real one, over the median among real rows. */
export async function medianDistanceRatio(real, other, categories) {
  const [a, b] = [real, other].map((columns) => asEncodedRows(columns, categories));
  const toReal = medianOf(await nearestDistances(b, a));
  const within = medianOf(await nearestDistances(a, a, 1, true));
  if (within === 0) return toReal === 0 ? 1 : 0;
  return toReal / within;
}

/** Share of real rows with a synthetic row of equal categories and every number within `part` of train's range. */
export function hittingRate(real, other, categories, part) {
  const names = [...real.keys()];
  const reach = names.map((name) => {
    if (categories.includes(name)) return 0;
    const { low, high } = rangeOf([real], name);
    return part * (high - low);
  });
  const [mine, theirs] = [real, other].map((columns) => names.map((name) => columns.get(name)));
  let hits = 0;
  for (let i = 0; i < mine[0].length; i++) {
    let isHit = false;
    for (let j = 0; j < theirs[0].length && !isHit; j++) {
      isHit = names.every((_, c) => Math.abs(mine[c][i] - theirs[c][j]) <= reach[c]);
    }
    if (isHit) hits++;
  }
  return hits / mine[0].length;
}

/**
 * Columns weighted by one over the entropy of their rounded values in train; share of rows whose nearest synthetic row is
 * strictly nearer than their nearest other row. The loss subtracts the holdout's count over the number of TRAIN rows.
 */
export function identifiability({ real, other, holdout, categories }) {
  const weights = new Map([...real].map(([name, values]) => [name, 1 / (roundedEntropy(values) + 1e-16)]));
  const nearer = (columns) => {
    const [toOther, within] = [other, columns].map((base) =>
      weightedNearest(columns, base, weights, categories),
    );
    return toOther.filter((distance, row) => distance < within[row]).length;
  };
  const rows = [...real.values()][0].length;
  const risk = nearer(real) / rows;
  return { risk, loss: holdout && risk - nearer(holdout) / rows };
}

/**
 * Numbers add weight times difference. Categories add their number times the weighted SHARE of those that differ, so that
 * their weights do not count beside the numbers'. A number whose values all round to one has the weight 10¹⁶ and drowns the
 * rest: sums are made in the peer's order, since rounding then decides.
 */
function weightedNearest(queries, base, weights, categories) {
  const isSelf = queries === base;
  const split = (columns, wanted) =>
    [...columns].filter(([name]) => categories.includes(name) === wanted).map(([, values]) => values);
  const namesOf = (wanted) => [...queries.keys()].filter((name) => categories.includes(name) === wanted);
  const [weightsOfNumbers, weightsOfCodes] = [false, true].map((wanted) =>
    namesOf(wanted).map((name) => weights.get(name)),
  );
  const [numbers, otherNumbers] = [queries, base].map((columns) => split(columns, false));
  const [codes, otherCodes] = [queries, base].map((columns) => split(columns, true));
  const sumOf = (values) => values.reduce((sum, value) => sum + value, 0);
  const all = sumOf([...weights.values()]);
  const ofCodes = sumOf(weightsOfCodes);
  const baseRows = [...base.values()][0].length;
  return Float64Array.from({ length: [...queries.values()][0].length }, (_, row) => {
    let least = Number.POSITIVE_INFINITY;
    for (let place = 0; place < baseRows; place++) {
      if (isSelf && place === row) continue;
      let far = 0;
      for (let c = 0; c < numbers.length; c++)
        far += weightsOfNumbers[c] * Math.abs(numbers[c][row] - otherNumbers[c][place]);
      let differing = 0;
      for (let c = 0; c < codes.length; c++)
        if (codes[c][row] !== otherCodes[c][place]) differing += weightsOfCodes[c];
      const distance = (far + (differing / ofCodes) * codes.length) / all;
      if (distance < least) least = distance;
    }
    return least;
  });
}

function roundedEntropy(values) {
  const counts = new Map();
  for (const value of values) {
    // numpy rounds halves to even.
    const floor = Math.floor(value);
    const half = value - floor === 0.5;
    const rounded = half ? (floor % 2 === 0 ? floor : floor + 1) : Math.round(value);
    counts.set(rounded, (counts.get(rounded) ?? 0) + 1);
  }
  let entropy = 0;
  for (const count of counts.values()) entropy -= (count / values.length) * Math.log(count / values.length);
  return entropy;
}

/** Sums that are equal in exact arithmetic may differ in the last digits, here as there. */
function isMore(a, b) {
  return a - b > 1e-12;
}

/** Biased and unbiased squared MMD with exp(−γ d²/2), all columns standardised by train. */
export function discrepancy({ real, other }, gamma) {
  const standardised = [real, other].map(
    (columns) =>
      new Map(
        [...columns].map(([name, values]) => {
          const own = real.get(name);
          const centre = mean(own);
          const deviation = Math.sqrt(mean(own.map((value) => (value - centre) ** 2))) + 1e-8;
          return [name, values.map((value) => (value - centre) / deviation)];
        }),
      ),
  );
  const [x, y] = standardised.map((columns) => [...columns.values()]);
  const within = (a) => kernelSum(a, a, gamma);
  const [xx, yy, xy] = [within(x), within(y), kernelSum(x, y, gamma)];
  const [n, m] = [x[0].length, y[0].length];
  return {
    biased: xx / n ** 2 + yy / m ** 2 - (2 * xy) / (n * m),
    unbiased: (xx - n) / (n * (n - 1)) + (yy - m) / (m * (m - 1)) - (2 * xy) / (n * m),
  };
}

function kernelSum(a, b, gamma) {
  let sum = 0;
  for (let i = 0; i < a[0].length; i++) {
    for (let j = 0; j < b[0].length; j++) {
      let square = 0;
      for (let c = 0; c < a.length; c++) square += (a[c][i] - b[c][j]) ** 2;
      sum += Math.exp((-gamma * square) / 2);
    }
  }
  return sum;
}
