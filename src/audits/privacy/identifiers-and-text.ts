import { NotApplicable } from '../../artifacts/artifact.ts';
import { candidateRows } from '../../artifacts/candidate-rows.ts';
import { realRows } from '../../artifacts/real-rows.ts';
import type { CodedCells } from '../../artifacts/rows.ts';
import { unitsOfReal } from '../../artifacts/units.ts';
import type { Measure } from '../../result/document.ts';
import { holm } from '../../statistics/holm.ts';
import { hypergeometricUpperTail } from '../../statistics/hypergeometric.ts';
import { leakRate } from '../../statistics/leak-rate.ts';
import { defineAudit, type Finding, measureOf } from '../audit.ts';
import { exactly, level, shareOf, withInterval } from '../estimate.ts';
import { findIdentifiers, type IdentifierPattern, identifierPatterns } from './identifier-patterns.ts';
import { passagesOf } from './text-passages.ts';
import { exposeTokens, type TokenExposure, type TokensOfLevels } from './token-exposure.ts';

/** Names, numbers and sentences of real people that reappear. */
export const identifiersAndText = defineAudit({
  meta: {
    id: 'identifiers-and-text',
    category: 'privacy',
    title: 'No identifiers, rare values or passages of training people reappear',
    failureTitle: 'Identifiers, rare values or passages of training people reappear',
    why: 'An e-mail address, an account number or a sentence of a clinician’s note names a person by itself, however synthetic the rest of the row is.',
    remedy:
      'Take identifiers out before fitting and make new ones afterwards; replace free text, or generate it with a model that is tested for memorised passages.',
    evidence: ['singling-out', 'memorisation'],
    measures: {
      'leak-rate': {
        title: 'Training people whose own identifiers, values or passages reappear, beyond chance',
        unit: 'share',
        better: 'lower',
        formula:
          '(A − C) / (1 − C); A, C: share of people in train (the holdout) of whom something that nobody else holds stands in the candidate; of those who hold any such thing',
        reference: 0,
        counts: 'real-rows',
      },
      'reappearing-share': {
        title: 'People whose own identifiers, values or passages reappear',
        unit: 'share',
        better: 'lower',
        formula: 'A for train, C for the holdout, as in leak-rate',
        reference: null,
        counts: 'real-rows',
      },
      'identifier-share': {
        title: 'Synthetic cells that hold an identifier',
        unit: 'share',
        better: 'none',
        formula:
          'share of the column’s filled cells in the candidate that hold a valid identifier of this kind',
        reference: null,
        counts: 'none',
      },
      'invented-share': {
        title: 'Synthetic identifiers that no real row holds',
        unit: 'share',
        better: 'higher',
        formula:
          'share of the candidate’s distinct identifiers of this kind that stand neither in train nor in the holdout',
        reference: null,
        counts: 'real-rows',
      },
    },
    sources: [
      'Carlini et al. (2021). Extracting training data from large language models. USENIX Security',
      'ISO/IEC 7812-1 (payment cards), ISO 13616-1 (IBAN), ISO 7064 (check characters)',
      'Fisher (1935). The logic of inductive inference. J. R. Stat. Soc. 98 (hypergeometric test)',
      'Holm (1979). A simple sequentially rejective multiple test procedure. Scand. J. Stat. 6',
    ],
  },
  requires: { realRows, candidateRows, unitsOfReal },
  measure({ realRows, candidateRows, unitsOfReal }) {
    const looks: Look[] = [];
    const { train, holdout } = realRows;
    for (const [name, cells] of train.columns) {
      const synthetic = candidateRows.columns.get(name);
      if (cells.type !== 'coded' || synthetic?.type !== 'coded') continue;
      const others = holdout?.columns.get(name);
      const real = joined(cells.codes, others?.type === 'coded' ? others.codes : new Int32Array(0));
      if (!isLookedInto(cells, real)) continue;
      looks.push(...lookInto({ name, cells, real, synthetic, people: unitsOfReal }));
    }
    if (looks.length === 0) {
      throw new NotApplicable(
        'no column that the candidate has holds identifiers, free text or mostly distinct texts',
      );
    }
    return holdout ? againstHoldout(looks) : describedOnly(looks);
  },
});

