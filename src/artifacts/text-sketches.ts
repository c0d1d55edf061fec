import type { AttackView, TextSketches } from '../attacks/attack.ts';
import { defineCandidateArtifact } from './artifact.ts';
import { candidateRows } from './candidate-rows.ts';
import { realRows } from './real-rows.ts';
import type { CodedCells, Rows } from './rows.ts';
import { unitsOfReal } from './units.ts';

/** Sketches of all free text of every row, real (train's first) and synthetic; null where no column of text is shared. */
export const textSketches = defineCandidateArtifact({
  id: 'text-sketches',
  requires: { realRows, candidateRows, unitsOfReal },
  make({ realRows: { train, holdout }, candidateRows, unitsOfReal }): AttackView['texts'] {
    const names = [...train.columns]
      .filter(([name, { schema }]) => schema.kind === 'text' && candidateRows.columns.has(name))
      .map(([name]) => name);
    if (names.length === 0) return null;
    const real = [train, ...(holdout ? [holdout] : [])];
    return {
      real: sketchRows(real, names),
      synthetic: sketchRows([candidateRows], names),
      units: unitsOfReal,
    };
  },
});

function sketchRows(datasets: readonly Rows[], names: readonly string[]): TextSketches {
  const grams: number[] = [];
  const first = [0];
  // A text that stands in many rows is sketched once.
  const known = names.map(() => new Map<string, Int32Array>());
  for (const rows of datasets) {
    const columns = names.map((name) => rows.columns.get(name) as CodedCells);
    for (let row = 0; row < rows.rowCount; row++) {
      const own = new Set<number>();
      for (const [place, { codes, levels }] of columns.entries()) {
        const text = levels[codes[row] as number];
        if (text === undefined) continue;
        const seen = known[place] as Map<string, Int32Array>;
        const sketch = seen.get(text) ?? sketchOf(text, place);
        seen.set(text, sketch);
        for (const gram of sketch) own.add(gram);
      }
      for (const gram of own) grams.push(gram);
      first.push(grams.length);
    }
  }
  return { first: Int32Array.from(first), grams: Int32Array.from(grams) };
}

const gramLength = 5;
const kept = 64;
/** Characters of a text that are looked at. */
const longest = 4000;

/** The 64 smallest hashes of a text's five-character strings, in lower case and with single spaces, by column. */
export function sketchOf(text: string, column: number): Int32Array {
  const normal = ` ${text.slice(0, longest).toLowerCase().replace(/\s+/g, ' ').trim()} `;
  const hashes = new Int32Array(Math.max(0, normal.length - gramLength + 1));
  for (let from = 0; from < hashes.length; from++) {
    // FNV-1a, mixed, so that the smallest are a sample.
    let hash = 0x811c9dc5 ^ Math.imul(column + 1, 0x9e3779b1);
    for (let at = from; at < from + gramLength; at++) {
      hash = Math.imul(hash ^ normal.charCodeAt(at), 0x01000193);
    }
    hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
    hashes[from] = hash ^ (hash >>> 13);
  }
  return hashes
    .sort()
    .filter((hash, place) => place === 0 || hash !== hashes[place - 1])
    .slice(0, kept);
}
