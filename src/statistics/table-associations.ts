import { biasCorrectedCramersV } from './bias-corrected-cramers-v.ts';

/** An association, 0 for independent columns, with its standard error. */
export interface Association {
  readonly value: number;
  readonly standardError: number;
}

/** What a table of counts (`rows` × `columns`, row by row) says about two columns. */
export interface TableAssociations {
  /** Bias-corrected Cramér's V. */
  readonly cramersV: Association;
  /** In nats, Miller–Madow corrected. */
  readonly mutualInformation: Association;
}

/**
 * Cramér's V and mutual information of a table of counts, standard errors by the delta method for the multinomial.
 * Null where a side has one category only. Where nothing is associated, V's error is that of the noise that its
 * correction takes off.
 * Sources: Bergsma (2013), J. Korean Stat. Soc. 42; Miller (1955), Note on the bias of information estimates; Bishop,
 * Fienberg & Holland (1975), Discrete Multivariate Analysis, chapter 14.
 */
export function tableAssociations(
  counts: ArrayLike<number>,
  rows: number,
  columns: number,
): TableAssociations | null {
  const rowShares = new Float64Array(rows);
  const columnShares = new Float64Array(columns);
  let total = 0;
  for (let cell = 0; cell < rows * columns; cell++) total += counts[cell] as number;
  if (total < 2) return null;
  let filledCells = 0;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const share = (counts[i * columns + j] as number) / total;
      if (share === 0) continue;
      filledCells++;
      rowShares[i] = (rowShares[i] as number) + share;
      columnShares[j] = (columnShares[j] as number) + share;
    }
  }
  const filledRows = countPositive(rowShares);
  const filledColumns = countPositive(columnShares);
  if (filledRows < 2 || filledColumns < 2) return null;

  let meanSquare = -1;
  let information = 0;
  const ofRow = new Float64Array(rows);
  const ofColumn = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const share = (counts[i * columns + j] as number) / total;
      if (share === 0) continue;
      const expected = (rowShares[i] as number) * (columnShares[j] as number);
      const term = (share * share) / expected;
      meanSquare += term;
      ofRow[i] = (ofRow[i] as number) + term / (rowShares[i] as number);
      ofColumn[j] = (ofColumn[j] as number) + term / (columnShares[j] as number);
      information += share * Math.log(share / expected);
    }
  }
  let squareOfV = 0;
  let squareOfInformation = 0;
  let meanSlope = 0;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const share = (counts[i * columns + j] as number) / total;
      if (share === 0) continue;
      const ratio = share / ((rowShares[i] as number) * (columnShares[j] as number));
      const slope = 2 * ratio - (ofRow[i] as number) - (ofColumn[j] as number);
      meanSlope += share * slope;
      squareOfV += share * slope * slope;
      squareOfInformation += share * (Math.log(ratio) - information) ** 2;
    }
  }
  const freedom = (filledRows - 1) * (filledColumns - 1);
  const noise = (2 * freedom) / total ** 2;
  const meanSquareVariance = Math.max(0, squareOfV - meanSlope ** 2) / total + noise;
  const most = Math.min(filledRows, filledColumns) - 1;
  const value = biasCorrectedCramersV(meanSquare, total, filledRows, filledColumns) ?? 0;
  // d√x = dx / 2√x; at the root's foot the noise of x itself is what V can reach.
  const foot = Math.sqrt(Math.sqrt(noise) / most);
  const correction = (filledCells - filledRows - filledColumns + 1) / (2 * total);
  return {
    cramersV: {
      value,
      standardError: Math.min(1, Math.sqrt(meanSquareVariance) / most / (2 * Math.max(value, foot))),
    },
    mutualInformation: {
      value: Math.max(0, information - correction),
      standardError: Math.sqrt(squareOfInformation / total + freedom / (2 * total ** 2)),
    },
  };
}

/**
 * The correlation ratio η: the share of a number's standard deviation that lies between groups. `groups` numbers each
 * row's group; rows with a missing number are left out. The bias of η² under independence is taken off (Kelley's ε²).
 * Null where the number does not vary, or where there is one group only.
 * Sources: Kelley (1935), PNAS 21; Fisher (1925), Statistical Methods for Research Workers, for η.
 */
export function correlationRatio(
  values: Float64Array,
  groups: ArrayLike<number>,
  groupCount: number,
  moments: NumberMoments = momentsOf(values),
): Association | null {
  const { rows, mean, variance } = moments;
  const sums = new Float64Array(groupCount);
  const counts = new Float64Array(groupCount);
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number;
    if (Number.isNaN(value)) continue;
    const group = groups[row] as number;
    sums[group] = (sums[group] as number) + value;
    counts[group] = (counts[group] as number) + 1;
  }
  const used = countPositive(counts);
  if (used < 2 || rows <= used) return null;
  const apart = sums.map((sum, group) => sum / (counts[group] as number) - mean);
  const parts = apart.map((gap) => gap ** 2 / rows);
  let between = 0;
  for (let row = 0; row < values.length; row++) {
    if (!Number.isNaN(values[row])) between += parts[groups[row] as number] as number;
  }
  if (!(variance > 1e-12 * mean * mean) || !(variance > 0)) return null;
  const share = Math.min(1, between / variance);
  let squares = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number;
    if (Number.isNaN(value)) continue;
    const gap = apart[groups[row] as number] as number;
    const influence = (2 * (value - mean) * gap - gap * gap - share * (value - mean) ** 2) / variance;
    squares += influence * influence;
  }
  const noise = (2 * (used - 1)) / rows ** 2;
  const corrected = Math.max(0, 1 - (1 - share) * ((rows - 1) / (rows - used)));
  const value = Math.sqrt(corrected);
  const foot = Math.sqrt(Math.sqrt(noise));
  return {
    value,
    standardError: Math.min(1, Math.sqrt(squares / rows ** 2 + noise) / (2 * Math.max(value, foot))),
  };
}

/** What a column's correlation ratios have in common, whatever the groups. */
export interface NumberMoments {
  /** Rows that are not missing. */
  readonly rows: number;
  readonly mean: number;
  /** Over n. */
  readonly variance: number;
}

export function momentsOf(values: Float64Array): NumberMoments {
  let rows = 0;
  let total = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number;
    if (Number.isNaN(value)) continue;
    total += value;
    rows++;
  }
  const mean = total / rows;
  let variance = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number;
    if (!Number.isNaN(value)) variance += (value - mean) ** 2 / rows;
  }
  return { rows, mean, variance };
}

function countPositive(values: Float64Array): number {
  let count = 0;
  for (const value of values) if (value > 0) count++;
  return count;
}
