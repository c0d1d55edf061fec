// Audits three made-up vendors on made-up hospital stays: `npm run demo`. Takes half a minute, needs nothing but Node.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = join('synthaudit-out', 'demo');
const options = [
  ['--train', 'fixtures/train.csv'],
  ['--holdout', 'fixtures/holdout.csv'],
  ['--metadata', 'fixtures/metadata.json'],
  ['--synthetic', 'A=fixtures/vendor-a-good.csv'],
  ['--synthetic', 'B=fixtures/vendor-b-copies.csv'],
  ['--synthetic', 'C=fixtures/vendor-c-collapsed.csv'],
  ['--target', 'readmitted'],
  ['--group', 'sex'],
  ['--policy', 'public-release'],
  ['--out', out],
];

if (!existsSync(join(root, 'dist/cli/main.js'))) run('scripts/build.mjs', []);

console.log(`Three vendors offer synthetic copies of the same hospital stays. What follows is

  npx synthaudit audit \\
${options.map(([flag, value]) => `    ${flag} ${value}`).join(' \\\n')}
`);
// 1 says that the policy forbids some candidate, which is what this demo shows.
run('dist/cli/main.js', ['audit', ...options.flat()], [0, 1]);

const report = resolve(root, out, 'report.html');
console.log(`
A was generated honestly, a tenth of B are training rows, C has lost its tails and rare categories
(fixtures/README.md says how each was made).

Open the report in a browser; it is one file and needs no network:
  ${pathToFileURL(report)}
  ${opener()} ${join(out, 'report.html')}

Beside it lie result.json (all numbers, for machines), summary.md (for a pull request), junit.xml and results.sarif.`);

/** Runs a script of the project; any other exit code than those expected ends the demo. */
function run(script, flags, expected = [0]) {
  const { status, error } = spawnSync(process.execPath, [join(root, script), ...flags], {
    cwd: root,
    stdio: 'inherit',
  });
  if (error) throw error;
  if (!expected.includes(status)) process.exit(status ?? 1);
}

function opener() {
  if (process.platform === 'darwin') return 'open';
  return process.platform === 'win32' ? 'start' : 'xdg-open';
}
