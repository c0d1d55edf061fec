import { describe, expect, it } from 'vitest';
import { addTrees } from '../../src/models/add-trees.ts';
import { run as growTrees } from '../../src/models/grow-trees.ts';
import { addTree } from '../../src/models/tree.ts';
import { randomStream } from '../../src/statistics/random.ts';

describe('addTrees', () => {
  it.each([
    { task: 'two-classes', classCount: 2 },
    { task: 'classes', classCount: 4 },
    { task: 'regression', classCount: 0 },
  ] as const)('adds what every row finds on its own way down: $task', ({ task, classCount }) => {
    const random = randomStream(1, task);
    const rowCount = 1500;
    // Numbers, some of them missing (255), and categories.
    const features = [200, 30, 12, 5].map((binCount, f) => ({ binCount, categorical: f >= 2 }));
    const bins = Uint8Array.from({ length: features.length * rowCount }, (_, at) => {
      const { binCount } = features[Math.floor(at / rowCount)] as (typeof features)[number];
      return random.uniform() < 0.1 ? 255 : random.below(binCount);
    });
    const target = Float64Array.from({ length: rowCount }, () =>
      classCount > 0 ? random.below(classCount) : random.normal(),
    );
    const trees = growTrees({
      ...{
        bins,
        rowCount,
        features,
        task,
        target,
        classCount,
        classWeights: new Float64Array(classCount).fill(1),
      },
      ...{ maxDepth: 20, minLeafRows: 3, tried: 2, seed: 3, firstTree: 0, treeCount: 4 },
    });
    const width = classCount > 2 ? classCount : 1;
    // Other rows than those of the fit: bins that no node has seen occur as well.
    const others = Uint8Array.from({ length: features.length * 700 }, () => random.below(256));
    const expected = new Float64Array(700 * width);
    for (const tree of trees) addTree(tree, width, others, 700, expected);
    const sums = new Float64Array(700 * width);
    addTrees(trees, width, others, 700, sums);
    expect(sums).toEqual(expected);
    expect(new Set(sums).size).toBeGreaterThan(50);
  });

  it('leaves sums alone without trees or rows', () => {
    const sums = Float64Array.of(1, 2);
    addTrees([], 1, new Uint8Array(2), 2, sums);
    expect([...sums]).toEqual([1, 2]);
  });
});
