import type { Rows } from './rows.ts';
import { isCompared } from './rows.ts';

/**
 * Columns that stand in for quasi-identifiers where none are named: up to four categories with the most levels, of
 * those that have 2 to 50; where there are fewer than two such columns, numbers (cut into cells) fill up. Levels are
 * those of train and holdout together, so the choice knows nothing of membership.
 */
export function defaultKeys(real: Rows, shared: ReadonlySet<string>): string[] {
  const columns = [...real.columns].filter(([name, { schema }]) => shared.has(name) && isCompared(schema));
  const coded = columns
    .flatMap(([name, cells]) => (cells.type === 'coded' ? [{ name, levels: cells.levels.length }] : []))
    .filter(({ levels }) => levels >= 2 && levels <= mostLevels)
    .sort((a, b) => b.levels - a.levels)
    .slice(0, mostKeys);
  const keys = coded.map(({ name }) => name);
  for (const [name, cells] of columns) if (keys.length < 2 && cells.type === 'number') keys.push(name);
  return keys;
}

const mostLevels = 50;
const mostKeys = 4;
