import { encodedRows } from '../../src/artifacts/encoded-rows.ts';
import {
  nearestRealOfReal,
  nearestRealOfSynthetic,
  nearestSyntheticOfReal,
} from '../../src/artifacts/nearest-rows.ts';
import type { Attack, AttackView } from '../../src/attacks/attack.ts';
import { createInlinePool } from '../../src/kernels/worker-pool.ts';
import { mannWhitney } from '../../src/statistics/mann-whitney.ts';
import { type Random, randomStream } from '../../src/statistics/random.ts';
import { rateAtFalsePositiveRate } from '../../src/statistics/rate-at-false-positive-rate.ts';
import { storeOf } from '../audits/harness.ts';

/** Rows × columns of numbers. */
export type Numbers = readonly Float64Array[];

/** Fresh people: independent standard normal numbers. */
export function freshRows(rows: number, columns: number, random: Random): Numbers {
  return Array.from({ length: rows }, () => Float64Array.from({ length: columns }, () => random.normal()));
}

/** What an attacker sees of such rows, by the real encoding and search. */
export async function viewOf(train: Numbers, holdout: Numbers, synthetic: Numbers): Promise<AttackView> {
  const table = (rows: Numbers) =>
    Object.fromEntries(
      Array.from(rows[0] as Float64Array, (_, column) => [
        `c${column}`,
        rows.map((row) => row[column] as number),
      ]),
    );
  const store = storeOf({ train: table(train), holdout: table(holdout), synthetic: table(synthetic) });
  const { synthetic: encoded, real } = await store.get(encodedRows, 'candidate');
  return {
    synthetic: encoded,
    real,
    syntheticOfReal: await store.get(nearestSyntheticOfReal, 'candidate'),
    realOfReal: await store.get(nearestRealOfReal, 'candidate'),
    texts: null,
    realOfSynthetic: await store.get(nearestRealOfSynthetic, 'candidate'),
  };
}

/** How well an attack does when the first rows of P are the members. */
export async function successOf(attack: Attack, view: AttackView, memberCount: number) {
  const context = { random: randomStream(1, attack.id), pool: createInlinePool() };
  const scores = await attack.score(view, context);
  const members = scores.subarray(0, memberCount);
  const others = scores.subarray(memberCount);
  const { auc, nullStandardError } = mannWhitney(members, others);
  return { auc, nullStandardError, tpr: rateAtFalsePositiveRate(members, others, 0.01).tpr };
}
