// Validity, fidelity and diversity on tables that are large one way or the other: `tall`, 1,000,000 × 15, and `wide`,
// 20,000 × 300, each with a holdout and one candidate; both unless one is named. From files to result: CPU and wall seconds,
// peak memory, and the longest stages. `--rows` takes other numbers of rows, `--threads` other numbers of threads.
// Targets are for two idle cores.
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { catalogue } from '../dist/audits/index.js';
import { randomStream } from '../dist/statistics/random.js';

const tables = {
  tall: { rows: 1_000_000, lineOf: tallLine, header: tallHeader(), seconds: 60, megabytes: 2_500 },
  wide: { rows: 20_000, lineOf: wideLine, header: wideHeader(), seconds: 60, megabytes: 2_000 },
};

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { rows: { type: 'string' }, threads: { type: 'string' } },
});
const wanted = positionals.length > 0 ? positionals : Object.keys(tables);
const unknown = wanted.filter((name) => !Object.hasOwn(tables, name));
if (unknown.length > 0) {
  console.error(`There is no table ${unknown.join(', ')}; choose of ${Object.keys(tables).join(', ')}.`);
  process.exit(2);
}

const cli = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'bench-wide-and-tall-'));
try {
  for (const name of wanted) measure(name, tables[name]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function measure(name, { rows: usual, lineOf, header, seconds, megabytes }) {
  const rows = Number(flags.rows ?? usual);
  const write = (role, count) => writeTable(join(folder, `${name}-${role}.csv`), header, count, lineOf);
  const inputs = ['--train', write('train', rows), '--holdout', write('holdout', Math.round(rows * 0.3))];
  inputs.push('--synthetic', write('candidate', rows));
  const categories = new Set(['validity', 'fidelity', 'diversity']);
  const only = catalogue.filter(({ meta }) => categories.has(meta.category));
  const chosen = only.flatMap(({ meta }) => ['--only', meta.id]);
  const threads = flags.threads === undefined ? [] : ['--threads', flags.threads];
  const out = join(folder, `${name}-out`);
  // The process tells its own use when it ends.
  const tellUse =
    "data:text/javascript,process.on('exit',()=>process.stderr.write('used '+JSON.stringify(process.resourceUsage())+'\\n'))";
  const began = performance.now();
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      '--import',
      tellUse,
      cli,
      'audit',
      ...inputs,
      ...chosen,
      ...threads,
      '--format',
      'json',
      '--quiet',
      '--out',
      out,
    ],
    { encoding: 'utf8', maxBuffer: 1e8 },
  );
  const wall = (performance.now() - began) / 1000;
  const used = JSON.parse(stderr.match(/^used (.+)$/m)?.[1] ?? '{}');
  const processor = (used.userCPUTime + used.systemCPUTime) / 1e6;
  console.log(`${name}, ${rows.toLocaleString('en')} × ${header.split(',').length}, one candidate:`);
  console.log(`  ${processor.toFixed(1)} s of CPU, ${wall.toFixed(1)} s wall (target ${seconds} s)`);
  console.log(`  at most ${Math.round(used.maxRSS / 1024)} MB (target ${megabytes} MB)`);
  if (status !== 0) {
    console.error(stderr);
    process.exitCode = 1;
    return;
  }
  const { stages } = JSON.parse(readFileSync(join(out, 'result.json'), 'utf8')).run.volatile;
  for (const stage of [...stages].sort((a, b) => b.durationMs - a.durationMs).slice(0, 12)) {
    console.log(`  ${(stage.durationMs / 1000).toFixed(1).padStart(6)} s ${stage.name}`);
  }
  if (rows === usual && (wall > seconds || used.maxRSS / 1024 > megabytes)) process.exitCode = 1;
}

/** Lines go out in portions: a table of a million rows is never held as one text. */
function writeTable(path, header, rows, lineOf) {
  const random = randomStream(7, 'bench-wide-and-tall', path.slice(folder.length));
  const file = openSync(path, 'w');
  let lines = [header];
  for (let row = 0; row < rows; row++) {
    lines.push(lineOf(random));
    if (lines.length < 20_000 && row < rows - 1) continue;
    writeSync(file, `${lines.join('\n')}\n`);
    lines = [];
  }
  closeSync(file);
  return path;
}

function tallHeader() {
  return 'age,income,hours,score,amount,balance,visits,region,job,plan,city,flag,sex,grade,day';
}

/** Counts, skewed and zero-inflated amounts, few and many categories, dates; some cells are missing. */
function tallLine(random) {
  const trait = random.normal();
  const age = Math.max(18, Math.min(90, Math.round(45 + 15 * trait)));
  const income = random.uniform() < 0.03 ? '' : Math.round(Math.exp(10 + trait / 2 + 0.4 * random.normal()));
  const plan = Math.floor(3 * random.uniform() ** (trait > 0 ? 2 : 1));
  const grade = Math.max(0, Math.min(4, Math.round(2 + trait)));
  return [
    age,
    income,
    Math.round(38 + 8 * random.normal()),
    (trait + random.normal()).toFixed(3),
    Math.exp(3 + random.normal()).toFixed(2),
    random.uniform() < 0.3 ? 0 : (1000 * random.normal()).toFixed(2),
    Math.floor(-3 * Math.log(1 - random.uniform())),
    `r${Math.floor(8 * random.uniform() ** 2)}`,
    `j${Math.floor(40 * random.uniform() ** 2)}`,
    ['basic', 'plus', 'pro'][plan],
    `c${Math.floor(300 * random.uniform() ** 2)}`,
    random.uniform() < 0.2 ? 'yes' : 'no',
    random.uniform() < 0.5 ? 'F' : 'M',
    random.uniform() < 0.02 ? '' : 'ABCDE'[grade],
    new Date(1.6e12 + random.below(1000) * 864e5).toISOString().slice(0, 10),
  ].join(',');
}

function wideHeader() {
  return Array.from({ length: 300 }, (_, i) => (i % 3 === 2 ? `c${i}` : `x${i}`)).join(',');
}

/** Two hundred columns of numbers and a hundred of categories, in thirty groups that each share a trait. */
function wideLine(random) {
  const traits = Array.from({ length: 30 }, () => random.normal());
  const cells = [];
  for (let i = 0; i < 300; i++) {
    const value = traits[i % 30] + random.normal();
    if (random.uniform() < 0.02) cells.push('');
    else if (i % 3 === 2) cells.push(`v${Math.min(2 + (i % 40), Math.floor(Math.exp(value / 1.5)))}`);
    else cells.push(i % 3 === 0 ? value.toFixed(2) : Math.round(20 * value));
  }
  return cells.join(',');
}
