import type { Comparison, ResultDocument } from '../../result/document.ts';
import { auditName, type CandidateView, candidateViews } from './candidates.ts';
import { labelText, metaOf } from './measures.ts';
import { formatValue } from './numbers.ts';
import { counted, listed } from './text.ts';

type Pair = Comparison['pairs'][number];

/** At most so many pairs are told one by one. */
const mostPairs = 10;

/** Who can be told apart, by what; and who cannot. */
export function comparisonSentences(result: ResultDocument): string[] {
  const { comparison } = result;
  if (comparison === null) return [];
  const views = viewsOf(result);
  const apart = comparison.pairs.filter(({ distinguishable }) => distinguishable);
  const alike = comparison.pairs.filter(({ distinguishable }) => !distinguishable);
  const told =
    apart.length > mostPairs
      ? [
          `${apart.length} of ${comparison.pairs.length} pairs of candidates are distinguishable on this data; the table says by what.`,
        ]
      : apart.map((pair) => pairSentence(result, comparison, pair, views));
  return [...told, ...alikeSentence(alike, comparison, views), ...frontSentences(comparison, views)];
}

/** Ranks under the weights that the user gave, with how sure they are. */
export function decisionSentences(result: ResultDocument): string[] {
  const decision = result.comparison?.decision ?? null;
  if (decision === null) return [];
  const views = viewsOf(result);
  const weights = Object.entries(decision.weights).map(([category, weight]) => `${category} ${weight}`);
  const ranked = [...decision.candidates].sort((a, b) => a.rank - b.rank);
  const leader = ranked[0];
  if (leader === undefined) return [];
  const rivals = ranked.slice(1).filter(({ rankLow }) => rankLow === 1);
  const settled =
    rivals.length === 0
      ? `${labelOf(views, leader.candidate)} comes first in nearly all draws of the estimates`
      : `which comes first is not settled: in draws of the estimates it is ${listed([leader, ...rivals].map(({ candidate, first }) => `${labelOf(views, candidate)} (${formatValue(first, 'share')})`))}`;
  return [`Under the weights ${listed(weights)}, ${settled}.`];
}

/** `better than B and C; worse than D`, or an empty text. */
export function marksOf(comparison: Comparison, index: number, candidate: string, views: Views): string {
  const groups = { better: [] as string[], worse: [] as string[], 'different from': [] as string[] };
  for (const { first, second, differences } of comparison.pairs) {
    if (first !== candidate && second !== candidate) continue;
    const difference = differences[index];
    if (!difference?.distinguishable) continue;
    const other = views.get(first === candidate ? second : first)?.letter ?? '';
    const own = first === candidate ? 'first' : 'second';
    if (difference.better === 'neither') groups['different from'].push(other);
    else groups[difference.better === own ? 'better' : 'worse'].push(other);
  }
  return Object.entries(groups)
    .filter(([, letters]) => letters.length > 0)
    .map(([word, letters]) => `${word === 'different from' ? word : `${word} than`} ${listed(letters)}`)
    .join('; ');
}

export type Views = ReadonlyMap<string, CandidateView>;

export function viewsOf(result: ResultDocument): Views {
  return new Map(candidateViews(result).map((view) => [view.id, view]));
}

/** `column pair trends, with trend`. */
export function comparedName(result: ResultDocument, comparison: Comparison, index: number): string {
  const { audit, measure, labels } = comparison.measures[index]!;
  const meta = result.audits[audit];
  if (meta === undefined) return measure;
  return [metaOf(meta, measure).title, labelText(meta, labels)].filter((part) => part !== '').join(', ');
}

function labelOf(views: Views, id: string): string {
  return views.get(id)?.label ?? id;
}

function pairSentence(result: ResultDocument, comparison: Comparison, pair: Pair, views: Views): string {
  const [first, second] = [labelOf(views, pair.first), labelOf(views, pair.second)];
  const better = (side: 'first' | 'second' | 'neither') => auditsWhere(result, comparison, pair, side);
  const parts = [
    ...part(`${first} is better in`, better('first')),
    ...part(`${second} is better in`, better('second')),
    ...part('they differ in', better('neither')),
  ];
  return `${first} and ${second} are distinguishable: ${parts.join('; ')}.`;
}

function part(words: string, names: readonly string[]): string[] {
  return names.length === 0 ? [] : [`${words} ${listed(names)}`];
}

/** Audits, each once: a pair may differ in all attacks of one. */
function auditsWhere(
  result: ResultDocument,
  comparison: Comparison,
  pair: Pair,
  side: 'first' | 'second' | 'neither',
): string[] {
  const names = comparison.measures.flatMap(({ audit }, index) => {
    const difference = pair.differences[index];
    if (!difference?.distinguishable || difference.better !== side) return [];
    const meta = result.audits[audit];
    return meta === undefined ? [audit] : [auditName(meta).toLowerCase()];
  });
  return [...new Set(names)];
}

function alikeSentence(alike: readonly Pair[], comparison: Comparison, views: Views): string[] {
  if (alike.length === 0) return [];
  const what = `by ${counted(comparison.measures.length, 'compared measure')}`;
  if (alike.length > mostPairs)
    return [`${alike.length} pairs are not distinguishable on this data ${what}.`];
  const names = alike.map(({ first, second }) => `${labelOf(views, first)} and ${labelOf(views, second)}`);
  return [`Not distinguishable on this data ${what}: ${names.join('; ')}.`];
}

function frontSentences({ planes }: Comparison, views: Views): string[] {
  return planes.map(({ category, points }) => {
    const front = points.filter(({ dominatedBy }) => dominatedBy.length === 0);
    const names = listed(front.map(({ candidate }) => labelOf(views, candidate)));
    if (front.length === points.length)
      return `In privacy against ${category}, no candidate is distinguishably dominated.`;
    if (front.length === 0)
      return `In privacy against ${category}, every candidate is dominated by another, in a circle: no front can be named.`;
    return `In privacy against ${category}, ${names} ${front.length === 1 ? 'is' : 'are'} not dominated.`;
  });
}
