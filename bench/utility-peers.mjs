// Training on synthetic rows and testing on real ones, our boosted trees beside scikit-learn's on the same cells, and
// both beside facts.csv:
//   node bench/utility-peers.mjs --data DIR --python PYTHON [--sets a,b] [--store FILE] [--page docs/utility-peers.md]
// DIR: a folder per dataset with train, holdout, synthetic-*, metadata.json and facts.csv. PYTHON: one that has
// scikit-learn. Sets that are not run keep the values of an earlier run in --store.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ArtifactStore } from '../dist/artifacts/artifact.js';
import { learningSides } from '../dist/artifacts/learning-sides.js';
import { prepareMetrics } from '../dist/artifacts/task-metrics.js';
import { Engine, inferSchema, readMetadata, readTable } from '../dist/datasets/datasets.js';
import { createWorkerPool } from '../dist/kernels/worker-pool.js';
import { fitModel } from '../dist/models/fit-model.js';
import { pairedBootstrap } from '../dist/statistics/paired-bootstrap.js';
import { randomStream } from '../dist/statistics/random.js';
import { readFacts } from './peers/conformance-risks.mjs';
import { utilityPage } from './peers/utility-page.mjs';

const { values: given } = parseArgs({
  options: {
    data: { type: 'string' },
    python: { type: 'string' },
    sets: { type: 'string' },
    store: { type: 'string' },
    page: { type: 'string' },
  },
});
if (!given.data || !given.python) {
  console.error('Give --data and --python.');
  process.exit(2);
}
const targets = {
  'adult-anonymeter': 'income',
  'adult-bench': 'income',
  census2k: 'income',
  insurance: 'charges',
  'online-shoppers': 'Revenue',
  penguins: 'species',
  stroke: 'stroke',
};
const store =
  given.store && existsSync(given.store) ? JSON.parse(readFileSync(given.store, 'utf8')) : { sets: {} };
const pool = createWorkerPool(2);
for (const [set, target] of Object.entries(targets)) {
  if (given.sets !== undefined && !given.sets.split(',').includes(set)) continue;
  store.sets[set] = await compareSet(set, target);
  console.log(`\n${set}`);
  console.table(store.sets[set].rows);
  if (given.store) writeFileSync(given.store, JSON.stringify(store, null, 1));
}
await pool.close();
if (given.page) writeFileSync(given.page, utilityPage(store));

async function compareSet(set, target) {
  const folder = join(given.data, set);
  const facts = readFacts(join(folder, 'facts.csv'));
  const engine = await Engine.open({ memory: '2GB', threads: 2 });
  const scratch = mkdtempSync(join(tmpdir(), 'utility-peers-'));
  try {
    const load = (role, name) => engine.load({ role, name, path: fileOf(folder, name) });
    const [train, holdout] = [await load('train', 'train'), await load('holdout', 'holdout')];
    const { metadata } = await readMetadata(join(folder, 'metadata.json'));
    const schema = await inferSchema(engine, train, holdout, metadata, { ignore: [] });
    const table = (raw) => readTable(engine, raw, schema, { ignore: [] });
    const artifacts = new ArtifactStore(
      { schema, train: await table(train), holdout: await table(holdout), options: optionsFor(target) },
      pool,
    );
    const fits = [];
    let sides;
    for (const { file } of facts) {
      const name = file.replace(/^synthetic-/, '').replace(/\.csv$/, '');
      artifacts.addCandidate(name, await table(await load('candidate', `synthetic-${name}`)));
      const own = (await artifacts.get(learningSides, name)).get(target);
      artifacts.release(name);
      if (own.status !== 'ready') {
        fits.push({ name, reason: own.reason });
        continue;
      }
      if (!sides) {
        sides = own;
        writeMatrix(scratch, 'test', own.test);
        fits.push(await fitOurs('train', own.train, own, scratch));
      }
      fits.push(await fitOurs(name, own.synthetic, own, scratch));
    }
    const { task, test } = sides;
    const version = fitTheirs(
      scratch,
      sides,
      fits.filter(({ ours }) => ours).map(({ name }) => name),
    );
    const metric = facts[0].metric;
    const rows = fits.map((fit) => rowOf(fit, { task, test, metric, scratch, facts }));
    return { metric, version, testRows: test.labels.length, positives: positivesOf(sides), rows };
  } finally {
    rmSync(scratch, { recursive: true });
    await engine.close();
  }
}

