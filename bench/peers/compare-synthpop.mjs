// synthpop's published measures against ours.
import { auditTables } from './own-audits.mjs';
import { differences } from './peer-differences.mjs';
import { onlyColumns } from './peer-tables.mjs';
import { errorOfLeaves, gapOfLeaves } from './propensity-leaves.mjs';
import { disclosure, generalUtility, tableUtility } from './synthpop-variants.mjs';

const peer = 'synthpop (published)';

/** Adds the rows of what synthpop's authors publish. */
export async function compareSynthpop(comparison, { train, synthetic }) {
  const [logit] = comparison.of(peer, 'utility.gen logit');
  if (!logit) return;
  const tables = { train, synthetic };
  const both = (entry, measure, ours, reproduced, theirs, reason) => {
    if (ours !== undefined) comparison.add(entry, measure, 'ours against peer', ours, theirs, reason);
    comparison.add(entry, measure, 'peer’s, reproduced', reproduced, theirs, reason);
  };
  const own = await auditTables(tables, ['propensity', 'column-shapes']);
  for (const entry of comparison.of(peer, 'utility.gen logit'))
    await compareRegression(comparison, entry, tables);
  for (const entry of comparison.of(peer, 'utility.gen cart')) {
    const { leaves, pMSE, SPECKS } = entry.value;
    both(entry, 'pmse', own.get('pmse'), errorOfLeaves(leaves), pMSE, differences.tree);
    both(entry, 'specks', own.get('specks'), gapOfLeaves(leaves), SPECKS, differences.tree);
  }
  for (const entry of comparison.of(peer, 'utility.tab')) await compareTable(comparison, entry, tables, own);
  for (const entry of comparison.of(peer, 'disclosure')) {
    const { keys } = entry.params;
    const [target] = entry.columns;
    const ours = await auditTables(tables, ['attribute-disclosure'], { keys, sensitive: [target] });
    const published = disclosure(tables, keys, target);
    comparison.add(entry, 'rep-u', 'same', ours.get('rep-u|train'), entry.value.repU);
    comparison.add(entry, 'disco', 'same', ours.get(`disco|${target}|train`), entry.value.DiSCO);
    comparison.add(entry, 'dcap', 'same', ours.get(`dcap|${target}|train`), entry.value.DCAP);
    both(
      entry,
      'tcap',
      ours.get(`tcap|${target}|train`),
      published.TCAP,
      entry.value.TCAP,
      differences.keysInBoth,
    );
    for (const name of ['UiO', 'Dorig', 'iS', 'DiS', 'DiSDiO'])
      both(entry, name, undefined, published[name], entry.value[name], differences.notOurs);
  }
}

/** Where our design pools no level both fit the same model. */
async function compareRegression(comparison, entry, tables) {
  // Nothing to compare: no maximum of the likelihood, or equal margins, where the order of scores is a matter of rounding.
  if (entry.value.separated || entry.value.pMSE < 1e-12) return;
  const own = await auditTables(tables, ['propensity'], { columns: entry.columns });
  const some = Object.fromEntries(
    Object.entries(tables).map(([role, rows]) => [role, onlyColumns(rows, entry.columns)]),
  );
  const reproduced = generalUtility(some);
  const isPooled = hasRareLevel(some);
  for (const [measure, key, name] of [
    ['pmse', 'pmse', 'pMSE'],
    ['s-pmse', 's-pmse|resampled-train', 'S_pMSE'],
    ['specks', 'specks', 'SPECKS'],
  ]) {
    // A ratio to the expectation, in the hundreds where files differ.
    const scale = scaleOf(entry.value[name]);
    const theirs = entry.value[name] / scale;
    const ours = own.get(key) / scale;
    if (!isPooled) comparison.add(entry, measure, 'same', ours, theirs);
    else {
      comparison.add(entry, measure, 'ours against peer', ours, theirs, differences.pooledLevels);
      comparison.add(
        entry,
        measure,
        'peer’s, reproduced',
        reproduced[name] / scale,
        theirs,
        differences.pooledLevels,
      );
    }
  }
  for (const name of ['PO50', 'U']) {
    const scale = scaleOf(entry.value[name]);
    comparison.add(
      entry,
      `${name} of scores`,
      'peer’s, reproduced',
      reproduced[name] / scale,
      entry.value[name] / scale,
      differences.notOurs,
    );
  }
}

/** Tables of one column are our measures of that column; of two, our similarity of the pair. */
async function compareTable(comparison, entry, tables, own) {
  const names = entry.columns;
  const { value } = entry;
  const isComplete = names.every((name) =>
    [tables.train, tables.synthetic].every((rows) => !rows.columns.get(name).codes.includes(-1)),
  );
  if (names.length === 1 && isComplete) {
    const [name] = names;
    comparison.add(entry, 'tv-complement', 'same', own.get(`tv-complement|${name}`), 1 - value.MabsDD / 2);
    comparison.add(entry, 'hellinger-distance', 'same', own.get(`hellinger-distance|${name}`), value.dBhatt);
    comparison.add(
      entry,
      'jensen-shannon-distance',
      'same',
      own.get(`jensen-shannon-distance|${name}`),
      Math.sqrt(value.JSD),
    );
  }
  const found = tableUtility(tables, names);
  for (const name of Object.keys(found)) {
    if (typeof value[name] !== 'number') continue;
    comparison.add(
      entry,
      `table: ${name}`,
      'peer’s, reproduced',
      found[name] / scaleOf(value[name]),
      value[name] / scaleOf(value[name]),
      differences.tableCells,
    );
  }
}

/** Chi-square sums and rank sums grow with the rows: relative to the value. */
function scaleOf(value) {
  return Math.max(1, Math.abs(value));
}

/** Levels that fewer than 1 % of both files' rows hold are pooled by our regression. */
function hasRareLevel({ train, synthetic }) {
  const rows = train.rowCount + synthetic.rowCount;
  return [...train.columns].some(([name, real]) => {
    if (real.type === 'number') return false;
    const counts = new Map();
    for (const code of [...real.codes, ...synthetic.columns.get(name).codes])
      counts.set(code, (counts.get(code) ?? 0) + 1);
    return [...counts.values()].some((count) => count < 0.01 * rows);
  });
}
