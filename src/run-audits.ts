import type { RunData } from './artifacts/artifact.ts';
import { selectAudits } from './audits/select-audits.ts';
import { compareCandidates } from './comparison/compare-candidates.ts';
import {
  type ConstraintChecker,
  checkFiles,
  Engine,
  inferSchema,
  type Metadata,
  type RawDataset,
  readMetadata,
  readTable,
  shareTable,
} from './datasets/datasets.ts';
import type { Role, SourceFile, Table } from './datasets/table.ts';
import { disclose } from './disclosure/disclose.ts';
import { UserError } from './errors.ts';
import { frameworks } from './evidence/index.ts';
import { candidateIds, judge, noLimits } from './policy/judge.ts';
import { canonicalJson } from './result/canonical-json.ts';
import {
  type CandidateResult,
  type ResultDocument,
  type ResultInput,
  schemaVersion,
} from './result/document.ts';
import { type AuditCrew, openCrew } from './run/audit-crew.ts';
import type { Measured } from './run/auditor.ts';
import { baseName, type NamedCandidate, nameCandidates, stemOf } from './run/candidate-names.ts';
import { describeColumns } from './run/describe-columns.ts';
import { describeMethod } from './run/describe-method.ts';
import { readCanaries } from './run/read-canaries.ts';
import { openRecordFile } from './run/record-file.ts';
import { type AuditRequest, optionsOf } from './run/request.ts';
import { checkSeries, seriesAuditIds, withSeries } from './run/series-request.ts';
import { type Environment, type Progress, startStages } from './run/stages.ts';
import { openChecker, stateConstraints } from './run/state-constraints.ts';
import { scoreCandidates } from './scores/score-candidates.ts';
import { version } from './version.ts';

/**
 * The whole pipeline: load → measure → disclose → score → compare → judge. What is scored, judged and comes back has passed
 * the disclosure door.
 *
 * @throws {UserError} for anything that is wrong with the request or the files
 */
export async function auditDatasets(
  request: AuditRequest,
  environment: Environment,
  progress: Progress = () => {},
): Promise<ResultDocument> {
  const audits = selectAudits(request.only ?? (request.series ? seriesAuditIds : []), request.skip ?? []);
  const candidates = nameCandidates(request.synthetic);
  if (candidates.length === 0) {
    throw new UserError(
      'no-candidate',
      'no synthetic dataset was given',
      'Give at least one with --synthetic.',
    );
  }
  checkSeries(request);
  candidateIds(request.gateOn ?? [], candidates);
  const threads = request.threads ?? environment.cores;
  const { temporaryFolder } = environment;
  const stages = startStages(environment, threads, progress);
  const engine = await Engine.open({
    memory: request.memory ?? defaultMemory,
    threads,
    ...(temporaryFolder === undefined ? {} : { temporaryFolder }),
  });
  let crew: AuditCrew | null = null;
  let checker: ConstraintChecker | null = null;
  try {
    await checkPaths(request);
    const records = await openRecordFile(engine, request);
    stages.enter('reading the real data');
    const given = request.metadata === undefined ? null : await readMetadata(request.metadata);
    const real = await loadReal(engine, request, given?.metadata ?? null);
    checker = await openChecker(request, real.schema);
    const run = { ...real, constraints: await stateConstraints(checker, real.train, real.holdout) };
    crew = openCrew(run, { audits, threads, stages });
    const inputs: ResultDocument['inputs']['candidates'] = [];
    const results: Record<string, CandidateResult> = {};
    const underway: Underway[] = [];
    const finishOldest = async () => {
      const { candidate, rowCount, measuring } = underway.shift() as Underway;
      const { outcomes, controls, risks } = await measuring;
      results[candidate.id] = { controls, outcomes, scores: [], verdicts: [], verdict: 'informative' };
      await records?.add(candidate.id, risks, rowCount);
    };
    for (const candidate of candidates) {
      if (underway.length === crew.candidatesAtOnce) await finishOldest();
      stages.enter(`${candidate.name}: reading`);
      const table = await loadCandidate(engine, run, candidate);
      stages.leave();
      // The engine keeps hundreds of megabytes that it read with, and only a file of records has further use for it.
      if (!records && candidate === candidates.at(-1)) await engine.close();
      inputs.push({ id: candidate.id, ...inputOf(candidate.name, table) });
      const measuring = crew.measure(candidate, table, { audits, risks: records !== null });
      // Whoever waits for it hears of a failure, even where the next candidate's file fails first.
      measuring.catch(() => {});
      underway.push({ candidate, rowCount: table.rowCount, measuring });
    }
    while (underway.length > 0) await finishOldest();
    await records?.publish();
    const { options } = run;
    const disclosed = disclose({
      schemaVersion,
      tool: { name: 'synthaudit', version },
      run: {
        seed: options.seed,
        preset: options.preset,
        disclosure: request.disclosure ?? 'shared',
        volatile: stages.finish(),
      },
      inputs: {
        train: inputOf(stemOf(request.train), run.train),
        holdout: run.holdout && inputOf(stemOf(request.holdout as string), run.holdout),
        candidates: inputs,
        metadata: given && { ...given.file },
        canaries: run.canaries ? inputOf(stemOf(request.canaries as string), run.canaries.table) : null,
        dpClaim: options.dpClaim ? { ...options.dpClaim } : null,
        targets: [...options.targets],
        unit: options.unit,
        keys: [...options.keys],
        sensitive: [...options.sensitive],
        groups: [...options.groups],
        ignored: [...options.ignored],
      },
      columns: describeColumns(run),
      audits: Object.fromEntries(audits.map(({ meta }) => [meta.id, meta])),
      candidates: results,
      series: null,
      comparison: null,
      method: describeMethod(run, records !== null),
      disclosed: [],
      evidence: structuredClone([...frameworks]),
      policy: null,
      baseline: null,
      verdict: 'informative',
    });
    // As result.json will hold it: a report rendered now and one rendered from the file later are the same.
    const described = JSON.parse(
      canonicalJson(withSeries(scoreCandidates(disclosed), request, candidates)),
    ) as ResultDocument;
    const result = { ...described, comparison: compareCandidates(described, request.weights ?? null) };
    return request.policy || request.baseline ? judged(result, request) : result;
  } finally {
    await crew?.close();
    checker?.close();
    await engine.close();
  }
}

