// A whole run from the command line, files to report: the fixtures, and tables of 10,000 and 40,000 rows in the fixtures'
// shape. Wall time and peak memory of the process, on all cores. Absolute times depend on the machine.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { randomStream } from '../dist/statistics/random.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'bench-audit-'));
const fixture = (name) => join(root, 'fixtures', name);

try {
  measure('fixtures, 2,500 × 20, three candidates', {
    train: fixture('train.csv'),
    holdout: fixture('holdout.csv'),
    synthetic: ['vendor-a-good.csv', 'vendor-b-copies.csv', 'vendor-c-collapsed.csv'].map(fixture),
    target: 'readmitted',
  });
  for (const rows of [10_000, 40_000]) {
    measure(`${rows.toLocaleString('en')} × 15, one candidate`, {
      train: table('train', rows),
      holdout: table('holdout', rows / 2),
      synthetic: [table('candidate', rows)],
      target: 'target',
    });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function measure(title, { train, holdout, synthetic, target }) {
  const flags = ['--train', train, '--holdout', holdout, '--target', target, '--quiet'];
  for (const path of synthetic) flags.push('--synthetic', path);
  const out = join(folder, 'out');
  // The process tells its own peak when it ends.
  const tellPeak =
    "data:text/javascript,process.on('exit',()=>process.stderr.write('peak '+process.resourceUsage().maxRSS+'\\n'))";
  const began = performance.now();
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', tellPeak, join(root, 'dist/cli/main.js'), 'audit', ...flags, '--out', out],
    { encoding: 'utf8' },
  );
  const seconds = (performance.now() - began) / 1000;
  const peak = Number(stderr.match(/^peak (\d+)$/m)?.[1] ?? 0) / 1024;
  console.log(`${title}: ${seconds.toFixed(1)} s, at most ${Math.round(peak)} MB`);
  if (status === 0) return;
  console.error(stderr);
  process.exitCode = 1;
}

/** Numbers, counts and categories that hang together a little, with a target. */
function table(name, rows) {
  const random = randomStream(5, 'bench-audit', name);
  const header = [
    'age',
    'income',
    ...range(5).map((i) => `x${i}`),
    ...range(7).map((i) => `c${i}`),
    'target',
  ];
  const lines = [header.join(',')];
  for (let row = 0; row < rows; row++) {
    const age = 18 + random.below(70);
    const income = Math.round(Math.exp(9 + age / 60 + random.normal()));
    const numbers = range(5).map((i) => (random.normal() + (i * age) / 40).toFixed(3));
    const codes = range(7).map((i) => `v${Math.min(random.below(3 + 5 * i), random.below(3 + 5 * i))}`);
    const target = random.uniform() < 1 / (1 + Math.exp(4 - age / 20 - Number(numbers[0]))) ? 'yes' : 'no';
    lines.push([age, income, ...numbers, ...codes, target].join(','));
  }
  const path = join(folder, `${name}-${rows}.csv`);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

function range(count) {
  return Array.from({ length: count }, (_, i) => i);
}
