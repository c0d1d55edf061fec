import { partitionBySet, partitionByThreshold } from './partition-rows.ts';
import { addLeaf, leafFrom, nodeSize, setWords, type Tree } from './tree.ts';

/** So few rows of a node walk on alone. */
const fewRows = 12;

/**
 * Adds the leaf values of tree after tree to each row's `sums` (rows × width). All rows go down a tree together, parted
 * at each node, so that memory is read in order; a row on its own would wait at each node for what says where to go.
 */
export function addTrees(
  trees: readonly Tree[],
  width: number,
  bins: Uint8Array,
  rowCount: number,
  sums: Float64Array,
): void {
  const order = new Int32Array(rowCount);
  const aside = new Int32Array(rowCount);
  const waiting: number[] = [];
  for (const tree of trees) {
    const { nodes, leaves } = tree;
    for (let row = 0; row < rowCount; row++) order[row] = row;
    waiting.push(0, 0, rowCount);
    while (waiting.length > 0) {
      const end = waiting.pop()!;
      const begin = waiting.pop()!;
      const node = waiting.pop()!;
      const feature = nodes[node]!;
      if (feature < 0 || end - begin <= fewRows) {
        for (let i = begin; i < end; i++) {
          const row = order[i]!;
          addLeaf(leaves, leafFrom(tree, node, bins, rowCount, row), width, sums, row);
        }
        continue;
      }
      const middle = part(tree, node, bins, feature * rowCount, order, aside, begin, end);
      const child = nodes[node + 3]! * nodeSize;
      if (middle < end) waiting.push(child + nodeSize, middle, end);
      if (begin < middle) waiting.push(child, begin, middle);
    }
  }
}

function part(
  { nodes, sets }: Tree,
  node: number,
  bins: Uint8Array,
  offset: number,
  order: Int32Array,
  aside: Int32Array,
  begin: number,
  end: number,
): number {
  const how = nodes[node + 2]!;
  if (how >= 0) return partitionByThreshold(bins, offset, nodes[node + 1]!, how, order, aside, begin, end);
  const first = (-1 - how) * setWords;
  return partitionBySet(bins, offset, sets.subarray(first, first + setWords), order, aside, begin, end);
}
