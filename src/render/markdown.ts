import type { ResultDocument } from '../result/document.ts';
import { type CandidateView, candidateViews, isJudged, verdictView } from './view/candidates.ts';
import { comparisonSentences, decisionSentences } from './view/comparison-sentences.ts';
import { decidingTable } from './view/deciding.ts';
import { reportView } from './view/report.ts';
import { scoreText } from './view/scores.ts';
import { candidateSentences, headline } from './view/sentences.ts';
import { findingOf, seriesSentences, trendRows } from './view/series.ts';

const mostFindings = 12;
const mostGaps = 15;
const mostChanges = 12;

/**
 * The audit as Markdown for a CI step summary or a pull-request comment: headline, deciding measures, findings,
 * what was not assessed, where it comes from. Text from the data is escaped: it can neither format, link, mention
 * people nor refer to issues.
 */
export function renderMarkdown(result: ResultDocument): string {
  const candidates = candidateViews(result);
  const view = reportView(result);
  const judged = isJudged(result);
  const deciding = decidingTable(result, candidates);
  const lines = [
    `## Synthetic data audit: ${escapedMarkdown(view.dataset.text)}`,
    '',
    `**${escapedMarkdown(headline(result, candidates))}**`,
    '',
  ];
  if (!judged) lines.push('No policy was given: this report states evidence, it does not decide.', '');
  if (view.internal)
    lines.push('**Internal: this summary may show values of real records. Do not share it.**', '');
  lines.push(...decidingRows(result, candidates, deciding, judged), '');
  for (const [index, candidate] of candidates.entries()) {
    const sentences = candidateSentences(result, candidate, deciding.picks[index]!);
    lines.push(`- ${who(candidate)}: ${escapedMarkdown(sentences.join(' '))}`);
  }
  lines.push(
    '',
    ...scoreLines(result, candidates),
    ...comparisonLines(result),
    ...seriesLines(result),
    ...baselineLines(view),
    ...findingLines(view),
    ...gapLines(view),
  );
  lines.push(
    `<sub>${view.meta.map(escapedMarkdown).join(' · ')} · train ${shortHash(result.inputs.train.sha256)}</sub>`,
    '',
  );
  return lines.join('\n');
}

function decidingRows(
  result: ResultDocument,
  candidates: readonly CandidateView[],
  deciding: ReturnType<typeof decidingTable>,
  judged: boolean,
): string[] {
  const heads = ['Candidate', ...(judged ? ['Verdict'] : []), ...deciding.heads.map(({ title }) => title)];
  const rows = candidates.map((candidate, index) => {
    const verdict = verdictView(result.candidates[candidate.id]?.verdict ?? 'inconclusive');
    const cells = deciding.rows[index]!.map(({ text, interval }) =>
      escapedMarkdown(interval === null ? text : `${text} (${interval})`),
    );
    return [who(candidate), ...(judged ? [`${verdict.mark} ${verdict.word}`] : []), ...cells];
  });
  return [heads, heads.map((_, index) => (index === 0 ? '---' : '---:')), ...rows].map(
    (cells) => `| ${cells.join(' | ')} |`,
  );
}

/** Category scores, a line per candidate; the report has their definition and what is in them. */
function scoreLines(result: ResultDocument, candidates: readonly CandidateView[]): string[] {
  const lines = candidates.flatMap((candidate) => {
    const scores = result.candidates[candidate.id]?.scores ?? [];
    if (scores.length === 0) return [];
    const texts = scores.map((score) => `${score.name} ${scoreText(score)}`);
    return [`- ${who(candidate)}: ${escapedMarkdown(texts.join('; '))}`];
  });
  if (lines.length === 0) return [];
  return [
    '### Scores',
    '',
    '0 is the floor (a naive candidate, or nothing kept), 100 what fresh real rows reach; in brackets the interval.',
    '',
    ...lines,
    '',
  ];
}

/** What tells candidates apart; nothing where there is one. */
function comparisonLines(result: ResultDocument): string[] {
  const sentences = [...comparisonSentences(result), ...decisionSentences(result)];
  if (sentences.length === 0) return [];
  return ['### Comparison', '', ...sentences.map((sentence) => `- ${escapedMarkdown(sentence)}`), ''];
}

