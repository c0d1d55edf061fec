import { candidateViews, verdictView } from '../render/view/candidates.ts';
import type { CandidateResult, ResultDocument, VerdictLevel } from '../result/document.ts';
import { printable, shortened, styled } from './terminal.ts';

const longestName = 28;
const worstFirst: readonly VerdictLevel[] = ['fail', 'inconclusive', 'warn'];

/** What a policy says: a line per candidate, beneath it the sentences of what speaks against it, and what decides. */
export function verdictTable(result: ResultDocument): string {
  const { policy } = result;
  if (policy === null) return '';
  const views = candidateViews(result);
  const names = result.inputs.candidates.map(({ name }) => shortened(name, longestName));
  const width = Math.max(0, ...names.map((name) => [...name].length));
  const lines = views.flatMap(({ id }, index) => {
    const { verdict, verdicts } = result.candidates[id] as CandidateResult;
    const name = names[index] as string;
    const head = `${name}${' '.repeat(width - [...name].length)}  ${verdictText(verdict)}`;
    const against = worstFirst.flatMap((level) =>
      verdicts
        .filter((one) => one.level === level)
        .map((one) => `  ${words[level as keyof typeof words]}  ${printable(one.because)}`),
    );
    return [head, ...against];
  });
  const deciding = policy.gateOn.length > 0 ? ` (decided by ${policy.gateOn.join(', ')} alone)` : '';
  return `${lines.join('\n')}\n\nPolicy ${printable(policy.name)}: ${verdictText(result.verdict)}${deciding}\n`;
}

const words = { fail: 'fail        ', inconclusive: 'not settled ', warn: 'warn        ' } as const;

/** `✕ Do not release`, in colour where the terminal wants it. */
export function verdictText(level: VerdictLevel): string {
  const { mark, word } = verdictView(level);
  const style = level === 'fail' ? 'red' : level === 'pass' ? 'green' : 'yellow';
  return styled(process.stdout, style, `${mark} ${word}`);
}
