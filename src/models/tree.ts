/**
 * A grown tree over binned rows. `nodes` holds four numbers per node:
 *
 * - 0: feature, or −1 in a leaf
 * - 1: numeric split: a bin goes left when `(bin + shift) & 255 <= threshold`; here the threshold
 * - 2: numeric split: shift (1 sends the missing bin, 255, left; 0 sends it right); categorical split: −1 − set
 * - 3: the left child (the right one follows it), or the leaf's number
 */
export interface Tree {
  readonly nodes: Int32Array;
  /** 256 bits per categorical split: the bins that go left. */
  readonly sets: Int32Array;
  /** `width` numbers per leaf: the mean, the positive class's share, or every class's share. */
  readonly leaves: Float64Array;
}

export const nodeSize = 4;
export const setWords = 8;

/** Adds each row's leaf values to `sums` (rows × width). */
export function addTree(
  tree: Tree,
  width: number,
  bins: Uint8Array,
  rowCount: number,
  sums: Float64Array,
): void {
  for (let row = 0; row < rowCount; row++) {
    addLeaf(tree.leaves, leafFrom(tree, 0, bins, rowCount, row), width, sums, row);
  }
}

/** The leaf that a row comes to from a node (its place in `nodes`). */
export function leafFrom(
  { nodes, sets }: Tree,
  from: number,
  bins: Uint8Array,
  rowCount: number,
  row: number,
): number {
  let node = from;
  let feature = nodes[node]!;
  while (feature >= 0) {
    const bin = bins[feature * rowCount + row]!;
    const how = nodes[node + 2]!;
    const right =
      how >= 0
        ? ((bin + how) & 255) <= nodes[node + 1]!
          ? 0
          : 1
        : 1 - ((sets[(-1 - how) * setWords + (bin >> 5)]! >>> (bin & 31)) & 1);
    node = (nodes[node + 3]! + right) * nodeSize;
    feature = nodes[node]!;
  }
  return nodes[node + 3]!;
}

/** Adds a leaf's values to a row's sums. */
export function addLeaf(
  leaves: Float64Array,
  leaf: number,
  width: number,
  sums: Float64Array,
  row: number,
): void {
  if (width === 1) sums[row]! += leaves[leaf]!;
  else for (let k = 0; k < width; k++) sums[row * width + k]! += leaves[leaf * width + k]!;
}
