import { describe, expect, it } from 'vitest';
import { catalogue } from '../../src/audits/index.ts';
import { everythingBelow, groupAudits } from '../../src/run/audit-groups.ts';

const groups = groupAudits(catalogue);
const groupOf = (audit: string) =>
  groups.find(({ audits }) => audits.some(({ meta }) => meta.id === audit))?.id;

describe('groups of audits', () => {
  it('hold every audit once, in the order of the catalogue', () => {
    const ids = groups.flatMap(({ audits }) => audits.map(({ meta }) => meta.id));
    expect([...ids].sort()).toEqual(catalogue.map(({ meta }) => meta.id).sort());
    for (const { audits } of groups) {
      const places = audits.map((audit) => catalogue.indexOf(audit));
      expect(places).toEqual([...places].sort((a, b) => a - b));
    }
  });

  it('have an audit for each anchor: an artifact that was renamed would scatter them', () => {
    expect(groups.map(({ id }) => id)).toEqual([
      'target-scores',
      'nearest-synthetic-of-real',
      'pair-trends',
      'discriminators',
      'row-distances',
      'learning-tasks',
      'content-order',
      'combination-scores',
      'marginal-cells',
      'normal-scores',
      'all-else',
    ]);
    const all = new Set(catalogue.flatMap((audit) => [...everythingBelow(audit)]));
    const shared = [
      'quality-report',
      'nearest-rows-of-synthetic',
      'nearest-strangers',
      'real-side',
      'equal-sides',
    ];
    for (const id of [...shared, 'row-identities', 'split-check', 'minority-groups', 'stated-rules']) {
      expect(all, id).toContain(id);
    }
  });

  it('keep together what shares long work', () => {
    expect(groupOf('vulnerable-records')).toBe(groupOf('membership-inference'));
    expect(groupOf('detection-power')).toBe(groupOf('membership-inference'));
    expect(groupOf('group-utility')).toBe(groupOf('train-on-synthetic-test-on-real'));
    expect(groupOf('manifold')).toBe(groupOf('two-sample'));
  });

  it('are only those that have something to do', () => {
    const some = catalogue.filter(({ meta }) => meta.id === 'propensity');
    expect(groupAudits(some)).toEqual([{ id: 'discriminators', audits: some }]);
  });
});
