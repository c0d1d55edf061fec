/** Counts of real people below this are never shown, nor can they be derived. */
export const fewest = 11;

/** Rounds to so many significant digits. */
export function toSignificant(value: number, digits: number): number {
  return value === 0 ? 0 : Number(value.toPrecision(digits));
}

/** Rounds to a multiple of `step`, without floating-point dust. */
export function toStep(
  value: number,
  step: number,
  direction: 'nearest' | 'down' | 'up' = 'nearest',
): number {
  const ratio = value / step;
  const whole =
    direction === 'nearest'
      ? Math.round(ratio)
      : direction === 'down'
        ? Math.floor(ratio + 1e-9)
        : Math.ceil(ratio - 1e-9);
  return Number((whole * step).toFixed(10));
}

/**
 * The step to which a share of so many real people is rounded: 0.1 percentage points, or the next of 1, 2, 5 × 10ⁿ
 * at which a step stands for at least eleven people.
 */
export function stepFor(people: number): number {
  const least = fewest / Math.max(1, people);
  if (least >= 1) return 1;
  for (const step of [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5]) if (step >= least) return step;
  return 1;
}

/** How far a disclosed value may lie from what was measured. */
export function roundingSlack(
  { value, sampleSize }: { readonly value: number; readonly sampleSize: number },
  { disclosure, countsPeople }: { disclosure: 'shared' | 'internal'; countsPeople: boolean },
): number {
  if (disclosure === 'internal') return 0;
  // The sample size is rounded too: down to where the step may have been larger.
  if (countsPeople) return stepFor(0.95 * sampleSize) / 2;
  const size = Math.abs(value);
  return size < 1 ? 0.0005 : 0.5 * 10 ** (Math.floor(Math.log10(size)) - 3);
}
