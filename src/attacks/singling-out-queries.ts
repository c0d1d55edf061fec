import type { Random } from '../statistics/random.ts';
import type { IndexedColumn, Predicate, PredicateIndex } from './predicates.ts';

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
 * `attempts` choices of a row and columns are tried; where there are no more than that, every one. A query counts once.
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
  const subsets = subsetsOf(columns.length, width);
  const conditions = columns.map(({ column, median }) => rowConditions(column, median));
  const chosen: RowConditions[] = [];
  const made = new Set<number>();
  for (const choice of choices(order.length * subsets.length, attempts, random)) {
    const row = order[choice % order.length] as number;
    const subset = subsets[Math.floor(choice / order.length)] as readonly number[];
    for (let i = 0; i < width; i++) chosen[i] = conditions[subset[i] as number] as RowConditions;
    if (!isLonely(row, chosen) || made.has(choice)) continue;
    made.add(choice);
    queries.push(
      subset.map((index) => {
        const { name, column, median } = columns[index] as (typeof columns)[number];
        return conditionOf(name, column, row, median);
      }),
    );
    if (queries.length === wanted) break;
  }
  return { queries, wanted };
}

/** All numbers below `bound` in random order; so many draws with replacement where there are more numbers than draws. */
function* choices(bound: number, draws: number, random: Random): Generator<number> {
  if (bound > draws) {
    for (let draw = 0; draw < draws; draw++) yield random.below(bound);
    return;
  }
  const all = Int32Array.from({ length: bound }, (_, choice) => choice);
  random.shuffle(all);
  yield* all;
}

/** All choices of `width` numbers below `count`, each ascending. */
function subsetsOf(count: number, width: number, from = 0): number[][] {
  if (width === 0) return [[]];
  const subsets: number[][] = [];
  for (let first = from; first < count; first++) {
    for (const rest of subsetsOf(count, width - 1, first + 1)) subsets.push([first, ...rest]);
  }
  return subsets;
}

/** Every row's own condition on a column: the rows at the places `from` up to `to` of the column's order meet it. */
interface RowConditions {
  readonly order: Int32Array;
  /** Place of every row in the order. */
  readonly places: Int32Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
}

function rowConditions({ coded, order, sorted }: IndexedColumn, median: number): RowConditions {
  const [places, from, to] = [order.slice(), order.slice(), order.slice()];
  const filled = sorted.length;
  let first = 0;
  while (first < order.length) {
    const value = first < filled ? (sorted[first] as number) : Number.NaN;
    let end = first + 1;
    if (first >= filled) end = order.length;
    else while (end < filled && sorted[end] === value) end++;
    for (let place = first; place < end; place++) {
      const row = order[place] as number;
      places[row] = place;
      from[row] = coded || first >= filled || value > median ? first : 0;
      to[row] = !coded && first < filled && value > median ? filled : end;
    }
    first = end;
  }
  return { order, places, from, to };
}

/** Whether no other row meets the conditions of this one: the shortest range is walked up to a second row. */
function isLonely(row: number, conditions: readonly RowConditions[]): boolean {
  let shortest = conditions[0] as RowConditions;
  for (const condition of conditions) {
    if (lengthOf(condition, row) < lengthOf(shortest, row)) shortest = condition;
  }
  const [first, second] = conditions.filter((condition) => condition !== shortest);
  // Of two conditions there is one other: it is asked twice.
  return isAlone(row, shortest, first as RowConditions, second ?? (first as RowConditions));
}

/** Its loop is where the time goes: what it reads of the row stands before it. */
function isAlone(
  row: number,
  { order, from, to }: RowConditions,
  first: RowConditions,
  second: RowConditions,
): boolean {
  const [firstPlaces, firstFrom, firstTo] = [
    first.places,
    first.from[row] as number,
    first.to[row] as number,
  ];
  const [secondPlaces, secondFrom, secondTo] = [
    second.places,
    second.from[row] as number,
    second.to[row] as number,
  ];
  const end = to[row] as number;
  for (let at = from[row] as number; at < end; at++) {
    const other = order[at] as number;
    const place = firstPlaces[other] as number;
    if (place < firstFrom || place >= firstTo || other === row) continue;
    const secondPlace = secondPlaces[other] as number;
    if (secondPlace >= secondFrom && secondPlace < secondTo) return false;
  }
  return true;
}

function lengthOf({ from, to }: RowConditions, row: number): number {
  return (to[row] as number) - (from[row] as number);
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