/** The series as a table of its measures of the whole table; nothing where the candidates are no series. */
function seriesLines(result: ResultDocument): string[] {
  const { series } = result;
  if (series === null) return [];
  const rows = trendRows(result, series).map(({ measure, first, last, change, verdict }) =>
    [measure, first, last, change, verdict].map(escapedMarkdown),
  );
  const heads = ['Measure', 'First', 'Last', 'Change per generation', 'Reading'];
  return [
    '### Generations',
    '',
    `**${escapedMarkdown(findingOf(series))}.** ${escapedMarkdown(seriesSentences(result, series).join(' '))}`,
    '',
    ...(rows.length === 0 ? [] : [heads, ['---', '---:', '---:', '---:', '---'], ...rows]).map(
      (cells) => `| ${cells.join(' | ')} |`,
    ),
    '',
  ];
}

/** What has become worse or better since the last release. */
function baselineLines({ baseline }: ReturnType<typeof reportView>): string[] {
  if (baseline === null) return [];
  const lines = baseline.candidates.flatMap(({ candidate, summary, changes }) => [
    `- ${who(candidate)}: ${escapedMarkdown(summary)}`,
    ...changes
      .slice(0, mostChanges)
      .map(
        ({ mark, word, title, detail, before, now }) =>
          `  - ${mark} ${word}: ${escapedMarkdown(`${title}, ${detail}: ${before}, now ${now}`)}`,
      ),
    ...(changes.length > mostChanges ? [`  - ${changes.length - mostChanges} more in the report.`] : []),
  ]);
  const made = escapedMarkdown(`${baseline.name}. ${baseline.facts}`);
  return ['### Against the last release', '', made, '', ...lines, ''];
}

function findingLines(view: ReturnType<typeof reportView>): string[] {
  if (view.findings.length === 0 && view.minor.length === 0) return ['### Findings', '', 'None.', ''];
  const lines = view.findings.slice(0, mostFindings).flatMap((finding) => [
    `- **${escapedMarkdown(finding.title)}** (${escapedMarkdown(finding.tag)})`,
    ...finding.candidates.map(({ candidate, text, measures }) => {
      const first = measures[0];
      const key = first === undefined ? '' : ` ${escapedMarkdown(`${first.name}: ${first.text}.`)}`;
      return `  - ${who(candidate)}: ${escapedMarkdown(text)}${key}`;
    }),
  ]);
  const left = view.findings.length - mostFindings;
  if (left > 0) lines.push(`- ${left} more in the report.`);
  if (view.minor.length > 0) {
    const titles = view.minor.map(({ title, entries }) => {
      const letters = entries.map(({ candidate }) => candidate.letter).join(', ');
      return `${escapedMarkdown(title)} (${letters})`;
    });
    lines.push(`- Smaller differences to fresh real data: ${titles.join('; ')}.`);
  }
  return ['### Findings', '', ...lines, ''];
}

function gapLines(view: ReturnType<typeof reportView>): string[] {
  if (view.gaps.length === 0) return [];
  const lines = view.gaps.slice(0, mostGaps).map(({ title, letters, broke, reason }) => {
    const which = letters === '' ? '' : ` (${letters})`;
    return `- ${escapedMarkdown(title)}${which}: ${broke ? '**broke.** ' : ''}${escapedMarkdown(reason)}`;
  });
  const left = view.gaps.length - mostGaps;
  if (left > 0) lines.push(`- ${left} more in the report.`);
  return ['### Not assessed', '', ...lines, ''];
}

function who(candidate: CandidateView): string {
  return candidate.named
    ? `**${candidate.letter}** ${escapedMarkdown(candidate.name.text)}`
    : `**${candidate.letter}**`;
}

/**
 * Text as text. Markdown's and HTML's own characters are escaped; what hosting sites turn into links or
 * notifications without any markup (`@name`, `#12`, addresses) is broken by a zero-width space.
 */
export function escapedMarkdown(text: string): string {
  return text
    .replace(/\s*[\r\n]+\s*/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_{}[\]()#+|~!$]/gu, '\\$&')

    .replace(/@(?=\w)/gu, '@\u200b')
    .replace(/#(?=\d)/gu, '#\u200b')
    .replace(/:(?=\/\/)/gu, ':\u200b')
    .replace(/\b(www)\./giu, '$1\u200b.');
}

function shortHash(hash: string): string {
  return `\`${hash.slice(0, 12).replace(/\W/gu, '')}\``;
}
