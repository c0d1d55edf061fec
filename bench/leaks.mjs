// Leaks in real data, planted and published: are they found, and does nothing else raise an alarm?
//   node bench/leaks.mjs --data DIR --reference DIR [--sets a,b] [--store FILE] [--page docs/real-leaks.md]
// DIR of data: a folder per dataset with train, holdout, synthetic-* and metadata.json; DIR of references:
// `membership/dataset.json` with an independent implementation's values. Datasets that are not run keep the values of an
// earlier run in --store. Exits with 1 where a line is not as expected.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { auditDatasets } from '../dist/index.js';
import { randomStream } from '../dist/statistics/random.js';
import { judgeLine, leaksPage } from './peers/leaks-page.mjs';

const { values: given } = parseArgs({
  options: {
    data: { type: 'string' },
    reference: { type: 'string' },
    sets: { type: 'string' },
    store: { type: 'string' },
    page: { type: 'string' },
  },
});
if (!given.data || !given.reference) {
  console.error('Give --data and --reference.');
  process.exit(2);
}

/** Datasets, and which of their candidates: all, unless a pattern says which. */
const sets = {
  stroke: /./,
  insurance: /./,
  penguins: /./,
  census2k: /./,
  'online-shoppers': /./,
  'adult-bench': /./,
  'adult-anonymeter': /^(leaky.*|indep|cart)$/,
  'nist-acs-national2019': /^subsample40$/,
};

const wanted = given.sets?.split(',') ?? Object.keys(sets);
const store = given.store && existsSync(given.store) ? JSON.parse(readFileSync(given.store, 'utf8')) : {};
for (const set of Object.keys(sets).filter((name) => wanted.includes(name))) {
  store[set] = await compareSet(set);
  if (given.store) writeFileSync(given.store, JSON.stringify(store, null, 1));
  console.log(`\n${set}, ${Math.round(store[set].seconds)} s`);
  console.table(
    store[set].lines.map((line) => ({
      candidate: line.name,
      copies: line.exact,
      'peer’s copies': line.exactPeer,
      p: line.p,
      'peer’s p': line.pPeer,
      'leak rate': line.leak?.value,
      from: line.leak?.low,
      to: line.leak?.high,
      'TPR at 1 %': line.tpr,
      'peer’s TPR': line.tprPeer,
      ...judgeLine(line),
    })),
  );
}
const ordered = Object.fromEntries(
  Object.keys(sets).flatMap((set) => (store[set] ? [[set, store[set]]] : [])),
);
if (given.page) writeFileSync(given.page, leaksPage(ordered));
const bad = Object.values(ordered).flatMap((set) =>
  set.lines.filter((line) => judgeLine(line).verdict !== 'OK'),
);
if (bad.length > 0) process.exitCode = 1;

async function compareSet(set) {
  const folder = join(given.data, set);
  const peerFile = join(given.reference, 'membership', `${set}.json`);
  const peer = existsSync(peerFile) ? JSON.parse(readFileSync(peerFile, 'utf8')) : { candidates: {} };
  const candidates = readdirSync(folder)
    .filter((file) => file.startsWith('synthetic-') && sets[set].test(nameOf(file)))
    .map((file) => ({ name: nameOf(file), path: join(folder, file) }));
  const holdout = fileOf(folder, 'holdout');
  const paths = { train: fileOf(folder, 'train'), holdout, metadata: join(folder, 'metadata.json') };
  const began = performance.now();
  const result = await audit({ ...paths, synthetic: candidates });
  const lines = candidates.map(({ name }) => lineOf(name, result, peer.candidates[name]));
  if (holdout) lines.push(await holdoutAgainstItself(paths));
  return {
    trainRows: result.inputs.train.rows,
    holdoutRows: result.inputs.holdout?.rows ?? null,
    seconds: (performance.now() - began) / 1000,
    lines,
  };
}

