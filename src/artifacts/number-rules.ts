import { countValues, listValues } from '../statistics/value-counts.ts';
import type { Rows } from './rows.ts';
import { broken, evaluateRows, type FoundRule, kept, type Search, silent } from './rule.ts';

interface Numbers {
  readonly name: string;
  readonly kind: string;
  /** Train’s values, then the holdout’s. */
  readonly values: Float64Array;
  readonly sorted: Float64Array;
  /** How many decimals its values are written with, at most six. */
  readonly decimals: number;
}

/** Orders a ≤ b, equalities a = b and sums a + b = c that every real row with filled cells keeps. */
export function searchNumberRules(datasets: readonly Rows[]): Search {
  const columns = numbersOf(datasets);
  const found: FoundRule[] = [];
  let tried = 0;
  const sums = searchSums(columns.filter(({ kind }) => kind === 'numeric'));
  tried += sums.tried;
  found.push(...sums.found);
  const orders: { a: Numbers; b: Numbers; logChance: number }[] = [];
  for (const a of columns) {
    for (const b of columns) {
      if (a === b || a.kind !== b.kind) continue;
      tried++;
      const rows = rowsInOrder(a, b);
      if (rows === 0) continue;
      const isBothWays = rowsInOrder(b, a) > 0;
      if (!isBothWays) orders.push({ a, b, logChance: rows * Math.log(chanceOfOrder(a, b)) });
      else if (a.name < b.name) found.push(equality(a, b, rows));
    }
  }
  for (const { a, b, logChance } of orders) {
    // a ≤ x and x ≤ b say it already, and so does a sum whose other part is never negative.
    const isImplied =
      orders.some(
        ({ a: from, b: middle }) => from === a && orders.some((o) => o.a === middle && o.b === b),
      ) ||
      sums.parts.some(
        ({ parts, total }) => total === b && parts.some((p) => p !== a && isPart(parts, a) && lowest(p) >= 0),
      );
    if (isImplied) continue;
    found.push({ ...order(a.name, b.name), logChance });
  }
  return { found, tried };
}

function isPart(parts: readonly Numbers[], column: Numbers): boolean {
  return parts.includes(column);
}

function numbersOf(datasets: readonly Rows[]): Numbers[] {
  const [train] = datasets;
  const found: Numbers[] = [];
  for (const [name, { schema, type }] of train?.columns ?? []) {
    if (type !== 'number' || schema.kind === 'identifier') continue;
    const parts = datasets.map((rows) => {
      const cells = rows.columns.get(name);
      return cells?.type === 'number' ? cells.values : new Float64Array(rows.rowCount).fill(Number.NaN);
    });
    const values = new Float64Array(parts.reduce((rows, { length }) => rows + length, 0));
    let at = 0;
    for (const part of parts) {
      values.set(part, at);
      at += part.length;
    }
    const sorted = listValues(countValues(values));
    if (sorted.length === 0 || sorted[0] === sorted[sorted.length - 1]) continue;
    found.push({ name, kind: schema.kind, values, sorted, decimals: decimalsOf(values) });
  }
  return found;
}

/** How many rows have both cells, if all of them keep a ≤ b; else 0. */
function rowsInOrder(a: Numbers, b: Numbers): number {
  let rows = 0;
  for (let row = 0; row < a.values.length; row++) {
    const first = a.values[row] as number;
    const second = b.values[row] as number;
    if (first > second) return 0;
    if (first <= second) rows++;
  }
  return rows;
}

/** P(a ≤ b) of independent draws from both columns. */
function chanceOfOrder(a: Numbers, b: Numbers): number {
  let pairs = 0;
  let below = 0;
  for (let place = 0; place < a.sorted.length; place++) {
    while (below < b.sorted.length && (b.sorted[below] as number) < (a.sorted[place] as number)) below++;
    pairs += b.sorted.length - below;
  }
  return pairs / a.sorted.length / b.sorted.length;
}

function order(a: string, b: string) {
  return {
    columns: [a, b],
    text: `${a} <= ${b}`,
    evaluate: (rows: Rows) => {
      const [first, second] = [valuesOf(rows, a), valuesOf(rows, b)];
      return evaluateRows(rows, [a, b], (row) => {
        const [x, y] = [first[row] as number, second[row] as number];
        return Number.isNaN(x) || Number.isNaN(y) ? silent : x <= y ? kept : broken;
      });
    },
  };
}

