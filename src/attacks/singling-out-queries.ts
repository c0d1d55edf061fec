import type { Random } from '../statistics/random.ts';
import { findMatches, type IndexedColumn, type Predicate, type PredicateIndex } from './predicates.ts';

/** A claim that one person only meets all of these conditions. */
export type Query = readonly Predicate[];

export interface MadeQueries {
  readonly queries: readonly Query[];
  /** How many were asked for. */
  readonly wanted: number;
}

/**
 * Conditions on one column that one synthetic row alone meets: the smallest and the largest number, a value that
 * occurs once, a cell that alone is missing. All there are, or a random choice of `wanted`.
 * Source: Giomi et al. (2023), PoPETs 2023(2), after opinion 05/2014 (WP216) of the Article 29 working party.
 */
export function univariateQueries(synthetic: PredicateIndex, wanted: number, random: Random): MadeQueries {
  const all: Predicate[] = [];
  for (const [name, column] of synthetic.columns) all.push(...lonelyValues(name, column));
  if (all.length <= wanted) return { queries: all.map((predicate) => [predicate]), wanted };
  const chosen = random.sample(wanted, all.length);
  return { queries: Array.from(chosen, (index) => [all[index] as Predicate]), wanted };
}

/**
 * Conditions on three random columns of a random synthetic row that this row alone meets: numbers at least (at most)
 * as large where they lie above (below) the column's median, categories equal, missing cells missing. At most
 * `attempts` rows are tried; a query made twice counts once.
 *
 * @param order the synthetic rows in an order that does not depend on the file's
 */
export function multivariateQueries(
  synthetic: PredicateIndex,
  order: Int32Array,
  { wanted, attempts }: { wanted: number; attempts: number },
  random: Random,
): MadeQueries {
  const columns = [...synthetic.columns].map(([name, column]) => ({
    name,
    column,
    median: medianOf(column.sorted),
  }));
  const width = Math.min(columnsPerQuery, columns.length);
  const queries: Query[] = [];
  if (width < 2) return { queries, wanted };
  const made = new Set<string>();
  const found = new Int32Array(2);
  for (let attempt = 0; attempt < attempts && queries.length < wanted; attempt++) {
    const row = order[random.below(order.length)] as number;
    const query = drawDistinct(width, columns.length, random).map((index) => {
      const { name, column, median } = columns[index] as (typeof columns)[number];
      return conditionOf(name, column, row, median);
    });
    if (findMatches(synthetic, query, found) !== 1) continue;
    const key = query
      .map(({ column, operator, value }) => `${column}\u0000${operator}${value}`)
      .join('\u0000');
    if (made.has(key)) continue;
    made.add(key);
    queries.push(query);
  }
  return { queries, wanted };
}

/** A few distinct numbers below `bound`, ascending. */
function drawDistinct(count: number, bound: number, random: Random): number[] {
  const drawn: number[] = [];
  while (drawn.length < count) {
    const next = random.below(bound);
    if (!drawn.includes(next)) drawn.push(next);
  }
  return drawn.sort((a, b) => a - b);
}

/** As many columns as the peers combine. */
const columnsPerQuery = 3;

/** Queries of somebody who knows which values there are, and guesses: random columns, operators and values. */
export function guessedQueries(
  synthetic: PredicateIndex,
  { count, width }: { count: number; width: number },
  random: Random,
): Query[] {
  const columns = [...synthetic.columns].map(([name, { coded, sorted, order }]) => ({
    name,
    coded,
    distinct: distinctOf(sorted),
    someMissing: sorted.length < order.length,
  }));
  return Array.from({ length: count }, () =>
    drawDistinct(Math.min(width, columns.length), columns.length, random).map((index): Predicate => {
      const { name, coded, distinct, someMissing } = columns[index] as (typeof columns)[number];
      const drawn = random.below(distinct.length + (someMissing ? 1 : 0));
      if (drawn === distinct.length) return { column: name, operator: 'missing', value: 0 };
      const operators = coded ? codedOperators : numberOperators;
      const operator = operators[random.below(operators.length)] as Predicate['operator'];
      return { column: name, operator, value: distinct[drawn] as number };
    }),
  );
}

const codedOperators = ['equals', 'differs'] as const;
const numberOperators = ['equals', 'differs', 'at-most', 'at-least'] as const;

function lonelyValues(name: string, { coded, sorted, order }: IndexedColumn): Predicate[] {
  const found: Predicate[] = [];
  const last = sorted.length - 1;
  for (let place = 0; place <= last; place++) {
    const value = sorted[place] as number;
    if (sorted[place - 1] === value || sorted[place + 1] === value) continue;
    found.push({ column: name, operator: 'equals', value });
    if (coded) continue;
    if (place === 0) found.push({ column: name, operator: 'at-most', value });
    if (place === last) found.push({ column: name, operator: 'at-least', value });
  }
  if (order.length - sorted.length === 1) found.push({ column: name, operator: 'missing', value: 0 });
  return found;
}

function conditionOf(name: string, { coded, values }: IndexedColumn, row: number, median: number): Predicate {
  const value = values[row] as number;
  if (Number.isNaN(value)) return { column: name, operator: 'missing', value: 0 };
  if (coded) return { column: name, operator: 'equals', value };
  return { column: name, operator: value > median ? 'at-least' : 'at-most', value };
}

function medianOf(sorted: Float64Array): number {
  return ((sorted[(sorted.length - 1) >> 1] as number) + (sorted[sorted.length >> 1] as number)) / 2 || 0;
}

function distinctOf(sorted: Float64Array): Float64Array {
  return sorted.filter((value, place) => place === 0 || value !== sorted[place - 1]);
}
