import { describe, expect, it } from 'vitest';
import { catalogue } from '../../src/audits/index.ts';
import { valueAt } from '../../src/render/charts/curves.ts';
import { candidateViews } from '../../src/render/view/candidates.ts';
import { curveFigures } from '../../src/render/view/curve-figures.ts';
import { decidingTable } from '../../src/render/view/deciding.ts';
import { findingsOf } from '../../src/render/view/findings.ts';
import { leakEvidence } from '../../src/render/view/leaks.ts';
import { shortfallOf } from '../../src/render/view/measures.ts';
import { boundPercent, compact, formatInterval, formatValue } from '../../src/render/view/numbers.ts';
import { headline } from '../../src/render/view/sentences.ts';
import { inline, nameView } from '../../src/render/view/text.ts';
import { known, measure, sampleResult } from './sample-result.ts';

const nbsp = '\u00a0';

describe('numbers', () => {
  it('rounds by unit, with a real minus and no negative zero', () => {
    expect(formatValue(0.3371, 'share')).toBe(`33.7${nbsp}%`);
    expect(formatValue(0.0004, 'share')).toBe(`0.04${nbsp}%`);
    expect(formatValue(-0.00000001, 'share')).toBe(`0.00${nbsp}%`);
    expect(formatValue(-0.0123, 'difference')).toBe('−0.012');
    expect(formatValue(24_421, 'count')).toBe('24,421');
    expect(formatInterval(0.331, 0.343, 'share')).toBe(`33.1–34.3${nbsp}%`);
    expect(formatInterval(-0.002, 0.004, 'share')).toBe(`−0.2 to 0.4${nbsp}%`);
    expect([0, 0.00001, 0.1234, 12.345, 1234.5].map(compact)).toEqual([
      '0',
      '1.0e-5',
      '0.123',
      '12.35',
      '1,235',
    ]);
  });

  it('rounds bounds so that the words stay true', () => {
    expect(boundPercent(0.3392, 'down')).toBe(`33${nbsp}%`);
    expect(boundPercent(0.3392, 'up')).toBe(`34${nbsp}%`);
    expect(boundPercent(0.0479, 'down')).toBe(`4.7${nbsp}%`);
    expect(boundPercent(0.00012, 'up')).toBe(`0.02${nbsp}%`);
  });
});

describe('names', () => {
  it('are cut at whole characters, with the rest in the title', () => {
    const family = '👩‍👩‍👧‍👦';
    expect(nameView(family.repeat(50), 10).text).toBe(`${family.repeat(9)}…`);
    expect(nameView('short').title).toBeNull();
    expect([...nameView('y'.repeat(10_000)).title!].length).toBeLessThanOrEqual(300);
  });

  it('cannot turn the page’s direction or hide', () => {
    expect(inline('a\u202eb')).toBe('a⟨U+202E⟩b');
    expect(inline('שלום')).toBe('\u2068שלום\u2069');
    expect(inline('\ud800')).toBe('\ufffd');
    expect(inline('')).toBe('(empty)');
    expect(inline(' \n ')).toBe('(blank)');
  });
});

