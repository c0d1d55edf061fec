import type { Rows } from '../../src/artifacts/rows.ts';
import type { Comparison } from './comparison.mjs';

export function comparePeers(
  comparison: Comparison,
  tables: { readonly train: Rows; readonly holdout: Rows | null; readonly synthetic: Rows },
): Promise<void>;