/** One thing looked for in one column. */
interface Look {
  readonly column: string;
  /** `values`, `passages` or the kind of identifier. */
  readonly what: string;
  readonly exposure: TokenExposure;
  /** For kinds of identifiers: synthetic cells that hold one, and filled ones. */
  readonly cells: { readonly holding: number; readonly filled: number } | null;
}

interface TextColumn {
  readonly name: string;
  readonly cells: CodedCells;
  /** Codes of all real rows, train's first. */
  readonly real: Int32Array;
  readonly synthetic: CodedCells;
  readonly people: Int32Array | null;
}

/** Identifiers, free text, and other texts that take more than fifty values and one in ten rows a new one. */
function isLookedInto({ schema }: CodedCells, real: Int32Array): boolean {
  if (schema.kind === 'identifier' || schema.kind === 'text') return true;
  if (schema.kind !== 'categorical') return false;
  const distinct = new Set(real).size;
  return distinct > 50 && distinct > real.length / 10;
}

function lookInto(column: TextColumn): Look[] {
  const { name, cells, real, synthetic, people } = column;
  const { levels } = synthetic;
  const expose = (tokens: TokensOfLevels) =>
    exposeTokens({
      tokens,
      realCodes: real,
      trainRows: cells.codes.length,
      people,
      syntheticCodes: synthetic.codes,
    });
  const looks: Look[] = [];
  if (!isCounter(synthetic)) {
    looks.push({
      column: name,
      what: 'values',
      exposure: expose(levels.map((_, code) => [code])),
      cells: null,
    });
  }
  if (cells.schema.kind === 'text') {
    looks.push({ column: name, what: 'passages', exposure: expose(levels.map(passagesOf)), cells: null });
  }
  for (const pattern of identifierPatterns) {
    const tokens = identifiersOf(pattern, levels);
    if (!tokens) continue;
    const holding = synthetic.codes.reduce((count, code) => count + (tokens[code] ? 1 : 0), 0);
    const filled = synthetic.codes.reduce((count, code) => count + (code >= 0 ? 1 : 0), 0);
    looks.push({ column: name, what: pattern.kind, exposure: expose(tokens), cells: { holding, filled } });
  }
  return looks;
}

/** Whether the candidate numbers its rows: that train's rows bear such numbers too says nothing on its people. */
function isCounter({ codes, levels }: CodedCells): boolean {
  const numbers = new Set<number>();
  const stems = new Set<string>();
  for (const code of codes) {
    const [, before, digits, after] = /^(\D*)(\d{1,15})(\D*)$/.exec(levels[code] ?? '') ?? [];
    if (digits === undefined) return false;
    stems.add(`${before} ${after}`);
    numbers.add(Number(digits));
  }
  if (stems.size !== 1 || numbers.size !== codes.length) return false;
  let [low, high] = [Number.POSITIVE_INFINITY, 0];
  for (const number of numbers) {
    low = Math.min(low, number);
    high = Math.max(high, number);
  }
  return high - low + 1 === numbers.size;
}

/** Null where the column does not hold this kind: most of what has its form must pass its check. */
function identifiersOf(pattern: IdentifierPattern, levels: readonly string[]): TokensOfLevels | null {
  let passed = 0;
  let failed = 0;
  const tokens = levels.map((text) => {
    const found = findIdentifiers(pattern, text);
    passed += found.valid.length;
    failed += found.failed;
    return found.valid.length > 0 ? found.valid : null;
  });
  return passed > failed ? tokens : null;
}

