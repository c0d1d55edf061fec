// Random forest, 30,000 rows × 14 features × 100 trees on one thread, against scikit-learn (n_jobs=1) on the same
// table, with the same leaf size and number of features per node. PYTHON names an interpreter that has scikit-learn.
import { fitForest } from '../dist/models/random-forest.js';
import { compareWithPeer } from './model-speed.mjs';

const plan = { trees: 100, minLeafRows: 10, featureShare: 4 / 14 };

await compareWithPeer({
  name: 'forest',
  plan,
  target: 1.5,
  fitModel: (features, labels, pool, seed) =>
    fitForest(features, labels, { ...plan, seed, task: 'classification', classCount: 2 }, pool),
});
