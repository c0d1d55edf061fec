import { NotApplicable, type RunOptions, runData } from '../../artifacts/artifact.ts';
import {
  chanceOfGuessing,
  comparable,
  mostTelling,
  scoreGuesses,
  secretOf,
} from '../../artifacts/attribute-secrets.ts';
import { candidateRows } from '../../artifacts/candidate-rows.ts';
import { contentOrder } from '../../artifacts/content-order.ts';
import { encodedRows } from '../../artifacts/encoded-rows.ts';
import { holdoutRows } from '../../artifacts/holdout-rows.ts';
import { guessByModel, mostClasses, mostFittedRows } from '../../artifacts/model-guesses.ts';
import { realRows } from '../../artifacts/real-rows.ts';
import type { Cells } from '../../artifacts/rows.ts';
import { selectColumns } from '../../artifacts/selected-columns.ts';
import { type PairedReplicates, pairedReplicates } from '../../artifacts/shared-resamples.ts';
import { unitsOfReal } from '../../artifacts/units.ts';
import { randomOrder, reorderRows } from '../../attacks/random-order.ts';
import { affordableSearches } from '../../attacks/search-effort.ts';
import { findNearestRows } from '../../kernels/nearest-rows.ts';
import type { Measure } from '../../result/document.ts';
import { holm } from '../../statistics/holm.ts';
import { hypergeometricUpperTail } from '../../statistics/hypergeometric.ts';
import { randomStream } from '../../statistics/random.ts';
import { defineAudit } from '../audit.ts';
import {
  exposureMeta,
  exposureOfRows,
  isExposed,
  meanOfRows,
  rateMeasures,
  riskMeasure,
  tellsNothing,
  tellsNothingReason,
} from '../exposure.ts';
import { leakReplicates } from '../replicates.ts';

/** Does somebody who knows a person’s other columns learn a secret from the candidate, for training people better than for others? */
export const attributeInference = defineAudit({
  meta: {
    id: 'attribute-inference',
    category: 'privacy',
    title: 'Secrets of training people are inferred no better than those of other people',
    failureTitle: 'Secrets of training people are inferred better than those of other people',
    why: 'Whoever knows some columns of a person may read the others off the nearest synthetic row. Much of that is honest: it follows from how columns hang together in everybody. Only what works better for training people than for others was remembered about them; this is the third of the three risks by which European data protection authorities judge anonymisation.',
    remedy:
      'Look for copied and nearly copied rows, regularise, raise the minimum leaf or group size, or leave the secret out; a high rate on the holdout as well means that the secret follows from the other columns, which no generator can mend.',
    evidence: ['inference'],
    measures: exposureMeta({
      attack:
        'share of train’s rows whose secret is guessed right (label `attacker`): category equal, number within 5 % of the range between the 5 % and 95 % quantiles of all real rows, missing where it is missing; without a subject: mean over the secrets',
      control: 'the same share of the holdout’s rows',
      baseline: 'chance that the secret of a random synthetic row is a right guess for a row of train',
    }),
    sources: [
      'Giomi et al. (2023). A unified framework for quantifying privacy risk in synthetic data. PoPETs 2023(2)',
      'Article 29 Data Protection Working Party (2014). Opinion 05/2014 on anonymisation techniques (WP216)',
      'Yeom et al. (2018). Privacy risk in machine learning: analyzing the connection to overfitting. CSF',
      'Donner & Zou (2012). Closed-form confidence intervals for functions of the normal mean and standard deviation. Stat. Methods Med. Res. 21(4)',
    ],
  },
  requires: {
    holdoutRows,
    runData,
    realRows,
    candidateRows,
    encodedRows,
    contentOrder,
    unitsOfReal,
    pairedReplicates,
  },
  async measure(inputs, { pool }) {
    const { holdoutRows: holdout, realRows, candidateRows: synthetic, encodedRows, unitsOfReal } = inputs;
    const { options } = inputs.runData;
    const { columns } = encodedRows;
    const { train } = realRows;
    // The same stream for all candidates.
    const random = randomStream(options.seed, 'attribute-inference');
    const secrets =
      options.sensitive.length > 0
        ? namedSecrets(columns, options)
        : mostTelling(columns, [train, holdout], affordableSearches(encodedRows, secretCount));
    const results: Result[] = [];
    for (const name of secrets) {
      const known = columns.filter(
        (column) => column !== name && (options.keys.length === 0 || options.keys.includes(column)),
      );
      if (known.length === 0) continue;
      const secret = secretOf(name, [train, holdout]);
      const [ofTrain, ofHoldout, ofSynthetic] = [train, holdout, synthetic].map((rows) =>
        comparable(rows.columns.get(name) as Cells),
      ) as [Float64Array, Float64Array, Float64Array];
      const truth = joined(ofTrain, ofHoldout);
      const baseline = chanceOfGuessing(ofTrain, ofSynthetic, secret);
      const order = randomOrder(inputs.contentOrder, random.stream(name));
      const aux = new Set(known);
      const { indices } = await findNearestRows({
        queries: selectColumns(encodedRows.real, columns, aux, train),
        base: reorderRows(selectColumns(encodedRows.synthetic, columns, aux, train), order),
        k: 1,
        pool,
      });
      const nearest = Float64Array.from(indices, (place) => ofSynthetic[order[place] as number] as number);
      results.push({ name, attacker: 'nearest', right: scoreGuesses(truth, nearest, secret), baseline });
      if (!options.sensitive.includes(name)) continue;
      const guesses = await guessByModel(
        { train, holdout, synthetic },
        { secret: name, known, order: inputs.contentOrder },
        random.stream(name),
        pool,
      );
      if (guesses === null) continue;
      results.push({
        name,
        attacker: 'model',
        right: scoreGuesses(truth, joined(...guesses), secret),
        baseline,
      });
    }
    const { measures, silent } = measuresOf(results, train.rowCount, unitsOfReal, inputs.pairedReplicates);
    if (!measures.some(({ name }) => name === 'risk')) {
      throw new NotApplicable(
        results.length === 0 ? 'there is no secret with another column to infer it from' : tellsNothingReason,
      );
    }
    return {
      summary: measures.some(isPooledRisk)
        ? 'Somebody who knows the other columns infers secrets of training people more often than of holdout people.'
        : 'Somebody who knows the other columns infers secrets of training people no more often than of holdout people, within what this many rows can show.',
      measures,
      details: notesOf({ columns, secrets, silent, options }).map((text) => ({
        kind: 'note' as const,
        text,
      })),
    };
  },
});

