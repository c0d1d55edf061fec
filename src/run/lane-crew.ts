import type { Audit } from '../audits/audit.ts';
import type { Table } from '../datasets/table.ts';
import { UserError } from '../errors.ts';
import { type Lane, LaneLost } from '../kernels/lane.ts';
import type { Outcome } from '../result/document.ts';
import type { Wanted } from './audit-crew.ts';
import { type AuditGroup, groupAudits } from './audit-groups.ts';
import type { Auditor, Measured } from './auditor.ts';
import type { LaneAssignment } from './auditor-lane.ts';
import type { NamedCandidate } from './candidate-names.ts';
import type { Stages } from './stages.ts';

/** A group of audits of one candidate that waits for a thread. */
interface Job {
  readonly group: AuditGroup;
  readonly candidate: NamedCandidate;
  readonly table: Table;
  readonly risks: boolean;
  resolve(measured: Measured): void;
  reject(cause: unknown): void;
}

/** A thread's place in the crew. */
interface Seat {
  readonly number: number;
  lane: Lane<LaneAssignment, Measured>;
  idle: boolean;
  /** Groups that it measured before, whose real side it has prepared. */
  readonly groups: Set<string>;
  /** Candidates whose tables it holds. */
  readonly holds: Set<string>;
  /** Those that it shall forget with its next call. */
  released: string[];
}

/** What a crew is made of. */
export interface CrewParts {
  /** How many threads there may be. */
  readonly seats: number;
  openLane(): Lane<LaneAssignment, Measured>;
  /** Measures in this thread what cannot travel. */
  readonly here: Auditor;
  staysHere(audit: Audit): boolean;
  readonly stages: Stages;
}

/** Deals groups of audits to threads. A thread keeps to the groups that it knows, so the real side is prepared once. */
export class LaneCrew {
  readonly #parts: CrewParts;
  readonly #seats: readonly Seat[];
  #waiting: Job[] = [];
  #closed = false;

  constructor(parts: CrewParts) {
    this.#parts = parts;
    this.#seats = Array.from({ length: parts.seats }, (_, index) => ({
      number: index + 1,
      // At once: it loads its code while the first candidate is being read.
      lane: parts.openLane(),
      idle: true,
      groups: new Set(),
      holds: new Set(),
      released: [],
    }));
  }

  async measure(candidate: NamedCandidate, table: Table, { audits, risks }: Wanted): Promise<Measured> {
    const { id, name } = candidate;
    const { here, stages } = this.#parts;
    const staying = audits.filter((audit) => this.#parts.staysHere(audit));
    const groups = groupAudits(audits.filter((audit) => !staying.includes(audit)));
    const riskGroup = groups.find((group) => group.id === 'nearest-synthetic-of-real') ?? groups[0];
    const parts = groups.map(
      (group) =>
        new Promise<Measured>((resolve, reject) => {
          const wanted = risks && group === riskGroup;
          this.#waiting.push({ group, candidate, table, risks: wanted, resolve, reject });
        }),
    );
    this.#dispatch();
    if (staying.length > 0) {
      const assignment = { candidate: { id, table }, audits: staying, risks: risks && groups.length === 0 };
      const began = (audit: string) => stages.enter(`${name}: ${audit}`);
      parts.push(here.measure(assignment, began).finally(() => stages.leave()));
    }
    const measured = await Promise.all(parts);
    here.release(id);
    for (const { holds, released } of this.#seats) if (holds.delete(id)) released.push(id);
    return joined(measured, audits);
  }

  async close(): Promise<void> {
    this.#closed = true;
    const left = this.#waiting;
    this.#waiting = [];
    for (const { reject } of left) reject(new Error('the crew was sent home'));
    await Promise.all(this.#seats.map(({ lane }) => lane.close()));
  }

  #dispatch(): void {
    for (const seat of this.#seats) {
      if (!seat.idle) continue;
      const job = this.#next(seat);
      if (!job) return;
      this.#waiting.splice(this.#waiting.indexOf(job), 1);
      void this.#perform(job, seat);
    }
  }

  /** What the seat has prepared the real side for; then what nobody has; then whatever waits longest. */
  #next({ groups }: Seat): Job | undefined {
    const taken = (id: string) => this.#seats.some((seat) => seat.groups.has(id));
    return (
      this.#waiting.find(({ group }) => groups.has(group.id)) ??
      this.#waiting.find(({ group }) => !taken(group.id)) ??
      this.#waiting[0]
    );
  }

  async #perform(job: Job, seat: Seat): Promise<void> {
    const { group, candidate, table, risks } = job;
    const { id, name } = candidate;
    const { stages } = this.#parts;
    seat.idle = false;
    seat.groups.add(group.id);
    const assignment = {
      candidate: { id, table: seat.holds.has(id) ? null : table },
      auditIds: group.audits.map(({ meta }) => meta.id),
      risks,
      released: seat.released,
    };
    seat.holds.add(id);
    seat.released = [];
    try {
      const began = (audit: string) => stages.enter(`${name}: ${audit}`, seat.number);
      job.resolve(await seat.lane.call(assignment, began));
    } catch (cause) {
      if (cause instanceof LaneLost) {
        settleLost(job, cause);
        if (!this.#closed) seat.lane = this.#parts.openLane();
        seat.groups.clear();
        seat.holds.clear();
      } else {
        job.reject(cause);
      }
    } finally {
      stages.leave(seat.number);
      seat.idle = true;
      this.#dispatch();
    }
  }
}

/** A thread that ends takes its audits with it, and the reader sees which; the others go on. */
function settleLost({ group, risks, resolve, reject }: Job, { message }: LaneLost): void {
  if (risks) {
    const remedy = 'Give Node more memory (NODE_OPTIONS=--max-old-space-size=…), or use --threads 1.';
    reject(new UserError('thread-lost', `the signals of --records were not computed: ${message}`, remedy));
    return;
  }
  const outcome: Outcome = {
    status: 'error',
    code: 'audit-failed',
    message: `its thread ended before it was done: ${message}`,
  };
  resolve({
    outcomes: Object.fromEntries(group.audits.map(({ meta }) => [meta.id, outcome])),
    controls: [],
    risks: null,
  });
}

/** In the order of the audits, whichever ended first. */
function joined(parts: readonly Measured[], audits: readonly Audit[]): Measured {
  const outcomes = Object.assign({}, ...parts.map((part) => part.outcomes)) as Record<string, Outcome>;
  return {
    outcomes: Object.fromEntries(audits.map(({ meta }) => [meta.id, outcomes[meta.id] as Outcome] as const)),
    controls: parts.flatMap(({ controls }) => controls),
    risks: parts.find(({ risks }) => risks !== null)?.risks ?? null,
  };
}
