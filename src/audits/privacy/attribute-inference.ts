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
import { type Random, randomStream } from '../../statistics/random.ts';
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
import { exposureTests } from '../exposure-tests.ts';
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
      'Westfall & Young (1993). Resampling-based multiple testing',
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
  async measure(inputs, { pool, random: own }) {
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
    const { measures, silent } = measuresOf(results, {
      trainRows: train.rowCount,
      units: unitsOfReal,
      paired: inputs.pairedReplicates,
      random: own.stream('labels'),
    });
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

const attackers = ['nearest', 'model'] as const;

interface Result {
  readonly name: string;
  readonly attacker: (typeof attackers)[number];
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
  of: { trainRows: number; units: Int32Array | null; paired: PairedReplicates; random: Random },
) {
  const { trainRows, units } = of;
  const attacks = results.map((result) => ({
    ...result,
    replicates: null,
    exposure: { ...exposureOfRows(result.right, trainRows, units), baseline: result.baseline },
  }));
  const telling = attacks.filter(({ exposure }) => !tellsNothing(exposure));
  const pooled = attackers.flatMap((attacker) => {
    const own = telling.filter((attack) => attack.attacker === attacker);
    if (own.length === 0) return [];
    const right = meanOfRows(own.map((attack) => attack.right));
    const baseline = own.reduce((sum, attack) => sum + attack.baseline, 0) / own.length;
    return [
      {
        attacker,
        right,
        replicates: leakReplicates(of.paired, `attribute-inference-${attacker}`, right, trainRows),
        exposure: { ...exposureOfRows(right, trainRows, units, own.length), baseline },
      },
    ];
  });
  const tested = [...pooled, ...telling];
  const tests = exposureTests({ successes: tested.map(({ right }) => right), trainRows, units }, of.random);
  const riskOf = (attack: (typeof tested)[number], subject: readonly string[]) =>
    riskMeasure(
      attack.exposure,
      { attack: 'attribute-inference', attacker: attack.attacker },
      { subject, test: tests[tested.indexOf(attack)] ?? null, replicates: attack.replicates },
    );
  const measures = attackers.flatMap((attacker) => [
    ...pooled
      .filter((all) => all.attacker === attacker)
      .flatMap((all) => [riskOf(all, []), ...rateMeasures(all.exposure, { attacker })]),
    ...attacks
      .filter((attack) => attack.attacker === attacker)
      .flatMap((attack) => [
        ...(telling.includes(attack) ? [riskOf(attack, [attack.name])] : []),
        ...rateMeasures(attack.exposure, { attacker }, [attack.name]),
      ]),
  ]);
  const silent = attacks.filter((attack) => !telling.includes(attack)).map(({ name }) => name);
  return { measures, silent: [...new Set(silent)] };
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
