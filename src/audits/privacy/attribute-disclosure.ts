import { NotApplicable, type RunOptions, runData } from '../../artifacts/artifact.ts';
import { bins, cutColumn } from '../../artifacts/bins.ts';
import { candidateRows } from '../../artifacts/candidate-rows.ts';
import { defaultKeys } from '../../artifacts/default-keys.ts';
import { equalSides } from '../../artifacts/equal-sides.ts';
import { realRows } from '../../artifacts/real-rows.ts';
import { type Cells, type Rows, sharedColumns } from '../../artifacts/rows.ts';
import { unitsOfReal } from '../../artifacts/units.ts';
import {
  countGroups,
  type Disclosure,
  discloseTarget,
  groupByKeys,
  replicatedUniques,
} from '../../attacks/key-groups.ts';
import type { Measure } from '../../result/document.ts';
import { clusteredRate } from '../../statistics/clustered-rate.ts';
import { replicatedUniquesPValue } from '../../statistics/replicated-uniques-test.ts';
import { defineAudit, measureOf } from '../audit.ts';
import {
  type Exposure,
  isExposed,
  meanOfRows,
  rateEstimate,
  riskMeasure,
  riskMeta,
  tellsNothing,
  tellsNothingReason,
} from '../exposure.ts';
import { exposureTests, relabellings } from '../exposure-tests.ts';

const share = (title: string, formula: string) => ({
  title,
  unit: 'share' as const,
  better: 'lower' as const,
  formula,
  reference: null,
  counts: 'real-rows' as const,
});

