import type { GrowthRows, GrowthRowsPlan } from './growth-rows.ts';
import { createPlainGrowthRows } from './plain-growth-rows.ts';
import { createWasmGrowthRows } from './wasm-growth-rows.ts';

/** Rows in WebAssembly where that is to be had, in TypeScript elsewhere: both give the same bits. */
export function openGrowthRows(plan: GrowthRowsPlan): GrowthRows {
  return createWasmGrowthRows(plan) ?? createPlainGrowthRows(plan);
}
