import { NotApplicable, type RunOptions } from '../../artifacts/artifact.ts';
import type { LearningSides, ReadySides } from '../../artifacts/learning-sides.ts';
import type { Detail, Measure } from '../../result/document.ts';
import type { Finding } from '../audit.ts';

/** What an audit found for one target; or, as the obstacle, why there is nothing to be found. */
export type TargetFinding =
  | { readonly measures: readonly Measure[]; readonly details: readonly Detail[]; readonly sentence: string }
  | { readonly obstacle: string };

/** One target after another, in their order. Throws NotApplicable where nothing was found for all of them. */
export async function findOverTargets(
  targets: ReadonlyMap<string, LearningSides>,
  find: (sides: ReadySides, target: string) => Promise<TargetFinding>,
): Promise<Finding> {
  const found: TargetFinding[] = [];
  for (const [target, sides] of targets) {
    found.push(sides.status === 'ready' ? await find(sides, target) : { obstacle: sides.reason });
  }
  return joinFindings(found);
}

/**
 * Measures, details and sentences in their order, then a note for each of which nothing was found. Throws
 * NotApplicable where this is so for all of them.
 */
export function joinFindings(all: Iterable<TargetFinding>): Finding {
  const measures: Measure[] = [];
  const details: Detail[] = [];
  const sentences: string[] = [];
  const obstacles: string[] = [];
  for (const found of all) {
    if ('obstacle' in found) {
      obstacles.push(found.obstacle);
      continue;
    }
    measures.push(...found.measures);
    details.push(...found.details);
    sentences.push(found.sentence);
  }
  if (measures.length === 0) throw new NotApplicable(obstacles.join('; '));
  for (const obstacle of obstacles) details.push({ kind: 'note', text: `Not measured: ${obstacle}.` });
  return { summary: sentences.join(' '), measures, details };
}

/** Throws NotApplicable where the user names no column to predict. */
export function requireTarget({ targets }: Pick<RunOptions, 'targets'>): void {
  if (targets.length > 0) return;
  throw new NotApplicable('no target was named: give the column to predict with --target');
}
