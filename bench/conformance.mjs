// How far our measures are from peers' and from independent figures on real data:
//   node bench/conformance.mjs --data DIR --reference DIR [--parts measures,peers,official,membership,utility,published] [--sets a,b] [--store FILE]
// DIR of data: a folder per dataset with train, holdout, synthetic-*, metadata.json and facts.csv; DIR of references:
// `dataset--candidate.json` with peers' values and `membership/dataset.json`. The part `official` reads files of the same form that
// `sdnist_values.py --acs` and `synthpop_values.R DATA REFERENCE OUT` have written to a folder of their own, given as --reference. Parts that are not run keep the values of
// an earlier run in --store. With --page docs/conformance.md the page is written from all of them; sections of parts that the
// store does not have stay as they are.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compareMeasures, comparePeerFiles } from './peers/conformance-measures.mjs';
import { pageOf } from './peers/conformance-page.mjs';
import { comparePublished, publishedSets } from './peers/conformance-published.mjs';
import { compareMembership, compareUtility, readFacts } from './peers/conformance-risks.mjs';

const { values: given } = parseArgs({
  options: {
    data: { type: 'string' },
    reference: { type: 'string' },
    parts: { type: 'string', default: 'measures,peers,membership,utility,published' },
    sets: { type: 'string' },
    store: { type: 'string' },
    page: { type: 'string' },
  },
});
if (!given.data || !given.reference) {
  console.error('Give --data and --reference.');
  process.exit(2);
}
const wanted = given.sets?.split(',');
const store = given.store && existsSync(given.store) ? JSON.parse(readFileSync(given.store, 'utf8')) : {};
const parts = {
  measures: () => runReferences(compareMeasures),
  peers: () => runReferences(comparePeerFiles),
  official: runOfficial,
  membership: runMembership,
  utility: runUtility,
  published: runPublished,
};
for (const part of given.parts.split(',').filter(Boolean)) {
  store[part] = { ...store[part], ...(await parts[part]()) };
  if (given.store) writeFileSync(given.store, JSON.stringify(store, null, 1));
}
if (given.page) {
  const before = existsSync(given.page) ? readFileSync(given.page, 'utf8') : '';
  writeFileSync(given.page, pageOf(store, before));
}

async function runReferences(compare) {
  const found = {};
  for (const file of readdirSync(given.reference).sort()) {
    const [set, candidate] = file.replace(/\.json$/, '').split('--');
    if (!candidate || isSkipped(set)) continue;
    const folder = [join(given.data, set), join(given.reference, 'inputs', set)].find(existsSync);
    const paths = {
      train: fileOf(folder, 'train'),
      holdout: fileOf(folder, 'holdout'),
      synthetic: fileOf(folder, candidate),
    };
    const metadata = join(folder, 'metadata.json');
    const scratch = mkdtempSync(join(tmpdir(), 'conformance-'));
    try {
      const reference = JSON.parse(readFileSync(join(given.reference, file), 'utf8'));
      const inputs = { paths, metadata: existsSync(metadata) ? metadata : null };
      found[`${set}, ${candidate}`] = await compare(reference, inputs, scratch);
    } finally {
      rmSync(scratch, { recursive: true });
    }
    console.log(`\n${set}, ${candidate}`);
    console.table(
      found[`${set}, ${candidate}`].map(({ peer, measure, definition, count, difference }) => ({
        peer,
        measure,
        definition,
        values: count,
        'largest difference': difference,
      })),
    );
  }
  return found;
}

/** SDNist and synthpop, and what NIST's own reports said of the same submissions. */
async function runOfficial() {
  const files = { ...store.official?.files, ...(await runReferences(comparePeerFiles)) };
  const reports = { ...store.official?.reports };
  for (const file of readdirSync(given.reference).filter((name) => name.startsWith('nist-acs'))) {
    const { results } = JSON.parse(readFileSync(join(given.reference, file), 'utf8'));
    const read = (metric) => results.find((entry) => entry.metric === metric)?.value;
    const [set, candidate] = file.replace(/\.json$/, '').split('--');
    reports[`${set}, ${candidate}`] = {
      reported: read('report')['k-marginal'],
      here: read('KMarginal, grouped')?.score ?? read('KMarginal, binned'),
    };
  }
  return { files, reports };
}

async function runMembership() {
  const found = {};
  for (const file of readdirSync(join(given.reference, 'membership')).sort()) {
    const set = file.replace(/\.json$/, '');
    if (!file.endsWith('.json') || isSkipped(set)) continue;
    const reference = JSON.parse(readFileSync(join(given.reference, 'membership', file), 'utf8'));
    found[set] = await compareMembership({
      ...inputsOf(set, new Set(Object.keys(reference.candidates))),
      reference,
    });
    console.log(`\n${set}: exact copies and the distance attack`);
    console.table(found[set].map((row) => ({ ...row, difference: row.ours - row.theirs })));
  }
  return found;
}

async function runUtility() {
  const found = {};
  const targets = {
    'adult-bench': 'income',
    'online-shoppers': 'Revenue',
    stroke: 'stroke',
    insurance: 'charges',
  };
  for (const [set, target] of Object.entries(targets)) {
    if (isSkipped(set)) continue;
    const facts = new Map(
      readFacts(join(given.data, set, 'facts.csv')).map((fact) => [candidateName(fact.file), fact]),
    );
    found[set] = await compareUtility({ ...inputsOf(set, new Set(facts.keys())), facts, target });
    console.log(`\n${set}: train on synthetic (train), test on the holdout`);
    console.table(
      found[set].map(({ name, metric, tstr, trtr }) => ({
        name,
        metric,
        TSTR: tstr.ours,
        'facts.csv': tstr.theirs,
        difference: tstr.ours === null ? null : tstr.ours - tstr.theirs,
        TRTR: trtr.ours,
        'TRTR facts.csv': trtr.theirs,
      })),
    );
  }
  return found;
}

async function runPublished() {
  const found = {};
  for (const set of publishedSets) {
    if (isSkipped(set)) continue;
    const folder = join(given.data, set);
    found[set] = await comparePublished(set, { folder, fileOf: (name) => fileOf(folder, name) });
    console.log(`\n${set}: the published distances`);
    console.table(found[set]);
  }
  return found;
}

function inputsOf(set, names) {
  const folder = join(given.data, set);
  const candidates = readdirSync(folder)
    .filter((file) => file.startsWith('synthetic-') && names.has(candidateName(file)))
    .map((file) => ({ name: candidateName(file), path: join(folder, file) }));
  return {
    paths: { train: fileOf(folder, 'train'), holdout: fileOf(folder, 'holdout'), candidates },
    metadata: join(folder, 'metadata.json'),
  };
}

function candidateName(file) {
  return file.replace(/^synthetic-/, '').replace(/\.csv(\.gz)?$/, '');
}

function fileOf(folder, name) {
  return ['csv', 'csv.gz'].map((extension) => join(folder, `${name}.${extension}`)).find(existsSync);
}

function isSkipped(set) {
  return wanted !== undefined && !wanted.includes(set);
}