function againstHoldout(looks: readonly Look[]): Finding {
  // Where nobody in train or in the holdout holds anything of their own there is nothing to compare.
  const tested = looks.filter(({ exposure }) => isComparable(exposure));
  const pValues = tested.map(({ exposure: { train, holdout } }) =>
    hypergeometricUpperTail(
      train.exposed,
      train.people + holdout.people,
      train.exposed + holdout.exposed,
      train.people,
    ),
  );
  const adjusted = holm(pValues);
  const leaks = tested.map(({ column, what, exposure: { train, holdout } }, index) => {
    const rate = leakRate(train.exposed, train.people, holdout.exposed, holdout.people, level);
    return measureOf({
      name: 'leak-rate',
      subject: [column],
      labels: { what },
      estimate: withInterval(rate.value, train.people, rate, 'MOVER-R on (1 − A)/(1 − C) with Wilson limits'),
      test: {
        pValue: pValues[index] as number,
        adjusted: adjusted[index] as number,
        family: `Holm over ${tested.length} hypergeometric tests`,
      },
    });
  });
  const found = tested.filter((_, index) => (adjusted[index] as number) <= 0.01);
  const summary =
    found.length > 0
      ? `What training people alone hold reappears more often than what holdout people alone hold: ${listOf(found)}.`
      : 'What training people alone hold (identifiers, rare values, passages of text) reappears no more often than what holdout people alone hold.';
  return { summary, measures: [...leaks, ...looks.flatMap(described)], details: [note] };
}

function isComparable({ train, holdout }: TokenExposure): boolean {
  return train.people > 0 && holdout.people > 0 && holdout.exposed <= 0.9 * holdout.people;
}

function describedOnly(looks: readonly Look[]): Finding {
  const found = looks.filter(({ exposure }) => exposure.train.exposed > 0);
  const summary =
    found.length > 0
      ? `What training people alone hold reappears: ${listOf(found)}. Without a holdout it is not known how much of it chance gives.`
      : 'Nothing that training people alone hold (identifiers, rare values, passages of text) reappears. Without a holdout, chance is not known.';
  return { summary, measures: looks.flatMap(described), details: [note] };
}

function described({ column, what, exposure, cells }: Look): Measure[] {
  const { train, holdout, synthetic } = exposure;
  const measures: Measure[] = [];
  const labels = { what };
  for (const [of, side] of [
    ['train', train],
    ['holdout', holdout],
  ] as const) {
    if (side.people === 0) continue;
    const estimate = shareOf(side.exposed, side.people);
    measures.push(
      measureOf({ name: 'reappearing-share', subject: [column], labels: { ...labels, of }, estimate }),
    );
  }
  if (!cells || cells.filled === 0) return measures;
  measures.push(
    measureOf({
      name: 'identifier-share',
      subject: [column],
      labels,
      estimate: exactly(cells.holding / cells.filled, cells.filled),
    }),
  );
  if (synthetic.tokens > 0) {
    const estimate = exactly(synthetic.invented / synthetic.tokens, synthetic.tokens);
    measures.push(measureOf({ name: 'invented-share', subject: [column], labels, estimate }));
  }
  return measures;
}

function listOf(looks: readonly Look[]): string {
  const shown = looks.slice(0, 4).map(({ column, what }) => `${what} in “${column}”`);
  return looks.length > 4 ? `${shown.join(', ')} and ${looks.length - 4} more` : shown.join(', ');
}

const note = {
  kind: 'note' as const,
  text: 'Looked into are identifiers, free text, and texts of mostly distinct values. Something counts if one person alone holds it in train and holdout together, so sentences that many share count for nobody. Passages are runs of eight words (of forty characters in shorter texts). A kind of identifier is reported for a column where most of what has its form passes its checksum. Columns in which the candidate numbers its rows one after another are left out. No value is shown.',
};

function joined(first: Int32Array, second: Int32Array): Int32Array {
  const all = new Int32Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
