import { describe, expect, it } from 'vitest';
import { catalogue } from '../../src/audits/index.ts';
import { frameworks } from '../../src/evidence/index.ts';
import { frameworkSchema } from '../../src/result/document.ts';

describe('the frameworks', () => {
  it('are well-formed, and no two have one id', () => {
    for (const framework of frameworks) expect(frameworkSchema.parse(framework)).toEqual(framework);
    expect(new Set(frameworks.map(({ id }) => id)).size).toBe(frameworks.length);
    for (const { clauses } of frameworks) {
      expect(new Set(clauses.map(({ id }) => id)).size).toBe(clauses.length);
    }
  });

  it('name only audits that exist, and each clause names one', () => {
    const ids = catalogue.map(({ meta }) => meta.id);
    for (const { clauses } of frameworks) {
      for (const clause of clauses) {
        expect(clause.audits.length, clause.id).toBeGreaterThan(0);
        expect(clause.audits.map(({ audit }) => audit).filter((id) => !ids.includes(id))).toEqual([]);
      }
    }
  });

  it('leave no deciding privacy audit unused', () => {
    const used = new Set(
      frameworks.flatMap(({ clauses }) => clauses.flatMap(({ audits }) => audits.map(({ audit }) => audit))),
    );
    // Similarity scores of the older kind speak to no clause: they are never enough.
    const legacy = ['distance-to-closest-record', 'nearest-neighbour-legacy'];
    const privacy = catalogue.filter(({ meta }) => meta.category === 'privacy').map(({ meta }) => meta.id);
    expect(privacy.filter((id) => !used.has(id) && !legacy.includes(id))).toEqual([]);
  });

  it('say their state and a date, and leave something to a human', () => {
    for (const { status, asOf, clauses } of frameworks) {
      expect(status.length).toBeGreaterThan(5);
      expect(asOf).toMatch(/^20\d\d-(0[1-9]|1[0-2])$/);
      for (const { remains } of clauses) expect(remains.length).toBeGreaterThan(20);
    }
  });

  it('claim no outcome of law', () => {
    const text = JSON.stringify(frameworks);
    expect(text).not.toMatch(/anonym|complian/iu);
  });
});
