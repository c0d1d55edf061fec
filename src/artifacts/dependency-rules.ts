import { isCompared, type Rows } from './rows.ts';
import { broken, evaluateRows, type FoundRule, kept, type Search, silent } from './rule.ts';

/** A column of few values as codes, over all real rows. */
interface Coded {
  readonly name: string;
  /** -1 is missing. */
  readonly codes: Int32Array;
  readonly counts: Float64Array;
  /** The code of a value of `Cells`: of a code for categories, of a number for numbers. */
  readonly codeOf: ReadonlyMap<number, number>;
}

/**
 * Dependencies X → Y (every value of X comes with one value of Y, in all real rows), between categories and numbers of
 * few values. Where both directions hold they are one rule.
 */
export function searchDependencies(datasets: readonly Rows[]): Search {
  const columns = codedColumns(datasets);
  const found: FoundRule[] = [];
  let tried = 0;
  for (const [index, a] of columns.entries()) {
    for (const b of columns.slice(index + 1)) {
      tried += 2;
      const forward = dependencyOf(a, b);
      const back = dependencyOf(b, a);
      if (forward && back) found.push(oneToOne(a, b, forward, back));
      else if (forward) found.push(oneWay(a, b, forward));
      else if (back) found.push(oneWay(b, a, back));
    }
  }
  return { found, tried };
}

/** Numbers of more values are measurements; categories of more are names. */
const mostNumberValues = 100;
const mostLevels = 5000;

function codedColumns(datasets: readonly Rows[]): Coded[] {
  const found: Coded[] = [];
  const [train] = datasets;
  for (const [name, { schema }] of train?.columns ?? []) {
    if (!isCompared(schema) || schema.kind === 'datetime') continue;
    const coded = codeColumn(name, datasets);
    if (coded && coded.counts.length >= 2) found.push(coded);
  }
  return found;
}

function codeColumn(name: string, datasets: readonly Rows[]): Coded | null {
  const codes = new Int32Array(datasets.reduce((rows, { rowCount }) => rows + rowCount, 0)).fill(-1);
  const codeOf = new Map<number, number>();
  let row = 0;
  for (const rows of datasets) {
    const cells = rows.columns.get(name);
    if (!cells) return null;
    const most = cells.type === 'number' ? mostNumberValues : mostLevels;
    for (const value of cells.type === 'number' ? cells.values : cells.codes) {
      if (!Number.isNaN(value) && (cells.type === 'number' || value >= 0)) {
        let code = codeOf.get(value);
        if (code === undefined) {
          if (codeOf.size >= most) return null;
          code = codeOf.size;
          codeOf.set(value, code);
        }
        codes[row] = code;
      }
      row++;
    }
  }
  const counts = new Float64Array(codeOf.size);
  for (const code of codes) if (code >= 0) counts[code] = (counts[code] as number) + 1;
  return { name, codes, counts, codeOf };
}

interface Dependency {
  /** Y’s code by X’s code; -1 where X never came with a filled Y. */
  readonly image: Int32Array;
  readonly logChance: number;
}

/**
 * Null where some value of X comes with two of Y. Else the chance that independent columns would keep to it: every
 * group of rows with equal X would have to meet one value of Y alone, Π_x Σ_y p_y^(rows of x).
 */
function dependencyOf(x: Coded, y: Coded): Dependency | null {
  const image = new Int32Array(x.counts.length).fill(-1);
  const groups = new Float64Array(x.counts.length);
  for (let row = 0; row < x.codes.length; row++) {
    const from = x.codes[row] as number;
    const to = y.codes[row] as number;
    if (from < 0 || to < 0) continue;
    if (image[from] === -1) image[from] = to;
    else if (image[from] !== to) return null;
    groups[from] = (groups[from] as number) + 1;
  }
  // Where one value of Y is met with all of X, the rule says nothing of X.
  if (new Set(image.filter((to, from) => to >= 0 && (groups[from] as number) > 1)).size < 2) return null;
  let total = 0;
  for (const count of y.counts) total += count;
  const logShares = y.counts.map((count) => Math.log(count / total));
  const bySize = new Map<number, number>();
  let logChance = 0;
  for (const size of groups) {
    if (size < 2) continue;
    let log = bySize.get(size);
    if (log === undefined) {
      let chance = 0;
      let largest = Number.NEGATIVE_INFINITY;
      for (const share of logShares) if (share > largest) largest = share;
      // In units of the most frequent value’s chance, so that nothing underflows.
      for (const share of logShares) chance += Math.exp(size * (share - largest));
      log = size * largest + Math.log(chance);
      bySize.set(size, log);
    }
    logChance += log;
  }
  return { image, logChance };
}

function oneWay(x: Coded, y: Coded, { image, logChance }: Dependency): FoundRule {
  return {
    columns: [x.name, y.name],
    text: `${x.name} → ${y.name}`,
    logChance,
    evaluate: (rows) => {
      const [from, to] = [reader(rows, x), reader(rows, y)];
      return evaluateRows(rows, [x.name, y.name], (row) => {
        const value = to(row);
        const wanted = from(row) >= 0 ? (image[from(row)] as number) : -1;
        // A value of X that no real row has cannot be judged.
        if (value === missing || wanted < 0) return silent;
        return value === wanted ? kept : broken;
      });
    },
  };
}

function oneToOne(a: Coded, b: Coded, forward: Dependency, back: Dependency): FoundRule {
  return {
    columns: [a.name, b.name],
    text: `${a.name} ↔ ${b.name}`,
    logChance: Math.min(forward.logChance, back.logChance),
    evaluate: (rows) => {
      const [first, second] = [reader(rows, a), reader(rows, b)];
      return evaluateRows(rows, [a.name, b.name], (row) => {
        const [x, y] = [first(row), second(row)];
        if (x === missing || y === missing || (x < 0 && y < 0)) return silent;
        return x >= 0 && y >= 0 && forward.image[x] === y ? kept : broken;
      });
    },
  };
}

const missing = -1;
const unknown = -2;

/** A row’s code: `missing` where the cell is, `unknown` where no real row has the value. */
function reader(rows: Rows, column: Coded): (row: number) => number {
  const cells = rows.columns.get(column.name);
  if (!cells) return () => missing;
  const source = cells.type === 'number' ? cells.values : cells.codes;
  return (row) => {
    const value = source[row] as number;
    if (Number.isNaN(value) || (cells.type === 'coded' && value < 0)) return missing;
    return column.codeOf.get(value) ?? unknown;
  };
}
