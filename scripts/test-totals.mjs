// One line for all test runs: `node scripts/test-totals.mjs RESULTS.json …`, from vitest's JSON reports. Fails where a test
// or a file failed, where one was skipped, where a report is missing, and where nothing ran.
import { readFileSync } from 'node:fs';

let passed = 0;
let failed = 0;
for (const path of process.argv.slice(2)) {
  const report = reportAt(path);
  for (const file of report?.testResults ?? []) {
    const tests = file.assertionResults;
    passed += tests.filter(({ status }) => status === 'passed').length;
    for (const test of tests) {
      if (test.status === 'passed') continue;
      failed++;
      console.log(`${test.status}: ${file.name}: ${test.fullName}`);
    }
    // A file that breaks before its first test has none that could fail.
    if (file.status === 'failed' && tests.every(({ status }) => status === 'passed')) {
      failed++;
      console.log(`failed: ${file.name}`);
    }
  }
}
if (passed === 0) failed++;
if (failed > 0) process.exitCode = 1;
console.log(`${passed} passed, ${failed} failed`);

function reportAt(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    failed++;
    console.log(`failed: the run that should have written ${path}`);
    return null;
  }
}
