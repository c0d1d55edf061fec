// Anonymeter's linkability and inference against ours.
import * as anonymeter from './anonymeter-variants.mjs';
import { completeRows } from './conformance-variants.mjs';
import { auditTables } from './own-audits.mjs';
import { differences } from './peer-differences.mjs';
import { firstRows } from './peer-tables.mjs';

/** Adds Anonymeter's rows to a comparison: every row attacked, so that nothing is random but ties. */
export async function compareAnonymeter(comparison, tables) {
  const whole = (metric) => {
    const entries = comparison.of('anonymeter', metric);
    const most = Math.max(0, ...entries.map(({ params }) => params.n_attacks));
    // Every row attacked: the other entries are samples of these.
    return [
      ...new Map(
        entries
          .filter(({ params }) => params.n_attacks === most)
          .map((entry) => [JSON.stringify([entry.columns, entry.params.n_neighbors]), entry]),
      ).values(),
    ];
  };
  const linking = whole('Linkability');
  const guessing = whole('Inference');
  if (linking.length === 0) return;
  const { n_attacks: attacks, complete_rows: complete } = linking[0].params;
  // One of the files was run on its first 3,000 rows.
  const most = complete ?? (attacks === 3000 ? attacks : Number.POSITIVE_INFINITY);
  const some = (rows) => firstRows(complete ? completeRows(rows) : rows, most);
  const { targets, control } = anonymeter.equalLengths(some(tables.train), some(tables.holdout));
  const synthetic = some(tables.synthetic);
  if (targets.rowCount !== attacks) return;
  const sides = [
    ['train', targets, 'n_success', 'attack-rate'],
    ['holdout', control, 'n_control', 'control-rate'],
  ];
  const add = (entry, measure, ours, bounds, theirs, reason) => {
    if (ours !== undefined)
      comparison.add(entry, measure, 'ours against peer', ours, theirs / attacks, reason);
    // The peer's count lies in the range over ways to break ties, or is compared with its nearer end.
    const nearest = Math.min(bounds.most, Math.max(bounds.least, theirs));
    comparison.add(entry, measure, 'peer’s, reproduced', nearest / attacks, theirs / attacks, reason);
  };
  for (const entry of linking) {
    const { aux_cols: parts, n_neighbors: k } = entry.params;
    const own = await auditTables({ train: targets, holdout: control, synthetic }, ['linkability'], {
      columns: parts.flat(),
      keys: parts[0],
    });
    for (const [on, people, count, rate] of sides) {
      const bounds = anonymeter.linked(people, synthetic, parts, k);
      add(
        entry,
        `linkability ${rate} (${on})`,
        own.get(`${rate}|${k}|keys`),
        bounds,
        entry.value[count],
        differences.linking,
      );
    }
  }
  for (const entry of guessing) {
    const [secret] = entry.columns;
    const { regression: isNumber, tolerance } = entry.params;
    const own = await auditTables({ train: targets, holdout: control, synthetic }, ['attribute-inference'], {
      sensitive: [secret],
    });
    for (const [on, people, count, rate] of sides) {
      const bounds = anonymeter.inferred(people, synthetic, secret, { isNumber, tolerance });
      add(
        entry,
        `attribute-inference ${rate} (${on})`,
        own.get(`${rate}|${secret}|nearest`),
        bounds,
        entry.value[count],
        isNumber ? differences.relative : differences.linking,
      );
    }
  }
  await compareSinglingOut(comparison, { train: targets, holdout: control, synthetic });
}

/** Random: mean rates over the peer's runs against ours over as many people, in standard errors of their difference. */
async function compareSinglingOut(comparison, tables) {
  const runs = (mode) =>
    comparison
      .of('anonymeter', `SinglingOut/${mode}`)
      // Where fewer queries were made than asked for, the peer still divides by what was asked for.
      .filter(({ value, params }) => value.n_made === params.n_attacks);
  if (['univariate', 'multivariate'].every((mode) => runs(mode).length === 0)) return;
  const own = await auditTables(tables, ['singling-out']);
  for (const mode of ['univariate', 'multivariate']) {
    const made = runs(mode);
    for (const [rate, count] of [
      ['attack-rate', 'n_success'],
      ['control-rate', 'n_control'],
    ]) {
      if (made.length === 0) continue;
      const trials = made.reduce((sum, { params }) => sum + params.n_attacks, 0);
      const theirs = made.reduce((sum, { value }) => sum + value[count], 0) / trials;
      const ours = own.get(`${rate}|${mode}`);
      // Both draw from the same queries: the fewer of ours are not known here and taken to be as many as one run's.
      const pooled = (theirs + ours) / 2;
      const error = Math.sqrt(pooled * (1 - pooled) * (1 / trials + 1 / made[0].params.n_attacks));
      comparison.add(made[0], `singling-out ${rate} (${mode})`, 'random', ours / error, theirs / error);
    }
  }
}
