import type { Category, Measure, ResultDocument, ScoreName } from '../../result/document.ts';
import { type AuditView, auditView, findingEvidence } from './audits.ts';
import { type BaselineView, baselineView } from './baseline.ts';
import {
  auditName,
  auditsOf,
  type CandidateView,
  candidateViews,
  isJudged,
  outcomeOf,
  referenceName,
  type VerdictView,
  verdictView,
} from './candidates.ts';
import type { PanelView } from './column-figures.ts';
import { type ComparisonView, comparisonView } from './comparison.ts';
import { type DecidingCell, type DecidingHead, decidingTable } from './deciding.ts';
import { estimateText } from './estimates.ts';
import { evidenceView, type FrameworkView } from './evidence.ts';
import { type Finding, findingsOf, isMinor } from './findings.ts';
import { labelText, measuresOf, metaOf, subjectText } from './measures.ts';
import { type MethodView, methodView } from './method.ts';
import { type GapView, notAssessed } from './not-assessed.ts';
import { formatCount, formatDate } from './numbers.ts';
import { type PolicyView, policyView } from './policy.ts';
import { type ProvenanceView, provenanceView } from './provenance.ts';
import { type ScoresView, scoresView } from './scores.ts';
import { candidateSentences, headline } from './sentences.ts';
import { type SeriesView, seriesView } from './series.ts';
import type { FigureView } from './tables.ts';
import { asSentence, inline, type NameView, nameView, sentenceCase } from './text.ts';

/** Everything the templates show, in the order of the page. Plain data; drawings are the only markup. */
export interface ReportView {
  readonly title: string;
  readonly headline: string;
  readonly judged: boolean;
  readonly internal: boolean;
  readonly dataset: NameView;
  readonly meta: readonly string[];
  readonly contents: readonly { readonly id: string; readonly title: string }[];
  readonly heads: readonly DecidingHead[];
  /** Columns that a candidate's sentence spans. */
  readonly span: number;
  readonly rows: readonly {
    readonly candidate: CandidateView;
    readonly verdict: VerdictView | null;
    readonly cells: readonly DecidingCell[];
    readonly sentences: readonly string[];
  }[];
  readonly gaps: readonly GapView[];
  readonly findings: readonly FindingView[];
  /** Shortfalls too small for a paragraph. */
  readonly minor: readonly MinorView[];
  readonly series: SeriesView | null;
  readonly sections: readonly SectionView[];
  readonly comparison: ComparisonView | null;
  readonly policy: PolicyView | null;
  readonly baseline: BaselineView | null;
  readonly evidence: readonly FrameworkView[];
  readonly method: MethodView;
  readonly provenance: ProvenanceView;
}

export interface FindingView {
  readonly id: string;
  readonly tag: string;
  readonly title: string;
  readonly why: string;
  readonly remedy: string;
  readonly broken: boolean;
  readonly candidates: readonly {
    readonly candidate: CandidateView;
    readonly text: string;
    readonly verdicts: readonly (VerdictView & { readonly because: string })[];
    readonly measures: readonly { readonly name: string; readonly text: string }[];
  }[];
  readonly figure: FigureView | null;
  readonly panels: readonly PanelView[];
}

export interface MinorView {
  readonly title: string;
  readonly category: string;
  readonly entries: readonly { readonly candidate: CandidateView; readonly text: string }[];
}

export interface SectionView {
  readonly id: string;
  readonly title: string;
  readonly intro: string;
  readonly scores: ScoresView | null;
  readonly audits: readonly AuditView[];
  readonly insufficient: readonly AuditView[];
}

const sectionOrder: readonly { category: Category; intro: string }[] = [
  {
    category: 'privacy',
    intro:
      'What an attack achieves on holdout people, who were not in the training data, is not a leak; what it achieves beyond that is.',
  },
  { category: 'utility', intro: 'Models trained on each candidate, tested on real holdout rows.' },
  {
    category: 'fidelity',
    intro:
      'Every score stands beside its ceiling, what a fresh real sample gets, and its floor, what independently drawn columns get.',
  },
  { category: 'diversity', intro: 'What of the real data’s variety has been lost.' },
  { category: 'fairness', intro: 'Whether groups are served alike.' },
  {
    category: 'validity',
    intro: 'Whether each candidate is well-formed under the schema of the training data.',
  },
];