/** The measures of official statistics: what a table of keys and targets gives away, for train and for the holdout. */
export const attributeDisclosure = defineAudit({
  meta: {
    id: 'attribute-disclosure',
    category: 'privacy',
    title: 'Keys give away no more about training people than about other people',
    failureTitle: 'Keys give away more about training people than about other people',
    why: 'Statistical offices ask two questions of a released table: who is unique on columns that others know (the keys), and whose target follows from the keys with certainty. Both can be true of honest data; only the excess over people outside of train was remembered.',
    remedy:
      'Coarsen or drop keys, pool rare categories, or replace replicated uniques; then audit again, since removing what a measure finds hides it first of all from that measure.',
    evidence: ['singling-out', 'inference'],
    measures: {
      risk: riskMeta,
      'rep-u': share(
        'Replicated uniques',
        'share of rows that are unique in their keys among equally many rows of train (of the holdout), and whose keys one synthetic row has',
      ),
      disco: share(
        'Disclosive in synthetic, correct in original',
        'share of rows for whose keys all synthetic rows have one value of the target, and it is the row’s',
      ),
      tcap: share(
        'Targeted correct attribution probability',
        'of the rows for whose keys all synthetic rows have one value of the target, the share for which it is the right one',
      ),
      dcap: share(
        'Differential correct attribution probability',
        'mean over rows of the share of synthetic rows with the same keys that have the row’s value of the target; 0 where there are none',
      ),
    },
    sources: [
      'Raab, Nowok & Dibben (2024). Practical privacy metrics for synthetic data (synthpop’s repU and DiSCO)',
      'Taub & Elliot (2019). The synthetic data challenge (TCAP). UNECE work session on statistical data confidentiality',
      'Taub, Elliot, Pampaka & Smith (2018). Differential correct attribution probability for synthetic data: an exploration. PSD, LNCS 11126',
      'Westfall & Young (1993). Resampling-based multiple testing',
      'Elliot (2014). Final report on the disclosure risk associated with the synthetic data produced by the SYLLS team. CMIST',
    ],
  },
  requires: { runData, realRows, candidateRows, bins, unitsOfReal, equalSides },
  measure({ runData, realRows, candidateRows, bins, unitsOfReal, equalSides }, { random }) {
    const { options } = runData;
    const { train, holdout } = realRows;
    const { keys, targets } = chooseColumns(train, candidateRows, options);
    const datasets = [train, ...(holdout ? [holdout] : []), candidateRows];
    const cut = (rows: Rows, name: string) => cutColumn(rows.columns.get(name) as Cells, bins);
    const { groups, count } = groupByKeys(datasets.map((rows) => keys.map((name) => cut(rows, name))));
    const ofSynthetic = groups[groups.length - 1] as Int32Array;
    const counts = countGroups(ofSynthetic, count);
    const sides = [
      {
        on: 'train',
        rows: train,
        groups: groups[0] as Int32Array,
        units: unitsOfReal?.subarray(0, train.rowCount),
      },
      ...(holdout
        ? [
            {
              on: 'holdout',
              rows: holdout,
              groups: groups[1] as Int32Array,
              units: unitsOfReal?.subarray(train.rowCount),
            },
          ]
        : []),
    ];
    const measures: Measure[] = [];
    const silent: string[] = [];
    /** Where risks of rows stand among the measures, and whose they are. */
    const tested: { at: number; rows: Float64Array }[] = [];

    /** A rate on both sides, and the risk where there is a holdout. */
    const compare = (
      name: string | null,
      successes: readonly Float64Array[],
      units: readonly (Int32Array | undefined)[],
      { attack, subject = [], trials = 1, test }: Comparison,
    ) => {
      const found = successes.map((success, side) => clusteredRate(success, units[side] ?? null, trials));
      for (const [side, rate] of found.entries()) {
        const labels = { on: sides[side]?.on as string };
        if (name) measures.push(measureOf({ name, subject, labels, estimate: rateEstimate(rate) }));
      }
      const [onTrain, onHoldout] = found;
      if (!onTrain || !onHoldout) return;
      const exposure: Pick<Exposure, 'attack' | 'control'> = { attack: onTrain, control: onHoldout };
      if (tellsNothing(exposure)) silent.push(subject[0] ?? attack);
      else {
        if (test === undefined) tested.push({ at: measures.length, rows: joined(successes) });
        measures.push(riskMeasure(exposure, { attack }, { subject, test: test?.() ?? null }));
      }
    };

    const kept = [equalSides.train, ...(equalSides.holdout ? [equalSides.holdout] : [])];
    compare(
      'rep-u',
      sides.map((side, at) => replicatedUniques(take(side.groups, kept[at] as Int32Array), counts)),
      sides.map(({ units }, at) => units && take(units, kept[at] as Int32Array)),
      {
        attack: 'replicated-uniques',
        test: () =>
          testUniques({
            group: joined(sides.map((side, at) => take(side.groups, kept[at] as Int32Array))),
            trainRows: equalSides.train.length,
            replicated: Uint8Array.from(counts, (rows) => (rows === 1 ? 1 : 0)),
            units: equalSides.units,
            random: random.stream('uniques'),
          }),
      },
    );

    const perTarget = targets.map((target) => {
      const synthetic = { groups: ofSynthetic, target: cut(candidateRows, target).cells, counts };
      return sides.map((side) =>
        discloseTarget({ groups: side.groups, target: cut(side.rows, target).cells }, synthetic),
      );
    });
    const allUnits = sides.map(({ units }) => units);
    const attack = 'disclosive-keys';
    if (targets.length > 0) {
      const means = sides.map((_, side) =>
        meanOfRows(perTarget.map((found) => (found[side] as Disclosure).correct)),
      );
      compare('disco', means, allUnits, { attack, trials: targets.length });
    }
    for (const [index, target] of targets.entries()) {
      const found = perTarget[index] as Disclosure[];
      const subject = [target];
      compare(
        'disco',
        found.map(({ correct }) => correct),
        allUnits,
        { attack, subject },
      );
      for (const [side, disclosure] of found.entries()) {
        measures.push(...attributionMeasures(disclosure, target, sides[side]?.on as string, allUnits[side]));
      }
    }
    const attacked = {
      successes: tested.map(({ rows }) => rows),
      trainRows: train.rowCount,
      units: unitsOfReal,
    };
    for (const [index, test] of exposureTests(attacked, random.stream('labels'), families).entries()) {
      const { at } = tested[index] as (typeof tested)[number];
      measures[at] = { ...(measures[at] as Measure), test };
    }
    return {
      summary: summarize(measures, holdout !== null),
      measures,
      details: notesOf({
        keys,
        targets,
        silent,
        options,
        unequal: equalSides.leftOut > 0,
      }).map((text) => ({ kind: 'note' as const, text })),
    };
  },
});

interface Comparison {
  readonly attack: string;
  readonly subject?: string[];
  readonly trials?: number;
  /** A test of its own, where success depends on who stands on the same side. */
  readonly test?: () => Measure['test'];
}

