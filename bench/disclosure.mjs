// Does anything rare leave the tool in shared mode? Audits real datasets by the command line, writes everything that can be
// written, and looks for every text of four or more characters that fewer than eleven real rows have.
//   node bench/disclosure.mjs --data DIR [--sets a,b] [--candidates 2]
// DIR: a folder per dataset with train, perhaps holdout, synthetic-* and metadata.json. Words that the report uses by itself
// (those of a report on made-up data) and column names are told apart. Exits with 1 where a value is found.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values: given } = parseArgs({
  options: {
    data: { type: 'string' },
    sets: { type: 'string' },
    candidates: { type: 'string', default: '2' },
  },
});
if (!given.data) {
  console.error('Give --data.');
  process.exit(2);
}

const database = await (await DuckDBInstance.create(':memory:')).connect();
const own = wordsOf(
  ['report.html', 'result.json', 'summary.md'].map((name) =>
    readFileSync(join(root, 'reports/sample', name), 'utf8'),
  ),
);
const sets = readdirSync(given.data, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .filter((name) => given.sets === undefined || given.sets.split(',').includes(name));
let found = 0;
const lines = [];
for (const set of sets) {
  const folder = join(given.data, set);
  const files = readdirSync(folder).filter((name) => /\.(csv|parquet)(\.gz)?$/.test(name));
  const file = (role) => files.find((name) => name.startsWith(`${role}.`));
  // Planted copies first: they have most to tell.
  const candidates = files
    .filter((name) => name.startsWith('synthetic-'))
    .sort((a, b) => Number(b.includes('leaky')) - Number(a.includes('leaky')) || (a < b ? -1 : 1))
    .slice(0, Number(given.candidates));
  const texts = outputsOf(folder, file('train'), file('holdout'), candidates, files);
  const { rare, columns } = await rareValues(folder, file('train'), file('holdout'), candidates);
  const words = wordsOf(texts);
  const hits = [...rare].filter(
    (value) =>
      [...wordsOf([value])].every((word) => words.has(word)) && texts.some((text) => stands(value, text)),
  );
  const known = hits.filter(
    (value) =>
      columns.has(value) ||
      (!/\d/.test(value) && [...wordsOf([value])].every((word) => own.has(word) || columns.has(word))),
  );
  const leaks = hits.filter((value) => !known.includes(value));
  found += leaks.length;
  lines.push({
    set,
    candidates: candidates.length,
    'rare values': rare.size,
    'report’s own words': known.join(', '),
    found: leaks.length,
  });
  for (const value of leaks.slice(0, 20)) {
    const text = texts.find((one) => stands(value, one));
    const at = text.indexOf(value);
    console.log(`${set}: “${value}” in …${text.slice(Math.max(0, at - 60), at + value.length + 40)}…`);
  }
}
console.table(lines);
process.exit(found === 0 ? 0 : 1);

/** Everything that a shared audit writes, streams included. */
function outputsOf(folder, train, holdout, candidates, files) {
  const out = mkdtempSync(join(tmpdir(), 'disclosure-'));
  const metadata = readdirSync(folder).includes('metadata.json')
    ? ['--metadata', join(folder, 'metadata.json')]
    : [];
  const ended = spawnSync(
    process.execPath,
    [
      ...[join(root, 'dist/cli/main.js'), 'audit', '--train', join(folder, train)],
      ...(holdout === undefined ? [] : ['--holdout', join(folder, holdout)]),
      ...candidates.flatMap((name) => ['--synthetic', join(folder, name)]),
      ...metadata,
      ...['--policy', 'public-release', '--preset', 'quick', '--out', out],
      ...['--format', 'html,json,md,junit,sarif'],
    ],
    { encoding: 'utf8', maxBuffer: 1e9 },
  );
  if (![0, 1, 3].includes(ended.status)) throw new Error(`${files}: ${ended.stderr}`);
  const texts = readdirSync(out).map((name) => readFileSync(join(out, name), 'utf8'));
  rmSync(out, { recursive: true });
  return [...texts, ended.stdout, ended.stderr];
}

/** Texts of four or more characters, no numbers, in any of the files, that fewer than eleven real rows have. */
async function rareValues(folder, train, holdout, candidates) {
  const real = [train, holdout].filter((name) => name !== undefined);
  const tables = new Map();
  for (const name of [...real, ...candidates]) {
    const table = `t${tables.size}`;
    tables.set(name, table);
    await database.run(
      `CREATE OR REPLACE TABLE ${table} AS FROM read_csv('${join(folder, name)}', all_varchar = true, header = true)`,
    );
  }
  const columns = new Set();
  const rare = new Set();
  const names = (await database.runAndReadAll(`DESCRIBE ${tables.get(train)}`))
    .getRows()
    .map(([name]) => name);
  for (const name of names) {
    for (const word of wordsOf([name])) columns.add(word);
    columns.add(name);
    const quoted = `"${name.replaceAll('"', '""')}"`;
    const holders = [];
    for (const [file, table] of tables) {
      const has = (await database.runAndReadAll(`DESCRIBE ${table}`))
        .getRows()
        .some(([other]) => other === name);
      if (has)
        holders.push(`SELECT ${quoted} AS value, ${real.includes(file) ? 1 : 0} AS real FROM ${table}`);
    }
    const rows = await database.runAndReadAll(
      `SELECT value FROM (${holders.join(' UNION ALL ')}) WHERE value IS NOT NULL AND length(value) >= 4
       AND TRY_CAST(value AS DOUBLE) IS NULL GROUP BY value HAVING sum(real) < 11`,
    );
    for (const [value] of rows.getRows()) rare.add(value);
  }
  return { rare, columns };
}

/** Whether a value stands in a text as a word or words of its own. */
function stands(value, text) {
  const letter = /[\p{L}\p{N}]/u;
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
    const before = text[at - 1] ?? ' ';
    const after = text[at + value.length] ?? ' ';
    if (!letter.test(before) && !letter.test(after)) return true;
  }
  return false;
}

function wordsOf(texts) {
  return new Set(texts.flatMap((text) => text.match(/[\p{L}\p{N}]+/gu) ?? []));
}
