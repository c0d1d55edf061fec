// Whether every committed file that a script makes is what the script makes now. Needs a build.
//   node scripts/check-generated.mjs [--without-sample]
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './generated-files.mjs';

const sample = process.argv.includes('--without-sample') ? [] : ['scripts/golden.mjs'];
const makers = ['scripts/build-kernels.mjs', 'fixtures/make.mjs', 'scripts/docs.mjs', ...sample];

for (const maker of makers) {
  const { status } = spawnSync(process.execPath, [join(root, maker), '--check'], {
    cwd: root,
    stdio: 'inherit',
  });
  console.log(`${maker}: ${status === 0 ? 'up to date' : 'NOT up to date'}`);
  if (status !== 0) process.exitCode = 1;
}
