import type { ResultDocument, VerdictLevel } from '../../result/document.ts';
import { auditName, type CandidateView, isJudged, outcomeOf } from './candidates.ts';
import type { DecidingColumn, Picked } from './deciding.ts';
import { estimateRange, estimateText, isKnown, middle } from './estimates.ts';
import { type LeakEvidence, leakEvidence } from './leaks.ts';
import { isBeyondCeiling } from './measure-tables.ts';
import { shortfallOf } from './measures.ts';
import { boundPercent, formatInterval, formatValue } from './numbers.ts';
import { findingOf } from './series.ts';
import { counted, inline, listed, numberWord, sentenceCase } from './text.ts';

/** The page's first sentence: what the evidence shows, or under a policy how many candidates stand. */
export function headline(result: ResultDocument, candidates: readonly CandidateView[]): string {
  if (candidates.length === 0) return 'No candidate was audited';
  if (isJudged(result)) return judgedHeadline(result, candidates);
  // A series is followed for what is lost; unless leaks were looked for, that is what the page is about.
  const looksForLeaks = Object.values(result.audits).some(({ category }) => category === 'privacy');
  if (result.series !== null && !looksForLeaks) return findingOf(result.series);
  const evidence = candidates.map((candidate) => leakEvidence(result, candidate));
  if (candidates.length === 1) return singleHeadline(result, evidence[0]!);
  const shown = candidates
    .map((candidate, index) => ({ letter: candidate.letter, ...evidence[index]! }))
    .filter(({ state }) => state === 'shown')
    .sort((a, b) => b.leaks[0]!.shownLow - a.leaks[0]!.shownLow);
  if (shown.length > 0) {
    const subject =
      shown.length === candidates.length
        ? `${shown.length === 2 ? 'both' : `all ${numberWord(shown.length)}`} candidates`
        : `${numberWord(shown.length)} of ${counted(candidates.length, 'candidate')}`;
    const shares = shown
      .slice(0, 3)
      .map(({ letter, leaks }) => `${letter} at least ${boundPercent(leaks[0]!.shownLow, 'down')}`);
    const more = shown.length > 3 ? [`${numberWord(shown.length - 3)} more less`] : [];
    const verb = shown.length === 1 ? 'exposes' : 'expose';
    return sentenceCase(`${subject} ${verb} training rows: ${listed([...shares, ...more])}`);
  }
  if (evidence.every(({ state }) => state === 'none')) {
    return `No attack recognised training rows better than holdout rows in any of ${counted(candidates.length, 'candidate')}`;
  }
  if (result.inputs.holdout === null)
    return 'What an attacker could learn cannot be known: no holdout was given';
  return evidence.every(({ state }) => state === 'unknown')
    ? 'Whether training rows can be recognised was not measured'
    : 'No attack that could be run recognised training rows better than holdout rows';
}

/** The candidate in two or three sentences of facts: privacy, fidelity, utility, and what is malformed or broke. */
export function candidateSentences(
  result: ResultDocument,
  candidate: CandidateView,
  picks: readonly { column: DecidingColumn; picked: Picked | null }[],
): string[] {
  const of = (title: string) => picks.find(({ column }) => column.title === title)?.picked ?? null;
  return [
    ...verdictSentences(result, candidate),
    privacySentence(result, leakEvidence(result, candidate)),
    fidelitySentence(of('Column shapes'), of('Pair trends')),
    utilitySentence(of('Utility kept')),
    validitySentence(of('Well-formed, least')),
    brokenSentence(result, candidate),
  ].filter((sentence) => sentence !== '');
}

/** What the leak rates show about one candidate. */
export function privacySentence(result: ResultDocument, evidence: LeakEvidence): string {
  const strongest = evidence.leaks[0];
  if (strongest === undefined || evidence.state === 'unknown') {
    return result.inputs.holdout === null
      ? 'Whether training rows can be recognised cannot be known: no holdout was given.'
      : 'Whether training rows can be recognised was not measured.';
  }
  if (evidence.state === 'shown' && isKnown(strongest.measure.estimate)) {
    const value = formatValue(strongest.measure.estimate.value, strongest.meta.unit);
    const interval = formatInterval(strongest.low, strongest.high, strongest.meta.unit);
    const attack = `${strongest.attack.charAt(0).toLowerCase()}${strongest.attack.slice(1)}`;
    const tried =
      evidence.leaks.length > 1 ? `, allowing for the ${evidence.leaks.length} attacks tried` : '';
    return `At least ${boundPercent(strongest.shownLow, 'down')} of training rows can be recognised${tried} (${attack} alone: ${value}, interval ${interval}).`;
  }
  const most = Math.max(...evidence.leaks.map(({ high }) => high));
  return `No attack recognised training rows better than holdout rows: at most ${boundPercent(Math.max(0, most), 'up')}.`;
}

function singleHeadline(result: ResultDocument, evidence: LeakEvidence): string {
  const strongest = evidence.leaks[0];
  if (evidence.state === 'shown') {
    return `At least ${boundPercent(strongest!.shownLow, 'down')} of training rows can be recognised`;
  }
  if (evidence.state === 'none') return 'No attack recognised training rows better than holdout rows';
  return result.inputs.holdout === null
    ? 'What an attacker could learn cannot be known: no holdout was given'
    : 'Whether training rows can be recognised was not measured';
}

