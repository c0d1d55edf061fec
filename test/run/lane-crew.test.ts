import { describe, expect, it } from 'vitest';
import { catalogue } from '../../src/audits/index.ts';
import type { Table } from '../../src/datasets/table.ts';
import { LaneLost } from '../../src/kernels/lane.ts';
import type { Outcome } from '../../src/result/document.ts';
import type { Measured } from '../../src/run/auditor.ts';
import type { LaneAssignment } from '../../src/run/auditor-lane.ts';
import { LaneCrew } from '../../src/run/lane-crew.ts';

const audits = catalogue.filter(({ meta }) =>
  ['column-shapes', 'propensity', 'exact-copies', 'distance-to-closest-record'].includes(meta.id),
);
const ids = audits.map(({ meta }) => meta.id);
const outcome: Outcome = { status: 'not-applicable', reason: 'measured elsewhere' };
const candidate = (id: string) => ({ id, name: id, path: `${id}.csv` });
const tableOf = (name: string): Table => ({
  role: 'candidate',
  name,
  rowCount: 0,
  columns: new Map(),
  missingColumns: [],
  extraColumns: [],
  files: [],
  sha256: '',
  bytes: 0,
});

interface Heard extends LaneAssignment {
  readonly lane: number;
}

/** A crew whose threads note what they are given; `act` may fail in a thread's stead. */
function crewOf(seats: number, act: (heard: Heard) => void = () => {}, staying: readonly string[] = []) {
  const heard: Heard[] = [];
  const here: string[] = [];
  let opened = 0;
  const measured = (auditIds: readonly string[]): Measured => ({
    outcomes: Object.fromEntries(auditIds.map((id) => [id, outcome])),
    controls: [],
    risks: null,
  });
  const crew = new LaneCrew({
    seats,
    openLane() {
      const lane = ++opened;
      return {
        async call(assignment, began) {
          heard.push({ ...assignment, lane });
          for (const id of assignment.auditIds) began(id);
          await new Promise((resolve) => setTimeout(resolve, 1));
          act({ ...assignment, lane });
          return measured(assignment.auditIds);
        },
        async close() {},
      };
    },
    here: {
      async measure({ audits }) {
        here.push(...audits.map(({ meta }) => meta.id));
        return measured(audits.map(({ meta }) => meta.id));
      },
      release() {},
    },
    staysHere: ({ meta }) => staying.includes(meta.id),
    stages: { enter() {}, leave() {}, finish: () => Promise.reject() as never },
  });
  return { crew, heard, here };
}

describe('a crew of threads', () => {
  it('measures every audit once, and answers in the order of the audits', async () => {
    const { crew, heard } = crewOf(2);
    const { outcomes } = await crew.measure(candidate('a'), tableOf('a'), { audits, risks: false });
    expect(Object.keys(outcomes)).toEqual(ids);
    expect(heard.flatMap(({ auditIds }) => auditIds).sort()).toEqual([...ids].sort());
  });

  it('sends a table to a thread once, and tells it which candidates are done', async () => {
    const { crew, heard } = crewOf(1);
    for (const id of ['a', 'b']) await crew.measure(candidate(id), tableOf(id), { audits, risks: false });
    const withTable = heard.filter(({ candidate }) => candidate.table);
    expect(withTable.map(({ candidate }) => candidate.id)).toEqual(['a', 'b']);
    expect(heard.flatMap(({ released }) => released)).toEqual(['a']);
  });

  it('gives a thread the groups that it knows', async () => {
    const { crew, heard } = crewOf(2);
    for (const id of ['a', 'b', 'c']) {
      await crew.measure(candidate(id), tableOf(id), { audits: audits.slice(0, 2), risks: false });
    }
    for (const audit of ids.slice(0, 2)) {
      expect(
        new Set(heard.filter(({ auditIds }) => auditIds.includes(audit)).map(({ lane }) => lane)).size,
      ).toBe(1);
    }
  });

  it('keeps here what cannot travel', async () => {
    const { crew, heard, here } = crewOf(2, undefined, ['column-shapes']);
    const { outcomes } = await crew.measure(candidate('a'), tableOf('a'), { audits, risks: false });
    expect(here).toEqual(['column-shapes']);
    expect(heard.flatMap(({ auditIds }) => auditIds)).not.toContain('column-shapes');
    expect(Object.keys(outcomes)).toEqual(ids);
  });

  it('asks one thread for the signals of the rows', async () => {
    const { crew, heard } = crewOf(2);
    await crew.measure(candidate('a'), tableOf('a'), { audits, risks: true });
    const asked = heard.filter(({ risks }) => risks);
    expect(asked.map(({ auditIds }) => auditIds)).toEqual([['distance-to-closest-record']]);
  });

  it('shows which audits a lost thread took with it, and goes on with a new one', async () => {
    const { crew, heard } = crewOf(1, ({ lane }) => {
      if (lane === 1) throw new LaneLost('out of memory');
    });
    const { outcomes } = await crew.measure(candidate('a'), tableOf('a'), { audits, risks: false });
    const failed = Object.entries(outcomes).filter(([, { status }]) => status === 'error');
    expect(failed.map(([id]) => id)).toEqual(heard[0]?.auditIds);
    expect(failed[0]?.[1]).toMatchObject({ message: expect.stringContaining('out of memory') });
    expect(Object.keys(outcomes)).toEqual(ids);
    expect(heard.slice(1).every(({ lane }) => lane === 2)).toBe(true);
    expect(heard[1]?.candidate.table).not.toBeNull();
  });

  it('does not write a file of signals that were not computed', async () => {
    const { crew } = crewOf(1, () => {
      throw new LaneLost('out of memory');
    });
    const measuring = crew.measure(candidate('a'), tableOf('a'), { audits, risks: true });
    await expect(measuring).rejects.toMatchObject({ name: 'UserError', code: 'thread-lost' });
  });

  it('rejects what waits when it is closed', async () => {
    const { crew } = crewOf(1);
    const measuring = crew.measure(candidate('a'), tableOf('a'), { audits, risks: false });
    const rejected = expect(measuring).rejects.toThrow('sent home');
    await crew.close();
    await rejected;
  });
});
