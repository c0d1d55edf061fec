// mostlyai-qa's binning and accuracy, and those of its authors' published comparison, on our columns.
import { valuesOf } from './peer-tables.mjs';

/**
 * Cells of every column in both tables; the last cell is missing, the one before all other categories. Of categories that
 * are equally frequent the peer keeps any: `kept` names those it kept.
 */
export function binned(train, synthetic, kept = {}) {
  return new Map(
    [...train.columns].map(([name, real]) => {
      const other = synthetic.columns.get(name);
      const cut = real.type === 'number' ? cutNumbers(real.values) : cutCategories(real, 10, 5, kept[name]);
      return [name, { real: cut(real), other: cut(other) }];
    }),
  );
}

/**
 * Up to ten distinct numbers are cells of their own. Of more, evenly spaced ranks are taken, as few as give eleven
 * distinct values; these are floored to the fewest decimals that keep them distinct. Closed on the left; what lies
 * outside belongs to the outer cells.
 */
function cutNumbers(values) {
  const sorted = Float64Array.from(values.filter((value) => !Number.isNaN(value))).sort();
  const distinct = [...new Set(sorted)];
  let breaks =
    distinct.length <= 10 ? [...distinct, (sorted[sorted.length - 1] ?? 0) + 1] : rankBoundaries(sorted, 10);
  for (let decimals = 0; decimals < 20; decimals++) {
    const floored = breaks.map((value) => Math.floor(value * 10 ** decimals) / 10 ** decimals);
    if (new Set(floored).size !== breaks.length) continue;
    breaks = [...floored.slice(0, -1), breaks[breaks.length - 1]];
    break;
  }
  const last = breaks.length - 1;
  return ({ values: own }) =>
    Int32Array.from(own, (value) => {
      if (Number.isNaN(value)) return last + 1;
      let cell = 0;
      while (cell < last - 1 && value >= breaks[cell + 1]) cell++;
      return cell;
    });
}

function rankBoundaries(sorted, bins) {
  let breaks = [];
  for (let count = bins; count < Math.max(bins + 1, Math.min(1000, sorted.length + 1)); count++) {
    const step = (sorted.length - 1) / (count - 1);
    breaks = [
      ...new Set(
        Array.from({ length: count }, (_, i) =>
          i === count - 1 ? sorted[sorted.length - 1] : sorted[Math.trunc(i * step)],
        ),
      ),
    ];
    if (breaks.length >= bins + 1) break;
  }
  return breaks;
}

/** The most frequent categories with at least so many rows, all others in one cell, missing in another. */
function cutCategories(real, most, least, named = null) {
  const counts = new Map();
  for (const [row, value] of valuesOf(real).entries()) {
    if (real.codes[row] >= 0) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const frequent = named ? named.filter((value) => counts.has(value)) : mostFrequent(counts, most, least);
  // The mark that the same makers' generator writes for rare categories is a cell of its own.
  const kept = least > 0 ? [...new Set([...frequent, '_RARE_'])] : frequent;
  const place = new Map(kept.map((value, index) => [value, index]));
  return (cells) =>
    Int32Array.from(valuesOf(cells), (value, row) =>
      cells.codes[row] < 0 ? kept.length + 1 : (place.get(value) ?? kept.length),
    );
}

function mostFrequent(counts, most, least) {
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, most)
    .filter(([, count]) => count >= least)
    .map(([value]) => value);
}

/** 1 − total variation of the joint cells, and what noise alone leaves of it, each rounded to five decimals. */
export function accuracyOf(columns) {
  const [real, other] = ['real', 'other'].map((side) => jointCounts(columns.map((column) => column[side])));
  let observed = 0;
  let expected = 0;
  for (const key of new Set([...real.counts.keys(), ...other.counts.keys()])) {
    const p = (real.counts.get(key) ?? 0) / real.rows;
    observed += Math.abs(p - (other.counts.get(key) ?? 0) / other.rows);
    expected += Math.sqrt((2 / Math.PI) * p * (1 - p) * (1 / real.rows + 1 / other.rows));
  }
  return [observed, expected].map((distance) => roundTo5(1 - distance / 2));
}

function jointCounts(cells) {
  const counts = new Map();
  const rows = cells[0].length;
  for (let row = 0; row < rows; row++) {
    let key = 0;
    for (const column of cells) key = key * 4096 + column[row];
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return { counts, rows };
}

function roundTo5(value) {
  return Math.round(value * 1e5) / 1e5;
}

/** All subsets of so many names, in order. */
export function subsetsOf(names, order) {
  if (order === 0) return [[]];
  return names.flatMap((name, i) => subsetsOf(names.slice(i + 1), order - 1).map((rest) => [name, ...rest]));
}

/**
 * The published comparison of 2023-05: numbers cut at train's quantiles (c cells, closed on the right, what lies outside a
 * cell of its own), categories at the c most frequent; the mean total variation over all triples, at c = 5.
 */
export function publishedDistance(train, synthetic, order, cells) {
  const columns = new Map(
    [...train.columns].map(([name, real]) => {
      const cut = real.type === 'number' ? cutAtQuantiles(real.values, cells) : cutCategories(real, cells, 0);
      return [name, { real: cut(real), other: cut(synthetic.columns.get(name)) }];
    }),
  );
  const subsets = subsetsOf([...columns.keys()], order);
  let total = 0;
  for (const names of subsets) total += totalVariationOf(names.map((name) => columns.get(name)));
  return total / subsets.length;
}

function totalVariationOf(columns) {
  const [real, other] = ['real', 'other'].map((side) => jointCounts(columns.map((column) => column[side])));
  let distance = 0;
  for (const key of new Set([...real.counts.keys(), ...other.counts.keys()])) {
    distance += Math.abs((real.counts.get(key) ?? 0) / real.rows - (other.counts.get(key) ?? 0) / other.rows);
  }
  return distance / 2;
}

function cutAtQuantiles(values, cells) {
  const sorted = Float64Array.from(values.filter((value) => !Number.isNaN(value))).sort();
  const at = (share) => {
    const place = share * (sorted.length - 1);
    const low = Math.floor(place);
    return sorted[low] + (sorted[Math.min(sorted.length - 1, low + 1)] - sorted[low]) * (place - low);
  };
  const breaks = [...new Set(Array.from({ length: cells + 1 }, (_, i) => at(i / cells)))];
  const last = breaks.length - 1;
  return ({ values: own }) =>
    Int32Array.from(own, (value) => {
      if (Number.isNaN(value)) return last + 1;
      if (value < breaks[0] || value > breaks[last]) return last + 2;
      let cell = 0;
      while (cell < last - 1 && value > breaks[cell + 1]) cell++;
      return cell;
    });
}