/** Uniques on the one hand, disclosive keys for all targets on the other. */
const families = 2;

function testUniques(
  of: Omit<Parameters<typeof replicatedUniquesPValue>[0], 'permutations'>,
): Measure['test'] {
  const pValue = replicatedUniquesPValue({ ...of, permutations: relabellings });
  return {
    pValue,
    adjusted: Math.min(1, families * pValue),
    family: `${relabellings} relabellings of ${of.units ? 'units' : 'people'}, uniques counted anew; Bonferroni over ${families} families`,
  };
}

function attributionMeasures(
  { disclosive, correct, attributed }: Disclosure,
  target: string,
  on: string,
  units: Int32Array | undefined,
): Measure[] {
  const subject = [target];
  const labels = { on };
  const given = new Int32Array(disclosive.length).map((_, row) => row).filter((row) => disclosive[row] === 1);
  const among = Float64Array.from(given, (row) => correct[row] as number);
  const tcap = () => rateEstimate(clusteredRate(among, units ? take(units, given) : null));
  return [
    ...(given.length > 0 ? [measureOf({ name: 'tcap', subject, labels, estimate: tcap() })] : []),
    measureOf({
      name: 'dcap',
      subject,
      labels,
      estimate: rateEstimate(clusteredRate(attributed, units ?? null)),
    }),
  ];
}

/** So many targets at most where none are named. */
const mostTargets = 20;

function chooseColumns(train: Rows, synthetic: Rows, { keys, sensitive }: RunOptions) {
  const shared = new Set(sharedColumns(train, synthetic).map(({ name }) => name));
  const chosen =
    keys.length > 0
      ? keys.filter((name) => shared.has(name))
      : defaultKeys(train, new Set([...shared].filter((name) => !sensitive.includes(name))));
  if (chosen.length === 0) {
    throw new NotApplicable(
      keys.length > 0
        ? 'the candidate and train share none of the keys as compared columns'
        : 'there is no compared column that could serve as a key',
    );
  }
  const rest = [...shared].filter((name) => !chosen.includes(name));
  const targets =
    sensitive.length > 0 ? rest.filter((name) => sensitive.includes(name)) : rest.slice(0, mostTargets);
  return { keys: chosen, targets };
}

function summarize(measures: readonly Measure[], hasHoldout: boolean): string {
  if (!hasHoldout) {
    return 'Replicated uniques and disclosive keys are described only: without a holdout there is nothing to say how many honest data would have.';
  }
  return measures.some(
    (measure) => measure.subject.length === 0 && measure.name === 'risk' && isExposed(measure),
  )
    ? 'Keys single out training people, or give away their targets, more often than those of holdout people.'
    : 'Keys single out training people, and give away their targets, no more often than those of holdout people, within what this many rows can show.';
}

function notesOf(of: {
  keys: readonly string[];
  targets: readonly string[];
  silent: readonly string[];
  options: RunOptions;
  unequal: boolean;
}): string[] {
  const { keys, targets, silent, options, unequal } = of;
  const named = options.keys.length > 0;
  const notes = [
    `Keys: ${keys.join(', ')}${named ? '' : ' (none are named: up to four categories with the most levels, of those with 2 to 50; name the columns that others know with --keys)'}. Targets: ${targets.join(', ') || 'none are left'}${options.sensitive.length > 0 ? '' : ` (no sensitive columns are named: the other compared columns, ${mostTargets} at most)`}. Numbers are cut into ten cells of about equally many training rows; missing is a cell of its own.`,
  ];
  if (unequal) {
    notes.push(
      'Replicated uniques are counted among equally many rows of train and of the holdout: the larger side is cut to the smaller by a random draw, the same for all candidates.',
    );
  }
  if (silent.length > 0) notes.push(`Described only: ${silent.join(', ')}. There ${tellsNothingReason}.`);
  return notes;
}

function take(values: Int32Array, rows: Int32Array): Int32Array {
  return rows.map((row) => values[row] as number);
}

function joined<Values extends Float64Array | Int32Array>(sides: readonly Values[]): Values {
  const [first, second] = sides as [Values, Values];
  const all = new (first.constructor as new (length: number) => Values)(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
