import { UserError } from '../errors.ts';
import { canonicalJson } from '../result/canonical-json.ts';
import type { CandidateResult, ResultDocument } from '../result/document.ts';

/** A saved result, with the name that messages know it by. */
export interface NamedResult {
  readonly name: string;
  readonly result: ResultDocument;
}

/**
 * One document with the candidates of several, in the order given. Ids and names that are taken get a number. What the
 * documents do not share (when and on which machine they were made) is the first one's, durations add up. Verdicts
 * and comparison are left out: they are the whole's.
 *
 * @throws {UserError} `nothing-to-compare`, `not-comparable` where the documents measured different things
 */
export function mergeResults(results: readonly NamedResult[]): ResultDocument {
  const [first, ...others] = results;
  if (first === undefined || results.flatMap(({ result }) => result.inputs.candidates).length < 2) {
    throw new UserError(
      'nothing-to-compare',
      'there are not two candidates to compare',
      'Give the result.json of two or more audits.',
    );
  }
  for (const other of others) refuseDifferent(first, other);
  const inputs: ResultDocument['inputs']['candidates'] = [];
  const candidates: Record<string, CandidateResult> = {};
  for (const { result } of results) {
    for (const input of result.inputs.candidates) {
      const { id, name } = freeName(input, inputs);
      inputs.push({ ...input, id, name });
      candidates[id] = {
        ...(result.candidates[input.id] as CandidateResult),
        verdicts: [],
        verdict: 'informative',
      };
    }
  }
  const { volatile } = first.result.run;
  const all = results.map(({ result }) => result.run.volatile);
  return {
    ...first.result,
    run: {
      ...first.result.run,
      volatile: {
        ...volatile,
        durationMs: all.reduce((sum, { durationMs }) => sum + durationMs, 0),
        stages: all.flatMap(({ stages }) => stages),
      },
    },
    inputs: { ...first.result.inputs, candidates: inputs },
    candidates,
    // An order of releases is not theirs any more.
    series: null,
    comparison: null,
    policy: null,
    baseline: null,
    verdict: 'informative',
  };
}

type Aspect = readonly [subject: string, of: (result: ResultDocument) => unknown, remedy: string];

const auditAgain = 'Audit all candidates against the same data with the same options.';

/** What must be equal, the most telling first. */
const aspects: readonly Aspect[] = [
  ['were audited against different training data', ({ inputs }) => inputs.train.sha256, auditAgain],
  [
    'were audited against different holdouts',
    ({ inputs }) => inputs.holdout?.sha256 ?? null,
    'Audit all candidates against the same holdout.',
  ],
  ['used different seeds', ({ run }) => run.seed, 'Audit all candidates with the same --seed.'],
  ['used different presets', ({ run }) => run.preset, 'Audit all candidates with the same --preset.'],
  [
    'were disclosed differently',
    ({ run }) => run.disclosure,
    'Audit all candidates with the same --disclosure.',
  ],
  [
    'were made by different versions of the tool',
    ({ tool }) => [tool.name, tool.version],
    'Audit all candidates with one version.',
  ],
  ['used different metadata', ({ inputs }) => inputs.metadata?.sha256 ?? null, auditAgain],
  [
    'tested different claims of differential privacy, or with different canaries',
    ({ inputs }) => [inputs.dpClaim, inputs.canaries?.sha256 ?? null],
    auditAgain,
  ],
  [
    'were given different roles of columns (targets, unit, keys, sensitive, groups, ignored)',
    ({ inputs: { targets, unit, keys, sensitive, groups, ignored } }) => [
      targets,
      unit,
      keys,
      sensitive,
      groups,
      ignored,
    ],
    auditAgain,
  ],
  ['read columns under different schemas', ({ columns }) => columns, auditAgain],
  [
    'ran different audits',
    ({ audits }) => Object.keys(audits).sort(),
    'Audit all candidates with the same --only and --skip.',
  ],
  ['measured differently', ({ audits }) => audits, auditAgain],
];

function refuseDifferent(first: NamedResult, other: NamedResult): void {
  for (const [fact, of, remedy] of aspects) {
    if (canonicalJson(of(first.result)) === canonicalJson(of(other.result))) continue;
    throw new UserError('not-comparable', `${first.name} and ${other.name} ${fact}`, remedy);
  }
  const resamples = new Set([...resampleIds(first.result), ...resampleIds(other.result)]);
  if (resamples.size <= 1) return;
  throw new UserError(
    'not-comparable',
    `${first.name} and ${other.name} did not resample the same real rows`,
    auditAgain,
  );
}

function resampleIds({ candidates }: ResultDocument): string[] {
  return Object.values(candidates).flatMap(({ outcomes }) =>
    Object.values(outcomes).flatMap((outcome) =>
      outcome.status === 'measured'
        ? outcome.measures.flatMap(({ replicates }) => replicates?.resampleId ?? [])
        : [],
    ),
  );
}

function freeName(
  { id, name }: { readonly id: string; readonly name: string },
  taken: readonly { readonly id: string }[],
): { id: string; name: string } {
  const isTaken = (wanted: string) => taken.some((other) => other.id === wanted);
  if (!isTaken(id)) return { id, name };
  for (let next = 2; ; next++) {
    if (!isTaken(`${id}-${next}`)) return { id: `${id}-${next}`, name: `${name} (${next})` };
  }
}
