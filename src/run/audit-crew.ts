import type { RunData } from '../artifacts/artifact.ts';
import type { Audit } from '../audits/audit.ts';
import type { Table } from '../datasets/table.ts';
import { openLane } from '../kernels/lane.ts';
import { createWorkerPool } from '../kernels/worker-pool.ts';
import { everythingBelow, groupAudits } from './audit-groups.ts';
import { createAuditor, type Measured } from './auditor.ts';
import type { NamedCandidate } from './candidate-names.ts';
import { LaneCrew } from './lane-crew.ts';
import type { Stages } from './stages.ts';

/** Those who measure candidates: one auditor in this thread, or several in threads of their own. */
export interface AuditCrew {
  /** How many candidates may be in memory: with several threads the next one is begun while one is being finished. */
  readonly candidatesAtOnce: number;
  measure(candidate: NamedCandidate, table: Table, wanted: Wanted): Promise<Measured>;
  close(): Promise<void>;
}

export interface Wanted {
  readonly audits: readonly Audit[];
  /** Whether every row's signals are wanted too. */
  readonly risks: boolean;
}

/** Below this many cells of train, starting threads takes longer than they save. */
const worthThreads = 100_000;

/**
 * @param audits those that will be wanted
 * @param threads whether there is one or many, the results are the same
 */
export function openCrew(
  run: RunData,
  { audits, threads, stages }: { audits: readonly Audit[]; threads: number; stages: Stages },
): AuditCrew {
  const pool = createWorkerPool(threads);
  const here = createAuditor(run, pool);
  const cells = run.train.rowCount * run.train.columns.size;
  if (threads === 1 || cells < worthThreads) {
    return {
      candidatesAtOnce: 1,
      async measure({ id, name }, table, { audits, risks }) {
        const assignment = { candidate: { id, table }, audits, risks };
        const measured = await here.measure(assignment, (audit) => stages.enter(`${name}: ${audit}`));
        here.release(id);
        return measured;
      },
      close: () => pool.close(),
    };
  }
  const busy = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const crew = new LaneCrew({
    // More threads than groups would prepare the real side of a group twice.
    seats: Math.min(threads, groupAudits(audits).length),
    openLane: () =>
      openLane(new URL('./auditor-lane.ts', import.meta.url), { ...run, constraints: null }, { pool, busy }),
    here,
    // A user's rules are computed by the engine, which only this thread has.
    staysHere: (audit) => Boolean(run.constraints) && everythingBelow(audit).has('stated-rules'),
    stages,
  });
  return {
    candidatesAtOnce: 2,
    measure: (candidate, table, wanted) => crew.measure(candidate, table, wanted),
    async close() {
      await crew.close();
      await pool.close();
    },
  };
}
