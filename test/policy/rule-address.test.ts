import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { formatAddress, isAddressed, parseAddress } from '../../src/policy/rule-address.ts';
import { exactly, measure } from './small-result.ts';

describe('addresses of measures', () => {
  test('read what the documentation shows', () => {
    expect(parseAddress('*.leak-rate')).toEqual({
      audit: null,
      measure: 'leak-rate',
      subject: [],
      labels: [],
    });
    expect(parseAddress('a.b["ZIP code", *]{model=random-forest, "x y"=*}')).toEqual({
      audit: 'a',
      measure: 'b',
      subject: ['ZIP code', null],
      labels: [
        ['model', 'random-forest'],
        ['x y', null],
      ],
    });
  });

  test('are written as they are read, whatever the names', () => {
    const id = fc.option(fc.stringMatching(/^[a-z0-9-]{1,12}$/), { nil: null });
    const name = fc.string({
      unit: fc.oneof(
        fc.constantFrom('"', '*', ',', ']', '}', '=', '\\', ' ', 'é'),
        fc.string({ unit: 'binary', maxLength: 1 }),
      ),
    });
    const address = fc.record({
      audit: id,
      measure: id,
      subject: fc.array(fc.option(name, { nil: null }), { maxLength: 3 }),
      labels: fc.uniqueArray(fc.tuple(name, fc.option(name, { nil: null })), {
        maxLength: 3,
        selector: ([label]) => label,
      }),
    });
    fc.assert(
      fc.property(address, (one) => {
        const read = parseAddress(formatAddress(one));
        const labels = [...one.labels].sort(([a], [b]) => (a < b ? -1 : 1));
        expect(read).toEqual({ ...one, labels });
        expect(formatAddress(read)).toBe(formatAddress(one));
      }),
      { seed: 6, numRuns: 500 },
    );
  });

  test.each([
    ['membership', '“.” should stand where the end is'],
    ['a.b[', 'a name should stand where the end is'],
    ['a.b[x', '“]” should stand where the end is'],
    ['a.b{x}', '“=” should stand where “}” is'],
    ['a.b{*=1}', 'a label’s name should stand'],
    ['a.b extra', 'the end should stand where “ extra” is'],
    ['A.b', 'the audit’s id should stand'],
    ['a.b["\\x"]', 'a name quoted as in JSON should stand'],
    ['a.b{x=1,x=2}', 'names a label twice'],
  ])('%s is refused with the place', (text, message) => {
    expect(() => parseAddress(text)).toThrow(UserError);
    expect(() => parseAddress(text)).toThrow(message);
  });

  test('match by what they say, and by nothing more', () => {
    const age = measure('risk', exactly(0), { subject: ['age'], labels: { attacker: 'model' } });
    const matches = (text: string) => isAddressed(parseAddress(text), 'inference', age);
    for (const text of [
      'inference.risk[age]',
      '*.*[*]',
      '*.risk["age"]{attacker=*}',
      'inference.*[*]{attacker=model}',
    ])
      expect([text, matches(text)]).toEqual([text, true]);
    // Without brackets the whole table is meant.
    for (const text of [
      'inference.risk',
      '*.risk[sex]',
      '*.risk[*,*]',
      '*.risk[*]{attacker=nearest}',
      '*.risk[*]{k=*}',
      'other.risk[age]',
    ])
      expect([text, matches(text)]).toEqual([text, false]);
    expect(isAddressed(parseAddress('*.*[*]{toString=*}'), 'inference', age)).toBe(false);
  });
});
