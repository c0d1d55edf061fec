import type { Artifact } from '../artifacts/artifact.ts';
import type { Audit } from '../audits/audit.ts';

/** Audits that share what is expensive to make, and so run in one thread, one after another. */
export interface AuditGroup {
  readonly id: string;
  readonly audits: readonly Audit[];
}

/**
 * What is worth sharing, by the ids of artifacts, the longest work first: an audit belongs to the first line of which it
 * requires something, however far down. Whatever else two groups have in common is made once in each; it changes no
 * result, since an artifact's random stream depends on its id alone.
 */
const anchors: readonly (readonly string[])[] = [
  ['target-scores'],
  ['nearest-synthetic-of-real', 'nearest-rows-of-synthetic', 'nearest-strangers'],
  ['pair-trends', 'quality-report'],
  ['discriminators'],
  ['row-distances'],
  ['learning-tasks', 'real-side'],
  ['content-order'],
  ['combination-scores', 'equal-sides', 'row-identities', 'split-check'],
  ['marginal-cells'],
  ['normal-scores', 'minority-groups'],
];

/** The groups that have an audit, in the order in which they are best begun. The order of `audits` holds within each. */
export function groupAudits(audits: readonly Audit[]): AuditGroup[] {
  const groups = new Map<string, Audit[]>(anchors.map(([id]) => [id as string, []]));
  groups.set('all-else', []);
  for (const audit of audits) {
    const needs = everythingBelow(audit);
    const anchor = anchors.find((ids) => ids.some((id) => needs.has(id)));
    groups.get(anchor?.[0] ?? 'all-else')?.push(audit);
  }
  return [...groups]
    .filter(([, members]) => members.length > 0)
    .map(([id, members]) => ({ id, audits: members }));
}

/** The ids of all artifacts that an audit requires, directly or through others. */
export function everythingBelow(
  { requires }: Pick<Artifact<unknown>, 'requires'>,
  known = new Set<string>(),
): Set<string> {
  for (const artifact of Object.values(requires)) {
    if (known.has(artifact.id)) continue;
    known.add(artifact.id);
    everythingBelow(artifact, known);
  }
  return known;
}