function judgedHeadline(result: ResultDocument, candidates: readonly CandidateView[]): string {
  const levels = candidates.map((candidate) => result.candidates[candidate.id]?.verdict ?? 'inconclusive');
  const standing = levels.filter((level) => level === 'pass' || level === 'warn').length;
  if (candidates.length === 1) {
    if (levels[0] === 'fail') {
      return result.policy?.rules.length === 0
        ? 'Do not release: it is worse than the last release'
        : 'Do not release: the evidence shows a risk above the policy';
    }
    if (levels[0] === 'inconclusive') return 'The evidence does not settle what the policy asks';
    return levels[0] === 'informative'
      ? 'The policy judges nothing here'
      : 'The candidate is within the policy';
  }
  const subject = standing === candidates.length ? 'all' : numberWord(standing);
  return sentenceCase(
    `${subject} of ${counted(candidates.length, 'candidate')} ${standing === 1 ? 'is' : 'are'} within the policy`,
  );
}

function verdictSentences(result: ResultDocument, candidate: CandidateView): string[] {
  const entry = result.candidates[candidate.id];
  if (entry === undefined) return [];
  const order = ['fail', 'inconclusive', 'warn'];
  return entry.verdicts
    .filter((verdict) => order.includes(verdict.level))
    .sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level))
    .slice(0, 2)
    .map(({ level, because }, index, told) => {
      const lead = told[index - 1]?.level === level ? '' : (leadWords[level] ?? '');
      return `${lead}${inline(because, 400)}`;
    });
}

/** How a verdict's sentence begins, so that it says what follows from it. */
const leadWords: Partial<Record<VerdictLevel, string>> = {
  fail: 'Do not release: ',
  inconclusive: 'Not settled: ',
  warn: 'Warning: ',
};

function fidelitySentence(shapes: Picked | null, pairs: Picked | null): string {
  const parts = [
    { name: 'column shapes', picked: shapes },
    { name: 'pair trends', picked: pairs },
  ].flatMap(({ name, picked }) => (picked === null ? [] : [{ name, picked }]));
  if (parts.length === 0) return '';
  const scores = parts.map(({ name, picked }) => `${name} ${short(picked.measure.estimate)}`);
  const ceilings = parts.flatMap(({ picked }) =>
    picked.measure.ceiling === null ? [] : [short(picked.measure.ceiling)],
  );
  const against = ceilings.length === parts.length ? `, where fresh real data gets ${listed(ceilings)}` : '';
  const beyond = parts
    .filter(({ picked }) => isBeyondCeiling(picked.measure, picked.meta.better))
    .map(({ name }) => name);
  const closer =
    beyond.length === 0
      ? ''
      : ` Closer to training than fresh real data is in ${listed(beyond)}: look at memorisation.`;
  return `${sentenceCase(listed(scores))}${against}.${closer}`;
}

function utilitySentence(picked: Picked | null): string {
  if (picked === null) return '';
  const { labels, estimate } = picked.measure;
  const model = labels.model === undefined ? 'A model' : modelInWords(labels.model);
  const target = labels.target === undefined ? '' : ` for ${inline(labels.target)}`;
  const metric = labels.metric === undefined ? '' : ` of the ${metricName(picked, labels.metric)}`;
  if (picked.meta.unit !== 'ratio') return '';
  const range = estimateRange(estimate);
  const interval = range === null ? '' : ` (interval ${formatInterval(range.low, range.high, 'share')})`;
  return `${model} trained on it${target} reaches ${formatValue(middle(estimate), 'share')}${interval}${metric} that real training data gives.`;
}

function modelInWords(model: string): string {
  if (model === 'gradient-boosting') return 'Gradient boosting';
  return `A ${model === 'linear' ? 'linear model' : inline(model.replaceAll('-', ' '))}`;
}

function metricName({ audit }: Picked, metric: string): string {
  if (metric === 'auc') return 'AUC';
  return Object.hasOwn(audit.measures, metric) ? audit.measures[metric]!.title : inline(metric);
}

function validitySentence(picked: Picked | null): string {
  if (picked === null) return '';
  const shortfall = shortfallOf(picked.measure, picked.meta, 'validity');
  if (shortfall === null || !shortfall.clear) return '';
  return `Least valid: ${picked.which}, ${estimateText(picked.measure.estimate, picked.meta.unit)}.`;
}

function brokenSentence(result: ResultDocument, candidate: CandidateView): string {
  const broken = Object.values(result.audits).filter(
    (audit) => outcomeOf(result, candidate, audit.id)?.status === 'error',
  );
  if (broken.length === 0) return '';
  return `Could not be measured: ${listed(broken.map((audit) => auditName(audit).toLowerCase()))}.`;
}

function short(estimate: Picked['measure']['estimate']): string {
  return isKnown(estimate) ? formatValue(estimate.value, 'score') : estimateText(estimate, 'score');
}
