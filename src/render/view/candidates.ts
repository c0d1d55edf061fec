import type { AuditMeta, Outcome, ResultDocument, VerdictLevel } from '../../result/document.ts';
import { inline, type NameView, nameView, sentenceCase, words } from './text.ts';

/** How a candidate is known throughout the page: a letter and a hue, never the hue alone. */
export interface CandidateView {
  readonly id: string;
  readonly letter: string;
  /** `c1` … `c8`: a class that sets the hue; cycles, the letters do not. */
  readonly hue: string;
  readonly name: NameView;
  /** Whether the name says more than the letter. */
  readonly named: boolean;
  /** `B flip10` for titles and lists. */
  readonly label: string;
}

export interface VerdictView {
  readonly level: VerdictLevel;
  readonly mark: string;
  readonly word: string;
}

export const hueCount = 8;

/** In the order of the command line. */
export function candidateViews(result: ResultDocument): CandidateView[] {
  return result.inputs.candidates.map((input, index) => {
    const letter = letterOf(index);
    const whole = input.name === '' ? input.id : input.name;
    const named = whole !== letter;
    return {
      id: input.id,
      letter,
      hue: `c${(index % hueCount) + 1}`,
      name: nameView(whole, 28),
      named,
      label: named ? `${letter} ${inline(whole, 28)}` : letter,
    };
  });
}

export function outcomeOf(result: ResultDocument, candidate: CandidateView, audit: string): Outcome | null {
  const outcomes = result.candidates[candidate.id]?.outcomes;
  return outcomes !== undefined && Object.hasOwn(outcomes, audit) ? outcomes[audit]! : null;
}

export function verdictView(level: VerdictLevel): VerdictView {
  switch (level) {
    case 'pass':
      return { level, mark: '✓', word: 'Within policy' };
    case 'warn':
      return { level, mark: '!', word: 'Within policy, with warnings' };
    case 'fail':
      return { level, mark: '✕', word: 'Do not release' };
    case 'inconclusive':
      return { level, mark: '?', word: 'Inconclusive' };
    case 'informative':
      return { level, mark: '·', word: 'Not judged' };
  }
}

/** Whether a policy judged this result. */
export function isJudged(result: ResultDocument): boolean {
  return (
    result.verdict !== 'informative' ||
    Object.values(result.candidates).some((candidate) => candidate.verdict !== 'informative')
  );
}

/**
 * An audit's name as a heading: its id in words. Its `title` claims the good state and `failureTitle` the bad one,
 * so neither may stand over evidence that nobody has judged.
 */
export function auditName(audit: Pick<AuditMeta, 'id'>): string {
  return sentenceCase(words(audit.id));
}

/** What a measure's ceiling or reference is called in a category. */
export function referenceName(category: AuditMeta['category']): string {
  if (category === 'utility') return 'Trained on real data';
  return category === 'privacy' ? 'Without a leak' : 'Fresh real data';
}

/** The audits of a category in reading order: those that decide first, legacy measures last, the unknown between. */
export function auditsOf(result: ResultDocument, category: AuditMeta['category']): AuditMeta[] {
  return Object.values(result.audits)
    .filter((audit) => audit.category === category)
    .sort((a, b) => rank(a.id) - rank(b.id) || (a.id < b.id ? -1 : 1));
}

const first = [
  'membership-inference',
  'exact-copies',
  'singling-out',
  'linkability',
  'attribute-inference',
  'rare-combinations',
  'train-on-synthetic-test-on-real',
  'column-shapes',
  'column-pair-trends',
  'table-structure',
  'boundary-adherence',
  'category-adherence',
];

/** Reported because reviewers ask for them; never enough on their own. */
export const insufficientAudits: readonly string[] = [
  'distance-to-closest-record',
  'nearest-neighbour-legacy',
];

function rank(id: string): number {
  const early = first.indexOf(id);
  if (early >= 0) return early;
  const late = insufficientAudits.indexOf(id);
  return late >= 0 ? 1000 + late : 500;
}

function letterOf(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : letterOf(Math.floor(index / 26) - 1) + last;
}
