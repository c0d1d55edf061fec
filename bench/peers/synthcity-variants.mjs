// synthcity's definitions on our columns: categories by place among sorted levels, Euclidean distance.
import { manifoldScores } from '../../dist/statistics/manifold-scores.js';
import { asPlaces, euclideanMatrix, mean, quantileOf, scaledBy } from './peer-tables.mjs';

/**
 * Equally many rows of both as numbers, as they are or scaled by train's range. Places are among the levels of all rows of
 * all files that the peer was given.
 */
export function prepare({ train, synthetic }, isScaled, all = []) {
  const places = asPlaces([train, synthetic, ...all]).slice(0, 2);
  const [real, other] = isScaled ? scaledBy(places, [places[0]], [...places[0].keys()]) : places;
  return { real, other };
}

/** All distances, once for all measures. */
export function distancesOf({ real, other }) {
  return {
    rows: [...real.values()][0].length,
    within: euclideanMatrix(real, real),
    withinOther: euclideanMatrix(other, other),
    between: euclideanMatrix(real, other),
  };
}

/** Precision, recall, density and coverage by our own function, fed with these distances. */
export function ownManifold({ rows, within, withinOther, between }, k = 5) {
  const { precision, recall, density, coverage } = manifoldScores(
    {
      rows,
      within: Float32Array.from(within),
      withinOther: Float32Array.from(withinOther),
      between: Float32Array.from(between),
    },
    k,
  );
  return {
    precision: precision.value,
    recall: recall.value,
    density: density.value,
    coverage: coverage.value,
  };
}

/**
 * The same with a strict comparison: a row on a ball's border is outside. The peer's distances are off in the last digits
 * (it takes them from inner products), which decides where they are equal: a `slack` above or below 0 settles these rows
 * one way or the other.
 */
export function strictManifold({ rows, within, withinOther, between }, slack = 0, k = 5) {
  const [own, others] = [within, withinOther].map((distances) => radii(distances, rows, k));
  const precise = new Uint8Array(rows);
  let recalled = 0;
  let dense = 0;
  let covered = 0;
  for (let i = 0; i < rows; i++) {
    let isRecalled = 0;
    let isCovered = 0;
    for (let j = 0; j < rows; j++) {
      const distance = between[i * rows + j];
      if (isLess(distance, own[i], slack)) {
        precise[j] = 1;
        isCovered = 1;
        dense++;
      }
      if (isLess(distance, others[j], slack)) isRecalled = 1;
    }
    recalled += isRecalled;
    covered += isCovered;
  }
  return {
    precision: mean(precise),
    recall: recalled / rows,
    density: dense / (k * rows),
    coverage: covered / rows,
  };
}

/** Distance to the k-th nearest other row. */
function radii(distances, rows, k) {
  return Float64Array.from(
    { length: rows },
    (_, row) => distances.slice(row * rows, (row + 1) * rows).sort()[k],
  );
}

/** Share of real rows whose nearest synthetic row is strictly nearer than their nearest other real row. */
export function identifiability({ rows, within, between }, slack = 0) {
  const own = radii(within, rows, 1);
  const toOther = rowMinima(between, rows).distances;
  return mean(toOther.map((distance, row) => (isLess(distance, own[row], slack) ? 1 : 0)));
}

/** Mean of real rows' distances to the nearest synthetic one, scaled from the smallest to the largest. */
export function scaledNearestDistance({ rows, between }) {
  const { distances } = rowMinima(between, rows);
  const [low, high] = [Math.min(...distances), Math.max(...distances)];
  return mean(distances.map((distance) => (distance - low) / (high - low + 1e-8)));
}

/** Distinct rows that both have, over the rows of train. */
export function commonRows({ real, other }) {
  const keys = (columns) => {
    const all = [...columns.values()];
    return Array.from({ length: all[0].length }, (_, row) => all.map((values) => values[row]).join());
  };
  const known = new Set(keys(other));
  const own = keys(real);
  return new Set(own.filter((key) => known.has(key))).size / (own.length + 1e-8);
}

