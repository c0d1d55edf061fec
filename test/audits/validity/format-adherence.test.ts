import { describe, expect, it } from 'vitest';
import { formatOf, namedFormats, patternFormat } from '../../../src/artifacts/text-formats.ts';
import { formatAdherence } from '../../../src/audits/validity/format-adherence.ts';
import { randomStream } from '../../../src/statistics/random.ts';
import { measureIn, runOn } from '../harness.ts';

describe('formats', () => {
  it('are runs of character classes', () => {
    expect(formatOf('AB-1234')).toEqual({ shape: 'A+-9+', exact: 'A{2}-9{4}' });
    expect(formatOf('Ärger 5')).toEqual({ shape: 'A+a+ 9+', exact: 'Aa{4} 9' });
    expect(formatOf('..')).toEqual({ shape: '..', exact: '..' });
  });

  it.each([
    ['e-mail address', ['a.b@example.org', 'x@y.co'], ['a@b', 'a b@c.de', '@x.org']],
    ['IBAN', ['DE89 3704 0044 0532 0130 00', 'GB82WEST12345698765432'], ['DE88370400440532013000', 'DE89']],
    ['UUID', ['123e4567-e89b-12d3-a456-426614174000'], ['123e4567-e89b-12d3-a456']],
    ['phone number', ['+49 30 901820', '(030) 90-1820'], ['1234567', '12.3456789', '2020-01-02', 'abc']],
    ['web address', ['https://example.org/a?b=1'], ['example.org', 'https:// x']],
  ])('%s is told from what is none', (name, right, wrong) => {
    const format = namedFormats.find((one) => one.name === name);
    for (const text of right) expect(format?.follows(text), text).toBe(true);
    for (const text of wrong) expect(format?.follows(text), text).toBe(false);
  });

  it('take a pattern for whole texts', () => {
    expect(patternFormat('ID_[0-9]{3}')?.follows('ID_123')).toBe(true);
    expect(patternFormat('ID_[0-9]{3}')?.follows('ID_1234')).toBe(false);
    expect(patternFormat('\\A(?P<year>\\d{4})-x\\Z')?.follows('2024-x')).toBe(true);
    expect(patternFormat('(ab){2}|c+')?.follows('abab')).toBe(true);
  });

  it.each([
    '(a+)+b',
    '(a|a)*b',
    '((a*)b)*',
    '(\\w{2,})+',
    '(a)\\1',
    '(?=a)b',
    'a*a*a*a*b',
    '(a?a?)*',
    'a{0,99}a{0,99}a{0,99}a{0,99}b',
    '[a-',
  ])('refuse %s, which may take forever or is none', (pattern) => expect(patternFormat(pattern)).toBeNull());
});

const draw = (name: string, rows = 300) => {
  const random = randomStream(1, 'formats-test', name);
  const column = (of: () => string) => Array.from({ length: rows }, of);
  const letter = () => String.fromCharCode(65 + random.below(26));
  return {
    id: column(() => `P-${100_000 + random.below(900_000)}`),
    mail: column(() => `${letter().toLowerCase()}${random.below(99)}@mail.example`),
    code: column(() => `${letter()}${10 + random.below(90)}`),
    number: column(() => String(random.below(100_000))),
    word: column(() => ['red', 'Green', 'blue'][random.below(3)] as string),
    text: column(() =>
      Array.from({ length: 1 + random.below(30) }, () => (random.below(4) === 0 ? ', ' : letter())).join(''),
    ),
  };
};

const kinds = { id: 'identifier', mail: 'text', number: 'identifier', text: 'text' } as const;

describe('format-adherence', () => {
  it('learns what is written in a format, and only that', async () => {
    const outcome = await runOn(formatAdherence, {
      train: draw('train'),
      holdout: draw('holdout'),
      synthetic: draw('synthetic'),
      kinds,
    });
    if (outcome.status !== 'measured') throw new Error('not measured');
    expect(outcome.measures.map(({ subject, labels }) => [subject[0], labels.format])).toEqual([
      ['id', 'learnt'],
      ['mail', 'known'],
      ['code', 'learnt'],
      ['number', 'learnt'],
    ]);
    for (const { estimate, ceiling } of outcome.measures) {
      expect(estimate.value).toBe(1);
      expect(ceiling?.value).toBe(1);
    }
    const [table] = outcome.details;
    // Numbers grow: two lengths are as good as any.
    expect(table?.kind === 'table' && table.rows).toEqual([
      ['id', 'A-9{6}', 0],
      ['mail', 'e-mail address', 0],
      ['code', 'A9{2}', 0],
      ['number', '9+', 0],
    ]);
  });

  it('counts cells that are written otherwise', async () => {
    const synthetic = draw('synthetic', 200);
    for (let row = 0; row < 50; row++) synthetic.id[row] = 'P-12345';
    for (let row = 0; row < 20; row++) synthetic.mail[row] = 'nobody';
    for (let row = 0; row < 100; row++) synthetic.code[row] = row < 50 ? 'a12' : 'AB1';
    const outcome = await runOn(formatAdherence, { train: draw('train'), synthetic, kinds });
    expect(measureIn(outcome, 'format-adherence', ['id']).estimate.value).toBe(0.75);
    expect(measureIn(outcome, 'format-adherence', ['mail']).estimate.value).toBe(0.9);
    expect(measureIn(outcome, 'format-adherence', ['code']).estimate.value).toBe(0.5);
    expect(measureIn(outcome, 'format-adherence', ['code']).floor?.value).toBe(1);
    expect(outcome.status === 'measured' && outcome.summary).toContain('3 of 4 formatted columns');
  });

  it('is not applicable to words', async () => {
    const train = { word: draw('train').word };
    expect((await runOn(formatAdherence, { train, synthetic: train })).status).toBe('not-applicable');
  });
});
