/** Distances within and between equally many rows of two datasets, as rows × rows matrices. */
export interface DistanceBlocks {
  readonly rows: number;
  readonly within: Float32Array;
  readonly withinOther: Float32Array;
  /** Real by other. */
  readonly between: Float32Array;
}

/** A mean of one number per row of a side, and these numbers. */
export interface RowMean {
  readonly value: number;
  readonly standardError: number;
}

export interface ManifoldScores {
  readonly precision: RowMean;
  readonly recall: RowMean;
  readonly density: RowMean;
  readonly coverage: RowMean;
  readonly alphaPrecision: RowMean;
  readonly betaRecall: RowMean;
  /** Beta-recall at β = 1 among the real rows that lie most alone; null where they are fewer than ten. */
  readonly sparseRecall: ShareOfRows | null;
}

/** A share of so many rows. */
export interface ShareOfRows {
  readonly value: number;
  readonly rows: number;
}

/** Steps of the curves that alpha-precision and beta-recall integrate. */
const steps = 30;

/** A tenth of the real rows make up the sparse regions. */
export const sparseShare = 0.1;
const fewestSparse = 10;

/**
 * How two clouds of rows overlap. Around every row lies a ball that reaches to its k-th nearest other row of its side;
 * a row on the border is inside.
 *
 * precision: share of other rows inside a ball of a real row; recall: the same with sides swapped; density: balls of real
 * rows per other row, over k; coverage: share of real rows whose ball holds another's row.
 * alpha-precision: over shares α, how many other rows lie within the α-quantile of real rows' distances to the centre,
 * 1 − Σ |α − share| / Σ α; beta-recall: the same for real rows that have a synthetic row of the inner β nearer than their
 * nearest real one. The distance to the centre is the mean distance to the side's rows.
 * sparse recall: of the tenth of real rows whose balls are largest (with all that tie), the share that has another's row
 * no farther than its nearest real one.
 * Sources: Kynkäänniemi et al. (2019), NeurIPS 32; Naeem et al. (2020), ICML 37; Alaa et al. (2022), ICML 39.
 */
export function manifoldScores(blocks: DistanceBlocks, k: number): ManifoldScores {
  const { rows, within, withinOther, between } = blocks;
  const own = nearestWithin(within, rows, k);
  const others = nearestWithin(withinOther, rows, k);
  const precise = new Float64Array(rows);
  const recalled = new Float64Array(rows);
  const dense = new Float64Array(rows);
  const covered = new Float64Array(rows);
  const nearest = new Int32Array(rows);
  for (let i = 0; i < rows; i++) {
    const radius = own.kth[i] as number;
    let least = Number.POSITIVE_INFINITY;
    for (let j = 0; j < rows; j++) {
      const distance = between[i * rows + j] as number;
      if (distance <= radius) {
        precise[j] = 1;
        covered[i] = 1;
        dense[j] = (dense[j] as number) + 1 / k;
      }
      if (distance <= (others.kth[j] as number)) recalled[i] = 1;
      if (distance < least) {
        least = distance;
        nearest[i] = j;
      }
    }
  }

  const realCentre = meanDistances(within, rows, rows - 1);
  const otherToReal = columnMeans(between, rows);
  const otherCentre = meanDistances(withinOther, rows, rows - 1);
  const realSorted = realCentre.slice().sort();
  const otherSorted = otherCentre.slice().sort();
  // A row's reach: the share of the own side that lies at most as far from the centre.
  const alphas = otherToReal.map((distance) => shareBelow(realSorted, distance));
  const reached = Float64Array.from(nearest, (j, i) => {
    const isNear = (between[i * rows + j] as number) <= (own.first[i] as number);
    return isNear ? shareBelow(otherSorted, otherCentre[j] as number) : Number.POSITIVE_INFINITY;
  });
  return {
    precision: meanOf(precise),
    recall: meanOf(recalled),
    density: meanOf(dense),
    coverage: meanOf(covered),
    alphaPrecision: integrated(alphas),
    betaRecall: integrated(reached),
    sparseRecall: sparseRecallOf(own.kth, reached),
  };
}

function sparseRecallOf(radii: Float64Array, reached: Float64Array): ShareOfRows | null {
  const sorted = radii.slice().sort();
  const bound = sorted[Math.ceil((1 - sparseShare) * radii.length)] ?? Number.POSITIVE_INFINITY;
  let sparse = 0;
  let recalled = 0;
  for (const [row, radius] of radii.entries()) {
    if (radius < bound) continue;
    sparse++;
    if (Number.isFinite(reached[row])) recalled++;
  }
  return sparse < fewestSparse ? null : { value: recalled / sparse, rows: sparse };
}

function nearestWithin(distances: Float32Array, rows: number, k: number) {
  const kth = new Float64Array(rows);
  const first = new Float64Array(rows);
  const count = Math.min(k, rows - 1);
  const least = new Float64Array(count);
  for (let i = 0; i < rows; i++) {
    least.fill(Number.POSITIVE_INFINITY);
    for (let j = 0; j < rows; j++) {
      const distance = distances[i * rows + j] as number;
      if (i === j || distance >= (least[count - 1] as number)) continue;
      // The few nearest stay in order.
      let place = count - 1;
      while (place > 0 && (least[place - 1] as number) > distance) {
        least[place] = least[place - 1] as number;
        place--;
      }
      least[place] = distance;
    }
    kth[i] = least[count - 1] as number;
    first[i] = least[0] as number;
  }
  return { kth, first };
}

function meanDistances(distances: Float32Array, rows: number, count: number): Float64Array {
  const means = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    let sum = 0;
    for (let j = 0; j < rows; j++) sum += distances[i * rows + j] as number;
    means[i] = sum / count;
  }
  return means;
}

function columnMeans(distances: Float32Array, rows: number): Float64Array {
  const means = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < rows; j++)
      means[j] = (means[j] as number) + (distances[i * rows + j] as number) / rows;
  }
  return means;
}

/** The share of ascending values below x. */
function shareBelow(sorted: Float64Array, x: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < x) low = middle + 1;
    else high = middle;
  }
  return low / sorted.length;
}

/** 1 − Σ |α − share of rows within α| / Σ α, with the delta method through each step's sign. */
function integrated(reaches: Float64Array): RowMean {
  const rows = reaches.length;
  let gap = 0;
  let scale = 0;
  const influence = new Float64Array(rows);
  for (let step = 1; step <= steps; step++) {
    const alpha = step / steps;
    let inside = 0;
    for (const reach of reaches) if (reach <= alpha) inside++;
    const apart = inside / rows - alpha;
    gap += Math.abs(apart);
    scale += alpha;
    const sign = Math.sign(apart);
    for (let row = 0; row < rows; row++) {
      if ((reaches[row] as number) <= alpha) influence[row] = (influence[row] as number) - sign;
    }
  }
  const { standardError } = meanOf(influence.map((value) => value / scale));
  return { value: 1 - gap / scale, standardError };
}

/** The real rows are a sample as well: to first order they add as much noise as the others, hence √2. */
function meanOf(values: Float64Array): RowMean {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return { value: mean, standardError: (Math.SQRT2 * Math.sqrt(squares)) / values.length };
}