function equality(a: Numbers, b: Numbers, rows: number): FoundRule {
  return {
    columns: [a.name, b.name],
    text: `${a.name} = ${b.name}`,
    logChance: rows * Math.log(largestShare(b.values, () => true)),
    evaluate: (of) => {
      const [first, second] = [valuesOf(of, a.name), valuesOf(of, b.name)];
      return evaluateRows(of, [a.name, b.name], (row) => {
        const [x, y] = [first[row] as number, second[row] as number];
        return Number.isNaN(x) || Number.isNaN(y) ? silent : x === y ? kept : broken;
      });
    },
  };
}

/** A difference is a sum with its columns in another order. */
function searchSums(columns: readonly Numbers[]) {
  const found: FoundRule[] = [];
  const parts: { parts: readonly Numbers[]; total: Numbers }[] = [];
  let tried = 0;
  if (columns.length > mostForSums) return { found, parts, tried };
  for (const [index, a] of columns.entries()) {
    for (const b of columns.slice(index + 1)) {
      for (const total of columns) {
        if (total === a || total === b) continue;
        tried++;
        const logChance = chanceOfSum(a, b, total);
        if (logChance === null) continue;
        parts.push({ parts: [a, b], total });
        found.push({ ...sumRule(a, b, total), logChance });
      }
    }
  }
  return { found, parts, tried };
}

/** Beyond 1.7 million triples nothing is searched for. */
const mostForSums = 150;

/**
 * Null unless a + b = c in every filled row. Only rows in which neither part is 0 count as evidence; under independence
 * a row keeps the rule with at most the share of c’s most frequent value.
 */
function chanceOfSum(a: Numbers, b: Numbers, total: Numbers): number | null {
  const tolerance = toleranceOf(a.decimals, b.decimals, total.decimals);
  let telling = 0;
  for (let row = 0; row < a.values.length; row++) {
    const x = a.values[row] as number;
    const y = b.values[row] as number;
    const z = total.values[row] as number;
    if (Math.abs(x + y - z) > tolerance + rounding * Math.abs(z)) return null;
    if (x !== 0 && y !== 0 && !Number.isNaN(x + y + z)) telling++;
  }
  if (telling === 0) return null;
  const isTelling = (row: number) => a.values[row] !== 0 && b.values[row] !== 0;
  return telling * Math.log(largestShare(total.values, isTelling));
}

const rounding = 1e-9;

function sumRule(a: Numbers, b: Numbers, total: Numbers) {
  const tolerance = toleranceOf(a.decimals, b.decimals, total.decimals);
  const columns = [a.name, b.name, total.name];
  return {
    columns,
    text: `${a.name} + ${b.name} = ${total.name}`,
    evaluate: (rows: Rows) => {
      const [first, second, third] = columns.map((name) => valuesOf(rows, name));
      return evaluateRows(rows, columns, (row) => {
        const z = third?.[row] as number;
        const gap = Math.abs((first?.[row] as number) + (second?.[row] as number) - z);
        if (Number.isNaN(gap)) return silent;
        return gap <= tolerance + rounding * Math.abs(z) ? kept : broken;
      });
    },
  };
}

/** A total written with fewer decimals than its parts is rounded; otherwise it is exact. */
function toleranceOf(a: number, b: number, total: number): number {
  return total < Math.max(a, b) ? 0.5 * 10 ** -total * (1 + 1e-9) : 1e-9;
}

function largestShare(values: Float64Array, counts: (row: number) => boolean): number {
  const times = new Map<number, number>();
  let rows = 0;
  let most = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number;
    if (Number.isNaN(value) || !counts(row)) continue;
    rows++;
    const seen = (times.get(value) ?? 0) + 1;
    times.set(value, seen);
    if (seen > most) most = seen;
  }
  return rows === 0 ? 1 : most / rows;
}

function decimalsOf(values: Float64Array): number {
  let decimals = 0;
  for (let row = 0; row < values.length && row < 2000; row++) {
    const value = values[row] as number;
    if (Number.isNaN(value)) continue;
    while (decimals < 6 && Math.abs(value * 10 ** decimals - Math.round(value * 10 ** decimals)) > 1e-6)
      decimals++;
  }
  return decimals;
}

function lowest({ sorted }: Numbers): number {
  return sorted[0] as number;
}

function valuesOf(rows: Rows, name: string): Float64Array {
  const cells = rows.columns.get(name);
  return cells?.type === 'number' ? cells.values : new Float64Array(0);
}
