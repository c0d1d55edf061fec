import { describe, expect, it } from 'vitest';
import { findIdentifiers, identifierPatterns } from '../../../src/audits/privacy/identifier-patterns.ts';
import { identifiersAndText } from '../../../src/audits/privacy/identifiers-and-text.ts';
import { passagesOf } from '../../../src/audits/privacy/text-passages.ts';
import type { Outcome } from '../../../src/result/document.ts';
import { type Random, randomStream } from '../../../src/statistics/random.ts';
import { intervalOf, measureIn, runOn, type SmallTable } from '../harness.ts';

const kinds = { note: 'text', contact: 'identifier' } as const;
const rows = 200;

describe('identifiers and text', () => {
  it('find e-mails and notes that were copied from train, and show none of them', async () => {
    const random = randomStream(1, 'copied');
    const train = people(random);
    const synthetic = people(random);
    for (let row = 0; row < 40; row++) {
      synthetic.contact[row] = train.contact[row] as string;
      // A part of the note alone, in other capitals and spacing.
      synthetic.note[row] =
        `seen today:  ${(train.note[row] as string).split(' ').slice(3).join(' ').toUpperCase()}`;
    }
    const outcome = await runOn(identifiersAndText, { train, holdout: people(random), synthetic, kinds });
    for (const [column, what] of [
      ['contact', 'values'],
      ['contact', 'e-mail'],
      ['note', 'passages'],
    ] as const) {
      const leak = measureIn(outcome, 'leak-rate', [column], { what });
      expect(leak.estimate.value, what).toBeCloseTo(0.2, 2);
      expect(intervalOf(leak).low).toBeGreaterThan(0.1);
      expect(leak.test?.adjusted).toBeLessThan(1e-6);
    }
    // 40 of 200 are real.
    expect(measureIn(outcome, 'invented-share', ['contact'], { what: 'e-mail' }).estimate.value).toBeCloseTo(
      0.8,
      12,
    );
    expect(measureIn(outcome, 'identifier-share', ['contact'], { what: 'e-mail' }).estimate.value).toBe(1);
    const text = JSON.stringify(outcome);
    for (const value of [...train.contact, ...train.note]) expect(text).not.toContain(value);
    expect(text).not.toContain('@');
  });

  it('raise no alarm for templates: sentences that train, holdout and candidate share', async () => {
    let alarms = 0;
    for (let seed = 1; seed <= 40; seed++) {
      const random = randomStream(seed, 'templates');
      const train = people(random, template);
      const holdout = people(random, template);
      const outcome = await runOn(identifiersAndText, {
        train,
        holdout,
        synthetic: people(random, template),
        kinds,
      });
      if (leaksOf(outcome).some(({ test }) => (test?.adjusted ?? 1) <= 0.05)) alarms++;
    }
    // Six of forty at 5 % has a chance of 0.01.
    expect(alarms).toBeLessThan(6);
  });

  it('describe without a holdout what reappears, and test nothing', async () => {
    const random = randomStream(3, 'alone');
    const train = people(random);
    const outcome = await runOn(identifiersAndText, { train, synthetic: train, kinds });
    expect(leaksOf(outcome)).toEqual([]);
    expect(
      measureIn(outcome, 'reappearing-share', ['contact'], { what: 'e-mail', of: 'train' }).estimate.value,
    ).toBe(1);
    expect(outcome).toMatchObject({ summary: expect.stringContaining('Without a holdout') });
  });

  it('are not moved by a candidate that numbers its rows, nor by numbers of another kind', async () => {
    const numbered = (from: number): SmallTable => ({
      contact: Array.from({ length: 60 }, (_, i) => `P-${from + i}`),
    });
    const outcome = await runOn(identifiersAndText, {
      train: numbered(0),
      holdout: numbered(60),
      synthetic: numbered(0),
      kinds,
    });
    expect(outcome.status).toBe('not-applicable');
  });

  it('need a column of text', async () => {
    const coarse = { city: Array.from({ length: 80 }, (_, i) => `c${i % 5}`) };
    expect(
      (await runOn(identifiersAndText, { train: coarse, holdout: coarse, synthetic: coarse })).status,
    ).toBe('not-applicable');
  });

  it.each([
    ['e-mail', 'write to Ada.L+x@mail.example.org.', 'ada.l+x@mail.example.org'],
    ['phone', 'call +44 (0)20 7946 0958 now', '4402079460958'],
    ['phone', 'or 212-555-0143', '2125550143'],
    ['IBAN', 'to GB82 WEST 1234 5698 7654 32', 'GB82WEST12345698765432'],
    ['payment card', 'card 4111-1111-1111-1111.', '4111111111111111'],
    ['US social security number', 'no. 123-45-6789', '123456789'],
    ['UK NHS number', 'NHS 943 476 5919', '9434765919'],
    ['German tax id', 'IdNr 86 095 742 719', '86095742719'],
    ['Spanish DNI or NIE', 'DNI 12345678-Z', '12345678Z'],
    ['French NIR', 'NIR 2 55 08 14 168 025 38', '255081416802538'],
    ['IP address', 'from 192.168.0.12:80', '192.168.0.12'],
    ['MAC address', 'at 00-1A-2b-3C-4d-5E', '00:1a:2b:3c:4d:5e'],
    ['URL', 'see https://a.example/x?y=1 there', 'https://a.example/x?y=1'],
  ])('know an %s in “%s”', (kind, text, normalized) => {
    const pattern = identifierPatterns.find((one) => one.kind === kind);
    if (!pattern) throw new Error(`no pattern ${kind}`);
    expect(findIdentifiers(pattern, text).valid).toEqual([normalized]);
  });

  it('take dates, times, amounts and versions for nothing', () => {
    for (const text of [
      '2021-03-04 10:15:00',
      '12.50',
      '1.2.3',
      '2021-03',
      '1,234,567',
      'A12',
      '31/12/1999',
      '98.6 F',
    ]) {
      for (const pattern of identifierPatterns)
        expect(findIdentifiers(pattern, text).valid, text).toEqual([]);
    }
  });

  it('cut text into passages of eight words, or of forty characters', () => {
    const nine = 'one two three four five six seven eight nine';
    expect(passagesOf(nine).size).toBe(2);
    expect(passagesOf(nine.toUpperCase().replaceAll(' ', '  \n'))).toEqual(passagesOf(nine));
    expect(passagesOf('x'.repeat(39)).size).toBe(0);
    expect(
      passagesOf(Array.from({ length: 42 }, (_, i) => String.fromCharCode(97 + (i % 26))).join('')).size,
    ).toBe(3);
  });
});

function leaksOf(outcome: Outcome) {
  return outcome.status === 'measured' ? outcome.measures.filter(({ name }) => name === 'leak-rate') : [];
}

function people(random: Random, sentence = freely) {
  return {
    contact: Array.from({ length: rows }, () => `p${random.uint32()}@mail.example`),
    note: Array.from({ length: rows }, () => sentence(random)),
  };
}

function freely(random: Random): string {
  return Array.from({ length: 14 }, () => `w${random.below(500)}`).join(' ');
}

/** One of three sentences, with a time of which there are few enough to meet again. */
function template(random: Random): string {
  const sentence = [
    'came in with pain in the left side of the chest',
    'was sent home after a night without any event',
  ];
  return `patient ${sentence[random.below(2)]} at ${random.below(24)}:${random.below(60)} and will return in ${random.below(9)} days`;
}
