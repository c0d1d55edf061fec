// Exact nearest rows, k = 5, one thread, against scikit-learn's brute force on the same rows in the same run.
//   node bench/nearest-rows.mjs [--rows 30000] [--python python3] [--large] [--no-peers]
// Peers need a Python with numpy and scikit-learn; without them only our own times are shown. `--large` adds
// 100,000 × 100,000 on two threads. Times depend on the machine; the ratios are what counts.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findNearestRows } from '../dist/kernels/nearest-rows.js';
import { createWorkerPool } from '../dist/kernels/worker-pool.js';
import { randomStream } from '../dist/statistics/random.js';

const { values: options } = parseArgs({
  allowNegative: true,
  options: {
    rows: { type: 'string', default: '30000' },
    python: { type: 'string', default: 'python3' },
    large: { type: 'boolean', default: false },
    peers: { type: 'boolean', default: true },
  },
});
const rowCount = Number(options.rows);
const k = 5;

// Number of categories per column, and the exponent of their Zipf-like frequencies.
const categories = [
  [2, 0.9],
  [2, 2],
  [5, 2],
  [6, 1],
  [7, 1],
  [9, 1.5],
  [15, 0.5],
  [42, 2.5],
];
const mixed = drawPair('mixed', rowCount, 6, categories);
const numeric = drawPair('numeric', rowCount, 14, []);

console.log(`${rowCount} × ${rowCount} rows, k = ${k}, one thread, seconds of processor time`);
const pool = createWorkerPool(1);
const own = { mixed: await time(mixed, pool), numeric: await time(numeric, pool) };
console.log(`mixed, 6 numeric + 8 categorical: ${own.mixed.processor.toFixed(3)} s`);
console.log(`numeric, 14 columns:              ${own.numeric.processor.toFixed(3)} s`);

const python = options.peers ? peersPython() : null;
if (python) {
  comparePeer('mixed', mixed, 'manhattan', 50);
  comparePeer('mixed', mixed, 'euclidean', 10);
  comparePeer('numeric', numeric, 'manhattan', 8);
}

if (options.large) {
  const threads = createWorkerPool(2);
  const { clock } = await time(drawPair('large', 100_000, 6, categories), threads, 1);
  console.log(`100000 × 100000 mixed, two threads: ${clock.toFixed(2)} s by the clock (target: under 10 s)`);
  await threads.close();
}

function drawPair(name, count, numericCount, shapes) {
  const draw = (part) => {
    const random = randomStream(7, name, part);
    return {
      rowCount: count,
      // Mid-ranks of a continuous column: every value (r + 0.5) / n once.
      numeric: Array.from({ length: numericCount }, () => {
        const ranks = Float64Array.from({ length: count }, (_, r) => (r + 0.5) / count);
        random.shuffle(ranks);
        return ranks;
      }),
      codes: shapes.map(([size, exponent]) => {
        const cumulative = [];
        let total = 0;
        for (let c = 1; c <= size; c++) {
          total += c ** -exponent;
          cumulative.push(total);
        }
        return Int32Array.from({ length: count }, () => {
          const u = random.uniform() * total;
          return cumulative.findIndex((edge) => u < edge);
        });
      }),
    };
  };
  return { base: draw('base'), queries: draw('queries') };
}

/**
 * The best of `runs` after one that warms up: seconds by the clock, and of processor time, which other work on the
 * machine disturbs less.
 */
async function time(pair, pool, runs = 3) {
  const best = { clock: Number.POSITIVE_INFINITY, processor: Number.POSITIVE_INFINITY, nearest: null };
  for (let run = 0; run <= runs; run++) {
    const start = performance.now();
    const used = process.cpuUsage();
    best.nearest = await findNearestRows({ ...pair, k, pool });
    const { user, system } = process.cpuUsage(used);
    if (run === 0) continue;
    best.clock = Math.min(best.clock, (performance.now() - start) / 1000);
    best.processor = Math.min(best.processor, (user + system) / 1e6);
  }
  return best;
}

function peersPython() {
  const found = spawnSync(options.python, ['-c', 'import numpy, sklearn; print(sklearn.__version__)']);
  if (found.status === 0) {
    console.log(`scikit-learn ${String(found.stdout).trim()}, brute force, one thread:`);
    return options.python;
  }
  console.log(`peers skipped: ${options.python} has no numpy and scikit-learn (name another with --python)`);
  return null;
}

function comparePeer(name, pair, metric, target) {
  const folder = mkdtempSync(join(tmpdir(), 'nearest-rows-'));
  try {
    for (const [part, rows] of Object.entries(pair)) {
      const file = (kind) => join(folder, `${part}-${kind}`);
      writeFileSync(file('numeric'), Buffer.concat(rows.numeric.map((column) => Buffer.from(column.buffer))));
      writeFileSync(file('codes'), Buffer.concat(rows.codes.map((column) => Buffer.from(column.buffer))));
    }
    const script = fileURLToPath(new URL('./peers/nearest_rows.py', import.meta.url));
    const env = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };
    const peer = JSON.parse(
      execFileSync(python, [script, folder, String(rowCount), metric, String(k)], { env }),
    );
    const ratio = peer.seconds / own[name].processor;
    console.log(
      `  ${name}, ${metric}: ${peer.seconds.toFixed(2)} s, ratio ${ratio.toFixed(1)}× (target: at least ${target}×)`,
    );
    if (metric === 'manhattan') confirm(peer.checks, own[name].nearest);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The peer's distances of some queries must be ours. */
function confirm(checks, nearest) {
  for (const { query, distances } of checks) {
    distances.forEach((distance, i) => {
      const ours = nearest.distances[query * k + i];
      if (Math.abs(distance - ours) > 1e-9)
        throw new Error(`query ${query}: ${ours}, the peer has ${distance}`);
    });
  }
}