/** Real people as the candidate: a random half of the holdout, with the other half as holdout. */
async function holdoutAgainstItself(paths) {
  const scratch = mkdtempSync(join(tmpdir(), 'leaks-'));
  try {
    const [header, ...rows] = readFileSync(paths.holdout, 'utf8')
      .split(/\r?\n/)
      .filter((line) => line !== '');
    const order = Int32Array.from(rows.keys());
    randomStream(1, 'holdout-half').shuffle(order);
    const write = (file, part) => {
      const path = join(scratch, file);
      writeFileSync(path, `${[header, ...Array.from(part, (row) => rows[row])].join('\n')}\n`);
      return path;
    };
    const middle = Math.floor(rows.length / 2);
    const name = 'half of the holdout';
    const synthetic = [{ name, path: write('candidate.csv', order.subarray(0, middle)) }];
    const holdout = write('holdout.csv', order.subarray(middle));
    return lineOf(name, await audit({ ...paths, holdout, synthetic }), undefined);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

async function audit({ train, holdout, metadata, synthetic }) {
  const request = {
    train,
    ...(holdout && { holdout }),
    ...(existsSync(metadata) && { metadata }),
    synthetic,
    only: ['exact-copies', 'membership-inference'],
    preset: 'standard',
    disclosure: 'internal',
  };
  const environment = { platform: process.platform, runtime: process.version, cores: 2 };
  return auditDatasets(request, environment, (stage) => console.error(stage));
}

function lineOf(name, result, peer) {
  const { id } = result.inputs.candidates.find((candidate) => candidate.name === name);
  const { outcomes } = result.candidates[id];
  const measures = Object.values(outcomes).flatMap((outcome) => outcome.measures ?? []);
  const copied = measures.find(({ labels }) => labels.attack === 'exact-match');
  // Without a holdout: against what chance gives.
  const excess = measures.find((measure) => measure.name === 'identical-match-excess');
  const family = measures.find((measure) => measure.name === 'family-p-value');
  const leaks = measures
    .filter(({ name, labels }) => name === 'leak-rate' && labels.attack !== 'exact-match')
    .map(({ estimate, labels }) => ({
      attack: labels.attack,
      fpr: Number(labels.fpr),
      value: estimate.value,
      low: estimate.uncertainty.low,
      high: estimate.uncertainty.high,
    }));
  const rates = measures
    .filter((measure) => measure.name === 'tpr-at-fpr-1')
    .map(({ estimate }) => estimate.value);
  const areas = measures.filter((measure) => measure.name === 'auc');
  const widest = areas.reduce(
    (most, area) => (area.estimate.value > (most?.estimate.value ?? 0) ? area : most),
    null,
  );
  return {
    name,
    holdoutRows: result.inputs.holdout?.rows ?? null,
    exact: (copied ?? excess)?.estimate.value ?? null,
    exactP: (copied ?? excess)?.test?.pValue ?? null,
    exactPeer: peer?.exact.R ?? null,
    p: family?.estimate.value ?? null,
    pPeer: peer?.ensemble.p_westfall_young_auc_and_tpr1 ?? null,
    pPeerAuc: peer?.ensemble.p_westfall_young ?? null,
    auc: widest?.estimate.value ?? null,
    aucAttack: widest?.labels.attack ?? null,
    leak: leaks.length > 0 ? leaks.reduce((most, leak) => (leak.low > most.low ? leak : most)) : null,
    leaks,
    tpr: rates.length > 0 ? Math.max(...rates) : null,
    tprPeer: peer ? Math.max(...Object.values(peer.attacks).map((attack) => attack.tpr_at_fpr1)) : null,
    planted: peer?.truth?.share_of_T ?? null,
    notMeasured: Object.entries(outcomes).flatMap(([audit, { status, reason, message }]) =>
      status === 'measured' ? [] : [`${audit}: ${reason ?? message}`],
    ),
  };
}

function nameOf(file) {
  return file.replace(/^synthetic-/, '').replace(/\.csv(\.gz)?$/, '');
}

function fileOf(folder, name) {
  return ['csv', 'csv.gz'].map((extension) => join(folder, `${name}.${extension}`)).find(existsSync);
}
