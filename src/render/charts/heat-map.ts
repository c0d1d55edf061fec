import { type Drawing, element, label, picture } from './svg.ts';

export const heatLevels = 8;

/**
 * A matrix of badness between 0 (good, the paper's colour) and 1 (the candidate's full hue); null stays empty.
 * Cells of one shade share a path, so that 40 × 40 cells cost a few kilobytes.
 */
export function heatMap(
  rows: readonly string[],
  columns: readonly string[],
  badness: readonly (readonly (number | null)[])[],
  options: { hue: string; label: string; scale: readonly [string, string] },
): Drawing {
  const names = rows.length <= 24;
  const left = names ? 96 : 6;
  const cell = Math.max(5, Math.min(18, Math.floor((340 - left) / columns.length)));
  const top = 4;
  const paths: string[] = Array.from({ length: heatLevels + 1 }, () => '');
  for (const [i, row] of badness.entries()) {
    for (const [j, value] of row.entries()) {
      if (value === null) continue;
      const level = Math.round(Math.min(1, Math.max(0, value)) * heatLevels);
      paths[level] += `M${left + j * cell},${top + i * cell}h${cell - 1}v${cell - 1}h${1 - cell}z`;
    }
  }
  const bottom = top + rows.length * cell;
  const parts = paths.flatMap((d, level) =>
    d === '' ? [] : [element('path', { d, class: `heat h${level}` })],
  );
  if (names) {
    for (const [i, name] of rows.entries()) {
      parts.push(label(left - 6, top + i * cell + cell / 2 + 4, name, 'tick', 'end'));
    }
  }
  const width = Math.max(left + columns.length * cell + 4, 240);
  for (let level = 0; level <= heatLevels; level += 1) {
    const x = left + 44 + level * 12;
    parts.push(element('rect', { x, y: bottom + 10, width: 11, height: 11, class: `heat h${level}` }));
  }
  parts.push(label(left + 38, bottom + 20, options.scale[0], 'tick', 'end'));
  parts.push(label(left + 44 + (heatLevels + 1) * 12 + 4, bottom + 20, options.scale[1], 'tick'));
  return picture(
    { width, height: bottom + 26, label: options.label, hue: options.hue, className: 'chart' },
    parts,
  );
}
