import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import type { Audit } from '../src/audits/audit.ts';
import { catalogue } from '../src/audits/index.ts';
import { type CandidateResult, categories, type ResultDocument } from '../src/result/document.ts';
import type { AuditRequest } from '../src/run/request.ts';
import { auditDatasets } from '../src/run-audits.ts';
import { randomStream } from '../src/statistics/random.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'synthaudit-catalogue-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the catalogue', () => {
  it('lists every audit file once, under its id and category', async () => {
    const inFiles: string[] = [];
    for (const category of categories) {
      for (const name of filesIn(join(root, 'src/audits', category))) {
        const module: Record<string, unknown> = await import(`../src/audits/${category}/${name}.ts`);
        const audits = Object.values(module).filter(isAudit);
        // A part that two audits share stands beside them and exports none.
        if (audits.length === 0) continue;
        expect(
          audits.map(({ meta }) => [meta.category, meta.id]),
          `${category}/${name}.ts`,
        ).toEqual([[category, name]]);
        inFiles.push(...audits.map(({ meta }) => meta.id));
      }
    }
    expect(catalogue.map(({ meta }) => meta.id).sort()).toEqual(inFiles.sort());
    expect(new Set(inFiles).size).toBe(inFiles.length);
  });

  it('is in the order of the categories', () => {
    const order = catalogue.map(({ meta }) => categories.indexOf(meta.category));
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  it.each(catalogue.map(({ meta }) => [meta.id, meta] as const))('%s says what it is', (_, meta) => {
    for (const text of [meta.title, meta.failureTitle, meta.why, meta.remedy]) {
      expect(text.trim()).toBe(text);
      expect(text.length).toBeGreaterThan(15);
    }
    // Titles stand as headings, the rest as sentences.
    expect(meta.title).not.toMatch(/[.!]$/);
    expect(meta.failureTitle).not.toMatch(/[.!]$/);
    expect(meta.why).toMatch(/\.$/);
    expect(meta.remedy).toMatch(/\.$/);
    expect(meta.title).not.toBe(meta.failureTitle);
    expect(meta.evidence).not.toEqual([]);
    expect(meta.sources).not.toEqual([]);
    expect(new Set(meta.sources).size).toBe(meta.sources.length);
  });

  it.each(
    catalogue.flatMap(({ meta }) =>
      Object.entries(meta.measures).map(([name, measure]) => [meta.id, name, measure] as const),
    ),
  )('%s: %s has a title, a formula and a direction that its reference fits', (_, name, measure) => {
    expect(name).toMatch(/^[a-z0-9]+([-.][a-z0-9]+)*$/);
    expect(measure.title.length).toBeGreaterThan(1);
    expect(measure.formula.length).toBeGreaterThan(5);
    if (measure.better === 'nearer-reference') expect(measure.reference).not.toBeNull();
  });
});

describe('what is measured', () => {
  const golden: ResultDocument = JSON.parse(readFileSync(join(root, 'reports/sample/result.json'), 'utf8'));

  it('is the whole catalogue, in the sample', () => {
    expect(Object.keys(golden.audits).sort()).toEqual(catalogue.map(({ meta }) => meta.id).sort());
    for (const candidate of Object.values(golden.candidates)) {
      expect(Object.keys(candidate.outcomes).sort()).toEqual(Object.keys(golden.audits).sort());
      expect(Object.values(candidate.outcomes).filter(({ status }) => status === 'error')).toEqual([]);
    }
  });

  it('is what the audits declare, and all that they declare can be measured', async () => {
    // The sample has a holdout of 1,500 rows and a target of two classes; some measures need other data.
    const documents = [
      golden,
      await auditNumbers(),
      await auditAllTargets(),
      await auditWithoutHoldout(),
      await auditUnits(),
      await auditContacts(),
      await auditClaim(),
    ];
    const declared = catalogue.flatMap(({ meta }) =>
      Object.keys(meta.measures).map((name) => `${meta.id}: ${name}`),
    );
    const measured = new Set(
      documents.flatMap(({ candidates }) => Object.values(candidates).flatMap(measureNames)),
    );
    expect([...measured].filter((name) => !declared.includes(name))).toEqual([]);
    expect(declared.filter((name) => !measured.has(name)).join('; ')).toBe('');
  });
});

function measureNames({ outcomes }: CandidateResult): string[] {
  return Object.entries(outcomes).flatMap(([audit, outcome]) =>
    outcome.status === 'measured' ? outcome.measures.map(({ name }) => `${audit}: ${name}`) : [],
  );
}

/** Numbers alone, one of them the target, with a holdout large enough for one false positive in a thousand. */
function auditNumbers(): Promise<ResultDocument> {
  const train = numbersFile('train', 400);
  return audit({
    train,
    holdout: numbersFile('holdout', 10_000),
    synthetic: [{ path: numbersFile('candidate', 400) }],
    targets: ['height'],
    groups: ['score'],
  });
}

