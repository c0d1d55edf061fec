// Differences between our values and a peer's, the largest of each kind kept.

/** Collects differences by peer, measure and definition from results in the format of the reference files. */
export function createComparison(results) {
  const rows = new Map();
  return {
    of: (peer, metric) =>
      results.filter((entry) => entry.peer === peer && entry.metric === metric && entry.error === undefined),
    add({ peer, commit = null }, measure, definition, ours, theirs, reason = '') {
      const key = [peer, measure, definition, reason].join('|');
      const row = rows.get(key) ?? { peer, commit, measure, definition, reason, count: 0, difference: 0 };
      row.count++;
      const difference = Math.abs(ours - theirs);
      // A value that only one side has is no agreement.
      row.difference = Math.max(
        row.difference,
        Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference,
      );
      rows.set(key, row);
    },
    rows: () => [...rows.values()],
  };
}
