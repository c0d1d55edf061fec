import { describe, expect, test } from 'vitest';
import { candidatePath, collect, memorySize, once, share, wholeNumber } from '../../src/cli/options.ts';
import type { Schema } from '../../src/datasets/table.ts';
import { nearestName } from '../../src/did-you-mean.ts';
import { optionsOf } from '../../src/run/request.ts';

test('whole numbers within their bounds', () => {
  const seed = wholeNumber('--seed', 0, Number.MAX_SAFE_INTEGER);
  expect([seed('0'), seed('42'), seed('9007199254740991')]).toEqual([0, 42, Number.MAX_SAFE_INTEGER]);
  for (const text of ['', ' ', '-1', '1.5', '1e3', '0x10', 'x', '9007199254740992', '9007199254740993'])
    expect(() => seed(text), text).toThrow('--seed cannot be');
});

test('shares lie between 0 and 1', () => {
  expect(share('--holdout-share')('0.25')).toBe(0.25);
  for (const text of ['', '0', '1', '-0.5', '50%', 'NaN'])
    expect(() => share('--holdout-share')(text), text).toThrow('--holdout-share cannot be');
});

test('amounts of memory', () => {
  for (const text of ['4GB', '512mb', '1.5 GiB', '100B']) expect(memorySize(text)).toBe(text);
  for (const text of ['', '4', 'GB', '4 gigabytes', '-1GB'])
    expect(() => memorySize(text), text).toThrow('--memory');
});

test('one value, or several', () => {
  const out = once('--out');
  expect(out('a')).toBe('a');
  expect(() => out('b')).toThrow('--out was given twice');
  const target = collect('--target');
  expect(target('b', target('a'))).toEqual(['a', 'b']);
  expect(() => target(' ')).toThrow('empty');
});

test.each([
  ['a.csv', { path: 'a.csv' }],
  ['vendor a=x/a.csv', { name: 'vendor a', path: 'x/a.csv' }],
  ['a=b=c.csv', { name: 'a', path: 'b=c.csv' }],
  ['x/year=2020/a.csv', { path: 'x/year=2020/a.csv' }],
  ['=a.csv', { path: '=a.csv' }],
])('candidate %s', (text, expected) => {
  expect(candidatePath(text)).toEqual(expected);
});

describe('columns that a request names', () => {
  const column = { numeric: null, source: 'inferred', missingCodes: [], datetimeFormat: null } as const;
  const schema: Schema = {
    primaryKey: null,
    columns: ['age', 'town'].map((name) => ({
      ...column,
      name,
      kind: 'categorical',
      decimalMark: '.',
      pattern: null,
    })),
  };
  const request = { train: 'x/real.csv', synthetic: [] };

  test.each([
    ['--target', { targets: ['twon'] }],
    ['--sensitive', { sensitive: ['age', 'twon'] }],
    ['--keys', { keys: ['twon'] }],
    ['--group', { groups: ['twon'] }],
    ['--unit', { unit: 'twon' }],
  ])('%s must exist', (flag, named) => {
    expect(() => optionsOf({ ...request, ...named }, schema)).toThrow(
      expect.objectContaining({
        message: `${flag} names “twon”, which is no column of real.csv`,
        remedy: 'Did you mean “town”?',
      }),
    );
  });
});

test.each([
  ['exact-copy', 'exact-copies'],
  ['AGE', 'age'],
  ['aeg', 'age'],
  ['agee', 'age'],
  ['income', undefined],
  ['', undefined],
])('the name nearest to “%s”', (name, expected) => {
  expect(nearestName(name, ['age', 'town', 'exact-copies'])).toBe(expected);
});
