import type { Detail, Measure, Outcome } from '../result/document.ts';
import type { RuleAddress } from './rule-address.ts';

type Matrix = Extract<Detail, { kind: 'matrix' }>;

/**
 * Pairs that a rule addresses and that stand in a matrix of the details alone, as measures. A cell has no interval, unless
 * the audit lists the pair among its measures with the same value, whose interval it then takes.
 *
 * @param matched measures that the rule addresses already; their pairs are left out
 */
export function cellsAt(
  address: RuleAddress,
  outcome: Extract<Outcome, { status: 'measured' }>,
  matched: readonly Measure[],
): Measure[] {
  const { subject, labels, measure } = address;
  // Cells carry no labels: a rule that asks for one is not about them.
  if (subject.length !== 2 || labels.length > 0) return [];
  const taken = new Set(matched.map((one) => pairKey(one.subject)));
  const own = new Map<string, Measure[]>();
  for (const one of outcome.measures) {
    if (one.subject.length !== 2) continue;
    const key = pairKey(one.subject);
    own.set(key, [...(own.get(key) ?? []), one]);
  }
  return outcome.details.flatMap((detail) => {
    if (detail.kind !== 'matrix' || (measure !== null && measure !== detail.measure)) return [];
    return addressedCells(detail, subject)
      .filter(({ pair }) => !taken.has(pairKey(pair)))
      .map((cell) => asMeasure(detail.measure, cell, own.get(pairKey(cell.pair)) ?? []));
  });
}

interface Cell {
  readonly pair: readonly [string, string];
  readonly value: number;
  readonly ceiling: number | null;
}

function addressedCells(
  { rows, columns, values, ceiling }: Matrix,
  [first, second]: readonly (string | null)[],
): Cell[] {
  // A table of all columns against themselves holds every pair twice, in either order.
  const isSymmetric = rows.length === columns.length && rows.every((name, index) => name === columns[index]);
  const fits = (a: string, b: string) => (first === null || first === a) && (second === null || second === b);
  const cells: Cell[] = [];
  for (const [i, a] of rows.entries()) {
    for (let j = isSymmetric ? i + 1 : 0; j < columns.length; j++) {
      const b = columns[j] as string;
      const value = values[i]?.[j] ?? null;
      if (value === null || !(fits(a, b) || (isSymmetric && fits(b, a)))) continue;
      cells.push({ pair: [a, b], value, ceiling: ceiling?.[i]?.[j] ?? null });
    }
  }
  return cells;
}

function asMeasure(name: string, { pair, value, ceiling }: Cell, own: readonly Measure[]): Measure {
  const same = own.find(({ estimate }) => estimate.value !== null && Math.abs(estimate.value - value) < 1e-9);
  return {
    name,
    subject: [...pair],
    labels: {},
    estimate: same?.estimate ?? bare(value),
    test: null,
    ceiling: same?.ceiling ?? (ceiling === null ? null : bare(ceiling)),
    floor: null,
    replicates: null,
  };
}

function bare(value: number): Measure['estimate'] {
  const reason = 'the pair stands in a matrix alone; `end: value` judges it by its value';
  return { value, sampleSize: 0, uncertainty: { kind: 'unknown', reason } };
}

function pairKey(subject: readonly string[]): string {
  return JSON.stringify([...subject].sort());
}
