import { describe, expect, it } from 'vitest';
import { compareCandidates } from '../../src/comparison/compare-candidates.ts';
import type { Weights } from '../../src/comparison/decision.ts';
import { renderHtml } from '../../src/render/html.ts';
import { renderMarkdown } from '../../src/render/markdown.ts';
import { candidateViews } from '../../src/render/view/candidates.ts';
import { comparisonView } from '../../src/render/view/comparison.ts';
import type { ResultDocument } from '../../src/result/document.ts';
import { committedSample } from '../policy/small-result.ts';

/** The committed sample: A is honest, B copies a tenth of train, C has lost how columns hang together. */
function compared(weights: Weights | null = null, result = committedSample()): ResultDocument {
  return { ...result, comparison: compareCandidates(result, weights) };
}

function viewOf(result: ResultDocument) {
  const view = comparisonView(result, candidateViews(result));
  if (view === null) throw new Error('there is no comparison');
  return view;
}

/** The sample's candidates again and again, under other names. */
function many(count: number): ResultDocument {
  const result = committedSample();
  const inputs = Array.from({ length: count }, (_, i) => {
    const input = result.inputs.candidates[i % 3]!;
    return { input: { ...input, id: `c${i}`, name: `<b>vendor ${i}</b>` }, from: input.id };
  });
  return {
    ...result,
    inputs: { ...result.inputs, candidates: inputs.map(({ input }) => input) },
    candidates: Object.fromEntries(
      inputs.map(({ input, from }) => [input.id, structuredClone(result.candidates[from]!)]),
    ),
  };
}

describe('the comparison in the report', () => {
  const view = viewOf(compared({ fidelity: 1, privacy: 2 }));

  it('says in words who can be told apart, by what, and who is on the front', () => {
    const text = view.sentences.join(' ');
    expect(text).toMatch(/A and B are distinguishable: A is better in exact copies/);
    expect(text).toMatch(/A and C are distinguishable: A is better in column pair trends/);
    expect(text).toMatch(/In privacy against fidelity, A is not dominated\./);
    expect(text).toMatch(/Under the weights fidelity 1 and privacy 2/);
    expect(text).not.toMatch(/\bbest\b|winner/i);
  });

  it('marks every value that differs, on both sides', () => {
    const row = view.compared.find(({ title }) => title.startsWith('Column pair trends'))!;
    expect(row.cells.map(({ mark }) => mark)).toEqual([
      'Better than C',
      'Better than C',
      'Worse than A and B',
    ]);
    expect(view.differences!.rows).toHaveLength(view.compared.length);
    expect(view.differences!.heads).toEqual(['Measure', 'A − B', 'A − C', 'B − C']);
  });

  it('draws the plane with a text alternative and its data', () => {
    const plane = view.planes.find(({ title }) => title.startsWith('Fidelity'))!;
    expect(String(plane.drawing)).toContain('role="img"');
    expect(String(plane.drawing).match(/class="point hollow"/g)).toHaveLength(2);
    expect(plane.table.rows.map(({ cells }) => cells[2])).toEqual([
      'yes',
      expect.stringMatching(/^no: dominated by A/),
      expect.stringMatching(/^no: dominated by A/),
    ]);
  });

  it('ranks only where weights were given', () => {
    expect(view.decision!.rows).toHaveLength(3);
    expect(viewOf(compared()).decision).toBeNull();
    expect(renderHtml(compared())).not.toContain('Decision matrix');
  });

  it('calls equal candidates not distinguishable, and dominated by nobody', () => {
    const result = many(2);
    result.candidates.c1 = structuredClone(result.candidates.c0!);
    const equal = viewOf(compared(null, result));
    expect(equal.sentences[0]).toMatch(/^Not distinguishable on this data/);
    expect(equal.sentences.join(' ')).toContain('no candidate is distinguishably dominated');
    for (const { cells } of equal.compared) for (const { mark } of cells) expect(mark).toBe('');
  });

  it('stands in the summary, escaped', () => {
    const text = renderMarkdown(compared(null, many(3)));
    expect(text).toContain('### Comparison');
    expect(text).not.toContain('<b>vendor');
  });

  it('stays small with twenty candidates, whose names are text', () => {
    const [one, twenty] = [renderHtml(many(20)), renderHtml(compared({ privacy: 1 }, many(20)))];
    expect(twenty.length).toBeLessThan(5e6);
    expect(twenty.length - one.length).toBeLessThan(200_000);
    expect(twenty).not.toContain('<b>vendor');
    expect(twenty).toContain('stand in result.json');
  });
});
