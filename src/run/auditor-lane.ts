import type { RunData } from '../artifacts/artifact.ts';
import { catalogue } from '../audits/index.ts';
import type { Table } from '../datasets/table.ts';
import type { LaneBody, LaneHost } from '../kernels/lane.ts';
import { createAuditor, type Measured } from './auditor.ts';

/** An assignment as it travels: audits by their ids. */
export interface LaneAssignment {
  /** The table comes with the first assignment of a candidate. */
  readonly candidate: { readonly id: string; readonly table: Table | null };
  readonly auditIds: readonly string[];
  readonly risks: boolean;
  /** Candidates that nobody will ask about again. */
  readonly released: readonly string[];
}

/** An auditor in a thread of its own. */
export function open(run: RunData, { pool, note }: LaneHost): LaneBody<LaneAssignment, Measured> {
  const auditor = createAuditor(run, pool);
  return {
    call({ candidate, auditIds, risks, released }) {
      for (const id of released) auditor.release(id);
      const audits = catalogue.filter(({ meta }) => auditIds.includes(meta.id));
      return auditor.measure({ candidate, audits, risks }, note);
    },
  };
}
