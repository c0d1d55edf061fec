import { catalogue, generationTrend } from '../audits/index.ts';
import { UserError } from '../errors.ts';
import type { ResultDocument } from '../result/document.ts';
import { seriesOf } from '../series/series-of.ts';
import type { NamedCandidate } from './candidate-names.ts';
import type { AuditRequest } from './request.ts';

/** What runs for a series unless audits are named: collapse shows in validity, fidelity and diversity. */
export const seriesAuditIds: readonly string[] = catalogue
  .filter(({ meta }) => ['validity', 'fidelity', 'diversity'].includes(meta.category))
  .map(({ meta }) => meta.id);

/**
 * Refuses a series that is none before any file is read.
 *
 * @throws {UserError} `series-too-short`, `repeated-generation`, `labels-mismatch`, `repeated-label`
 */
export function checkSeries({ series, synthetic }: AuditRequest): void {
  if (series === undefined) return;
  if (synthetic.length < 2) {
    throw new UserError(
      'series-too-short',
      'one generation is no series',
      'Name at least two, first to last; `synthaudit audit` measures one.',
    );
  }
  const path = repeated(synthetic.map((candidate) => candidate.path));
  if (path !== null) {
    throw new UserError('repeated-generation', `“${path}” was given twice`, 'Name every generation once.');
  }
  const name = repeated(synthetic.flatMap((candidate) => candidate.name ?? []));
  if (name !== null) {
    throw new UserError(
      'repeated-generation',
      `two generations are called “${name}”`,
      'Give every generation a name of its own.',
    );
  }
  const { labels } = series;
  if (labels === undefined) return;
  if (labels.length !== synthetic.length) {
    throw new UserError(
      'labels-mismatch',
      `there are ${labels.length} labels for ${synthetic.length} generations`,
      'Give one label per generation, in the same order, with commas between them.',
    );
  }
  const label = labels.find((text) => text.trim() === '') ?? repeated(labels);
  if (label !== null) {
    throw new UserError(
      'repeated-label',
      label.trim() === '' ? 'a label is empty' : `two generations are labelled “${label}”`,
      'Give every generation a label of its own.',
    );
  }
}

/** The disclosed result with its trends, where the request is about a series. */
export function withSeries(
  result: ResultDocument,
  { series }: AuditRequest,
  candidates: readonly NamedCandidate[],
): ResultDocument {
  if (series === undefined) return result;
  const { measures, sources } = generationTrend;
  const formulas = Object.values(measures).map(({ title, formula }) => `${title}: ${formula}.`);
  return {
    ...result,
    series: seriesOf(result, series.labels ?? candidates.map(({ name }) => name)),
    method: [
      ...result.method,
      { title: 'Trends over the series', text: `${formulas.join(' ')} Sources: ${sources.join('; ')}.` },
    ],
  };
}

function repeated(texts: readonly string[]): string | null {
  return texts.find((text, index) => texts.indexOf(text) < index) ?? null;
}