/** No target is named, and one column follows from another. */
function auditAllTargets(): Promise<ResultDocument> {
  return audit({
    train: numbersFile('train', 400),
    holdout: numbersFile('holdout', 400),
    synthetic: [{ path: numbersFile('candidate', 400) }],
    only: ['all-targets'],
  });
}

function auditWithoutHoldout(): Promise<ResultDocument> {
  return audit({
    train: numbersFile('train', 400),
    synthetic: [{ path: numbersFile('candidate', 400) }],
    constraints: [{ name: 'adults', sql: 'age >= 18' }],
  });
}

/** Rows that belong to households and groups. */
function auditUnits(): Promise<ResultDocument> {
  return audit({
    train: householdsFile('train'),
    holdout: householdsFile('holdout'),
    synthetic: [{ path: householdsFile('candidate') }],
    unit: 'household',
    groups: ['sex'],
  });
}

/** Instants with hours, e-mail addresses and notes. */
function auditContacts(): Promise<ResultDocument> {
  return audit({
    train: contactsFile('train'),
    holdout: contactsFile('holdout'),
    synthetic: [{ path: contactsFile('candidate') }],
    only: ['datetime-patterns', 'identifiers-and-text', 'text-shapes', 'format-adherence'],
  });
}

/** A claim of differential privacy, with canaries of which a coin decided who was put into train. */
function auditClaim(): Promise<ResultDocument> {
  return audit({
    train: numbersFile('train', 400),
    holdout: numbersFile('holdout', 400),
    synthetic: [{ path: numbersFile('candidate', 400) }],
    dpClaim: { epsilon: 1, delta: 1e-5 },
    canaries: canariesFile(),
    only: ['differential-privacy-claim'],
  });
}

function contactsFile(name: string): string {
  const random = randomStream(5, 'catalogue-test', name);
  const word = () => ['knee', 'hand', 'pain', 'rest', 'walk', 'cold', 'mild', 'new'][random.below(8)];
  const lines = Array.from({ length: 300 }, (_, row) => {
    const instant = new Date(
      Date.UTC(2024, random.below(12), 1 + random.below(28), random.below(24), 5 * random.below(12)),
    );
    const note = Array.from({ length: 9 }, word).join(' ');
    return `${instant.toISOString().slice(0, 19)},${name}.${row}@example.org,${note} number ${row}`;
  });
  const path = join(folder, `${name}-contacts.csv`);
  writeFileSync(path, `seen_at,email,note\n${lines.join('\n')}\n`);
  return path;
}

function canariesFile(): string {
  const random = randomStream(6, 'catalogue-test', 'canaries');
  const lines = Array.from({ length: 200 }, (_, row) =>
    [90 + random.uniform(), 300 + random.uniform(), 9 + random.uniform(), row % 2].join(','),
  );
  const path = join(folder, 'canaries.csv');
  writeFileSync(path, `age,height,score,included\n${lines.join('\n')}\n`);
  return path;
}

function householdsFile(name: string): string {
  const random = randomStream(4, 'catalogue-test', name);
  const lines = Array.from({ length: 300 }, (_, row) =>
    [`${name}${row >> 1}`, random.below(2) === 0 ? 'f' : 'm', random.normal().toFixed(3)].join(','),
  );
  const path = join(folder, `${name}-households.csv`);
  writeFileSync(path, `household,sex,height\n${lines.join('\n')}\n`);
  return path;
}

function audit(request: AuditRequest): Promise<ResultDocument> {
  const environment = { platform: 'any', runtime: 'any', cores: 1 };
  return auditDatasets({ ...request, preset: 'quick', threads: 1 }, environment);
}

/** Two numbers that hang together and one that does not. */
function numbersFile(name: string, rows: number): string {
  const random = randomStream(3, 'catalogue-test', name);
  const lines = Array.from({ length: rows }, () => {
    const age = 20 + 50 * random.uniform();
    const height = 150 + 0.3 * age + 8 * random.normal();
    return [age, height, random.normal()].map((value) => value.toFixed(3)).join(',');
  });
  const path = join(folder, `${name}.csv`);
  writeFileSync(path, `age,height,score\n${lines.join('\n')}\n`);
  return path;
}

function filesIn(path: string): string[] {
  try {
    return readdirSync(path)
      .filter((name) => name.endsWith('.ts'))
      .map((name) => name.slice(0, -'.ts'.length));
  } catch {
    // A category without audits has no folder.
    return [];
  }
}

function isAudit(value: unknown): value is Audit {
  return typeof value === 'object' && value !== null && 'meta' in value && 'measure' in value;
}
