import { logGamma } from '../statistics/log-gamma.ts';
import { type Cells, isCompared, type Rows } from './rows.ts';
import { broken, evaluateRows, type FoundRule, kept, type Search, silent } from './rule.ts';

/** Rules on which cells are missing: together with another column, or by a category of it. */
export function searchMissingRules(datasets: readonly Rows[]): Search {
  const [train] = datasets;
  const names = [...(train?.columns ?? [])]
    .filter(([, { schema }]) => schema.kind !== 'identifier')
    .map(([name]) => name);
  const masks = new Map(names.map((name) => [name, maskOf(datasets, name)]));
  const gappy = names.filter((name) => {
    const { missing, mask } = masks.get(name) as Mask;
    return missing >= fewestRows && missing < mask.length;
  });
  const found: FoundRule[] = [];
  let tried = 0;
  for (const a of gappy) {
    for (const b of gappy) {
      if (a === b) continue;
      tried++;
      const rule = jointly(a, masks.get(a) as Mask, b, masks.get(b) as Mask);
      if (rule) found.push(rule);
    }
    for (const b of names) {
      const levels = a === b ? null : levelsOf(datasets, b, (masks.get(a) as Mask).mask);
      if (!levels) continue;
      tried += 2 * levels.length;
      found.push(...byLevel(a, masks.get(a) as Mask, b, levels));
    }
  }
  return { found, tried };
}

/** Fewer real rows are not named, and show nothing. */
const fewestRows = 11;
const mostLevels = 100;
/** A consequence that more rows have than this is not worth a rule. */
const mostUsual = 0.9;

interface Mask {
  readonly mask: Uint8Array;
  readonly missing: number;
}

function maskOf(datasets: readonly Rows[], name: string): Mask {
  const mask = new Uint8Array(datasets.reduce((rows, { rowCount }) => rows + rowCount, 0));
  let missing = 0;
  let at = 0;
  for (const rows of datasets) {
    const cells = rows.columns.get(name);
    for (let row = 0; row < rows.rowCount; row++, at++) {
      if (cells && !isMissing(cells, row)) continue;
      mask[at] = 1;
      missing++;
    }
  }
  return { mask, missing };
}

function jointly(a: string, ofA: Mask, b: string, ofB: Mask): FoundRule | null {
  const rows = ofA.mask.length;
  for (let row = 0; row < rows; row++) if (ofA.mask[row] && !ofB.mask[row]) return null;
  if (ofA.missing === ofB.missing) {
    if (a > b) return null;
    // 1 / C(n, k)
    const logChance = logGamma(ofA.missing + 1) + logGamma(rows - ofA.missing + 1) - logGamma(rows + 1);
    return missingRule([a, b], `${a} missing ⇔ ${b} missing`, logChance, (of) => {
      const [first, second] = [cellsOf(of, a), cellsOf(of, b)];
      return (row) => (isMissing(first, row) === isMissing(second, row) ? kept : broken);
    });
  }
  if (ofB.missing > mostUsual * rows) return null;
  const logChance = ofA.missing * Math.log(ofB.missing / rows);
  return missingRule([a, b], `${a} missing ⇒ ${b} missing`, logChance, (of) => {
    const [first, second] = [cellsOf(of, a), cellsOf(of, b)];
    return (row) => (isMissing(first, row) ? (isMissing(second, row) ? kept : broken) : silent);
  });
}

interface Level {
  readonly code: number;
  readonly text: string;
  readonly rows: number;
  readonly withMissing: number;
  readonly isNamed: boolean;
}

/** Rows per level of a categorical column, and in how many of them another column is missing. */
function levelsOf(datasets: readonly Rows[], name: string, mask: Uint8Array): Level[] | null {
  const columns = datasets.map((rows) => rows.columns.get(name));
  const [first] = columns;
  if (first?.type !== 'coded' || !isCompared(first.schema) || first.levels.length > mostLevels) return null;
  const all = new Float64Array(first.levels.length);
  const withMissing = new Float64Array(first.levels.length);
  const isNamed = first.levels.map(() => true);
  let at = 0;
  for (const cells of columns) {
    if (cells?.type !== 'coded') return null;
    const own = new Float64Array(first.levels.length);
    for (const code of cells.codes) {
      if (code >= 0) {
        own[code] = (own[code] as number) + 1;
        if (mask[at]) withMissing[code] = (withMissing[code] as number) + 1;
      }
      at++;
    }
    for (const [code, count] of own.entries()) {
      all[code] = (all[code] as number) + count;
      if (count < fewestRows) isNamed[code] = false;
    }
  }
  return first.levels.map((text, code) => ({
    code,
    text,
    rows: all[code] as number,
    withMissing: withMissing[code] as number,
    isNamed: isNamed[code] as boolean,
  }));
}

function byLevel(a: string, { mask, missing }: Mask, b: string, levels: readonly Level[]): FoundRule[] {
  const found: FoundRule[] = [];
  for (const { code, text, rows, withMissing, isNamed } of levels) {
    if (!isNamed) continue;
    // What nearly always holds anyway is no rule.
    const always = withMissing === rows && missing < mostUsual * mask.length;
    const only = withMissing === missing && rows < mostUsual * mask.length;
    if (!always && !only) continue;
    const levelShare = Math.log(rows / mask.length);
    const missingShare = Math.log(missing / mask.length);
    const logChance = Math.min(only ? missing * levelShare : 0, always ? rows * missingShare : 0);
    const sign = always && only ? '⇔' : '⇒';
    const level = `${b} = ${text}`;
    const sentence = only ? `${a} missing ${sign} ${level}` : `${level} ${sign} ${a} missing`;
    found.push(
      missingRule([a, b], sentence, logChance, (of) => {
        const [first, second] = [cellsOf(of, a), cellsOf(of, b)];
        return (row) => {
          const isGap = isMissing(first, row);
          const isLevel = second.type === 'coded' && second.codes[row] === code;
          if (!only) return isLevel ? (isGap ? kept : broken) : silent;
          if (!always) return isGap ? (isLevel ? kept : broken) : silent;
          return isGap === isLevel ? kept : broken;
        };
      }),
    );
  }
  return found;
}

function missingRule(
  columns: readonly string[],
  text: string,
  logChance: number,
  judgeOf: (rows: Rows) => (row: number) => number,
): FoundRule {
  return {
    columns,
    text,
    logChance,
    evaluate: (rows) =>
      columns.every((name) => rows.columns.has(name))
        ? evaluateRows(rows, columns, judgeOf(rows))
        : new Int8Array(rows.rowCount).fill(silent),
  };
}

function cellsOf(rows: Rows, name: string): Cells {
  return rows.columns.get(name) as Cells;
}

function isMissing(cells: Cells, row: number): boolean {
  return cells.type === 'number' ? Number.isNaN(cells.values[row]) : (cells.codes[row] as number) < 0;
}
