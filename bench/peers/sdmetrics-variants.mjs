// SDMetrics' measures of statistics and of rows on our columns.
import { discloseTarget, groupByKeys } from '../../dist/attacks/key-groups.js';
import { mean, medianOf, valuesOf } from './peer-tables.mjs';

/** 1 − |difference of the statistic| over the real range, at least 0; missing cells left out. */
export function statisticSimilarity(real, other, statistic) {
  const [a, b] = [real, other].map(({ values }) => values.filter((value) => !Number.isNaN(value)));
  const of = { mean, median: medianOf, std: sampleDeviation }[statistic];
  const low = a.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = a.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  return Math.max(0, 1 - Math.abs(of(a) - of(b)) / (high - low));
}

function sampleDeviation(values) {
  const centre = mean(values);
  let squares = 0;
  for (const value of values) squares += (value - centre) ** 2;
  return Math.sqrt(squares / (values.length - 1));
}

/**
 * Share of synthetic rows that no real row matches: equal categories, missing where missing, numbers within a share of the
 * SYNTHETIC value (so 0 matches 0 alone).
 */
export function newRowShare(train, synthetic, tolerance) {
  const columns = [...train.columns.keys()].map((name) => [
    train.columns.get(name),
    synthetic.columns.get(name),
  ]);
  let matched = 0;
  for (let row = 0; row < synthetic.rowCount; row++) {
    let rows = null;
    for (const [real, other] of columns) {
      const isMatch = matcher(real, other, row, tolerance);
      rows = rows === null ? placesWhere(train.rowCount, isMatch) : rows.filter(isMatch);
      if (rows.length === 0) break;
    }
    if (rows.length > 0) matched++;
  }
  return 1 - matched / synthetic.rowCount;
}

function matcher(real, other, row, tolerance) {
  if (real.type === 'coded') return (place) => real.codes[place] === other.codes[row];
  const value = other.values[row];
  if (Number.isNaN(value)) return (place) => Number.isNaN(real.values[place]);
  return (place) => Math.abs(real.values[place] - value) <= Math.abs(tolerance * value);
}

function placesWhere(count, isMatch) {
  const places = [];
  for (let place = 0; place < count; place++) if (isMatch(place)) places.push(place);
  return places;
}

/** Mean over columns: numbers by the range of the reference (at most 1), categories 0 or 1, one missing 1, both 0. */
export function closestDistances(queries, reference) {
  const columns = [...reference.columns].map(([name, base]) => {
    const own = queries.columns.get(name);
    if (base.type === 'coded') return { own: own.codes, base: base.codes, range: null };
    const filled = base.values.filter((value) => !Number.isNaN(value));
    const low = filled.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
    const high = filled.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
    return { own: own.values, base: base.values, range: high - low };
  });
  return Float64Array.from({ length: queries.rowCount }, (_, row) => {
    const distances = new Float64Array(reference.rowCount);
    for (const { own, base, range } of columns) {
      const value = own[row];
      for (let place = 0; place < distances.length; place++)
        distances[place] += apart(value, base[place], range);
    }
    return (
      distances.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY) / columns.length
    );
  });
}

function apart(a, b, range) {
  if (range === null) return a === b ? 0 : 1;
  const isMissing = Number.isNaN(a);
  if (isMissing || Number.isNaN(b)) return isMissing && Number.isNaN(b) ? 0 : 1;
  if (range === 0) return a === b ? 0 : 1;
  return Math.min(Math.abs(a - b) / range, 1);
}

/** Share of rows strictly closer to train than to the holdout, each by its own range. */
export function strictlyCloser(synthetic, train, holdout) {
  const [toTrain, toHoldout] = [train, holdout].map((rows) => closestDistances(synthetic, rows));
  // Ties count for the holdout.
  return mean(toTrain.map((distance, row) => (toHoldout[row] - distance > 1e-12 ? 1 : 0)));
}

/** 1 − mean correct attribution over the rows whose keys occur in the candidate; `zero`: over all, others 0. */
export function attributionProtection(train, synthetic, keys, secret) {
  const cells = (rows, name) => ({ cells: levelsOf([train, synthetic], name)(rows.columns.get(name)) });
  const { groups, count } = groupByKeys(
    [train, synthetic].map((rows) => keys.map((name) => cells(rows, name))),
  );
  const counts = new Int32Array(count);
  for (const group of groups[1]) counts[group]++;
  const { attributed, matched } = discloseTarget(
    { groups: groups[0], target: cells(train, secret).cells },
    { groups: groups[1], target: cells(synthetic, secret).cells, counts },
  );
  const total = attributed.reduce((sum, value) => sum + value, 0);
  return {
    matched: 1 - total / matched.reduce((sum, value) => sum + value, 0),
    zero: 1 - total / attributed.length,
  };
}

function levelsOf(tables, name) {
  const places = new Map();
  for (const rows of tables) {
    for (const value of valuesOf(rows.columns.get(name)))
      if (!places.has(value)) places.set(value, places.size);
  }
  return (column) => Int32Array.from(valuesOf(column), (value) => places.get(value));
}
