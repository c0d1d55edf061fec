// All benchmarks, one after another: `npm run bench`, or some of them: `npm run bench -- audit forest`. Peers are run where a
// Python with their packages is found. A missed target makes the exit code 1. Needs a build.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const benchmarks = ['audit', 'nearest-rows', 'forest', 'boosting', 'wide-and-tall'];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !benchmarks.includes(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}; choose of ${benchmarks.join(', ')}.`);
  process.exit(2);
}
if (!existsSync(join(root, 'dist/index.js'))) {
  console.error('Nothing is built: run `npm run build` first.');
  process.exit(2);
}
for (const name of wanted.length > 0 ? wanted : benchmarks) {
  console.log(`\n== ${name}`);
  const { status } = spawnSync(process.execPath, [join(root, 'bench', `${name}.mjs`)], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
