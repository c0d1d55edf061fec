// Boosted trees, 30,000 rows × 14 features × 100 rounds on one thread, against scikit-learn's HistGradientBoosting (one
// thread as well) on the same table with the same settings. PYTHON names an interpreter that has scikit-learn.
import { fitBoostedTrees } from '../dist/models/boosted-trees.js';
import { compareWithPeer } from './model-speed.mjs';

const plan = { rounds: 100, learningRate: 0.1, maxLeaves: 31, minLeafRows: 20, ridge: 1 };

await compareWithPeer({
  name: 'boosting',
  plan,
  target: 0.8,
  fitModel: (features, labels, pool) =>
    fitBoostedTrees(features, labels, { ...plan, task: 'classification', classCount: 2 }, pool),
});
