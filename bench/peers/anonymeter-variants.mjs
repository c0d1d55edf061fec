// Anonymeter's linkability and inference on our columns. It breaks ties of distances as a sort happens to; here every
// count is given as the range over all ways to break them, in which the peer's must lie.
import { firstRows, onlyColumns, valuesOf } from './peer-tables.mjs';

/** Train and holdout without duplicate rows, cut to equal length: as the peer was run. */
export function equalLengths(train, holdout) {
  const sides = [train, holdout].map(withoutDuplicates);
  const count = Math.min(...sides.map((rows) => rows.rowCount));
  const [targets, control] = sides.map((rows) => firstRows(rows, count));
  return { targets, control };
}

function withoutDuplicates(rows) {
  const columns = [...rows.columns.values()];
  const seen = new Set();
  const kept = [];
  for (let row = 0; row < rows.rowCount; row++) {
    const key = columns.map((cells) => (cells.type === 'number' ? cells.values : cells.codes)[row]).join();
    if (seen.has(key)) continue;
    seen.add(key);
    kept.push(row);
  }
  const take = (cells) =>
    cells.type === 'number'
      ? { ...cells, values: Float64Array.from(kept, (row) => cells.values[row]) }
      : { ...cells, codes: Int32Array.from(kept, (row) => cells.codes[row]) };
  return {
    ...rows,
    rowCount: kept.length,
    columns: new Map([...rows.columns].map(([name, cells]) => [name, take(cells)])),
  };
}

/** How many targets are linked through k neighbours of each part, at least and at most. */
export function linked(targets, synthetic, [first, second], k) {
  const [a, b] = [first, second].map((names) => {
    const [real, other] = [targets, synthetic].map((rows) => onlyColumns(rows, names));
    return mixedDistance(real, other);
  });
  const bounds = { least: 0, most: 0 };
  for (let row = 0; row < targets.rowCount; row++) {
    const [mine, theirs] = [a, b].map((distances) => neighbourSets(distances(row), k));
    if (mine.sure.some((place) => theirs.sureSet.has(place))) bounds.least++;
    if (mine.possible.some((place) => theirs.possibleSet.has(place))) bounds.most++;
  }
  return bounds;
}

/** How many secrets are guessed from the nearest row, at least and at most. */
export function inferred(targets, synthetic, secret, { isNumber, tolerance }) {
  const known = [...targets.columns.keys()].filter((name) => name !== secret);
  const [real, other] = [targets, synthetic].map((rows) => onlyColumns(rows, known));
  const distances = mixedDistance(real, other);
  const [truth, guesses] = [targets, synthetic].map((rows) => valuesOf(rows.columns.get(secret)));
  const isRight = (row, place) =>
    isNumber
      ? // The denominator keeps its sign: negative guesses are always right.
        Math.abs(guesses[place] - truth[row]) / (guesses[place] + 1e-12) <= tolerance
      : guesses[place] === truth[row];
  const bounds = { least: 0, most: 0 };
  for (let row = 0; row < targets.rowCount; row++) {
    const { possible } = neighbourSets(distances(row), 1);
    const right = possible.filter((place) => isRight(row, place)).length;
    if (right === possible.length) bounds.least++;
    if (right > 0) bounds.most++;
  }
  return bounds;
}

/** Rows that are among the k nearest however ties are broken, and those that can be. */
function neighbourSets(distances, k) {
  const kth = kthSmallest(distances, k);
  const sure = [];
  const possible = [];
  let reach = 0;
  for (let place = 0; place < distances.length; place++) {
    if (distances[place] <= kth + 1e-9) {
      possible.push(place);
      if (distances[place] < kth - 1e-9) {
        sure.push(place);
        reach++;
      }
    }
  }
  const isUntied = possible.length <= k || reach === k;
  return {
    sure: isUntied ? possible : sure,
    possible,
    sureSet: new Set(isUntied ? possible : sure),
    possibleSet: new Set(possible),
  };
}

function kthSmallest(distances, k) {
  const least = [];
  for (const distance of distances) {
    if (least.length === k && distance >= least[k - 1]) continue;
    let at = least.length;
    while (at > 0 && least[at - 1] > distance) at--;
    least.splice(at, 0, distance);
    if (least.length > k) least.pop();
  }
  return least[least.length - 1];
}

/**
 * Numbers by the range over both tables, categories 0 or 1. Missing in both counts 1; a number missing on one side is
 * farther than anything; a missing category is a level, and missing in both is equal (the peer codes it before).
 */
function mixedDistance(real, other) {
  const numbers = [];
  const codes = [];
  for (const [name, mine] of real.columns) {
    const theirs = other.columns.get(name);
    if (mine.type === 'coded') {
      codes.push([mine.codes, theirs.codes]);
      continue;
    }
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (const values of [mine.values, theirs.values]) {
      for (const value of values) {
        if (value < low) low = value;
        if (value > high) high = value;
      }
    }
    const range = high === low ? 1 : high - low;
    numbers.push([mine.values.map((value) => value / range), theirs.values.map((value) => value / range)]);
  }
  return (row) => {
    const distances = new Float64Array(other.rowCount);
    for (const [mine, theirs] of numbers) {
      const value = mine[row];
      const isMissing = Number.isNaN(value);
      for (let place = 0; place < distances.length; place++) {
        const apart = Math.abs(value - theirs[place]);
        if (!Number.isNaN(apart)) distances[place] += apart;
        else distances[place] += isMissing && Number.isNaN(theirs[place]) ? 1 : Number.POSITIVE_INFINITY;
      }
    }
    for (const [mine, theirs] of codes) {
      const code = mine[row];
      for (let place = 0; place < distances.length; place++) if (theirs[place] !== code) distances[place]++;
    }
    return distances;
  };
}
