/**
 * The probability that the next row drawn has a value already seen, from how often each distinct value was seen:
 * one minus the share of rows that are the only one of their value. Zeros are ignored.
 * Throws a RangeError where nothing was seen.
 * Sources: Good (1953), Biometrika 40; Esty (1983), Annals of Statistics 11, for the standard error.
 */
export function goodTuringCoverage(counts: ArrayLike<number>): { coverage: number; standardError: number } {
  let rows = 0;
  let once = 0;
  let twice = 0;
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i] as number;
    if (!(count >= 0 && count < Infinity)) throw new RangeError(`${count} is not a count`);
    rows += count;
    if (count === 1) once++;
    if (count === 2) twice++;
  }
  if (rows === 0) throw new RangeError('coverage needs rows');
  return {
    coverage: 1 - once / rows,
    standardError: Math.sqrt(once * (1 - once / rows) + 2 * twice) / rows,
  };
}

/**
 * The same where rows come in units (a person, a household): the probability that a row of a new unit has a value seen
 * already. Rows of one unit that equal each other have met nobody. `values` and `units` hold a number for every row;
 * units of one row each give `goodTuringCoverage` of the counts. Throws a RangeError without rows.
 */
export function unitCoverage(
  values: Int32Array,
  units: Int32Array,
): { coverage: number; standardError: number } {
  const rows = values.length;
  if (rows === 0) throw new RangeError('coverage needs rows');
  const holders = holdersOf(values, units);
  const sizes = new Map<number, number>();
  const alone = new Map<number, number>();
  const shared = new Map<string, number>();
  for (let row = 0; row < rows; row++) {
    const unit = units[row] as number;
    const held = holders.get(values[row] as number) as Holders;
    add(sizes, unit);
    if (held.count === 1) add(alone, unit);
    if (held.count === 2) add(shared, `${unit} ${held.first === unit ? held.second : held.first}`);
  }
  const share = sum(alone.values()) / rows;
  let squares = 0;
  for (const [unit, size] of sizes) squares += ((alone.get(unit) ?? 0) - share * size) ** 2;
  for (const count of shared.values()) squares += count * count;
  return { coverage: 1 - share, standardError: Math.sqrt(squares) / rows };
}

/** How many units hold a value, and the first two of them. */
interface Holders {
  count: number;
  readonly first: number;
  second: number;
}

function holdersOf(values: Int32Array, units: Int32Array): Map<number, Holders> {
  const seen = new Set<string>();
  const holders = new Map<number, Holders>();
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number;
    const unit = units[row] as number;
    const key = `${value} ${unit}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const held = holders.get(value);
    if (!held) holders.set(value, { count: 1, first: unit, second: unit });
    else {
      held.count += 1;
      if (held.count === 2) held.second = unit;
    }
  }
  return holders;
}

function add<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
