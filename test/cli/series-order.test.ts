import { describe, expect, it } from 'vitest';
import { orderDoubt } from '../../src/cli/series-order.ts';

const series = (...names: string[]) => names.map((name) => ({ path: `runs/3/${name}.csv` }));

describe('the order of a series', () => {
  it('is doubted where numbers in names that are alike go back', () => {
    expect(orderDoubt(series('gen1', 'gen10', 'gen2'))).toBe(
      'generations are taken in the order given: gen1, gen10, gen2. By the numbers in their names it is gen1, gen2, gen10: name them in that order if it is meant.',
    );
    expect(orderDoubt(series('2026-02-full', '2025-11-full'))).toContain('2025-11-full, 2026-02-full:');
    expect(
      orderDoubt([
        { name: 'step 10', path: 'a.csv' },
        { name: 'step 9', path: 'b.csv' },
      ]),
    ).not.toBeNull();
  });

  it.each([
    ['ascending', series('gen2', 'gen10', 'gen11')],
    ['years ascending, months not', series('2025-12', '2026-01')],
    ['no numbers', series('vendor', 'alpha')],
    ['names that are not alike', series('pilot-2', 'release-1')],
    ['equal numbers', series('gen01', 'gen1')],
    ['nothing', []],
  ])('is not where there is %s', (_, given) => {
    expect(orderDoubt(given)).toBeNull();
  });
});
