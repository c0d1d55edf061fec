import { type AttackView, longestText, type TextSketches } from '../attacks/attack.ts';
import { defineCandidateArtifact, defineRunArtifact } from './artifact.ts';
import { candidateRows } from './candidate-rows.ts';
import { realRows } from './real-rows.ts';
import type { CodedCells, Rows } from './rows.ts';
import { unitsOfReal } from './units.ts';

/**
 * Sketches of every column of free text, by its name, over all real rows, train's first. Columns are numbered in train's
 * order, whether a candidate has them or not.
 */
export const realTextSketches = defineRunArtifact({
  id: 'real-text-sketches',
  requires: { realRows },
  make({ realRows: { train, holdout } }): ReadonlyMap<string, TextSketches> {
    const names = [...train.columns].filter(([, { schema }]) => schema.kind === 'text').map(([name]) => name);
    const real = [train, ...(holdout ? [holdout] : [])];
    return new Map(names.map((name, place) => [name, sketchColumn(real, name, place)]));
  },
});

/** Sketches of all free text of every row, real (train's first) and synthetic; null where no column of text is shared. */
export const textSketches = defineCandidateArtifact({
  id: 'text-sketches',
  requires: { realTextSketches, candidateRows, unitsOfReal },
  make({ realTextSketches, candidateRows, unitsOfReal }): AttackView['texts'] {
    const shared = [...realTextSketches.keys()].flatMap((name, place) =>
      candidateRows.columns.has(name) ? [{ name, place }] : [],
    );
    if (shared.length === 0) return null;
    return {
      real: joinColumns(shared.map(({ name }) => realTextSketches.get(name) as TextSketches)),
      synthetic: joinColumns(shared.map(({ name, place }) => sketchColumn([candidateRows], name, place))),
      units: unitsOfReal,
    };
  },
});

function sketchColumn(datasets: readonly Rows[], name: string, place: number): TextSketches {
  const grams: number[] = [];
  const first = [0];
  // A text that stands in many rows is sketched once.
  const known = new Map<string, Int32Array>();
  for (const rows of datasets) {
    const { codes, levels } = rows.columns.get(name) as CodedCells;
    for (let row = 0; row < rows.rowCount; row++) {
      const text = levels[codes[row] as number];
      if (text !== undefined) {
        const sketch = known.get(text) ?? sketchOf(text, place);
        known.set(text, sketch);
        for (const gram of sketch) grams.push(gram);
      }
      first.push(grams.length);
    }
  }
  return { first: Int32Array.from(first), grams: Int32Array.from(grams) };
}

/** The texts of a row as one: a string that two of its columns hold counts once. */
function joinColumns(columns: readonly TextSketches[]): TextSketches {
  const [only, ...others] = columns as [TextSketches, ...TextSketches[]];
  if (others.length === 0) return only;
  const grams: number[] = [];
  const joined = Int32Array.from(only.first, (_, end) => {
    if (end === 0) return 0;
    const own = new Set<number>();
    for (const { first, grams: all } of columns) {
      for (let at = first[end - 1] as number; at < (first[end] as number); at++) own.add(all[at] as number);
    }
    for (const gram of own) grams.push(gram);
    return grams.length;
  });
  return { first: joined, grams: Int32Array.from(grams) };
}

const gramLength = 5;
const kept = 64;

/** The 64 smallest hashes of a text's five-character strings, of its first 4,000 characters in lower case and with single spaces, by column. */
export function sketchOf(text: string, column: number): Int32Array {
  const normal = ` ${text.slice(0, longestText).toLowerCase().replace(/\s+/g, ' ').trim()} `;
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
