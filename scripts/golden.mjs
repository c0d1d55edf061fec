// The sample report: `npm run golden` audits the fixtures and writes reports/sample. With --check it writes nothing and
// fails where the committed files are not what the code makes now.
import { join } from 'node:path';
import { auditDatasets, canonicalJson, renderHtml, renderMarkdown } from '../dist/index.js';
import { root, writeOrCheck } from './generated-files.mjs';

const mostBytes = 6_000_000;
const fixture = (name) => join(root, 'fixtures', name);

const measured = await auditDatasets(
  {
    train: fixture('train.csv'),
    holdout: fixture('holdout.csv'),
    metadata: fixture('metadata.json'),
    synthetic: [
      { name: 'A', path: fixture('vendor-a-good.csv') },
      { name: 'B', path: fixture('vendor-b-copies.csv') },
      { name: 'C', path: fixture('vendor-c-collapsed.csv') },
    ],
    targets: ['readmitted'],
    groups: ['sex'],
    threads: 2,
  },
  { platform: 'any', runtime: 'any', cores: 2 },
);
const result = withoutVolatile(measured);
const files = {
  'reports/sample/result.json': canonicalJson(result),
  'reports/sample/report.html': renderHtml(result),
  'reports/sample/summary.md': renderMarkdown(result),
};
const bytes = Object.values(files).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
if (bytes > mostBytes) {
  console.error(`The sample is ${bytes} bytes; the repository takes at most ${mostBytes}.`);
  process.exitCode = 1;
} else {
  writeOrCheck(files, 'npm run golden');
}

/** Start, durations and machine as constants: the rest of the document is the same on every run. */
function withoutVolatile(document) {
  const { volatile } = document.run;
  return {
    ...document,
    run: {
      ...document.run,
      volatile: {
        startedAt: '2026-01-01T00:00:00.000Z',
        durationMs: 0,
        machine: { platform: 'any', node: 'any', cores: 2, threads: 2 },
        stages: volatile.stages.map(({ name }) => ({ name, durationMs: 0 })),
      },
    },
  };
}
