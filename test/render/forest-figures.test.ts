import { describe, expect, it } from 'vitest';
import { forestPlot } from '../../src/render/charts/forest-plot.ts';

const point = (value: number) => ({ value, low: value - 0.1, high: value + 0.1 });
const draw = (values: readonly number[]) =>
  forestPlot({
    items: values.map((value, row) => ({ label: `row ${row} <b>`, real: point(value), synthetic: null })),
    axis: 'coefficient',
    reference: 0,
    hue: 'c1',
    label: 'a forest',
  }).toString();

describe('a forest plot', () => {
  it('draws a square per real value and escapes labels', () => {
    const markup = draw([0.1, 0.2, 0.3]);
    expect(markup.match(/real-mark/g)?.length).toBe(3);
    expect(markup).not.toContain('<b>');
    expect(markup).not.toContain('▸');
    expect(markup).not.toContain('NaN');
  });

  it('stops before a value that would squeeze all others, and points at it', () => {
    const markup = draw([...Array.from({ length: 20 }, (_, i) => i / 10), 500]);
    expect(markup.match(/real-mark/g)?.length).toBe(20);
    expect(markup.match(/▸/g)?.length).toBe(1);
  });

  it('has an axis where all values are the same', () => {
    expect(draw([0, 0])).not.toContain('NaN');
    expect(draw([])).not.toContain('NaN');
  });
});
