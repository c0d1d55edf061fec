// SynthEval's values against ours.
import { completeRows } from './conformance-variants.mjs';
import { auditTables } from './own-audits.mjs';
import { countIn, differences } from './peer-differences.mjs';
import { firstRows, numberNames } from './peer-tables.mjs';
import * as syntheval from './syntheval-variants.mjs';

/** Adds SynthEval's rows to a comparison. */
export async function compareSyntheval(comparison, all) {
  const [first] = comparison.of('syntheval', 'nnaa');
  if (!first) return;
  const categories = first.params.cat_cols;
  const rows = countIn(first.params.rows);
  const cut = (table) =>
    table && completeRows(table, typeof first.params.rows === 'number' ? undefined : rows);
  const tables = Object.fromEntries(
    Object.entries(all).map(([role, table]) => [role, table && firstRows(cut(table), rows)]),
  );
  const own = await auditTables(tables, [
    'nearest-neighbour-legacy',
    'distance-to-closest-record',
    'column-shapes',
    'propensity',
    'two-sample',
  ]);
  const p = syntheval.prepare(tables, categories);
  const each = async (metric, visit) => {
    for (const entry of comparison.of('syntheval', metric)) await visit(entry, entry.value);
  };
  const both = (entry, measure, ours, reproduced, theirs, reason) => {
    if (ours !== undefined) comparison.add(entry, measure, 'ours against peer', ours, theirs, reason);
    comparison.add(entry, measure, 'peer’s, reproduced', reproduced, theirs, reason);
  };
  await each('pca', async (entry, value) => {
    const names = numberNames(tables.train, categories);
    if (names.length < 2) return;
    const ours = await auditTables(tables, ['principal-components'], { columns: names });
    comparison.add(
      entry,
      'eigenvalue-difference',
      'same',
      ours.get('eigenvalue-difference'),
      value.exp_var_diff,
    );
    comparison.add(entry, 'eigenvector-angle', 'same', ours.get('eigenvector-angle'), value.comp_angle_diff);
  });
  await each('ks_test', (entry, value) => {
    comparison.add(
      entry,
      'ks-complement',
      'same',
      1 - syntheval.meanKolmogorovSmirnov(p),
      1 - value['avg ks'],
    );
    both(
      entry,
      'tv-complement',
      meanOver(own, 'tv-complement', categories),
      1 - syntheval.roundedTotalVariation(p),
      1 - value['avg tvd'],
      differences.rounded,
    );
  });
  await each('dwm', (entry, value) =>
    both(entry, 'mean-difference', undefined, syntheval.dimensionwiseMeans(p), value.avg, differences.range),
  );
  await each('h_dist', (entry, value) =>
    both(
      entry,
      'hellinger-distance',
      meanOver(own, 'hellinger-distance'),
      syntheval.meanHellinger(p),
      value.avg,
      differences.ownBins,
    ),
  );
  await each('corr_diff', (entry, value) =>
    both(
      entry,
      'association-difference',
      undefined,
      syntheval.mixedCorrelationDifference(p),
      value.corr_mat_diff,
      differences.squaredV,
    ),
  );
  await each('mi_diff', (entry, value) =>
    both(
      entry,
      'mutual-information-difference',
      undefined,
      syntheval.mutualInformationDifference(p),
      value.mutual_inf_diff,
      differences.levels,
    ),
  );
  await each('mmd', (entry, value) =>
    both(
      entry,
      'mmd',
      own.get('mmd'),
      syntheval.discrepancy(p, value.rbf_gamma).unbiased,
      value.u_mmd,
      differences.kernel,
    ),
  );
  await each('nnaa', async (entry, value) => {
    if (isUneven(p.real, p.other)) return;
    const train = await syntheval.adversarialAccuracy(p.real, p.other, categories);
    both(entry, 'nnaa', own.get('nnaa|train'), train, value.avg, differences.gower);
    if (!p.holdout || value.priv_loss === undefined || isUneven(p.holdout, p.other)) return;
    const holdout = await syntheval.adversarialAccuracy(p.holdout, p.other, categories);
    both(
      entry,
      'nnaa-privacy-loss',
      own.get('nnaa-privacy-loss'),
      holdout - train,
      value.priv_loss,
      differences.gower,
    );
  });
  await each('nndr', async (entry, value) =>
    both(
      entry,
      'nndr',
      own.get('nndr|mean'),
      await syntheval.distanceRatio(p.real, p.other, categories),
      value.avg,
      differences.ratioSide,
    ),
  );
  await each('dcr', async (entry, value) =>
    both(
      entry,
      'dcr',
      undefined,
      await syntheval.medianDistanceRatio(p.real, p.other, categories),
      value.mDCR,
      differences.gower,
    ),
  );
  await each('hit_rate', (entry, value) =>
    both(
      entry,
      'hitting-rate',
      own.get('hitting-rate|train'),
      syntheval.hittingRate(p.real, p.other, categories, entry.params.thres_percent ?? 1 / 30),
      value['hit rate'],
      differences.reach,
    ),
  );
  await each('eps_risk', async (entry, value) => {
    const { risk, loss } = syntheval.identifiability(p);
    both(
      entry,
      'epsilon-identifiability',
      own.get('epsilon-identifiability|train'),
      risk,
      value.eps_risk,
      differences.weighted,
    );
    if (loss !== null && value.priv_loss !== undefined) {
      const ours = own.get('epsilon-identifiability|train') - own.get('epsilon-identifiability|holdout');
      both(entry, 'epsilon-identifiability, privacy loss', ours, loss, value.priv_loss, differences.lossBase);
    }
  });
}

/** The peer draws rows anew where one file has twice as many as the other: random. */
function isUneven(first, second) {
  const [a, b] = [first, second].map((columns) => [...columns.values()][0].length);
  return a / b >= 2 || b / a >= 2;
}

function meanOver(own, measure, names = null) {
  const values = [...own]
    .filter(([key]) => key.startsWith(`${measure}|`) && (names === null || names.includes(key.split('|')[1])))
    .map(([, value]) => value);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
