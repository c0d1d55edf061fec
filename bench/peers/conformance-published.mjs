// The published comparison of generators (paper-fidelity-accuracy, 2023-05) against our marginals on the same candidates.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { midRanks } from '../../dist/statistics/mid-ranks.js';
import { pearsonCorrelation } from '../../dist/statistics/pearson-correlation.js';
import { prepareInputs, readRows } from './conformance-inputs.mjs';
import { publishedDistance } from './mostlyai-variants.mjs';
import { auditTables } from './own-audits.mjs';

/** Candidates of that edition; those of 2024-12 under the same names are others. */
const published = {
  'adult-bench': {
    copulagan: 'copulagan',
    flip10: 'flip10',
    flip50: 'flip50',
    flip90: 'flip90',
    gaussian_copula: 'gaussian-copula',
    rtvae: 'rtvae',
    synthpop: 'synthpop',
    tvae: 'tvae',
  },
  'online-shoppers': {
    ctgan: 'ctgan',
    flip10: 'flip10',
    gaussian_copula: 'gaussian-copula',
    synthpop: 'synthpop',
    tvae: 'tvae',
  },
};

export const publishedSets = Object.keys(published);

/** Rows `{name, published, ours}` of one set, the holdout first; `ours` by measure. */
export async function comparePublished(set, { folder, fileOf }) {
  const lines = readFileSync(join(folder, 'reference-2023-05.csv'), 'utf8').trim().split('\n');
  const [header, ...cells] = lines.map((line) => line.split(','));
  const entries = cells.map((row) => Object.fromEntries(header.map((name, i) => [name, row[i]])));
  const tvdOf = new Map(entries.map(({ synthesizer, tvd }) => [synthesizer, Number(tvd)]));
  const rows = [];
  const names = [['holdout', 'holdout'], ...Object.entries(published[set])];
  for (const [synthesizer, candidate] of names) {
    const theirs = synthesizer === 'holdout' ? Number(entries[0].tvd_holdout) : tvdOf.get(synthesizer);
    const scratch = mkdtempSync(join(tmpdir(), 'published-'));
    try {
      const synthetic = fileOf(candidate === 'holdout' ? 'holdout' : `synthetic-${candidate}`);
      const paths = { train: fileOf('train'), synthetic };
      const roles = { train: true, synthetic: true };
      const asPublished = {
        rows: roles,
        metadata: asPandasReads(join(folder, 'metadata.json'), paths.train),
      };
      const tables = await readRows(prepareInputs(asPublished, { paths, metadata: null }, scratch));
      // Ours under the data set's own types.
      const given = { paths, metadata: join(folder, 'metadata.json') };
      const { train, synthetic: other } = await readRows(prepareInputs({ rows: roles }, given, scratch));
      const own = await auditTables({ train, synthetic: other }, ['marginals']);
      rows.push({
        name: candidate,
        published: theirs,
        recomputed: publishedDistance(tables.train, tables.synthetic, 3, 5),
        ownTypes: publishedDistance(train, other, 3, 5),
        univariate: 1 - own.get('univariate-accuracy'),
        bivariate: 1 - own.get('bivariate-accuracy'),
        trivariate: 1 - own.get('trivariate-accuracy'),
      });
    } finally {
      rmSync(scratch, { recursive: true });
    }
  }
  return rows;
}

/** Rank correlation of a column of such rows with the published values, the holdout left out. */
export function rankCorrelation(rows, measure) {
  const candidates = rows.filter(({ name }) => name !== 'holdout');
  const [a, b] = ['published', measure].map((key) =>
    midRanks(Float64Array.from(candidates, (row) => row[key])),
  );
  return pearsonCorrelation(a, b).value;
}

/** The published code takes whatever reads as a number for one. */
function asPandasReads(path, train) {
  const { columns } = JSON.parse(readFileSync(path, 'utf8'));
  const [header, ...lines] = readFileSync(train, 'utf8').trim().split(/\r?\n/);
  const isNumber = header
    .split(',')
    .map((_, i) => lines.every((line) => !Number.isNaN(Number(line.split(',')[i]))));
  const places = new Map(header.split(',').map((name, i) => [name, i]));
  return {
    columns: Object.fromEntries(
      Object.keys(columns).map((name) => [
        name,
        { sdtype: sdtypeOf(isNumber[places.get(name)], columns[name].sdtype) },
      ]),
    ),
  };
}

function sdtypeOf(isNumber, given) {
  if (isNumber) return 'numerical';
  return given === 'boolean' ? 'boolean' : 'categorical';
}
