import type { Random } from '../statistics/random.ts';
import { partitionBySet, partitionByThreshold } from './partition-rows.ts';
import { createSplit, type Split } from './split.ts';
import { nodeSize, setWords, type Tree } from './tree.ts';

/** What makes a split good, over statistics that it keeps itself. Its arrays serve every node of every tree. */
export interface Criterion {
  /** Numbers per leaf. */
  readonly width: number;
  /** `counts`: how often the bootstrap drew each row. */
  beginTree(counts: Float64Array): void;
  /** Reads the node's rows `order[begin … end − 1]`; false where it must be a leaf. */
  beginNode(order: Int32Array, begin: number, end: number): boolean;
  /** Writes the current node's value. */
  leaf(leaves: Float64Array, at: number): void;
  /** Improves `split` with the best split of the current node by this feature, if it is better. */
  search(
    split: Split,
    feature: number,
    categorical: boolean,
    binCount: number,
    bins: Uint8Array,
    offset: number,
    order: Int32Array,
    begin: number,
    end: number,
  ): void;
}

export interface GrowthLimits {
  readonly maxDepth: number;
  readonly minLeafRows: number;
  /** Features tried at each node. */
  readonly tried: number;
}

/**
 * A function that grows one tree after the other over the same rows (Breiman, "Random forests", 2001): each on a
 * bootstrap of the rows, each node on a fresh draw of features. As long as no drawn feature can split the node,
 * further features are drawn.
 */
export function createGrower(
  binned: { readonly bins: Uint8Array; readonly rowCount: number },
  features: readonly { readonly categorical: boolean; readonly binCount: number }[],
  criterion: Criterion,
  limits: GrowthLimits,
): (random: Random) => Tree {
  const { bins, rowCount } = binned;
  const { maxDepth, minLeafRows, tried } = limits;
  const featureCount = features.length;
  const counts = new Float64Array(rowCount);
  const order = new Int32Array(rowCount);
  const aside = new Int32Array(rowCount);
  const drawn = Int32Array.from({ length: featureCount }, (_, feature) => feature);
  const mostLeaves = Math.max(1, Math.floor(rowCount / minLeafRows));
  const nodes = new Int32Array(nodeSize * (2 * mostLeaves - 1));
  const sets = new Int32Array(setWords * mostLeaves);
  const leaves = new Float64Array(criterion.width * mostLeaves);
  // Each level leaves at most one right sibling waiting: begin, end, depth, node.
  const waiting = new Int32Array(4 * (Math.min(maxDepth, mostLeaves) + 2));
  const split = createSplit();

  return (random) => {
    for (let feature = 0; feature < featureCount; feature++) drawn[feature] = feature;
    counts.fill(0);
    for (let i = 0; i < rowCount; i++) counts[random.below(rowCount)]! += 1;
    let inBag = 0;
    for (let row = 0; row < rowCount; row++) if (counts[row]! > 0) order[inBag++] = row;
    criterion.beginTree(counts);

    let nodeCount = 1;
    let leafCount = 0;
    let setCount = 0;
    let depthOfStack = 4;
    waiting[0] = 0;
    waiting[1] = inBag;
    waiting[2] = 0;
    waiting[3] = 0;
    while (depthOfStack > 0) {
      depthOfStack -= 4;
      const begin = waiting[depthOfStack]!;
      const end = waiting[depthOfStack + 1]!;
      const depth = waiting[depthOfStack + 2]!;
      const at = waiting[depthOfStack + 3]! * nodeSize;
      const splittable = criterion.beginNode(order, begin, end) && depth < maxDepth;
      if (!splittable || !findSplit(begin, end, random)) {
        nodes[at] = -1;
        nodes[at + 3] = leafCount;
        criterion.leaf(leaves, leafCount * criterion.width);
        leafCount++;
        continue;
      }
      nodes[at] = split.feature;
      nodes[at + 1] = split.threshold;
      nodes[at + 2] = split.shift;
      nodes[at + 3] = nodeCount;
      if (split.categorical) {
        nodes[at + 2] = -1 - setCount;
        sets.set(split.set, setCount * setWords);
        setCount++;
      }
      const middle = split.categorical
        ? partitionBySet(bins, split.feature * rowCount, split.set, order, aside, begin, end)
        : partitionByThreshold(
            bins,
            split.feature * rowCount,
            split.threshold,
            split.shift,
            order,
            aside,
            begin,
            end,
          );
      waiting[depthOfStack] = middle;
      waiting[depthOfStack + 1] = end;
      waiting[depthOfStack + 2] = depth + 1;
      waiting[depthOfStack + 3] = nodeCount + 1;
      waiting[depthOfStack + 4] = begin;
      waiting[depthOfStack + 5] = middle;
      waiting[depthOfStack + 6] = depth + 1;
      waiting[depthOfStack + 7] = nodeCount;
      depthOfStack += 8;
      nodeCount += 2;
    }
    return {
      nodes: nodes.slice(0, nodeCount * nodeSize),
      sets: sets.slice(0, setCount * setWords),
      leaves: leaves.slice(0, leafCount * criterion.width),
    };
  };

  function findSplit(begin: number, end: number, random: Random): boolean {
    split.score = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < featureCount; i++) {
      if (i >= tried && split.score > Number.NEGATIVE_INFINITY) break;
      const j = i + random.below(featureCount - i);
      const feature = drawn[j]!;
      drawn[j] = drawn[i]!;
      drawn[i] = feature;
      const { categorical, binCount } = features[feature]!;
      criterion.search(split, feature, categorical, binCount, bins, feature * rowCount, order, begin, end);
    }
    return split.score > Number.NEGATIVE_INFINITY;
  }
}
