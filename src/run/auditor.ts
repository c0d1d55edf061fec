import { ArtifactStore, NotApplicable, type RunData } from '../artifacts/artifact.ts';
import { positiveControls } from '../artifacts/positive-controls.ts';
import { type RecordRisks, recordRisks } from '../artifacts/record-risks.ts';
import type { Audit } from '../audits/audit.ts';
import { runAudit } from '../audits/run-audit.ts';
import type { Table } from '../datasets/table.ts';
import type { WorkerPool } from '../kernels/worker-pool.ts';
import type { CandidateResult, Outcome } from '../result/document.ts';
import { randomStream } from '../statistics/random.ts';

/** What is to be measured of one candidate. */
export interface Assignment {
  /** The table may be left out once the auditor has it. */
  readonly candidate: { readonly id: string; readonly table: Table | null };
  readonly audits: readonly Audit[];
  /** Whether every row's signals are wanted too. */
  readonly risks: boolean;
}

/** What was measured. */
export interface Measured {
  readonly outcomes: Readonly<Record<string, Outcome>>;
  /** The planted leaks, where they were measured; a policy reads them to tell a pass from what could not be seen. */
  readonly controls: CandidateResult['controls'];
  /** Null where they are not wanted, or no column can be compared. */
  readonly risks: RecordRisks | null;
}

/** One who knows the run's data, measures candidates, and keeps what the next audit of the same candidate needs. */
export interface Auditor {
  measure(assignment: Assignment, began: (auditId: string) => void): Promise<Measured>;
  /** Forgets a candidate and all that was computed for it. */
  release(candidateId: string): void;
}

export function createAuditor(run: RunData, pool: WorkerPool): Auditor {
  const store = new ArtifactStore(run, pool);
  return {
    async measure({ candidate: { id, table }, audits, risks }, began) {
      if (table) store.addCandidate(id, table);
      const outcomes: Record<string, Outcome> = {};
      for (const audit of audits) {
        began(audit.meta.id);
        const random = randomStream(run.options.seed, audit.meta.id, id);
        outcomes[audit.meta.id] = await runAudit(audit, id, store, { random, pool });
      }
      const planted = outcomes['detection-power']?.status === 'measured';
      return {
        outcomes,
        controls: planted ? [...(await store.get(positiveControls, id))] : [],
        risks: risks ? await risksOf(store, id) : null,
      };
    },
    release: (candidateId) => store.release(candidateId),
  };
}

function risksOf(store: ArtifactStore, candidateId: string): Promise<RecordRisks | null> {
  return store.get(recordRisks, candidateId).catch((cause: unknown) => {
    // No column to compare: its rows stand in the file, and nothing is known of them.
    if (cause instanceof NotApplicable) return null;
    throw cause;
  });
}
