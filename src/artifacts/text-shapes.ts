import { kolmogorovSmirnov } from '../statistics/kolmogorov-smirnov.ts';
import { type RowCounts, shareDistance } from '../statistics/share-distance.ts';
import { defineCandidateArtifact, defineRunArtifact } from './artifact.ts';
import { candidateRows } from './candidate-rows.ts';
import { naiveRows } from './naive-rows.ts';
import { realRows } from './real-rows.ts';
import type { CodedCells, Rows } from './rows.ts';

/** How far apart two datasets' texts are in one column. */
export interface TextDistances {
  readonly column: string;
  readonly realFilled: number;
  readonly otherFilled: number;
  readonly length: TextDistance;
  readonly characters: TextDistance | null;
  readonly tokens: TextDistance | null;
}

export interface TextDistance {
  readonly value: number;
  readonly standardError: number;
}

/** Words beyond train’s most frequent ones count as one. */
export const tokensKept = 500;

export const candidateTexts = defineCandidateArtifact({
  id: 'text-shapes',
  requires: { realRows, candidateRows },
  make: ({ realRows, candidateRows }) => compareTexts(realRows.train, candidateRows),
});

/** Train against the holdout (null without one) and against the naive candidate. */
export const referenceTexts = defineRunArtifact({
  id: 'reference-text-shapes',
  requires: { realRows, naiveRows },
  make: ({ realRows: { train, holdout }, naiveRows }) => ({
    holdout: holdout && compareTexts(train, holdout),
    naive: compareTexts(train, naiveRows),
  }),
});

/** Every column of free text that both sides have filled. */
export function compareTexts(train: Rows, other: Rows): TextDistances[] {
  return [...train.columns].flatMap(([name, real]) => {
    const match = other.columns.get(name);
    if (real.schema.kind !== 'text' || real.type !== 'coded' || match?.type !== 'coded') return [];
    const a = textsOf(real);
    const b = textsOf(match);
    if (a.length === 0 || b.length === 0) return [];
    const words = frequentTokens(a);
    return [
      {
        column: name,
        realFilled: a.length,
        otherFilled: b.length,
        length: lengthDistance(a, b),
        characters: shareDistance(countBy(a, classesOf), countBy(b, classesOf), classCount),
        tokens: shareDistance(
          countBy(a, (text) => tokenKinds(text, words)),
          countBy(b, (text) => tokenKinds(text, words)),
          words.size + 1,
        ),
      },
    ];
  });
}

function textsOf({ codes, levels }: CodedCells): string[] {
  return Array.from(
    codes.filter((code) => code >= 0),
    (code) => levels[code] as string,
  );
}

function lengthDistance(a: readonly string[], b: readonly string[]): TextDistance {
  const lengths = (texts: readonly string[]) => Float64Array.from(texts, (text) => text.length).sort();
  const { statistic, shareA, shareB } = kolmogorovSmirnov(lengths(a), lengths(b));
  const variance = (shareA * (1 - shareA)) / a.length + (shareB * (1 - shareB)) / b.length;
  return { value: statistic, standardError: Math.sqrt(variance) };
}

const classCount = 6;

/** Lower case, upper case or other letters, digits, spaces, the rest. */
function classesOf(text: string): number[] {
  return Array.from(text, (character) => {
    if (/\p{Ll}/u.test(character)) return 0;
    if (/\p{Lu}/u.test(character)) return 1;
    if (/\p{L}/u.test(character)) return 2;
    if (/\p{N}/u.test(character)) return 3;
    return /\s/u.test(character) ? 4 : 5;
  });
}

function tokensOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

function frequentTokens(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts)
    for (const token of tokensOf(text)) counts.set(token, (counts.get(token) ?? 0) + 1);
  const ranked = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, tokensKept);
  return new Map(ranked.map(([token], rank) => [token, rank]));
}

function tokenKinds(text: string, words: ReadonlyMap<string, number>): number[] {
  return tokensOf(text).map((token) => words.get(token) ?? words.size);
}

/** Equal texts are looked at once. */
function countBy(texts: readonly string[], kindsOf: (text: string) => number[]): RowCounts {
  const known = new Map<string, number[]>();
  const start = new Int32Array(texts.length + 1);
  const all: number[][] = [];
  for (const [row, text] of texts.entries()) {
    const kinds = known.get(text) ?? kindsOf(text);
    known.set(text, kinds);
    all.push(kinds);
    start[row + 1] = (start[row] as number) + kinds.length;
  }
  const kinds = new Int32Array(start[texts.length] as number);
  for (const [row, own] of all.entries()) kinds.set(own, start[row]);
  return { start, kinds, counts: new Float64Array(kinds.length).fill(1) };
}
