// Other tools' definitions where they differ from ours, on our own columns: with them a value of ours that differs
// from a peer's can be shown to differ by the definition alone. Columns are `Cells` as in src/artifacts/rows.ts.

/**
 * SDMetrics' report: ten equal widths between a dataset's own smallest and largest value, cells closed on the left, so
 * that the largest value falls in a cell of its own; a missing number is put there too.
 */
export function ownWidthCells(cells) {
  if (cells.type === 'coded') return cells.codes;
  return cutAt(cells.values, equalWidthEdges(cells.values));
}

/** SDMetrics' ContingencySimilarity on its own: the inner edges of the real column for both, open at the ends. */
export function realWidthCells(real, cells) {
  if (cells.type === 'coded') return cells.codes;
  const edges = equalWidthEdges(real.values);
  edges[0] = Number.NEGATIVE_INFINITY;
  edges[edges.length - 1] = Number.POSITIVE_INFINITY;
  return cutAt(cells.values, edges);
}

/** 1 − total variation of the joint cells; missing is a level. Cells of A and B per row, on both sides. */
export function contingencySimilarity(realA, realB, otherA, otherB) {
  const real = jointCounts(realA, realB);
  const other = jointCounts(otherA, otherB);
  let distance = 0;
  for (const key of new Set([...real.keys(), ...other.keys()])) {
    distance += Math.abs((real.get(key) ?? 0) / realA.length - (other.get(key) ?? 0) / otherA.length);
  }
  return 1 - distance / 2;
}

/** Cramér's V without a correction for bias. */
export function plainCramersV(a, b) {
  const joint = jointCounts(a, b);
  const countsA = countsOf(a);
  const countsB = countsOf(b);
  let ratio = 0;
  for (const [key, count] of joint) {
    const [cellA, cellB] = key.split(',').map(Number);
    ratio += count ** 2 / (countsA.get(cellA) * countsB.get(cellB));
  }
  return Math.sqrt(Math.max(0, ratio - 1) / (Math.min(countsA.size, countsB.size) - 1));
}

/** SDMetrics' TVComplement: a category that the real column lacks is given a count of 10⁻⁶ there. */
export function regularisedTvComplement(real, other) {
  const realCounts = countsOf(real.codes.filter((code) => code >= 0));
  const otherCounts = countsOf(other.codes.filter((code) => code >= 0));
  for (const code of otherCounts.keys()) if (!realCounts.has(code)) realCounts.set(code, 1e-6);
  const realTotal = sum(realCounts.values());
  const otherTotal = sum(otherCounts.values());
  let distance = 0;
  for (const [code, count] of realCounts) {
    distance += Math.abs(count / realTotal - (otherCounts.get(code) ?? 0) / otherTotal);
  }
  return 1 - distance / 2;
}

/** SDMetrics' BoundaryAdherence: where the real column has no missing cell, a missing one lies out of bounds. */
export function strictBoundaryAdherence(real, other) {
  const filled = real.values.filter((value) => !Number.isNaN(value));
  const low = smallest(filled);
  const high = largest(filled);
  const within = other.values.filter((value) => value >= low && value <= high).length;
  const mayBeMissing = filled.length < real.values.length;
  return within / (mayBeMissing ? other.values.filter((value) => !Number.isNaN(value)) : other.values).length;
}

/** SDMetrics' CategoryAdherence: missing is a category; it is known where the real column has one. */
export function categoryAdherenceWithMissing(real, other) {
  const known = new Set(real.codes);
  return other.codes.filter((code) => known.has(code)).length / other.codes.length;
}

/** SDMetrics' mean over pairs: those whose association in the real data is beyond a threshold, or all at 0. */
export function meanAboveThresholds(pairs, correlationFrom, associationFrom) {
  const counted = pairs.filter(({ kind, association, score }) => {
    const from = kind === 'correlation' ? correlationFrom : associationFrom;
    return score !== null && (from === 0 || Math.abs(association) > from);
  });
  return counted.reduce((total, { score }) => total + score, 0) / counted.length;
}

