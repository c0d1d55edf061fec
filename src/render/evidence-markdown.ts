import { UserError } from '../errors.ts';
import type { ResultDocument } from '../result/document.ts';
import { escapedMarkdown } from './markdown.ts';
import { candidateViews } from './view/candidates.ts';
import { evidenceView, type FrameworkView, type ReadingView } from './view/evidence.ts';
import { nameView } from './view/text.ts';

/**
 * The evidence map as Markdown, for the annex of an impact assessment: per clause what it asks, what was measured for
 * each candidate, what that leaves open, and what a human decides.
 *
 * @param only ids of the frameworks to show; all where it is empty
 * @throws {UserError} `unknown-framework`, `no-evidence-map`
 */
export function renderEvidence(result: ResultDocument, only: readonly string[] = []): string {
  const candidates = candidateViews(result);
  const all = evidenceView(result, candidates);
  if (all.length === 0) {
    throw new UserError(
      'no-evidence-map',
      'the result carries no evidence map',
      'It was written by an older version: run the audit again.',
    );
  }
  for (const id of only) {
    if (all.some((framework) => framework.id === id)) continue;
    throw new UserError(
      'unknown-framework',
      `there is no framework “${id}”`,
      `Choose of ${all.map((framework) => framework.id).join(', ')}.`,
    );
  }
  const shown = all.filter(({ id }) => only.length === 0 || only.includes(id));
  const { inputs, run, tool, policy } = result;
  const lines = [
    `# Evidence map: ${escapedMarkdown(nameView(inputs.train.name, 60).text)}`,
    '',
    'What was measured, against what reviewers are asked. Clauses are paraphrased, and each framework says which state it describes. This is evidence for a decision, not the decision.',
    '',
    ...candidates.map(({ letter, name }) => `- ${letter}: ${escapedMarkdown(name.text)}`),
    '',
    `Made by ${tool.name} ${tool.version} from the audit of ${run.volatile.startedAt.slice(0, 10)}${policy === null ? ', which no policy judged' : `, judged by the policy ${escapedMarkdown(policy.name)} (SHA-256 ${policy.sha256})`}. Training data: SHA-256 ${inputs.train.sha256}.`,
    '',
    ...shown.flatMap(frameworkLines),
    '## Decision',
    '',
    'Reviewer, role, decision, date, valid until:',
    '',
  ];
  return lines.join('\n');
}

function frameworkLines(framework: FrameworkView): string[] {
  const { title, issuer, nature, status, asOf, clauses } = framework;
  return [
    `## ${escapedMarkdown(title)}`,
    '',
    escapedMarkdown(`${issuer}; ${nature}. ${status} State of ${asOf}.`),
    '',
    ...clauses.flatMap((clause) => [
      `### ${escapedMarkdown(clause.reference)}`,
      '',
      escapedMarkdown(clause.asks),
      '',
      ...clause.audits.flatMap(({ name, says, readings }) => [
        `- **${escapedMarkdown(name)}**: ${escapedMarkdown(says)}.`,
        ...readings.map((reading) => `  - ${readingLine(reading)}`),
      ]),
      '',
      'Left open:',
      '',
      ...clause.residual.map(
        ({ candidates, text }) =>
          `- ${candidates.map(({ letter }) => letter).join(', ')}: ${escapedMarkdown(text)}`,
      ),
      '',
      `For a human to decide: ${escapedMarkdown(clause.remains)}`,
      '',
    ]),
  ];
}

function readingLine({ candidates, mark, word, text }: ReadingView): string {
  return [
    `${candidates.map(({ letter }) => letter).join(', ')}:`,
    word === '' ? '' : `**${mark} ${word}.**`,
    escapedMarkdown(text),
  ]
    .filter((part) => part !== '')
    .join(' ');
}
