import type { ClusteredRate } from '../statistics/clustered-rate.ts';
import type { Random } from '../statistics/random.ts';
import { type EqualIndexes, findMatches } from './predicates.ts';
import type { Query } from './singling-out-queries.ts';

/** Shares of queries that exactly one row of train, and of as many rows of the holdout, meets. */
export interface SinglingOut {
  readonly attack: ClusteredRate;
  readonly control: ClusteredRate;
  /** Chance of at least this difference when people are dealt to the two sides at random. */
  readonly pValue: number;
}

/**
 * Puts queries to train and holdout. Many queries may hit the same few people, so the queries are no independent
 * trials: the effective number of queries is what makes the binomial variance of A − C equal to its variance over
 * random deals of the same people to train and holdout (whole units, where there are any).
 */
export function singleOut(
  queries: readonly Query[],
  equal: EqualIndexes,
  { deals, random }: { deals: number; random: Random },
): SinglingOut {
  const matches = matchesOf(queries, equal);
  const observed = countSingles(matches, (person) => person < equal.train.rowCount);
  const difference = observed.train - observed.holdout;
  const isTrain = dealer(matches, equal, random);
  let squares = 0;
  let singles = 0;
  let asLarge = 0;
  for (let deal = 0; deal < deals; deal++) {
    const sides = isTrain();
    const dealt = countSingles(matches, (person) => sides[person] === 1);
    const gap = dealt.train - dealt.holdout;
    squares += gap * gap;
    singles += dealt.train + dealt.holdout;
    if (gap >= difference) asLarge++;
  }
  const count = queries.length;
  const rate = singles / (2 * count * deals);
  const variance = squares / deals / (count * count);
  const binomial = (2 * rate * (1 - rate)) / count;
  const effectiveRows = variance > binomial ? Math.max(1, (count * binomial) / variance) : count;
  return {
    attack: { value: observed.train / count, rows: count, effectiveRows },
    control: { value: observed.holdout / count, rows: count, effectiveRows },
    pValue: (1 + asLarge) / (1 + deals),
  };
}

/** The share of queries that exactly one row of train meets, for guesses. */
export function guessRate(queries: readonly Query[], { train }: EqualIndexes): ClusteredRate {
  const found = new Int32Array(2);
  let hits = 0;
  for (const query of queries) if (findMatches(train, query, found) === 1) hits++;
  return { value: hits / queries.length, rows: queries.length, effectiveRows: queries.length };
}

/** Matching people of every query: `people[starts[q]] …`, train's rows first, the holdout's numbered after them. */
interface Matches {
  readonly starts: Int32Array;
  readonly people: Int32Array;
}

/**
 * Up to so many matches are kept on each side. With more, a single one on a side stays impossible or as good as
 * impossible under any deal.
 */
const keptMatches = 24;

function matchesOf(queries: readonly Query[], { train, holdout }: EqualIndexes): Matches {
  const starts = new Int32Array(queries.length + 1);
  const people: number[] = [];
  const found = new Int32Array(keptMatches);
  for (const [q, query] of queries.entries()) {
    const inTrain = findMatches(train, query, found);
    for (let i = 0; i < inTrain; i++) people.push(found[i] as number);
    const inHoldout = findMatches(holdout, query, found);
    for (let i = 0; i < inHoldout; i++) people.push(train.rowCount + (found[i] as number));
    starts[q + 1] = people.length;
  }
  return { starts, people: Int32Array.from(people) };
}

function countSingles({ starts, people }: Matches, isTrain: (person: number) => boolean) {
  let train = 0;
  let holdout = 0;
  for (let q = 0; q + 1 < starts.length; q++) {
    const from = starts[q] as number;
    const to = starts[q + 1] as number;
    let inTrain = 0;
    for (let i = from; i < to; i++) if (isTrain(people[i] as number)) inTrain++;
    if (inTrain === 1) train++;
    if (to - from - inTrain === 1) holdout++;
  }
  return { train, holdout };
}

/** Deals the people that some query meets; sampling one after another without replacement needs no others. */
function dealer(
  { people }: Matches,
  { train, holdout, units }: EqualIndexes,
  random: Random,
): () => Uint8Array {
  const met = Int32Array.from(new Set(people)).sort();
  const unitOf = units && Int32Array.from(met, (person) => units[person] as number);
  const rowCount = train.rowCount + holdout.rowCount;
  const total = units ? new Set(units).size : rowCount;
  const wanted = units ? Math.round(total / 2) : train.rowCount;
  const sides = new Uint8Array(rowCount);
  return () => {
    const ofUnit = new Map<number, number>();
    let left = total;
    let places = wanted;
    const draw = () => {
      const side = random.below(left) < places ? 1 : 0;
      left--;
      places -= side;
      return side;
    };
    for (let i = 0; i < met.length; i++) {
      let side: number | undefined;
      if (unitOf) {
        const unit = unitOf[i] as number;
        side = ofUnit.get(unit);
        if (side === undefined) {
          side = draw();
          ofUnit.set(unit, side);
        }
      } else side = draw();
      sides[met[i] as number] = side;
    }
    return sides;
  };
}