/** A candidate that is being measured; in memory until it is done. */
interface Underway {
  readonly candidate: NamedCandidate;
  readonly rowCount: number;
  readonly measuring: Promise<Measured>;
}

/** Waivers hold by the day on which the run began, in universal time. */
function judged(
  result: ResultDocument,
  { policy = noLimits, gateOn = [], baseline }: AuditRequest,
): ResultDocument {
  const today = result.run.volatile.startedAt.slice(0, 10);
  return judge(result, policy, { today, gateOn, ...(baseline ? { baseline } : {}) });
}

const defaultMemory = '4GB';

/** Refuses what is missing or empty at once, not when its turn comes after minutes. */
async function checkPaths({ train, holdout, synthetic, canaries }: AuditRequest): Promise<void> {
  await checkFiles(train);
  if (canaries !== undefined) await checkFiles(canaries);
  if (holdout !== undefined) await checkFiles(holdout);
  for (const { path } of synthetic) await checkFiles(path);
}

/** Messages name a dataset by its file, which is what the person at the keyboard knows it by. */
function load(engine: Engine, role: Role, path: string): Promise<RawDataset> {
  return engine.load({ role, name: baseName(path), path });
}

async function loadReal(engine: Engine, request: AuditRequest, metadata: Metadata | null): Promise<RunData> {
  const ignore = request.ignore ?? [];
  const train = await load(engine, 'train', request.train);
  const holdout = request.holdout === undefined ? null : await load(engine, 'holdout', request.holdout);
  const schema = await inferSchema(engine, train, holdout, metadata, { ignore: [...ignore] });
  return {
    schema,
    options: optionsOf(request, schema),
    train: shareTable(await readTable(engine, train, schema, { ignore })),
    holdout: holdout && shareTable(await readTable(engine, holdout, schema, { ignore })),
    canaries: request.canaries === undefined ? null : await readCanaries(engine, request.canaries, schema),
  };
}

async function loadCandidate(engine: Engine, run: RunData, { path }: NamedCandidate): Promise<Table> {
  const raw = await load(engine, 'candidate', path);
  return shareTable(await readTable(engine, raw, run.schema, { ignore: run.options.ignored }));
}

function inputOf(
  name: string,
  { files, sha256, bytes, rowCount, columns, extraColumns }: Table,
): ResultInput {
  return {
    name,
    files: files.map((file: SourceFile) => ({ ...file })),
    sha256,
    bytes,
    rows: rowCount,
    columns: columns.size + extraColumns.length,
  };
}