async function fitOurs(name, { features, labels }, { task, test }, scratch) {
  writeMatrix(scratch, name, { features, labels });
  const options = { task: task.kind, seed: 1, ...(task.classes ? { classCount: task.classes.length } : {}) };
  const model = await fitModel('gradient-boosting', features, labels, options, pool);
  const ours = task.classes ? model.predictProbabilities(test.features) : model.predictValues(test.features);
  return { name, ours, fittedRows: labels.length };
}

function fitTheirs(folder, { task, test }, fits) {
  const request = {
    folder,
    task: task.kind,
    classes: task.classes?.length ?? 0,
    categorical: test.features.features.map(({ kind }) => kind === 'categorical'),
    fits,
  };
  const script = fileURLToPath(new URL('./peers/boosting_predictions.py', import.meta.url));
  return execFileSync(given.python, [script], { input: JSON.stringify(request) })
    .toString()
    .trim();
}

/** Both scores on the holdout, with the standard errors of scikit-learn's and of their difference there. */
function rowOf({ name, ours, reason, fittedRows }, { task, test, metric, scratch, facts }) {
  const fact = facts.find(({ file }) => file === `synthetic-${name}.csv`);
  const known = name === 'train' ? facts[0].trtr : fact.tstr;
  const row = {
    name,
    fittedRows: fittedRows ?? 0,
    ours: null,
    theirs: null,
    standardError: null,
    testError: null,
    facts: Number(known),
  };
  if (!ours) return { ...row, reason };
  const theirs = numbersIn(readFileSync(join(scratch, `${name}.p`)));
  const bound = [ours, theirs].map((of) => prepareMetrics(task, test.labels, of, [metric])[metric]);
  const { points, values } = pairedBootstrap(bound, {
    rowCount: test.labels.length,
    replicates: 200,
    random: randomStream(1, 'utility-peers', name),
  });
  const differences = values[0].map((value, b) => value - values[1][b]);
  return {
    ...row,
    ours: points[0],
    theirs: points[1],
    standardError: deviationOf(differences),
    testError: deviationOf(values[1]),
  };
}

function deviationOf(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(square / (values.length - 1));
}

/** A small file's bytes stand somewhere in a larger buffer. */
function numbersIn({ buffer, byteOffset, byteLength }) {
  return new Float64Array(buffer.slice(byteOffset, byteOffset + byteLength));
}

function writeMatrix(folder, name, { features, labels }) {
  const cells = new Float64Array(features.rowCount * features.features.length);
  for (const [f, feature] of features.features.entries()) {
    const column = cells.subarray(f * features.rowCount, (f + 1) * features.rowCount);
    if (feature.kind === 'numeric') column.set(feature.values);
    else
      for (let row = 0; row < column.length; row++)
        column[row] = feature.codes[row] < 0 ? Number.NaN : feature.codes[row];
  }
  writeFileSync(join(folder, `${name}.x`), Buffer.from(cells.buffer));
  writeFileSync(join(folder, `${name}.y`), Buffer.from(Float64Array.from(labels).buffer));
}

/** Of two classes, the rows of the rarer one. */
function positivesOf({ task, test }) {
  return task.classes?.length === 2 ? test.labels.filter((label) => label === 1).length : null;
}

function optionsFor(target) {
  return {
    seed: 1,
    preset: 'standard',
    targets: [target],
    sensitive: [],
    keys: [],
    groups: [],
    unit: null,
    ignored: [],
    forestEngine: 'histogram',
  };
}

function fileOf(folder, name) {
  const path = ['csv', 'csv.gz'].map((extension) => join(folder, `${name}.${extension}`)).find(existsSync);
  if (!path) throw new Error(`${folder} has no ${name}; it has ${readdirSync(folder).join(', ')}`);
  return path;
}
