// Boosted trees, 30,000 rows × 14 features × 100 rounds on one thread, against scikit-learn's HistGradientBoosting (one
// thread as well) on the same table with the same settings. PYTHON names an interpreter that has scikit-learn.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createInlinePool } from '../dist/kernels/worker-pool.js';
import { fitBoostedTrees } from '../dist/models/boosted-trees.js';
import { areaUnderRoc } from '../dist/statistics/area-under-roc.js';
import { randomStream } from '../dist/statistics/random.js';

const plan = {
  rows: 30_000,
  features: 14,
  repeats: 3,
  rounds: 100,
  learningRate: 0.1,
  maxLeaves: 31,
  minLeafRows: 20,
  ridge: 1,
};
const table = makeTable();
const own = await measureOwn();
print('synthaudit', own);
const peer = measurePeer();
if (peer) {
  print(`scikit-learn ${peer.version}`, peer);
  const speedup = peer.fitMs / own.fitMs;
  // Two standard errors of an AUC near .79 on 30,000 rows (Hanley and McNeil, 1982).
  const alike = Math.abs(own.auc - peer.auc) < 0.006;
  console.log(
    `fit ${speedup.toFixed(2)}× as fast (target 0.8×), AUC ${alike ? 'equal within error' : 'DIFFERS'}`,
  );
  if (speedup < 0.8 || !alike) process.exitCode = 1;
}

/** Skewed and bell-shaped numbers, small integers and codes, as in a person table; train rows first, then test rows. */
function makeTable() {
  const random = randomStream(7, 'bench-boosting');
  const count = 2 * plan.rows;
  const columns = Array.from({ length: plan.features }, () => new Float64Array(count));
  const labels = new Int32Array(count);
  for (let row = 0; row < count; row++) {
    for (let f = 0; f < plan.features; f++) {
      if (f < 4) columns[f][row] = random.normal();
      else if (f < 7) columns[f][row] = Math.exp(2 * random.normal());
      else if (f < 10) columns[f][row] = random.below(80);
      else columns[f][row] = random.below(4 + 3 * (f - 10));
    }
    const [a, b, c] = [columns[0][row], columns[1][row], columns[4][row]];
    const logit =
      a * b +
      Math.log1p(c) -
      2 +
      columns[7][row] / 40 +
      (columns[10][row] % 2) +
      0.5 * Math.sin(columns[8][row] / 9);
    labels[row] = random.uniform() < 1 / (1 + Math.exp(1 - logit)) ? 1 : 0;
  }
  return { columns, labels };
}

async function measureOwn() {
  const part = (from) => ({
    rowCount: plan.rows,
    features: table.columns.map((values, f) => ({
      kind: 'numeric',
      name: `x${f}`,
      values: values.slice(from, from + plan.rows),
    })),
  });
  const [train, test] = [part(0), part(plan.rows)];
  const labels = table.labels.slice(0, plan.rows);
  let best = { fitMs: Number.POSITIVE_INFINITY };
  for (let repeat = 0; repeat < plan.repeats; repeat++) {
    const options = { ...plan, task: 'classification', classCount: 2 };
    const began = performance.now();
    const model = await fitBoostedTrees(train, labels, options, createInlinePool());
    const fitMs = performance.now() - began;
    const probabilities = model.predictProbabilities(test);
    const predictMs = performance.now() - began - fitMs;
    const scores = Float64Array.from({ length: plan.rows }, (_, row) => probabilities[2 * row + 1]);
    const auc = areaUnderRoc(table.labels.slice(plan.rows), scores);
    if (fitMs < best.fitMs) best = { fitMs, predictMs, auc };
  }
  return best;
}

function measurePeer() {
  const folder = mkdtempSync(join(tmpdir(), 'bench-boosting-'));
  try {
    const columns = new Float64Array(2 * plan.rows * plan.features);
    for (let f = 0; f < plan.features; f++) columns.set(table.columns[f], f * 2 * plan.rows);
    writeFileSync(join(folder, 'columns.f64'), columns);
    writeFileSync(join(folder, 'labels.i32'), table.labels);
    writeFileSync(join(folder, 'plan.json'), JSON.stringify(plan));
    const script = fileURLToPath(new URL('./peers/boosting.py', import.meta.url));
    const answer = JSON.parse(
      execFileSync(process.env.PYTHON ?? 'python3', [script, folder], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
        env: { ...process.env, OMP_NUM_THREADS: '1' },
      }),
    );
    if (!answer.missing) return answer;
  } catch {
    // No interpreter, or no NumPy: said below.
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log('skipped: scikit-learn was not found; set PYTHON to an interpreter that has it');
  return null;
}

function print(name, { fitMs, predictMs, auc }) {
  console.log(
    `${name}: fit ${fitMs.toFixed(0)} ms, predict ${predictMs.toFixed(0)} ms, AUC ${auc.toFixed(4)}`,
  );
}