/** synthcity codes a category by its place among the sorted levels of both datasets. */
export function asNumbers(real, other) {
  if (real.type === 'number') return [real.values, other.values];
  const levels = new Set();
  for (const { codes, levels: names } of [real, other]) for (const code of codes) levels.add(names[code]);
  const place = new Map([...levels].sort().map((level, index) => [level, index]));
  return [real, other].map(({ codes, levels: names }) =>
    Float64Array.from(codes, (code) => place.get(names[code])),
  );
}

/**
 * synthcity's JensenShannonDistance of one column: at most ten equal widths of the real column, closed on the right,
 * what lies outside makes a cell of its own; the shares plus 1 in every cell, natural logarithm.
 */
export function smoothedJensenShannon(real, other) {
  const distinct = new Set(real).size;
  const count = Math.min(10, distinct);
  const low = smallest(real);
  const high = largest(real);
  const spread = low === high ? 0.001 * Math.abs(low) || 0.001 : 0;
  const edges = Array.from({ length: count + 1 }, (_, i) =>
    i === count ? high + spread : low - spread + (i * (high - low + 2 * spread)) / count,
  );
  if (spread === 0) edges[0] -= (high - low) * 0.001;
  const shares = [real, other].map((values) => {
    const cells = new Float64Array(count + 1);
    for (const value of values) {
      let cell = 0;
      while (cell <= count && value > edges[cell]) cell++;
      cells[cell === 0 || cell > count ? count : cell - 1] += 1 / values.length;
    }
    return cells;
  });
  const used = shares[0][count] > 0 || shares[1][count] > 0 ? count + 1 : count;
  const [p, q] = shares.map((cells) => {
    const raised = [...cells.subarray(0, used)].map((share) => share + 1);
    const total = sum(raised);
    return raised.map((share) => share / total);
  });
  let divergence = 0;
  for (let cell = 0; cell < used; cell++) {
    const middle = (p[cell] + q[cell]) / 2;
    divergence += p[cell] * Math.log(p[cell] / middle) + q[cell] * Math.log(q[cell] / middle);
  }
  return Math.sqrt(Math.max(0, divergence) / 2);
}

/** The first rows, and of them those without a missing cell in any of the columns. */
export function completeRows(rows, first = rows.rowCount) {
  const kept = [];
  for (let row = 0; row < Math.min(first, rows.rowCount); row++) {
    let isComplete = true;
    for (const cells of rows.columns.values()) {
      if (cells.type === 'number' ? Number.isNaN(cells.values[row]) : cells.codes[row] < 0)
        isComplete = false;
    }
    if (isComplete) kept.push(row);
  }
  return takeRows(rows, kept);
}

/** Some rows of a dataset, by number. */
export function takeRows(rows, kept) {
  const columns = new Map();
  for (const [name, cells] of rows.columns) {
    columns.set(
      name,
      cells.type === 'number'
        ? { ...cells, values: Float64Array.from(kept, (row) => cells.values[row]) }
        : { ...cells, codes: Int32Array.from(kept, (row) => cells.codes[row]) },
    );
  }
  return { rowCount: kept.length, columns };
}

function equalWidthEdges(values) {
  const filled = values.filter((value) => !Number.isNaN(value));
  let low = smallest(filled);
  let high = largest(filled);
  if (low === high) {
    low -= 0.5;
    high += 0.5;
  }
  const step = (high - low) / 10;
  return Array.from({ length: 11 }, (_, i) => (i === 10 ? high : i * step + low));
}

function cutAt(values, edges) {
  return Int32Array.from(values, (value) =>
    Number.isNaN(value) ? edges.length : edges.filter((edge) => edge <= value).length,
  );
}

function jointCounts(a, b) {
  const counts = new Map();
  for (let row = 0; row < a.length; row++) {
    const key = `${a[row]},${b[row]}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

function countsOf(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

function smallest(values) {
  return values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
}

function largest(values) {
  return values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
}

function sum(values) {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** Total variation of two columns of codes. */
export function totalVariation(a, b) {
  const none = (codes) => new Int32Array(codes.length);
  return 1 - contingencySimilarity(a, none(a), b, none(b));
}