describe('leak evidence', () => {
  const withLeaks = (leaks: [number, number][]) => {
    const result = sampleResult({ candidates: [{ id: 'a', name: 'a', kind: 'good' }] });
    const { outcomes } = result.candidates.a!;
    delete outcomes['exact-copies'];
    outcomes['membership-inference'] = {
      status: 'measured',
      summary: '',
      measures: leaks.map(([value, half], index) =>
        measure('leak-rate', known(value, half), { labels: { attack: String(index) } }),
      ),
      details: [],
    };
    return leakEvidence(result, candidateViews(result)[0]!);
  };

  it('takes one attack at its interval', () => {
    const evidence = withLeaks([[0.01, 0.0098]]);
    expect(evidence.state).toBe('shown');
    expect(evidence.leaks[0]!.shownLow).toBeCloseTo(0.0002, 10);
  });

  it('asks more of the strongest of several attacks, as Bonferroni does', () => {
    const others = Array.from({ length: 5 }, (): [number, number] => [0, 0.02]);
    const evidence = withLeaks([[0.01, 0.0098], ...others]);
    expect(evidence.state).toBe('none');
    expect(withLeaks([[0.01, 0.0073], ...others]).state).toBe('shown');
    // Six attacks: the normal quantile at 1 − 0.025/6 is 2.638.
    const wide = withLeaks([[0.1, 0.0196], ...others]).leaks[0]!;
    expect(wide.shownLow).toBeCloseTo(0.1 - (0.0196 * 2.638) / 1.96, 4);
  });

  it('does not take a hidden value for a leak', () => {
    const result = sampleResult({ candidates: [{ id: 'a', name: 'a', kind: 'good' }] });
    result.candidates.a!.outcomes = {
      'exact-copies': {
        status: 'measured',
        summary: '',
        measures: [
          measure('leak-rate', { value: null, censored: { low: 0.001, high: 0.002, reason: 'few rows' } }),
        ],
        details: [],
      },
    };
    expect(leakEvidence(result, candidateViews(result)[0]!).state).toBe('none');
  });
});

describe('shortfalls', () => {
  const meta = {
    title: '',
    unit: 'score',
    better: 'higher',
    formula: '',
    reference: null,
    counts: 'none',
  } as const;

  it('are clear only where the intervals are apart', () => {
    const against = (value: number, half: number) =>
      shortfallOf(
        measure('m', known(value, half), { ceiling: known(0.9, 0.02), floor: known(0.5) }),
        meta,
        'fidelity',
      )!;
    expect(against(0.85, 0.02)).toMatchObject({ clear: true });
    expect(against(0.85, 0.04)).toMatchObject({ clear: false });
    expect(against(0.7, 0.02).size).toBeCloseTo(0.5, 10);
    expect(against(0.95, 0.01)).toEqual({ clear: false, size: 0 });
  });

  it('say nothing where the uncertainty is unknown or nothing is comparable', () => {
    const unknown = {
      value: 0.1,
      sampleSize: 9,
      uncertainty: { kind: 'unknown', reason: 'too few rows' },
    } as const;
    expect(shortfallOf(measure('m', unknown, { ceiling: known(0.9) }), meta, 'fidelity')!.clear).toBe(false);
    expect(shortfallOf(measure('m', known(0.1)), meta, 'fidelity')).toBeNull();
  });
});

describe('findings', () => {
  it('are none for a candidate like fresh real data', () => {
    const result = sampleResult({ candidates: [{ id: 'a', name: 'a', kind: 'good' }] });
    result.candidates.a!.outcomes = {
      'column-shapes': {
        status: 'measured',
        summary: '',
        measures: [measure('column-shapes', known(0.99, 0.002), { ceiling: known(0.991, 0.001) })],
        details: [],
      },
    };
    expect(findingsOf(result, candidateViews(result))).toEqual([]);
  });
});

describe('the headline', () => {
  const candidates = (kinds: readonly ('good' | 'leaky')[]) =>
    kinds.map((kind, index) => ({ id: `c${index}`, name: `c${index}`, kind }));
  const of = (kinds: readonly ('good' | 'leaky')[], holdout = true) => {
    const result = sampleResult({ candidates: candidates(kinds), holdout });
    return headline(result, candidateViews(result)).replaceAll(nbsp, ' ');
  };

  it('counts the candidates with a shown leak', () => {
    expect(of(['leaky'])).toBe('At least 33 % of training rows can be recognised');
    expect(of(['good'])).toBe('No attack recognised training rows better than holdout rows');
    expect(of(['leaky', 'leaky', 'good'])).toBe(
      'Two of three candidates expose training rows: A at least 33 % and B at least 33 %',
    );
    expect(of(['leaky', 'leaky'])).toBe(
      'Both candidates expose training rows: A at least 33 % and B at least 33 %',
    );
    expect(of(['good', 'good'])).toBe(
      'No attack recognised training rows better than holdout rows in any of two candidates',
    );
    expect(of(['good', 'good'], false)).toContain('cannot be known');
  });
});

