import { NotApplicable, type RunOptions, runData } from '../../artifacts/artifact.ts';
import { contentOrder } from '../../artifacts/content-order.ts';
import { encodedRows } from '../../artifacts/encoded-rows.ts';
import { holdoutRows } from '../../artifacts/holdout-rows.ts';
import { realRows } from '../../artifacts/real-rows.ts';
import { selectColumns } from '../../artifacts/selected-columns.ts';
import { type PairedReplicates, pairedReplicates } from '../../artifacts/shared-resamples.ts';
import { unitsOfReal } from '../../artifacts/units.ts';
import { type ColumnSplit, halves } from '../../attacks/column-splits.ts';
import { chanceOfMeeting, linkRows } from '../../attacks/link-rows.ts';
import { affordableSearches } from '../../attacks/search-effort.ts';
import type { Measure } from '../../result/document.ts';
import { type Random, randomStream } from '../../statistics/random.ts';
import { defineAudit } from '../audit.ts';
import {
  type Exposure,
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

/** Does the candidate tell which two parts of records belong to one person, for training people better than for others? */
export const linkability = defineAudit({
  meta: {
    id: 'linkability',
    category: 'privacy',
    title: 'The candidate links records of training people no better than those of other people',
    failureTitle: 'The candidate links records of training people',
    why: 'Whoever holds two files about the same people, without names, can use the candidate as a bridge: if both halves of a person’s record have the same synthetic row nearby, they belong together. This is the second of the three risks by which European data protection authorities judge anonymisation.',
    remedy:
      'Look for copied and nearly copied rows, regularise, raise the minimum leaf or group size, or train with differential privacy.',
    evidence: ['linkability'],
    measures: exposureMeta({
      attack:
        'share of train’s rows that have one synthetic row among the k nearest (label `neighbours`) in both sets of columns; split `all`: mean over the splits',
      control: 'the same share of the holdout’s rows',
      baseline: 'chance that two random choices of k synthetic rows share one',
    }),
    sources: [
      'Giomi et al. (2023). A unified framework for quantifying privacy risk in synthetic data. PoPETs 2023(2)',
      'Article 29 Data Protection Working Party (2014). Opinion 05/2014 on anonymisation techniques (WP216)',
      'Westfall & Young (1993). Resampling-based multiple testing',
      'Donner & Zou (2012). Closed-form confidence intervals for functions of the normal mean and standard deviation. Stat. Methods Med. Res. 21(4)',
    ],
  },
  requires: {
    holdoutRows,
    runData,
    realRows,
    encodedRows,
    contentOrder,
    unitsOfReal,
    pairedReplicates,
  },
  async measure(inputs, { pool, random: own }) {
    const { runData, realRows, encodedRows, contentOrder, unitsOfReal, pairedReplicates } = inputs;
    const { columns, train, real, synthetic } = encodedRows;
    const affordable = affordableSearches(encodedRows, {
      wanted: splitCounts[runData.options.preset],
      least: 2,
    });
    const splits = chooseSplits(columns, runData.options, affordable);
    // The same stream for all candidates: they are attacked through the same splits.
    const random = randomStream(runData.options.seed, 'linkability');
    const select = (rows: typeof real, part: ReadonlySet<string>) =>
      selectColumns(rows, columns, part, realRows.train);
    const successes: Float64Array[][] = neighbours.map(() => []);
    for (const { name, parts } of splits) {
      const linked = await linkRows(
        {
          real: [select(real, parts[0]), select(real, parts[1])],
          synthetic: [select(synthetic, parts[0]), select(synthetic, parts[1])],
        },
        { neighbours, contentOrder },
        random.stream(name),
        pool,
      );
      for (const [index, rows] of linked.entries()) successes[index]?.push(rows);
    }
    const { measures, silent } = measuresOf(successes, splits, {
      trainRows: train.rowCount,
      syntheticRows: synthetic.rowCount,
      units: unitsOfReal,
      paired: pairedReplicates,
      random: own.stream('labels'),
    });
    const risks = measures.filter(({ name }) => name === 'risk');
    if (risks.length === 0) throw new NotApplicable(tellsNothingReason);
    const notes = [splitNote(splits, runData.options)];
    for (const k of silent) {
      notes.push(`The attack through ${k} neighbours is described only: ${tellsNothingReason}.`);
    }
    const pooled = risks.filter(({ labels }) => splits.length === 1 || labels.split === 'all');
    return {
      summary: pooled.some(isExposed)
        ? 'The candidate links two parts of a training person’s record more often than of a holdout person’s.'
        : 'The candidate links two parts of a training person’s record no more often than of a holdout person’s, within what this many rows can show.',
      measures,
      details: notes.map((text) => ({ kind: 'note' as const, text })),
    };
  },
});

const neighbours = [1, 10] as const;

/** Rates and risks per number of neighbours, over all splits and in each; `successes` by neighbours, then split. */
function measuresOf(
  successes: readonly (readonly Float64Array[])[],
  splits: readonly ColumnSplit[],
  of: {
    trainRows: number;
    syntheticRows: number;
    units: Int32Array | null;
    paired: PairedReplicates;
    random: Random;
  },
): { measures: Measure[]; silent: string[] } {
  const { trainRows, units } = of;
  const silent: string[] = [];
  const rates: Measure[] = [];
  const risks: {
    exposure: Pick<Exposure, 'attack' | 'control'>;
    labels: Record<string, string>;
    rows: Float64Array;
    replicates: Measure['replicates'];
  }[] = [];
  for (const [index, k] of neighbours.entries()) {
    const perSplit = successes[index] as readonly Float64Array[];
    const rows = meanOfRows(perSplit);
    const whole = {
      ...exposureOfRows(rows, trainRows, units, splits.length),
      baseline: chanceOfMeeting(k, of.syntheticRows),
    };
    const split = splits.length === 1 ? (splits[0] as ColumnSplit).name : 'all';
    rates.push(...rateMeasures(whole, { neighbours: String(k), split }));
    if (tellsNothing(whole)) {
      silent.push(String(k));
      continue;
    }
    const replicates = leakReplicates(of.paired, `linkability-${k}`, rows, trainRows);
    risks.push({ exposure: whole, labels: { neighbours: String(k), split }, rows, replicates });
    if (splits.length === 1) continue;
    for (const [at, { name }] of splits.entries()) {
      const linked = perSplit[at] as Float64Array;
      const exposure = exposureOfRows(linked, trainRows, units);
      if (!tellsNothing(exposure))
        risks.push({
          exposure,
          labels: { neighbours: String(k), split: name },
          rows: linked,
          replicates: null,
        });
    }
  }
  const tests = exposureTests({ successes: risks.map(({ rows }) => rows), trainRows, units }, of.random);
  const measured = risks.map(({ exposure, labels, replicates }, index) =>
    riskMeasure(exposure, { attack: 'linkability', ...labels }, { test: tests[index] ?? null, replicates }),
  );
  return { measures: [...measured, ...rates], silent };
}

const splitCounts = { quick: 2, standard: 5, full: 10 } as const;

function chooseSplits(columns: readonly string[], { keys, seed }: RunOptions, count: number): ColumnSplit[] {
  if (keys.length > 0) {
    const known = new Set(columns.filter((name) => keys.includes(name)));
    const rest = new Set(columns.filter((name) => !keys.includes(name)));
    if (known.size > 0 && rest.size > 0) return [{ name: 'keys', parts: [known, rest] }];
    throw new NotApplicable('linking needs a key and another column that the candidate and train share');
  }
  if (columns.length < 2) throw new NotApplicable('one column cannot be split in two');
  return halves(columns, count, randomStream(seed, 'linkability-splits'));
}

function splitNote(splits: readonly ColumnSplit[], { keys }: RunOptions): string {
  if (keys.length > 0) return 'The keys are linked with all other compared columns; all rows are attacked.';
  return `No keys are named, so the compared columns are split at random into halves, ${splits.length} ${splits.length === 1 ? 'time' : 'times'}; all rows are attacked. Split “all” is the mean over the splits. Intervals of single splits are at 95 % each and not widened for having looked at several: who judges by the worst of them has to.`;
}
