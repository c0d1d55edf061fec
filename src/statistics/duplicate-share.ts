import { logGamma } from './log-gamma.ts';

/** A share of rows that equal another row, with its standard error and the row count it stands for. */
export interface DuplicateShare {
  readonly value: number;
  readonly standardError: number;
  readonly rows: number;
}

/**
 * The share of rows that equal at least one other row, as a random subset of so many rows would have it on average
 * (exactly, from how often each distinct row occurs): the share grows with the number of rows, so two tables are
 * compared at one row count. With all rows it is the share itself. The standard error is the jackknife's over rows,
 * which never errs on the low side for such a statistic on average.
 * Throws a RangeError unless there are at least two rows and `rows` is between 2 and their number.
 * Sources: Hurlbert (1971), Ecology 52 (expectation under random subsets); Efron & Stein (1981), Annals of Statistics 9.
 *
 * @param counts how often each distinct row occurs; zeros are ignored
 */
export function duplicateShare(counts: ArrayLike<number>, rows?: number): DuplicateShare {
  const classes = new Map<number, number>();
  let total = 0;
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i] as number;
    if (count === 0) continue;
    total += count;
    classes.set(count, (classes.get(count) ?? 0) + 1);
  }
  const subset = rows ?? total;
  if (!(total >= 2 && subset >= 2 && subset <= total)) {
    throw new RangeError(`no share of duplicates among ${subset} of ${total} rows`);
  }
  const value = expectedShare(classes, total, subset);
  // Leaving out a row of a class of size c moves one class from c to c − 1: one value per size.
  let squares = 0;
  const left: { share: number; weight: number }[] = [];
  let mean = 0;
  for (const [size, classCount] of classes) {
    const without = new Map(classes);
    without.set(size, classCount - 1);
    if (size > 1) without.set(size - 1, (without.get(size - 1) ?? 0) + 1);
    const share = total > 2 ? expectedShare(without, total - 1, Math.min(subset, total - 1)) : 0;
    left.push({ share, weight: size * classCount });
    mean += (share * size * classCount) / total;
  }
  for (const { share, weight } of left) squares += weight * (share - mean) ** 2;
  return { value, standardError: Math.sqrt((squares * (total - 1)) / total), rows: subset };
}

/** Σ (c/N) (1 − P(none of a row's c − 1 equals is drawn with it)). */
function expectedShare(classes: ReadonlyMap<number, number>, total: number, subset: number): number {
  let share = 0;
  for (const [size, classCount] of classes) {
    if (size < 2 || classCount === 0) continue;
    // C(N − c, m − 1) / C(N − 1, m − 1)
    const alone =
      subset - 1 > total - size
        ? 0
        : Math.exp(
            logGamma(total - size + 1) -
              logGamma(total - size - subset + 2) -
              logGamma(total) +
              logGamma(total - subset + 1),
          );
    share += ((size * classCount) / total) * (1 - alone);
  }
  return Math.min(1, Math.max(0, share));
}
