// SDNist's bins, k-marginal, matches and divergence on our columns.
import { valuesOf } from './peer-tables.mjs';

/** Twentieths of train's ranks; the candidate's numbers by the largest number of each twentieth. */
const twentieths = 20;

/**
 * Cells of every column in both tables, as SDNist's functions cut them. Numbers lose their decimals. Where train's first
 * twentieth is empty, because more rows than that share the smallest number, the candidate's rows at or below the number 0 get
 * no cell and keep the number itself.
 */
export function binned({ train, synthetic }, numbers) {
  return new Map(
    [...train.columns].map(([name, real]) => {
      const other = synthetic.columns.get(name);
      if (!numbers.includes(name)) return [name, { real: words(real), other: words(other) }];
      return [name, cutNumbers(real.values, other.values)];
    }),
  );
}

/** A column as words, missing spelled as a word. */
export function words(cells) {
  return Array.from(valuesOf(cells), (value, row) => {
    const isMissing = cells.type === 'number' ? Number.isNaN(value) : cells.codes[row] < 0;
    return isMissing ? 'N' : value;
  });
}

function cutNumbers(real, other) {
  const filled = [...real.keys()].filter((row) => !Number.isNaN(real[row]));
  const sorted = filled.map((row) => Math.trunc(real[row])).sort((a, b) => a - b);
  const cellOf = new Map();
  const largest = new Map();
  for (let first = 0; first < sorted.length; ) {
    let last = first;
    while (last + 1 < sorted.length && sorted[last + 1] === sorted[first]) last++;
    const share = ((first + last) / 2 + 1) / sorted.length;
    const cell = share < 1 ? Math.trunc(twentieths * share) : twentieths - 1;
    cellOf.set(sorted[first], cell);
    largest.set(cell, sorted[first]);
    first = last + 1;
  }
  const cells = [...largest.keys()].sort((a, b) => a - b);
  const cut = (value) => {
    if (Number.isNaN(value)) return -1;
    const number = Math.trunc(value);
    let above = 0;
    for (const [place, cell] of cells.entries()) {
      const reach = largest.get(cell);
      if (cell === 0 ? number <= reach : number > above && (place === cells.length - 1 || number <= reach))
        return cell;
      above = reach;
    }
    return number;
  };
  return {
    real: Array.from(real, (value) => (Number.isNaN(value) ? -1 : cellOf.get(Math.trunc(value)))),
    other: Array.from(other, cut),
  };
}

/** (2 − mean over pairs of Σ |p − q|) · 500, over all pairs but those with the left out column. */
export function pairScore(columns, leftOut) {
  const names = [...columns.keys()].filter((name) => name !== leftOut);
  const pairs = names.flatMap((a, i) => names.slice(i + 1).map((b) => [a, b]));
  let total = 0;
  for (const pair of pairs) total += distanceOf(pair.map((name) => columns.get(name)));
  return (2 - total / pairs.length) * 500;
}

/** The same within every group: pairs with the group's column; and by group, cut off at the group's share of train. */
export function groupedScore(columns, group) {
  const names = [...columns.keys()].filter((name) => name !== group);
  const pairs = names.flatMap((a, i) => names.slice(i + 1).map((b) => [a, b]));
  const { real } = columns.get(group);
  const shares = new Map();
  for (const name of real) shares.set(name, (shares.get(name) ?? 0) + 1 / real.length);
  const byGroup = new Map([...shares.keys()].map((name) => [name, 0]));
  let total = 0;
  for (const pair of pairs) {
    const apart = cellDifferences([group, ...pair].map((name) => columns.get(name)));
    const inGroup = new Map();
    for (const [key, difference] of apart) {
      total += Math.abs(difference);
      const name = key.split('\r')[0];
      inGroup.set(name, (inGroup.get(name) ?? 0) + Math.abs(difference));
    }
    for (const [name, share] of shares) {
      const capped = Math.min(share, inGroup.get(String(name)) ?? 0);
      byGroup.set(name, byGroup.get(name) + capped / share);
    }
  }
  return {
    score: (2 - total / pairs.length) * 500,
    groups: new Map([...byGroup].map(([name, sum]) => [String(name), (1 - sum / pairs.length) * 1000])),
  };
}

function distanceOf(columns) {
  let sum = 0;
  for (const difference of cellDifferences(columns).values()) sum += Math.abs(difference);
  return sum;
}

function cellDifferences(columns) {
  const [first] = columns;
  const apart = new Map();
  const count = (side, weight) => {
    for (let row = 0; row < first[side].length; row++) {
      const key = columns.map((column) => column[side][row]).join('\r');
      apart.set(key, (apart.get(key) ?? 0) + weight);
    }
  };
  count('real', 1 / first.real.length);
  count('other', -1 / first.other.length);
  return apart;
}

/** Rows of train that no other row equals, and how many of them the candidate has at all. */
export function uniqueMatches({ train, synthetic }, names) {
  const [real, other] = [train, synthetic].map((rows) =>
    joined(names.map((name) => words(rows.columns.get(name)))),
  );
  const known = new Set(other);
  const unique = [...countsOf(real)].filter(([, rows]) => rows === 1).map(([key]) => key);
  return { unique: unique.length, matched: unique.filter((key) => known.has(key)).length };
}

/** Rows unique in their keys on each side, and keys unique on both. */
export function apparentMatches({ train, synthetic }, keys) {
  const [real, other] = [train, synthetic].map((rows) => {
    const counts = countsOf(joined(keys.map((name) => words(rows.columns.get(name)))));
    return new Set([...counts].filter(([, count]) => count === 1).map(([key]) => key));
  });
  return {
    target: real.size,
    deidentified: other.size,
    matched: [...real].filter((key) => other.has(key)).length,
  };
}

/** Σ |counts / largest count| over cells. */
export function divergence({ real, other }) {
  const [p, q] = [real, other].map((cells) => {
    const counts = countsOf(cells.map(String));
    const most = Math.max(...counts.values());
    return new Map([...counts].map(([key, count]) => [key, count / most]));
  });
  let sum = 0;
  for (const key of new Set([...p.keys(), ...q.keys()]))
    sum += Math.abs((p.get(key) ?? 0) - (q.get(key) ?? 0));
  return sum;
}

function joined(columns) {
  return columns[0].map((_, row) => columns.map((column) => column[row]).join('\r'));
}

function countsOf(keys) {
  const counts = new Map();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
