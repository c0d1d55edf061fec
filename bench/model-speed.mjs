// What bench/forest.mjs and bench/boosting.mjs share: a table, a fit of our own on one thread, and a peer's fit of the
// same table in Python (`peers/<name>.py`), taken in turns. PYTHON names an interpreter that has scikit-learn.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createInlinePool } from '../dist/kernels/worker-pool.js';
import { areaUnderRoc } from '../dist/statistics/area-under-roc.js';
import { randomStream } from '../dist/statistics/random.js';

const rowCount = 30_000;
const featureCount = 14;
/** Each turn takes the better of two fits of either side; the median of the turns is judged. */
const turns = 5;
const fitsPerTurn = 2;

/**
 * Prints both sides' times and AUC; the exit code becomes 1 where ours is slower than `target` × the peer's speed, or
 * its AUC differs. `plan`: settings that the peer reads. `fitModel(features, labels, pool, seed)`: our model.
 */
export async function compareWithPeer({ name, plan, target, fitModel }) {
  const table = makeTable(`bench-${name}`);
  const folder = mkdtempSync(join(tmpdir(), `bench-${name}-`));
  const own = [];
  const peers = [];
  try {
    writeTable(folder, table, plan);
    for (let turn = 0; turn < turns; turn++) {
      own.push(await measureOwn(table, fitModel, turn));
      const peer = measurePeer(folder, name);
      if (!peer) break;
      peers.push(peer);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  print('synthaudit', own);
  if (peers.length < turns) {
    console.log('skipped: scikit-learn was not found; set PYTHON to an interpreter that has it');
    return;
  }
  print(`scikit-learn ${peers[0].version}`, peers);
  const speedups = peers.map((peer, turn) => peer.fitMs / own[turn].fitMs);
  const speedup = median(speedups);
  // Two standard errors of an AUC near .79 on 30,000 rows (Hanley and McNeil, 1982).
  const alike = Math.abs(own[0].auc - peers[0].auc) < 0.006;
  const range = `${Math.min(...speedups).toFixed(2)} … ${Math.max(...speedups).toFixed(2)} over ${turns} turns`;
  console.log(
    `fit ${speedup.toFixed(2)}× as fast (${range}; target ${target}×), AUC ${alike ? 'equal within error' : 'DIFFERS'}`,
  );
  if (speedup < target || !alike) process.exitCode = 1;
}

/** Skewed and bell-shaped numbers, small integers and codes, as in a person table; train rows first, then test rows. */
function makeTable(stream) {
  const random = randomStream(7, stream);
  const count = 2 * rowCount;
  const columns = Array.from({ length: featureCount }, () => new Float64Array(count));
  const labels = new Int32Array(count);
  for (let row = 0; row < count; row++) {
    for (let f = 0; f < featureCount; f++) {
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

async function measureOwn({ columns, labels }, fitModel, turn) {
  const part = (from) => ({
    rowCount,
    features: columns.map((values, f) => ({
      kind: 'numeric',
      name: `x${f}`,
      values: values.slice(from, from + rowCount),
    })),
  });
  const [train, test] = [part(0), part(rowCount)];
  const pool = createInlinePool();
  let best = { fitMs: Number.POSITIVE_INFINITY };
  for (let i = 0; i < fitsPerTurn; i++) {
    const began = performance.now();
    const model = await fitModel(train, labels.slice(0, rowCount), pool, turn * fitsPerTurn + i);
    const fitMs = performance.now() - began;
    const probabilities = model.predictProbabilities(test);
    const predictMs = performance.now() - began - fitMs;
    const scores = Float64Array.from({ length: rowCount }, (_, row) => probabilities[2 * row + 1]);
    const auc = areaUnderRoc(labels.slice(rowCount), scores);
    if (fitMs < best.fitMs) best = { fitMs, predictMs, auc };
  }
  return best;
}

function writeTable(folder, { columns, labels }, plan) {
  const all = new Float64Array(2 * rowCount * featureCount);
  for (let f = 0; f < featureCount; f++) all.set(columns[f], f * 2 * rowCount);
  writeFileSync(join(folder, 'columns.f64'), all);
  writeFileSync(join(folder, 'labels.i32'), labels);
  const settings = { ...plan, rows: rowCount, features: featureCount, repeats: fitsPerTurn };
  writeFileSync(join(folder, 'plan.json'), JSON.stringify(settings));
}

/** Null without an interpreter, NumPy or scikit-learn. */
function measurePeer(folder, name) {
  const script = fileURLToPath(new URL(`./peers/${name}.py`, import.meta.url));
  try {
    const answer = JSON.parse(
      execFileSync(process.env.PYTHON ?? 'python3', [script, folder], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
        env: { ...process.env, OMP_NUM_THREADS: '1' },
      }),
    );
    return answer.missing ? null : answer;
  } catch {
    return null;
  }
}

function print(name, measured) {
  const [fitMs, predictMs] = ['fitMs', 'predictMs'].map((time) => median(measured.map((turn) => turn[time])));
  const auc = measured[0].auc.toFixed(4);
  console.log(`${name}: fit ${fitMs.toFixed(0)} ms, predict ${predictMs.toFixed(0)} ms, AUC ${auc}`);
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}