export function reportView(result: ResultDocument): ReportView {
  const candidates = candidateViews(result);
  const judged = isJudged(result);
  const deciding = decidingTable(result, candidates);
  const found = findingsOf(result, candidates);
  const major = found.flatMap((finding) => {
    const concerned = finding.candidates.filter((hit) => !isMinor(hit));
    return concerned.length === 0 ? [] : [{ ...finding, candidates: concerned }];
  });
  const sections = sectionOrder.flatMap(
    ({ category, intro }) => sectionView(result, category, intro, candidates) ?? [],
  );
  const series = seriesView(result);
  const comparison = comparisonView(result, candidates);
  const policy = policyView(result, candidates);
  const baseline = baselineView(result, candidates);
  const evidence = evidenceView(result, candidates);
  const dataset = nameView(result.inputs.train.name, 60);
  return {
    title: `Synthetic data audit: ${dataset.text}`,
    headline: headline(result, candidates),
    judged,
    internal: result.run.disclosure === 'internal',
    dataset,
    meta: metaLine(result),
    contents: [
      { id: 'summary', title: judged ? 'Verdict' : 'Summary' },
      ...(policy === null ? [] : [{ id: 'policy', title: 'Policy' }]),
      ...(baseline === null ? [] : [{ id: 'baseline', title: 'Last release' }]),
      { id: 'findings', title: 'Findings' },
      ...(series === null ? [] : [{ id: 'generations', title: 'Generations' }]),
      ...sections.map(({ id, title }) => ({ id, title })),
      ...(comparison === null ? [] : [{ id: 'comparison', title: 'Comparison' }]),
      ...(evidence.length === 0 ? [] : [{ id: 'evidence', title: 'Evidence map' }]),
      { id: 'method', title: 'Method' },
      { id: 'provenance', title: 'Provenance' },
      { id: 'sign-off', title: 'Sign-off' },
    ],
    heads: deciding.heads,
    span: deciding.heads.length,
    rows: candidates.map((candidate, index) => ({
      candidate,
      verdict: judged ? verdictView(result.candidates[candidate.id]?.verdict ?? 'inconclusive') : null,
      cells: deciding.rows[index]!,
      sentences: candidateSentences(result, candidate, deciding.picks[index]!),
    })),
    gaps: notAssessed(result, candidates),
    findings: major.map((finding) => findingView(result, finding, candidates)),
    minor: found.flatMap(minorView),
    series,
    sections,
    comparison,
    policy,
    baseline,
    evidence,
    method: methodView(result),
    provenance: provenanceView(result),
  };
}

/** `24,421 training and 24,421 holdout rows, 15 columns` and what else identifies the run. */
export function metaLine(result: ResultDocument): string[] {
  const { inputs, run, tool } = result;
  const rows =
    inputs.holdout === null
      ? `${formatCount(inputs.train.rows)} training rows, no holdout`
      : `${formatCount(inputs.train.rows)} training and ${formatCount(inputs.holdout.rows)} holdout rows`;
  return [
    `${rows}, ${formatCount(inputs.train.columns)} columns`,
    formatDate(run.volatile.startedAt),
    `${inline(tool.name)} ${inline(tool.version)}`,
    ...(result.policy === null ? [] : [`policy ${inline(result.policy.name)}`]),
    `preset ${run.preset}`,
    `seed ${run.seed}`,
    run.disclosure === 'shared' ? 'shared: no real record is shown' : 'internal: not for sharing',
  ];
}

