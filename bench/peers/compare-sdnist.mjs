// SDNist's values against ours.
import { pearsonCorrelation } from '../../dist/statistics/pearson-correlation.js';
import { completeRows } from './conformance-variants.mjs';
import { auditTables } from './own-audits.mjs';
import { differences } from './peer-differences.mjs';
import { onlyColumns } from './peer-tables.mjs';
import { errorOfLeaves, gapOfLeaves } from './propensity-leaves.mjs';
import * as sdnist from './sdnist-variants.mjs';

/** Adds SDNist's rows to a comparison. */
export async function compareSdnist(comparison, { train, synthetic }) {
  const [first] = comparison.of('sdnist', 'KMarginal, binned');
  if (!first) return;
  // Industry codes it leaves out of its tables.
  const names = [...train.columns.keys()].filter((name) => name !== 'INDP');
  const tables = { train: onlyColumns(train, names), synthetic: onlyColumns(synthetic, names) };
  const { numbers, group } = first.params;
  const each = async (metric, visit) => {
    for (const entry of comparison.of('sdnist', metric)) await visit(entry, entry.value);
  };
  const both = (entry, measure, ours, reproduced, theirs, reason) => {
    if (ours !== undefined) comparison.add(entry, measure, 'ours against peer', ours, theirs, reason);
    comparison.add(entry, measure, 'peer’s, reproduced', reproduced, theirs, reason);
  };

  await each('KMarginal', async (entry, value) => {
    const own = await auditTables(tables, ['marginals'], { columns: entry.params.columns });
    comparison.add(entry, 'bivariate-accuracy', 'same', own.get('bivariate-accuracy'), value / 1000);
  });
  const columns = sdnist.binned(tables, numbers);
  await each('KMarginal, binned', async (entry, value) => {
    const own = await auditTables(tables, ['marginals'], { columns: names.filter((name) => name !== group) });
    const reproduced = sdnist.pairScore(columns, group) / 1000;
    both(
      entry,
      'bivariate-accuracy',
      own.get('bivariate-accuracy'),
      reproduced,
      value / 1000,
      differences.twentieths,
    );
  });
  await each('KMarginal, grouped', async (entry, value) => {
    const { score, groups } = sdnist.groupedScore(columns, group);
    const own = await auditTables(tables, ['marginals']);
    const ours = own.get('trivariate-accuracy');
    both(entry, 'trivariate-accuracy', ours, score / 1000, value.score / 1000, differences.withinGroups);
    for (const [name, theirs] of Object.entries(value.groups))
      comparison.add(
        entry,
        'k-marginal of one group',
        'peer’s, reproduced',
        groupOf(groups, name) / 1000,
        theirs / 1000,
        differences.withinGroups,
      );
  });

  const complete = Object.fromEntries(
    Object.entries(tables).map(([role, rows]) => [role, completeRows(onlyColumns(rows, numbers))]),
  );
  await each('PearsonCorrelationDifference', (entry, value) => {
    const [real, other] = [complete.train, complete.synthetic].map(
      ({ columns: cells }) =>
        pearsonCorrelation(...entry.columns.map((name) => cells.get(name).values)).value,
    );
    const ours = 1 - Math.abs(other - real) / 2;
    comparison.add(entry, 'correlation-similarity (Pearson)', 'same', ours, 1 - Math.abs(value) / 2);
  });
  await each('PCAMetric', async (entry, [real, other]) => {
    if (entry.columns.length < 2) return;
    const pairs = await auditTables(complete, ['principal-components'], { columns: entry.columns });
    const angle =
      (2 / Math.PI) * Math.acos(Math.min(1, Math.abs(dot(real.directions[0], other.directions[0]))));
    comparison.add(entry, 'eigenvector-angle', 'same', pairs.get('eigenvector-angle'), angle);
    const [p, q] = [real, other].map(({ variances }) => sharesOf(variances));
    const size = entry.columns.length;
    const apart = (size / (2 * (size - 1))) * p.reduce((sum, share, i) => sum + Math.abs(share - q[i]), 0);
    comparison.add(entry, 'eigenvalue-difference', 'same', pairs.get('eigenvalue-difference'), apart);
  });

  await each('unique_exact_matches', async (entry, value) => {
    const { columns: keys } = entry.params;
    const { unique, matched } = sdnist.uniqueMatches(tables, keys);
    const [theirs, , uniques] = value;
    const rows = train.rowCount;
    const own = await auditTables(tables, ['attribute-disclosure'], {
      columns: keys,
      keys: keys.slice(0, -1),
      sensitive: [keys.at(-1)],
    });
    const { matched: alone } = sdnist.apparentMatches(tables, keys.slice(0, -1));
    comparison.add(entry, 'rep-u', 'same', own.get('rep-u|train'), alone / rows);
    comparison.add(
      entry,
      'unique rows of train',
      'peer’s, reproduced',
      unique / rows,
      uniques / rows,
      differences.present,
    );
    comparison.add(
      entry,
      'unique rows matched',
      'peer’s, reproduced',
      matched / rows,
      theirs / rows,
      differences.present,
    );
  });
  await each('cellchange', async (entry, value) => {
    const keys = entry.params.columns;
    const secret = names.find((name) => !keys.includes(name));
    const own = await auditTables(tables, ['attribute-disclosure'], { keys, sensitive: [secret] });
    comparison.add(entry, 'rep-u', 'same', own.get('rep-u|train'), value.matched / train.rowCount);
  });

  await each('divergence', (entry, value) => {
    const [name] = entry.columns;
    comparison.add(
      entry,
      'tv-complement',
      'peer’s, reproduced',
      sdnist.divergence(columns.get(name)),
      value,
      differences.largestCount,
    );
  });
  await each('PropensityMSE', async (entry, value) => {
    const own = await auditTables(tables, ['propensity']);
    both(entry, 'pmse', own.get('pmse'), errorOfLeaves(value.leaves), value.pmse, differences.tree);
    both(entry, 'specks', own.get('specks'), gapOfLeaves(value.leaves), value.ks, differences.tree);
  });
}

/** A number as the peer's index spells it, or the word. */
function groupOf(groups, name) {
  return groups.get(name) ?? groups.get(String(Number(name)));
}

function sharesOf(variances) {
  const total = variances.reduce((sum, variance) => sum + variance, 0);
  return variances.map((variance) => variance / total);
}

function dot(a, b) {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}
