import { comparisonSentences, decisionSentences } from '../render/view/comparison-sentences.ts';
import type { ResultDocument } from '../result/document.ts';
import { printable } from './terminal.ts';

/** What tells the candidates apart, in a sentence per pair; then who is on the front, and ranks where weights were given. */
export function comparisonTable(result: ResultDocument): string {
  const lines = [...comparisonSentences(result), ...decisionSentences(result)];
  return lines.map((line) => `${printable(line)}\n`).join('');
}
