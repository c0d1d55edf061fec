import { differenceOf } from '../comparison/difference.ts';
import { criticalOf, type Reading } from '../comparison/reading.ts';
import { roundingSlack } from '../disclosure/rounding.ts';
import { UserError } from '../errors.ts';
import type { BaselineComparison, Change, Vanished } from '../result/baseline.ts';
import type {
  AuditMeta,
  CandidateResult,
  Measure,
  MeasureMeta,
  Policy,
  ResultDocument,
} from '../result/document.ts';
import { widening } from '../result/widening.ts';
import { isAddressed, parseAddress, type RuleAddress } from './rule-address.ts';

/** An earlier result that a new one must not fall behind. */
export interface Baseline {
  /** Of its file, without the way to it. */
  readonly name: string;
  readonly sha256: string;
  readonly result: ResultDocument;
  /** By how much a measure may be worse, in its own unit, beyond what sampling explains. */
  readonly margin: number;
}

/**
 * Holds a result against an earlier one: every measure of the whole table that has a better side, and those that the
 * policy's rules address. Old and new are taken as independent, unless both rest on the same resamples of the same real
 * rows; a change counts where it exceeds rounding, the margin, and the interval of the difference, its half widened
 * for the number of measures compared (Bonferroni).
 *
 * Where each of the two has one candidate these are compared, whatever their names; else candidates of the same id are.
 *
 * @throws {UserError} `not-comparable` where the two have no measure in common
 */
export function holdAgainst(
  result: ResultDocument,
  { name, sha256, result: earlier, margin }: Baseline,
  policy: Policy,
): BaselineComparison {
  const addresses = policy.rules.map((rule) => parseAddress(rule.address));
  const candidates = Object.fromEntries(
    result.inputs.candidates.map(({ id }) => {
      const against = counterpart(id, result, earlier);
      return [id, candidateAgainst(id, against, { result, earlier, margin, addresses })];
    }),
  );
  const found = Object.values(candidates);
  if (found.some(({ against }) => against !== null) && found.every(({ compared }) => compared === 0)) {
    throw new UserError(
      'not-comparable',
      `${name} has no measure in common with this result`,
      'Give the result of an earlier release, audited against the same columns with the same audits.',
    );
  }
  return {
    name,
    sha256,
    startedAt: earlier.run.volatile.startedAt,
    toolVersion: earlier.tool.version,
    margin,
    differs: differencesOf(result, earlier),
    candidates,
  };
}

type Held = BaselineComparison['candidates'][string];

interface Pair {
  readonly result: ResultDocument;
  readonly earlier: ResultDocument;
  readonly margin: number;
  readonly addresses: readonly RuleAddress[];
}

interface Listed {
  readonly audit: string;
  readonly meta: MeasureMeta;
  readonly measure: Measure;
}

function counterpart(id: string, { inputs }: ResultDocument, earlier: ResultDocument): string | null {
  const [first, ...others] = earlier.inputs.candidates;
  if (first && others.length === 0 && inputs.candidates.length === 1) return first.id;
  return earlier.inputs.candidates.find((candidate) => candidate.id === id)?.id ?? null;
}

function candidateAgainst(id: string, against: string | null, pair: Pair): Held {
  if (against === null) return { against, compared: 0, undecided: 0, changes: [], vanished: [] };
  const { result, earlier, margin, addresses } = pair;
  const candidate = result.candidates[id] as CandidateResult;
  const now = listed(result, candidate, addresses);
  const before = listed(earlier, earlier.candidates[against] as CandidateResult, addresses);
  const common = [...before].flatMap(([key, then]) => {
    const here = now.get(key);
    return here === undefined ? [] : [{ then, here }];
  });
  const read = common.flatMap(({ then, here }) => {
    const [old, current] = [readingOf(then, earlier), readingOf(here, result)];
    return old === null || current === null ? [] : [{ then, here, old, current }];
  });
  const wider = widening(Math.max(1, read.length));
  return {
    against: earlier.inputs.candidates.find((one) => one.id === against)?.name ?? against,
    compared: read.length,
    undecided: common.length - read.length,
    changes: read.flatMap(({ then, here, old, current }) => {
      const change = changeOf(old, current, wider, margin);
      return change === null
        ? []
        : [
            {
              ...placeOf(here),
              ...change,
              before: then.measure.estimate,
              now: here.measure.estimate,
              direction: directionOf(change.difference.value, here.meta),
            },
          ];
    }),
    vanished: [...before].flatMap(([key, then]): Vanished[] =>
      now.has(key)
        ? []
        : [
            {
              ...placeOf(then),
              before: then.measure.estimate,
              because: whyGone(then.audit, result, candidate),
            },
          ],
    ),
  };
}

