// synthcity's values against ours.
import { completeRows } from './conformance-variants.mjs';
import { auditTables } from './own-audits.mjs';
import { differences } from './peer-differences.mjs';
import { firstRows } from './peer-tables.mjs';
import * as synthcity from './synthcity-variants.mjs';

/** Adds synthcity's rows to a comparison. */
export async function compareSynthcity(comparison, { train, holdout, synthetic }) {
  const [first] = comparison.of('synthcity', 'PRDCScore');
  if (!first) return;
  const { rows } = first.params;
  const tables = {
    train: firstRows(completeRows(train), rows),
    synthetic: firstRows(completeRows(synthetic), rows),
  };
  // The reference was coded over the first rows of all three files, the fixtures over these two tables.
  const isReference = /rows_note/.test(Object.keys(first.params).join());
  const levels = isReference
    ? [train, synthetic, ...(holdout ? [holdout] : [])].map((table) => firstRows(completeRows(table), rows))
    : [];
  const own = await auditTables(tables, ['manifold', 'nearest-neighbour-legacy']);
  for (const isScaled of [false, true]) {
    const columns = synthcity.prepare(tables, isScaled, levels);
    const distances = synthcity.distancesOf(columns);
    const rounding = synthcity.roundingOf(columns);
    // The value nearest to the peer's among those that ties can have; the peer's where it is one of them.
    const within = (compute) => {
      const [least, most] = [compute(rounding), compute(-rounding)];
      return (theirs, name) => Math.min(most[name], Math.max(least[name], theirs));
    };
    const each = (metric, visit) => {
      for (const entry of comparison.of('synthcity', metric)) {
        if (/min-max scaled/.test(entry.params.encoding ?? 'min-max scaled') === isScaled)
          visit(entry, entry.value);
      }
    };
    const both = (entry, measure, ours, reproduced, theirs, reason) => {
      // Ours has one encoding: it is compared with the peer's on scaled columns, the nearer of its two.
      if (ours !== undefined && isScaled)
        comparison.add(entry, measure, 'ours against peer', ours, theirs, reason);
      comparison.add(entry, measure, 'peer’s, reproduced', reproduced, theirs, reason);
    };
    each('PRDCScore', (entry, value) => {
      const strict = within((slack) => synthcity.strictManifold(distances, slack));
      for (const measure of ['precision', 'recall', 'density', 'coverage'])
        both(
          entry,
          measure,
          own.get(measure),
          strict(value[measure], measure),
          value[measure],
          differences.euclid,
        );
    });
    each('AlphaPrecision.naive', (entry, value) => {
      const found = synthcity.alphaPrecision(columns, distances);
      both(
        entry,
        'alpha-precision',
        own.get('alpha-precision'),
        found.precision,
        value.delta_precision_alpha_naive,
        differences.centre,
      );
      both(
        entry,
        'beta-recall',
        own.get('beta-recall'),
        found.recall,
        value.delta_coverage_beta_naive,
        differences.centre,
      );
      both(
        entry,
        'authenticity',
        own.get('authenticity|train'),
        Math.min(found.authenticity.most, Math.max(found.authenticity.least, value.authenticity_naive)),
        value.authenticity_naive,
        differences.index,
      );
    });
    each('IdentifiabilityScore.score', (entry, value) =>
      both(
        entry,
        'epsilon-identifiability',
        own.get('epsilon-identifiability|train'),
        within((slack) => ({ share: synthcity.identifiability(distances, slack) }))(value.score, 'share'),
        value.score,
        differences.euclid,
      ),
    );
    each('MaximumMeanDiscrepancy', (entry, value) => {
      const found = synthcity.discrepancy(columns, distances, entry.params.kernel);
      // A squared distance of raw means may be in the millions: compared relative to its size.
      const size = Math.max(1, Math.abs(value.joint));
      both(entry, 'mmd', undefined, found / size, value.joint / size, differences.kernel);
    });
    each('NearestSyntheticNeighborDistance', (entry, value) =>
      both(
        entry,
        'dcr',
        undefined,
        synthcity.scaledNearestDistance(distances),
        value.mean,
        differences.euclid,
      ),
    );
    each('CommonRowsProportion', (entry, value) =>
      both(
        entry,
        'identical-match-share',
        undefined,
        synthcity.commonRows(columns),
        value.score,
        differences.common,
      ),
    );
  }
}
