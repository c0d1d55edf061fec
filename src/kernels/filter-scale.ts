import type { EncodedRows } from './encoded-rows.ts';

/** Units of the filter per unit of distance, and whether rows need bounds of 16 bits. */
export interface FilterScale {
  readonly scale: number;
  readonly wide: boolean;
}

/** Bytes of a numeric column go from 0 to this; bounds are tightest while the column fits. */
export const HIGHEST_BYTE = 254;

/**
 * The larger the scale, the sharper the bounds, as long as the k-th distances stay below the 255 units (or 65,535)
 * at which bounds saturate; so it follows the k-th distances of some queries, ascending in `distances`. Speed
 * depends on it, answers do not.
 */
export function chooseScale(rows: { readonly base: EncodedRows }, distances: readonly number[]): FilterScale {
  const high = distances[Math.floor(0.99 * distances.length)];
  if (high === undefined) return { scale: 127, wide: false };
  const { numeric, codes } = rows.base;
  // Rounding costs up to a unit per number, and what is behind the point per category: as a share of the distance.
  const lost = (scale: number) =>
    numeric.length / (high * scale) + (codes.length > 0 ? 1 - Math.floor(scale) / scale : 0);
  const best = (scale: number) => {
    const whole = Math.floor(scale);
    return whole > 0 && lost(whole) < lost(scale) ? whole : scale;
  };
  const narrow = best(Math.min(127, 200 / high));
  if (!(lost(narrow) > 0.2)) return { scale: narrow, wide: false };
  const wide = best(Math.min(127, 60_000 / high, HIGHEST_BYTE / Math.max(0, ...numeric.map(spread))));
  return lost(wide) < lost(narrow) / 2 ? { scale: wide, wide: true } : { scale: narrow, wide: false };
}

/** The range of the middle 98 % of a sample of a column. */
function spread(column: Float64Array): number {
  const step = Math.max(1, Math.floor(column.length / 512));
  const sample = column.filter((value, i) => i % step === 0 && !Number.isNaN(value)).sort();
  const cut = Math.floor(sample.length / 100);
  return (sample[sample.length - 1 - cut] ?? 0) - (sample[cut] ?? 0);
}