function isPooledRisk(measure: Measure): boolean {
  return measure.name === 'risk' && measure.subject.length === 0 && isExposed(measure);
}

interface Result {
  readonly name: string;
  readonly attacker: 'nearest' | 'model';
  /** 1 or 0 for every real row, train's first. */
  readonly right: Float64Array;
  readonly baseline: number;
}

/** So many secrets at most where none are named: every one is a search of its own. */
const secretCount = { wanted: 20, least: 5 };

function namedSecrets(columns: readonly string[], { sensitive }: RunOptions): readonly string[] {
  const shared = columns.filter((name) => sensitive.includes(name));
  if (shared.length > 0) return shared;
  throw new NotApplicable('the candidate and train share none of the sensitive columns as compared ones');
}

/** Per secret and attacker, and per attacker the mean over the secrets of which the attack can tell something. */
function measuresOf(
  results: readonly Result[],
  trainRows: number,
  units: Int32Array | null,
  paired: PairedReplicates,
) {
  const measures: Measure[] = [];
  const silent: string[] = [];
  for (const attacker of ['nearest', 'model'] as const) {
    const labels = { attack: 'attribute-inference', attacker };
    const own = results
      .filter((result) => result.attacker === attacker)
      .map((result) => ({
        ...result,
        exposure: { ...exposureOfRows(result.right, trainRows, units), baseline: result.baseline },
      }));
    const telling = own.filter(({ exposure }) => !tellsNothing(exposure));
    silent.push(...own.filter((result) => !telling.includes(result)).map(({ name }) => name));
    const tests = units
      ? null
      : testsOf(
          telling.map(({ right }) => right),
          trainRows,
        );
    const perSecret = own.flatMap((result) => {
      const place = telling.indexOf(result);
      const { exposure, name } = result;
      return [
        ...(place >= 0
          ? [riskMeasure(exposure, labels, { subject: [name], test: tests?.[place] ?? null })]
          : []),
        ...rateMeasures(exposure, { attacker }, [name]),
      ];
    });
    if (telling.length > 0) {
      const meanSuccess = meanOfRows(telling.map(({ right }) => right));
      const pooled = {
        ...exposureOfRows(meanSuccess, trainRows, units, telling.length),
        baseline: telling.reduce((sum, { baseline }) => sum + baseline, 0) / telling.length,
      };
      const replicates = leakReplicates(paired, `attribute-inference-${attacker}`, meanSuccess, trainRows);
      measures.push(riskMeasure(pooled, labels, { replicates }), ...rateMeasures(pooled, { attacker }));
    }
    measures.push(...perSecret);
  }
  return { measures, silent: [...new Set(silent)] };
}

/** Given who is guessed right, membership labels are a random subset: exactly hypergeometric. */
function testsOf(rights: readonly Float64Array[], trainRows: number): Measure['test'][] {
  const pValues = rights.map((right) => {
    const all = sum(right);
    return Math.min(
      1,
      hypergeometricUpperTail(sum(right.subarray(0, trainRows)), right.length, all, trainRows),
    );
  });
  const adjusted = holm(pValues);
  return pValues.map((pValue, index) => ({
    pValue,
    adjusted: adjusted[index] as number,
    family: `Holm over the hypergeometric tests of ${rights.length} secrets`,
  }));
}

function notesOf(of: {
  columns: readonly string[];
  secrets: readonly string[];
  silent: readonly string[];
  options: RunOptions;
}): string[] {
  const { columns, secrets, silent, options } = of;
  const knows = options.keys.length > 0 ? 'the keys' : 'all other compared columns';
  const notes = [
    options.sensitive.length > 0
      ? `The attacker knows ${knows} and guesses the sensitive columns, by the nearest synthetic row and by a random forest fitted on up to ${mostFittedRows} synthetic rows (for secrets of at most ${mostClasses} categories); all rows are attacked.`
      : `No secrets are named, so ${secrets.length < columns.length ? `${secrets.length} of ${columns.length} compared columns, those in which people differ most,` : 'all compared columns'} take turns, by the nearest synthetic row alone; the attacker knows ${knows}; all rows are attacked. With --sensitive a model guesses too.`,
    'Of synthetic rows at equal distance a random one is taken, the same way for train and holdout.',
  ];
  if (silent.length > 0) {
    notes.push(`Described only: ${silent.join(', ')}. For these attacks ${tellsNothingReason}.`);
  }
  return notes;
}

function joined(first: Float64Array, second: Float64Array): Float64Array {
  const all = new Float64Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
