// What synthpop's authors publish as its measures, on our columns.
import { fitLogisticRegression, predictLogistic } from '../../dist/models/logistic-regression.js';
import { mainEffects } from '../../dist/models/main-effects.js';
import { kolmogorovSmirnov } from '../../dist/statistics/kolmogorov-smirnov.js';
import { mannWhitney } from '../../dist/statistics/mann-whitney.js';
import { words } from './sdnist-variants.mjs';

/** The logistic regression on all levels, none pooled: our solver on indicators that it takes for numbers. */
export function generalUtility({ train, synthetic }) {
  const features = [];
  for (const [name, real] of train.columns) {
    const other = synthetic.columns.get(name);
    if (real.type === 'number') {
      features.push(indicator(name, Float64Array.from([...real.values, ...other.values])));
      continue;
    }
    const cells = [...words(real), ...words(other)];
    // The first level is told by the others.
    for (const level of [...new Set(cells)].slice(1))
      features.push(
        indicator(
          `${name} ${level}`,
          Float64Array.from(cells, (cell) => (cell === level ? 1 : 0)),
        ),
      );
  }
  const rowCount = train.rowCount + synthetic.rowCount;
  const labels = new Uint8Array(rowCount).fill(1, train.rowCount);
  const design = mainEffects({ rowCount, features }, Number.POSITIVE_INFINITY);
  const fit = fitLogisticRegression(design, labels);
  return ofScores(predictLogistic(design, fit.coefficients), train.rowCount, fit.rank - 1);
}

function indicator(name, values) {
  return { kind: 'numeric', name, values };
}

function ofScores(scores, realCount, df) {
  const share = 1 - realCount / scores.length;
  let error = 0;
  let right = 0;
  for (const [row, score] of scores.entries()) {
    error += (score - share) ** 2 / scores.length;
    if (score > 0.5 === row >= realCount) right++;
  }
  const [real, made] = [scores.slice(0, realCount), scores.slice(realCount)];
  return {
    pMSE: error,
    S_pMSE: error / ((df * (1 - share) ** 2 * share) / scores.length),
    SPECKS: kolmogorovSmirnov(Float64Array.from(real).sort(), Float64Array.from(made).sort()).statistic,
    PO50: (100 * right) / scores.length - 50,
    U: mannWhitney(made, real).auc * real.length * made.length,
  };
}

/** Measures of a table's cells: its counts in both files, those that neither fills left out. */
export function tableUtility({ train, synthetic }, names) {
  const counts = new Map();
  for (const [side, rows] of [train, synthetic].entries()) {
    const columns = names.map((name) => words(rows.columns.get(name)));
    for (let row = 0; row < rows.rowCount; row++) {
      const key = columns.map((column) => column[row]).join('\r');
      if (!counts.has(key)) counts.set(key, [0, 0]);
      counts.get(key)[side]++;
    }
  }
  const [d, s] = [train.rowCount, synthetic.rowCount];
  const share = s / (d + s);
  const odds = share / (1 - share);
  const cells = [...counts.values()].map(([real, made]) => ({ real, made, p: real / d, q: made / s }));
  const sum = (term) => cells.reduce((total, cell) => total + term(cell), 0);
  const entropy = (p, middle) => (p > 0 ? p * Math.log2(p / middle) : 0);
  const off = ({ real, made }) => made - real * odds;
  const expected = ({ real, made }) => (real + made) * share;
  const filled = cells.filter(({ real, made }) => real > 0 && made > 0);
  const [inBoth, madeInBoth] = ['real', 'made'].map((side) =>
    filled.reduce((total, cell) => total + cell[side], 0),
  );
  const apart = sum((cell) => Math.abs(cell.p - cell.q)) / 2;
  const chiSquare = sum((cell) => off(cell) ** 2 / expected(cell));
  const df = cells.length - 1;
  return {
    VW: chiSquare,
    FT: 4 * sum(({ real, made }) => (Math.sqrt(made) - Math.sqrt(odds * real)) ** 2),
    JSD: sum(({ p, q }) => entropy(p, (p + q) / 2) + entropy(q, (p + q) / 2)) / 2,
    // Cells in the order of their ratio: the largest gap is the total variation.
    SPECKS: apart,
    U: rankSum(cells),
    WMabsDD: sum((cell) => Math.abs(off(cell)) / Math.sqrt(expected(cell))) / Math.sqrt(2 / Math.PI),
    G: filled.reduce(
      (total, { real, made }) => total + 2 * made * Math.log((made / madeInBoth / real) * inBoth),
      0,
    ),
    pMSE: (chiSquare * share * (1 - share) ** 2) / (d + s),
    S_pMSE: chiSquare / df,
    PO50: (100 * sum(({ real, made, p, q }) => (q > p ? made : real))) / (d + s) - 50,
    MabsDD: 2 * apart,
    dBhatt: Math.sqrt(Math.max(0, 1 - sum(({ p, q }) => Math.sqrt(p * q)))),
  };
}

/** Pairs of a synthetic and a real row where the synthetic one’s cell has the larger share of synthetic rows; ties count half. */
function rankSum(cells) {
  const ordered = [...cells].sort((a, b) => a.made * b.real - b.made * a.real);
  let below = 0;
  let pairs = 0;
  for (let first = 0; first < ordered.length; ) {
    let last = first;
    let [real, made] = [ordered[first].real, ordered[first].made];
    while (last + 1 < ordered.length && isTied(ordered[first], ordered[last + 1])) {
      last++;
      real += ordered[last].real;
      made += ordered[last].made;
    }
    pairs += made * (below + real / 2);
    below += real;
    first = last + 1;
  }
  return pairs;
}

function isTied(a, b) {
  return a.made * b.real === b.made * a.real;
}

/** The disclosure measures, as shares of train's rows. */
export function disclosure({ train, synthetic }, keys, target) {
  const [real, made] = [train, synthetic].map((rows) => {
    const columns = keys.map((name) => words(rows.columns.get(name)));
    const targets = words(rows.columns.get(target));
    const groups = new Map();
    for (let row = 0; row < rows.rowCount; row++) {
      const key = columns.map((column) => column[row]).join('\r');
      if (!groups.has(key)) groups.set(key, new Map());
      const group = groups.get(key);
      group.set(targets[row], (group.get(targets[row]) ?? 0) + 1);
    }
    return groups;
  });
  const found = { UiO: 0, repU: 0, Dorig: 0, iS: 0, DiS: 0, DiSCO: 0, DiSDiO: 0, DCAP: 0 };
  for (const [key, group] of real) {
    const size = sizeOf(group);
    const other = made.get(key) ?? new Map();
    const otherSize = sizeOf(other);
    if (size === 1) found.UiO++;
    if (size === 1 && otherSize === 1) found.repU++;
    if (group.size === 1) found.Dorig += size;
    if (otherSize > 0) found.iS += size;
    if (other.size === 1) found.DiS += size;
    for (const [value, rows] of group) {
      const named = other.get(value) ?? 0;
      if (other.size === 1 && named > 0) {
        found.DiSCO += rows;
        if (group.size === 1) found.DiSDiO += rows;
      }
      if (otherSize > 0) found.DCAP += (rows * named) / otherSize;
    }
  }
  for (const name of Object.keys(found)) found[name] /= train.rowCount;
  return { ...found, TCAP: found.DiSCO / found.iS };
}

function sizeOf(group) {
  let size = 0;
  for (const rows of group.values()) size += rows;
  return size;
}
