import { describe, expect, it } from 'vitest';
import { catalogue } from '../../src/audits/index.ts';
import { selectAudits } from '../../src/audits/select-audits.ts';

const ids = (only: readonly string[], skip: readonly string[] = []) =>
  selectAudits(only, skip).map(({ meta }) => meta.id);
const inCategory = (category: string) =>
  catalogue.filter(({ meta }) => meta.category === category).map(({ meta }) => meta.id);

describe('selected audits', () => {
  it('are all of them, unless some are named', () => {
    expect(ids([])).toEqual(catalogue.map(({ meta }) => meta.id));
    expect(ids(['spread', 'exact-copies'])).toEqual(['spread', 'exact-copies']);
  });

  it('are those of a category', () => {
    expect(ids(['privacy'])).toEqual(inCategory('privacy'));
    expect(inCategory('privacy').length).toBeGreaterThan(10);
    expect(ids(['diversity', 'propensity'])).toEqual(['propensity', ...inCategory('diversity')]);
  });

  it('are without those, and those categories, that are left out', () => {
    expect(ids(['privacy'], ['singling-out'])).toEqual(
      inCategory('privacy').filter((id) => id !== 'singling-out'),
    );
    expect(ids([], ['utility', 'privacy'])).not.toContain('exact-copies');
  });

  it('are refused where a name is neither, or nothing is left', () => {
    expect(() => ids(['privcy'])).toThrow(expect.objectContaining({ remedy: 'Did you mean “privacy”?' }));
    expect(() => ids(['privacy'], ['privacy'])).toThrow(/no audit is left/);
  });
});
