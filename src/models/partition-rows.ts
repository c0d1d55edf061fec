/**
 * Moves the rows of `order[begin … end − 1]` that go left to the front, both sides keeping their order, and returns
 * where the right side begins. A bin goes left when `(bin + shift) & 255 <= threshold`.
 */
export function partitionByThreshold(
  bins: Uint8Array,
  offset: number,
  threshold: number,
  shift: number,
  order: Int32Array,
  aside: Int32Array,
  begin: number,
  end: number,
): number {
  let left = begin;
  let right = 0;
  // Written to both places, kept in one: no branch to mispredict.
  for (let i = begin; i < end; i++) {
    const row = order[i]!;
    const goesRight = ((bins[offset + row]! + shift) & 255) > threshold ? 1 : 0;
    order[left] = row;
    aside[right] = row;
    right += goesRight;
    left += 1 - goesRight;
  }
  for (let i = 0; i < right; i++) order[left + i] = aside[i]!;
  return left;
}

/** The same for a set of bins: those whose bit is set go left. */
export function partitionBySet(
  bins: Uint8Array,
  offset: number,
  set: Int32Array,
  order: Int32Array,
  aside: Int32Array,
  begin: number,
  end: number,
): number {
  let left = begin;
  let right = 0;
  for (let i = begin; i < end; i++) {
    const row = order[i]!;
    const bin = bins[offset + row]!;
    const goesLeft = (set[bin >> 5]! >>> (bin & 31)) & 1;
    order[left] = row;
    aside[right] = row;
    left += goesLeft;
    right += 1 - goesLeft;
  }
  for (let i = 0; i < right; i++) order[left + i] = aside[i]!;
  return left;
}
