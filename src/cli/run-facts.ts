import { z } from 'zod';
import type { Manifest, ManifestInput } from '../bundle/manifest.ts';
import type { Weights } from '../comparison/decision.ts';
import { UserError } from '../errors.ts';
import type { ResultDocument, ResultInput } from '../result/document.ts';
import { parseDpClaim } from '../run/privacy-claim.ts';
import type { AuditRequest } from '../run/request.ts';
import { fileInput, type RunFacts } from './output-bundle.ts';
import { presetNames } from './policy-file.ts';
import { parseWeights } from './weights.ts';

/** Files that a run of `audit` reads beside the data, as the command line or the configuration names them. */
export interface AuditFiles {
  readonly config?: string | undefined;
  /** A preset is no file. */
  readonly policy?: string | undefined;
  readonly baseline?: string | undefined;
}

/** What a manifest tells of an audit. */
export async function auditFacts(
  result: ResultDocument,
  request: AuditRequest,
  { config, policy, baseline }: AuditFiles,
  formats: readonly string[],
): Promise<RunFacts> {
  const policyFile = policy !== undefined && !presetNames().includes(policy) ? policy : undefined;
  return {
    command: request.series ? 'generations' : 'audit',
    inputs: [
      ...resultInputs(result),
      ...(config === undefined ? [] : [await fileInput('config', config)]),
      ...(policyFile === undefined ? [] : [await fileInput('policy', policyFile)]),
      ...(baseline === undefined ? [] : [await fileInput('baseline', baseline)]),
    ],
    configuration: configurationOf(result, request, policyFile === undefined ? policy : undefined, formats),
    policy: policyOf(result),
    judgedOn: result.policy === null ? null : result.run.volatile.startedAt.slice(0, 10),
    seed: result.run.seed,
  };
}

/** What a manifest tells of a command that reads saved results. */
export async function savedFacts(
  command: 'gate' | 'compare',
  result: ResultDocument,
  { results, policy, baseline }: Omit<AuditFiles, 'config'> & { readonly results: readonly string[] },
  options: {
    readonly today: string;
    readonly weights?: Weights | undefined;
    readonly formats: readonly string[];
  },
): Promise<RunFacts> {
  const isFile = policy !== undefined && !presetNames().includes(policy);
  const inputs = await Promise.all([
    ...results.map((path) => fileInput('result', path)),
    ...(isFile ? [fileInput('policy', policy)] : []),
    ...(baseline === undefined ? [] : [fileInput('baseline', baseline)]),
  ]);
  return {
    command,
    inputs,
    configuration: {
      ...(policy === undefined || isFile ? {} : { policy }),
      baselineMargin: result.baseline?.margin ?? null,
      ...(command === 'gate' ? { gateOn: result.policy?.gateOn ?? [] } : {}),
      weights: weightsText(options.weights),
      format: options.formats.join(','),
    },
    policy: policyOf(result),
    judgedOn: result.policy === null ? null : options.today,
    seed: null,
  };
}

/** Data and metadata that a result says it was made from. */
function resultInputs({ inputs }: Pick<ResultDocument, 'inputs'>): ManifestInput[] {
  const { train, holdout, candidates, metadata, canaries } = inputs;
  return [
    datasetOf('train', train),
    ...(holdout === null ? [] : [datasetOf('holdout', holdout)]),
    ...candidates.map((candidate) => ({ ...datasetOf('candidate', candidate), candidate: candidate.name })),
    ...(metadata === null ? [] : [{ role: 'metadata' as const, candidate: null, files: [], ...metadata }]),
    ...(canaries === null ? [] : [datasetOf('canaries', canaries)]),
  ];
}

/** The name and hash of the policy that judged a result. */
function policyOf({ policy }: ResultDocument): Manifest['policy'] {
  return policy === null ? null : { name: policy.name, sha256: policy.sha256 };
}

function datasetOf(role: ManifestInput['role'], { name, files, sha256, bytes }: ResultInput): ManifestInput {
  const only = files.length === 1 ? files[0]?.name : undefined;
  return { role, candidate: null, name: only ?? name, files: only === undefined ? files : [], sha256, bytes };
}

/** Options by their flags' names; paths of outputs, threads and memory change no result. */
function configurationOf(
  { run, inputs }: ResultDocument,
  {
    only = [],
    skip = [],
    forestEngine,
    dpClaim,
    records,
    series,
    weights,
    baseline,
    gateOn = [],
  }: AuditRequest,
  preset: string | undefined,
  formats: readonly string[],
): Manifest['configuration'] {
  return {
    ...(preset === undefined ? {} : { policy: preset }),
    gateOn: [...gateOn],
    baselineMargin: baseline?.margin ?? null,
    target: inputs.targets,
    sensitive: inputs.sensitive,
    keys: inputs.keys,
    group: inputs.groups,
    unit: inputs.unit,
    ignore: inputs.ignored,
    only: [...only],
    skip: [...skip],
    preset: run.preset,
    disclosure: run.disclosure,
    seed: run.seed,
    weights: weightsText(weights),
    labels: series?.labels?.join(',') ?? null,
    forestEngine: forestEngine ?? null,
    dpClaim: dpClaim === undefined ? null : `eps=${dpClaim.epsilon},delta=${dpClaim.delta}`,
    records: records === undefined ? null : 'records.parquet',
    format: formats.join(','),
  };
}

function weightsText(weights: Weights | undefined): string | null {
  if (weights === undefined) return null;
  return Object.entries(weights)
    .map(([category, weight]) => `${category}=${weight}`)
    .join(',');
}

const configurationSchema = z.looseObject({
  target: z.array(z.string()),
  sensitive: z.array(z.string()),
  keys: z.array(z.string()),
  group: z.array(z.string()),
  unit: z.string().nullable(),
  ignore: z.array(z.string()),
  only: z.array(z.string()),
  skip: z.array(z.string()),
  preset: z.enum(['quick', 'standard', 'full']),
  disclosure: z.enum(['shared', 'internal']),
  seed: z.number(),
  weights: z.string().nullable(),
  labels: z.string().nullable(),
  forestEngine: z.enum(['histogram', 'ml-random-forest']).nullable(),
  dpClaim: z.string().nullable(),
});

/** The request that a manifest's configuration tells of, without its paths and its policy. @throws {UserError} `cannot-replay` */
export function requestOf({
  command,
  configuration,
}: Pick<Manifest, 'command' | 'configuration'>): Omit<AuditRequest, 'train' | 'synthetic'> {
  const parsed = configurationSchema.safeParse(configuration);
  if (!parsed.success) {
    throw new UserError(
      'cannot-replay',
      'the manifest’s configuration is none that this version knows',
      'Run it again with the version that the manifest names.',
    );
  }
  const {
    target,
    group,
    unit,
    forestEngine,
    dpClaim,
    weights,
    labels,
    sensitive,
    keys,
    ignore,
    only,
    skip,
    ...rest
  } = parsed.data;
  const { preset, disclosure, seed } = rest;
  return {
    targets: target,
    groups: group,
    ...(command === 'generations' ? { series: labels === null ? {} : { labels: labels.split(',') } } : {}),
    ...(only.length === 0 ? {} : { only }),
    ...(unit === null ? {} : { unit }),
    ...(weights === null ? {} : { weights: parseWeights(weights) }),
    ...(forestEngine === null ? {} : { forestEngine }),
    ...(dpClaim === null ? {} : { dpClaim: parseDpClaim(dpClaim) }),
    ...{ sensitive, keys, ignore, skip, preset, disclosure, seed },
  };
}