describe('ROC figures', () => {
  const result = sampleResult();
  const candidates = candidateViews(result);
  const line = (name: string, rate: number, from = 0) => ({
    name,
    role: 'synthetic' as const,
    x: [from, 1],
    y: [rate, 1],
    rows: 100,
  });
  const figures = (series: (letter: string) => ReturnType<typeof line>[]) =>
    curveFigures(
      candidates.map((candidate) => ({
        candidate,
        detail: {
          kind: 'curves' as const,
          role: 'roc' as const,
          title: 'Attack',
          x: { label: 'false', unit: 'share' },
          y: { label: 'true', unit: 'share' },
          series: series(candidate.letter),
        },
      })),
      'privacy',
    );

  it('hold all candidates, one figure per attack', () => {
    const drawn = figures((letter) => [line('density-ratio', letter === 'B' ? 0.3 : 0), line('closest', 0)]);
    expect(drawn.map(({ aside }) => aside)).toEqual(['Attack: density ratio', 'Attack: closest']);
    expect(drawn[0]!.title.replaceAll(nbsp, ' ')).toBe(
      'At 1 % false alarms 31 % of training rows are recognised in B flip10',
    );
    expect(drawn[0]!.table.heads).toEqual(['False positives', 'A honest', 'B flip10', 'C temp <b>0…']);
  });

  it('are read where all curves have begun', () => {
    const [drawn] = figures((letter) => [
      line('closest', letter === 'A' ? 0.2 : 0, letter === 'C' ? 0.04 : 0),
    ]);
    expect(drawn!.title.replaceAll(nbsp, ' ')).toContain('At 5 % false alarms 24 % of training rows');
  });
});

describe('distance figures', () => {
  it('are titled with the medians of their curves', () => {
    const series = (name: string, role: 'real' | 'holdout', x: number[]) => ({
      name,
      role,
      x,
      y: [0, 0.4, 0.6, 1],
      rows: 100,
    });
    const result = sampleResult({ candidates: [{ id: 'a', name: 'vendor', kind: 'good' }] });
    const [figure] = curveFigures(
      [
        {
          candidate: candidateViews(result)[0]!,
          detail: {
            kind: 'curves',
            role: 'distance-distribution',
            title: 'Distances',
            x: { label: 'distance', unit: null },
            y: { label: 'share', unit: 'share' },
            series: [
              series('to train', 'real', [0, 0.1, 0.3, 1]),
              series('to holdout', 'holdout', [0, 0.3, 0.3, 1]),
            ],
          },
        },
      ],
      'privacy',
    );
    expect(figure!.title).toBe('A vendor: median 0.200 to train, 0.300 to holdout');
  });
});

describe('curves', () => {
  it('are read straight between their points and at the top of a step', () => {
    const points = [
      [0, 0],
      [0.2, 0.1],
      [0.2, 0.5],
      [1, 1],
    ] as const;
    expect(valueAt(points, 0.1)).toBeCloseTo(0.05, 10);
    expect(valueAt(points, 0.2)).toBe(0.5);
    expect(valueAt(points, 0.6)).toBeCloseTo(0.75, 10);
    expect(valueAt(points, 1)).toBe(1);
    expect(valueAt(points, 1.1)).toBeNull();
  });
});

describe('the first screen', () => {
  it('does not show a share of duplicates as a share of what is well-formed', () => {
    const result = sampleResult();
    const { meta } = catalogue.find(({ meta }) => meta.id === 'duplicate-rows') as (typeof catalogue)[number];
    const duplicates = measure('duplicate-share', known(0.9, 0.01), { ceiling: known(0.001, 0.001) });
    for (const { outcomes } of Object.values(result.candidates)) {
      outcomes[meta.id] = {
        status: 'measured',
        summary: 'Rows repeat.',
        measures: [duplicates],
        details: [],
      };
    }
    const shown = { ...result, audits: { ...result.audits, [meta.id]: meta } };
    const { picks } = decidingTable(shown, candidateViews(shown));
    const audits = picks.flat().map(({ picked }) => picked?.audit.id);
    expect(audits).not.toContain('duplicate-rows');
    expect(audits).toContain('boundary-adherence');
  });
});
