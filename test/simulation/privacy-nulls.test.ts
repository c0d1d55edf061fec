import { describe, it } from 'vitest';
import type { Audit } from '../../src/audits/audit.ts';
import { attributeDisclosure } from '../../src/audits/privacy/attribute-disclosure.ts';
import { attributeInference } from '../../src/audits/privacy/attribute-inference.ts';
import { linkability } from '../../src/audits/privacy/linkability.ts';
import { nearestNeighbourLegacy } from '../../src/audits/privacy/nearest-neighbour-legacy.ts';
import { rareCombinations } from '../../src/audits/privacy/rare-combinations.ts';
import { singlingOut } from '../../src/audits/privacy/singling-out.ts';
import { splitIntegrity } from '../../src/audits/privacy/split-integrity.ts';
import type { Outcome } from '../../src/result/document.ts';
import { runOn } from '../audits/harness.ts';
import { seedCount } from './binomial-bound.ts';
import { expectNothing } from './nothing-found.ts';
import { type Design, drawNull, familyDesign, nullDesigns } from './populations.ts';

interface Case {
  readonly id: string;
  readonly audit: Audit;
  readonly designs: readonly Design[];
}

const [rows, twins] = [
  nullDesigns.filter(({ unit }) => unit === undefined),
  nullDesigns.filter(({ unit }) => unit !== undefined),
];

const cases: readonly Case[] = [
  caseOf(splitIntegrity, [...rows, ...twins, familyDesign]),
  caseOf(rareCombinations, [...rows, ...twins, familyDesign]),
  // Its measures know no units.
  caseOf(nearestNeighbourLegacy, rows),
  // No condition is met by one of two twins alone.
  caseOf(singlingOut, [...rows, familyDesign]),
  caseOf(linkability, [...rows, ...twins, familyDesign]),
  caseOf(attributeInference, [...rows, ...twins, familyDesign]),
  caseOf(attributeDisclosure, [...rows, ...twins, familyDesign]),
];

describe.each(cases)('$id on a fresh sample', ({ id, audit, designs }) => {
  it.each(designs)('$name', async (design) => {
    const outcomes: Outcome[] = [];
    for (let seed = 0; seed < seedCount; seed++) outcomes.push(await runOn(audit, drawNull(design, seed)));
    expectNothing(`${id}, ${design.name}`, outcomes);
  });
});

function caseOf(audit: Audit, designs: readonly Design[]): Case {
  return { id: audit.meta.id, audit, designs };
}
