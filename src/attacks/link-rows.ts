import { type EncodedRows, findNearestRows } from '../kernels/nearest-rows.ts';
import type { WorkerPool } from '../kernels/worker-pool.ts';
import type { Random } from '../statistics/random.ts';
import { randomOrder, reorderRows } from './random-order.ts';

/** A person's row in two parts, and the synthetic rows in the same two parts. */
export interface SplitRows {
  readonly real: readonly [EncodedRows, EncodedRows];
  readonly synthetic: readonly [EncodedRows, EncodedRows];
}

/**
 * For every real row: is one synthetic row among the `k` nearest in both parts? 1 or 0, for each k asked for.
 * Rows at equal distance are taken in a random order of their own in each part, so that ties link no better than
 * chance, and the same for all real rows, so that nothing depends on how many are attacked.
 * Source: Giomi et al. (2023), PoPETs 2023(2), linkability.
 */
export async function linkRows(
  { real, synthetic }: SplitRows,
  { neighbours, contentOrder }: { neighbours: readonly number[]; contentOrder: Int32Array },
  random: Random,
  pool: WorkerPool,
): Promise<Float64Array[]> {
  const k = Math.max(...neighbours);
  const parts: Int32Array[] = [];
  for (const part of [0, 1] as const) {
    const order = randomOrder(contentOrder, random.stream(String(part)));
    const base = reorderRows(synthetic[part], order);
    const { indices } = await findNearestRows({ queries: real[part], base, k, pool });
    parts.push(indices.map((place) => (place < 0 ? -1 : (order[place] as number))));
  }
  const [first, second] = parts as [Int32Array, Int32Array];
  return neighbours.map((count) =>
    Float64Array.from({ length: real[0].rowCount }, (_, row) =>
      meet(first, second, row * k, count) ? 1 : 0,
    ),
  );
}

function meet(first: Int32Array, second: Int32Array, start: number, count: number): boolean {
  for (let i = start; i < start + count; i++) {
    const row = first[i] as number;
    if (row < 0) return false;
    for (let j = start; j < start + count; j++) if (second[j] === row) return true;
  }
  return false;
}

/** The chance that two random choices of k among n rows share one. */
export function chanceOfMeeting(k: number, n: number): number {
  if (2 * k > n) return 1;
  let apart = 1;
  for (let i = 0; i < k; i++) apart *= (n - k - i) / (n - i);
  return 1 - apart;
}