/** Measures by what addresses them. */
function listed(
  { audits }: ResultDocument,
  { outcomes }: CandidateResult,
  addresses: readonly RuleAddress[],
): Map<string, Listed> {
  const found = new Map<string, Listed>();
  for (const [audit, outcome] of Object.entries(outcomes)) {
    if (outcome.status !== 'measured') continue;
    for (const measure of outcome.measures) {
      const meta = metaOf(audits[audit], measure.name);
      if (meta === null || meta.better === 'none') continue;
      if (measure.subject.length > 0 && !addresses.some((address) => isAddressed(address, audit, measure)))
        continue;
      const labels = Object.entries(measure.labels).sort(([a], [b]) => (a < b ? -1 : 1));
      found.set(JSON.stringify([audit, measure.name, measure.subject, labels]), { audit, meta, measure });
    }
  }
  return found;
}

function metaOf(audit: AuditMeta | undefined, measure: string): MeasureMeta | null {
  return audit !== undefined && Object.hasOwn(audit.measures, measure)
    ? (audit.measures[measure] as MeasureMeta)
    : null;
}

/** Null where nothing is known of how far the value may err. What is hidden lies anywhere in its range. */
function readingOf({ measure, meta }: Listed, { run }: ResultDocument): Reading | null {
  const { estimate, replicates } = measure;
  if (estimate.value === null) {
    const { low, high } = estimate.censored;
    const slack = (high - low) / 2;
    return folded({ value: (low + high) / 2, below: 0, above: 0, slack, replicates: null }, meta);
  }
  const { value, sampleSize, uncertainty } = estimate;
  if (uncertainty.kind === 'unknown') return null;
  const slack = roundingSlack(
    { value, sampleSize },
    { disclosure: run.disclosure, countsPeople: meta.counts === 'real-rows' },
  );
  if (uncertainty.kind === 'exact')
    return folded({ value, below: 0, above: 0, slack, replicates: null }, meta);
  // Intervals of other levels are brought to 95 %, which the correction is for.
  const scale = criticalOf(0.95) / criticalOf(uncertainty.level);
  const below = Math.max(0, value - uncertainty.low) * scale;
  const above = Math.max(0, uncertainty.high - value) * scale;
  return folded({ value, below, above, slack, replicates }, meta);
}

/** Of what is best at a reference, the distance to it. */
function folded(reading: Reading, { better, reference }: MeasureMeta): Reading {
  if (better !== 'nearer-reference' || reference === null) return reading;
  const { value, below, above } = reading;
  const [low, high] = [value - below - reference, value + above - reference];
  const distance = Math.abs(value - reference);
  const nearest = low <= 0 && high >= 0 ? 0 : Math.min(Math.abs(low), Math.abs(high));
  return {
    ...reading,
    value: distance,
    below: distance - nearest,
    above: Math.max(Math.abs(low), Math.abs(high)) - distance,
    // Two distances on either side of the reference do not move together as their values do.
    replicates: null,
  };
}

/** The change, or null where sampling, rounding and the margin explain it. */
function changeOf(
  old: Reading,
  current: Reading,
  wider: number,
  margin: number,
): Pick<Change, 'difference'> | null {
  const { value, below, above, slack, paired } = differenceOf(current, old);
  const [low, high] = [value - slack - wider * below, value + slack + wider * above];
  // Steps of rounding are decimal fractions; a hair's breadth of floating point is no change.
  const least = margin + 1e-9;
  if (low <= least && high >= -least) return null;
  return { difference: { value, low, high, paired } };
}

function directionOf(difference: number, { better }: MeasureMeta): Change['direction'] {
  return difference > 0 === (better === 'higher') ? 'better' : 'worse';
}

function placeOf({ audit, measure }: Listed) {
  return { audit, measure: measure.name, subject: [...measure.subject], labels: { ...measure.labels } };
}

function whyGone(audit: string, { audits }: ResultDocument, { outcomes }: CandidateResult): string {
  const outcome = Object.hasOwn(outcomes, audit) ? outcomes[audit] : undefined;
  if (outcome === undefined) return Object.hasOwn(audits, audit) ? 'it gave no value' : 'it was not run';
  if (outcome.status === 'not-applicable') return outcome.reason;
  return outcome.status === 'error' ? `it broke: ${outcome.message}` : 'it gave no value for it';
}

/** What would make the same file measure differently. */
function differencesOf(result: ResultDocument, earlier: ResultDocument): string[] {
  const aspects: readonly (readonly [string, (of: ResultDocument) => unknown])[] = [
    ['other training data', ({ inputs }) => inputs.train.sha256],
    ['another holdout', ({ inputs }) => inputs.holdout?.sha256 ?? null],
    ['other metadata', ({ inputs }) => inputs.metadata?.sha256 ?? null],
    ['other canaries', ({ inputs }) => inputs.canaries?.sha256 ?? null],
    ['another claim of differential privacy', ({ inputs }) => inputs.dpClaim],
    ['other targets', ({ inputs }) => [...inputs.targets].sort()],
    [
      'other roles of columns',
      ({ inputs: { unit, keys, sensitive, groups, ignored } }) => [unit, keys, sensitive, groups, ignored],
    ],
    ['another preset', ({ run }) => run.preset],
    ['another disclosure', ({ run }) => run.disclosure],
    ['another version of the tool', ({ tool }) => tool.version],
  ];
  return aspects
    .filter(([, of]) => JSON.stringify(of(result)) !== JSON.stringify(of(earlier)))
    .map(([what]) => what);
}