function findingView(result: ResultDocument, finding: Finding, all: readonly CandidateView[]): FindingView {
  const { audit } = finding;
  const concerned = finding.candidates.map(({ candidate }) => candidate);
  const broken = finding.kind === 'broken';
  const attack = finding.candidates[0]?.measures[0]?.labels.attack ?? null;
  const evidence = broken
    ? { figure: null, panels: [] }
    : findingEvidence(result, audit, concerned, all, attack);
  return {
    id: audit.id,
    tag: `${sentenceCase(audit.category)} · ${auditName(audit)}`,
    title: broken ? `Could not be measured: ${auditName(audit)}` : audit.failureTitle || auditName(audit),
    why: audit.why,
    remedy: broken
      ? 'Read the reason, mend its cause and run the audit again; until then nothing is known here.'
      : audit.remedy,
    broken,
    candidates: finding.candidates.map(({ candidate, measures, verdicts }) => ({
      candidate,
      text: observed(result, audit.id, candidate),
      verdicts: verdicts
        .slice(0, 4)
        .map((verdict) => ({ ...verdictView(verdict.level), because: inline(verdict.because, 300) })),
      measures: keyMeasures(result, finding, candidate, measures),
    })),
    ...evidence,
  };
}

function minorView(finding: Finding): MinorView[] {
  const entries = finding.candidates.filter(isMinor).map(({ candidate, measures }) => {
    const { name, text } = keyMeasure(finding.audit, measures[0]!);
    return { candidate, text: `${name}: ${text}` };
  });
  if (entries.length === 0) return [];
  return [{ title: auditName(finding.audit), category: sentenceCase(finding.audit.category), entries }];
}

function observed(result: ResultDocument, audit: string, candidate: CandidateView): string {
  const outcome = result.candidates[candidate.id]?.outcomes[audit];
  if (outcome === undefined) return 'Was not run.';
  if (outcome.status === 'measured') return asSentence(outcome.summary);
  return asSentence(outcome.status === 'error' ? outcome.message : outcome.reason);
}

/** The measures that carry the finding, then others of the whole table, at most five. */
function keyMeasures(
  result: ResultDocument,
  finding: Finding,
  candidate: CandidateView,
  carrying: readonly Measure[],
): { name: string; text: string }[] {
  const table = measuresOf(outcomeOf(result, candidate, finding.audit.id)).filter(
    (measure) => measure.subject.length === 0 && !carrying.includes(measure),
  );
  // With several candidates concerned a line each is enough; the section below has all.
  const most = finding.candidates.length > 2 ? 1 : 3;
  const room = finding.kind === 'leak' ? most + 1 : most;
  return [...carrying.slice(0, most), ...table.slice(0, Math.max(0, room - carrying.length))].map((measure) =>
    keyMeasure(finding.audit, measure),
  );
}

function keyMeasure(audit: Finding['audit'], measure: Measure): { name: string; text: string } {
  const meta = metaOf(audit, measure.name);
  const name = [meta.title, labelText(audit, measure.labels), subjectText(measure.subject)]
    .filter((part) => part !== '')
    .join(', ');
  const against =
    measure.ceiling === null
      ? ''
      : `; ${referenceName(audit.category).toLowerCase()} ${estimateText(measure.ceiling, meta.unit)}`;
  const floor = measure.floor === null ? '' : `, naive ${estimateText(measure.floor, meta.unit)}`;
  return { name, text: `${estimateText(measure.estimate, meta.unit)}${against}${floor}` };
}

function sectionView(
  result: ResultDocument,
  category: Category,
  intro: string,
  candidates: readonly CandidateView[],
): SectionView | null {
  const audits = auditsOf(result, category);
  if (audits.length === 0) return null;
  // Where nobody named a group there is nothing to see; what was not assessed says so.
  if (category === 'fairness' && !result.inputs.groups.length) return null;
  const views = audits.map((audit) => auditView(result, audit, candidates));
  return {
    id: category,
    title: sentenceCase(category),
    intro,
    scores: isScored(category) ? scoresView(result, category, candidates) : null,
    audits: views.filter(({ insufficient }) => !insufficient),
    insufficient: views.filter(({ insufficient }) => insufficient),
  };
}

function isScored(category: Category): category is ScoreName {
  return category === 'fidelity' || category === 'diversity';
}
