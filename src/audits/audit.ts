import type { Artifact, Context, Requirements, Values } from '../artifacts/artifact.ts';
import type { AuditMeta, Detail, KnownEstimate, Measure } from '../result/document.ts';

/** What an audit hands back when it could measure. */
export interface Finding {
  /** One sentence on what was observed; quotes no cell values. */
  readonly summary: string;
  readonly measures: readonly Measure[];
  readonly details: readonly Detail[];
}

/** An audit is one file: what it is (`meta`), what it needs (`requires`), and a pure function of that (`measure`). */
export interface Audit {
  readonly meta: AuditMeta;
  readonly requires: Requirements;
  measure(inputs: never, context: Context): Finding | Promise<Finding>;
}

/** Declares an audit. An artifact that is not in `requires` does not compile inside `measure`. */
export function defineAudit<R extends Readonly<Record<string, Artifact<unknown>>>>(definition: {
  meta: AuditMeta;
  requires: R;
  measure(inputs: Values<R>, context: Context): Finding | Promise<Finding>;
}): Audit {
  return definition;
}

/** A measure with everything that is optional in meaning set to null. */
export function measureOf(parts: {
  name: string;
  subject?: readonly string[];
  labels?: Readonly<Record<string, string>>;
  estimate: KnownEstimate;
  test?: Measure['test'];
  ceiling?: KnownEstimate | null;
  floor?: KnownEstimate | null;
  replicates?: Measure['replicates'];
}): Measure {
  return {
    name: parts.name,
    subject: [...(parts.subject ?? [])],
    labels: { ...parts.labels },
    estimate: parts.estimate,
    test: parts.test ?? null,
    ceiling: parts.ceiling ?? null,
    floor: parts.floor ?? null,
    replicates: parts.replicates ?? null,
  };
}