/**
 * Integrated α-precision and β-recall about the mean of all rows, with 30 shares from 0 to 1. Authenticity takes the
 * nearest-other distance of the real row that has the NUMBER of the nearest synthetic row.
 */
export function alphaPrecision(tables, { rows, within, between }) {
  const shares = Array.from({ length: 30 }, (_, step) => step / 29);
  const { real, other } = tables;
  const [toCentre, otherToCentre] = [real, other].map((columns) => distanceTo(columns, centreOf(real)));
  const own = radii(within, rows, 1);
  const { distances, places } = rowMinima(between, rows);
  const otherCentre = distanceTo(other, centreOf(other));
  const closest = Float64Array.from(places, (place) => otherCentre[place]);
  const realRadii = Float64Array.from(toCentre).sort();
  const closestRadii = Float64Array.from(closest).sort();
  const gaps = shares.map((share) => {
    const [radius, reach] = [quantileOf(realRadii, share), quantileOf(closestRadii, share)];
    const precision = mean(otherToCentre.map((distance) => (distance <= radius ? 1 : 0)));
    const recall = mean(
      closest.map((distance, row) => (distances[row] <= own[row] && distance <= reach ? 1 : 0)),
    );
    return [Math.abs(share - precision), Math.abs(share - recall)];
  });
  const total = shares.reduce((sum, share) => sum + share, 0);
  // Of several nearest synthetic rows the peer takes any.
  const authenticity = { least: 0, most: 0 };
  for (const [row, distance] of distances.entries()) {
    const answers = [];
    for (let place = 0; place < rows; place++) {
      if (!isLess(distance, between[row * rows + place])) answers.push(isLess(own[place], distance));
    }
    if (answers.every(Boolean)) authenticity.least += 1 / rows;
    if (answers.some(Boolean)) authenticity.most += 1 / rows;
  }
  const integrated = (index) => 1 - gaps.reduce((sum, gap) => sum + gap[index], 0) / total;
  return {
    precision: integrated(0),
    recall: integrated(1),
    authenticity,
  };
}

function centreOf(columns) {
  return [...columns.values()].map(mean);
}

function distanceTo(columns, centre) {
  const all = [...columns.values()];
  return Float64Array.from({ length: all[0].length }, (_, row) =>
    Math.sqrt(all.reduce((sum, values, c) => sum + (values[row] - centre[c]) ** 2, 0)),
  );
}

function rowMinima(distances, rows) {
  const found = {
    distances: new Float64Array(rows).fill(Number.POSITIVE_INFINITY),
    places: new Int32Array(rows),
  };
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < rows; j++) {
      if (distances[i * rows + j] < found.distances[i]) {
        found.distances[i] = distances[i * rows + j];
        found.places[i] = j;
      }
    }
  }
  return found;
}

/** Distances that are equal in exact arithmetic may differ in the last digits here too. */
function isLess(a, b, slack = 0) {
  return b - a > slack + 1e-12 * Math.max(1, Math.abs(a));
}

/** How far off a distance from inner products can be: the root of the rounding of the largest square. */
export function roundingOf({ real, other }) {
  let most = 0;
  for (const columns of [real, other]) {
    const all = [...columns.values()];
    for (let row = 0; row < all[0].length; row++)
      most = Math.max(
        most,
        all.reduce((sum, values) => sum + values[row] ** 2, 0),
      );
  }
  return Math.sqrt(4 * Number.EPSILON * most);
}

/** Squared MMD, biased: Gaussian kernel exp(−d²), or the squared distance of the means. */
export function discrepancy({ real, other }, { rows, within, withinOther, between }, kernel) {
  if (kernel === 'linear') {
    const [a, b] = [centreOf(real), centreOf(other)];
    return a.reduce((sum, value, c) => sum + (value - b[c]) ** 2, 0);
  }
  const kernelMean = (distances) => {
    let sum = 0;
    for (const distance of distances) sum += Math.exp(-(distance ** 2));
    return sum / rows ** 2;
  };
  return kernelMean(within) + kernelMean(withinOther) - 2 * kernelMean(between);
}
