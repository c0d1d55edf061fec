import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { numberInSql } from '../../src/datasets/column-evidence.ts';
import { columnNames } from '../../src/datasets/column-names.ts';
import { namesDate, namesIdentifier } from '../../src/datasets/name-hints.ts';
import { isNumberLike, readBoolean, readCategory } from '../../src/datasets/spell-category.ts';
import { datetimeReader, detectFormat, formatReader } from '../../src/datasets/spell-datetime.ts';
import { canonicalNumber, decimalMarkOf, readNumber } from '../../src/datasets/spell-number.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

describe('numbers', () => {
  test.each([
    ['5', 5],
    ['5.0', 5],
    [' 5 ', 5],
    ['+5', 5],
    ['-5.25', -5.25],
    ['1e3', 1000],
    ['1E-2', 0.01],
    ['.5', 0.5],
    ['5.', 5],
    ['1,234', 1234],
    ['1,234,567.8', 1234567.8],
    ['1 234 567', 1234567],
    ["1'234.5", 1234.5],
    ['−3', -3],
  ])('%s is read with a decimal point', (cell, value) => {
    expect(readNumber(cell, '.')).toBe(value);
  });

  test.each([
    ['5,5', 5.5],
    ['1.234,5', 1234.5],
    ['1.234.567', 1234567],
    ['1.234', 1234],
    ['0,125', 0.125],
    ['5', 5],
    ['12.5', 12.5],
    ['1,5e3', 1500],
  ])('%s is read with a decimal comma', (cell, value) => {
    expect(readNumber(cell, ',')).toBe(value);
  });

  test.each([
    '',
    ' ',
    'x',
    '1_000',
    '+-5',
    '0x10',
    '5f',
    '1e',
    '12,34',
    '1,23,456',
    'NaN',
    'inf',
    '1e999',
    '5 6',
  ])('"%s" is no number', (cell) => {
    expect(readNumber(cell, '.')).toBeNaN();
  });

  test('zero has one sign', () => {
    expect(Object.is(readNumber('-0', '.'), 0)).toBe(true);
    expect(Object.is(readNumber('-0,0', ','), 0)).toBe(true);
  });

  test('the decimal mark follows from the whole column, and the fallback decides what is open', () => {
    expect(decimalMarkOf(['1,5', '1,234'], '.')).toBe(',');
    expect(decimalMarkOf(['1,234.5', '1,234'], ',')).toBe('.');
    expect(decimalMarkOf(['0,125'], '.')).toBe(',');
    expect(decimalMarkOf(['1,234'], '.')).toBe('.');
    expect(decimalMarkOf(['1,234'], ',')).toBe(',');
    expect(decimalMarkOf(['x', ''], ',')).toBe('.');
  });

  describe('DuckDB reads what it is trusted with as readNumber does', () => {
    let space: Workspace;
    beforeAll(async () => {
      space = await openWorkspace();
    });
    afterAll(() => space.close());

    test('over any spelling near a number', async () => {
      const near = fc.string({ unit: fc.constantFrom(...'0123456789+-.,eE_ \tinfa'), maxLength: 10 });
      const cells = fc.sample(fc.oneof(near, fc.double().map(String)), { numRuns: 4000, seed: 3 });
      const listed = cells.map((cell, i) => `(${i}, '${cell}')`).join(', ');
      const values = await space.engine.doubles(
        `SELECT coalesce(n, 'NaN'::DOUBLE) FROM (SELECT i, ${numberInSql('c')} + 0 AS n FROM (VALUES ${listed}) t(i, c)) ORDER BY i`,
        cells.length,
      );
      let numbers = 0;
      for (const [i, cell] of cells.entries()) {
        if (Number.isNaN(values[i])) continue;
        numbers++;
        const expected = readNumber(cell, '.');
        if (Number.isFinite(values[i])) expect([cell, values[i]]).toEqual([cell, expected]);
        else expect(expected).toBeNaN();
      }
      expect(numbers).toBeGreaterThan(1000);
    });
  });
});

describe('categories', () => {
  test('a number that is a category has one spelling', () => {
    expect(['5.0', '+5', '05', '5', '5.'].map(canonicalNumber)).toEqual(['5', '5', '5', '5', '5']);
    expect(['0.50', '-0.0', '000', '-1.10', '1e3', 'x', '1,5'].map(canonicalNumber)).toEqual([
      '0.5',
      '0',
      '0',
      '-1.1',
      null,
      null,
      null,
    ]);
  });

  test('levels are number-like by train alone: unless padded, mostly words, or told apart by their fraction', () => {
    expect(isNumberLike(['1', '2', 'N'])).toBe(true);
    expect(isNumberLike(['1.0', '2.0'])).toBe(true);
    expect(isNumberLike(['1', '1.0', '2'])).toBe(true);
    expect(isNumberLike(['250', '250.0', '250.01'])).toBe(false);
    expect(isNumberLike(['01', '02'])).toBe(false);
    expect(isNumberLike(['a', 'b', '1'])).toBe(false);
    expect(isNumberLike([])).toBe(false);
  });

  test('white space goes, case stays', () => {
    expect(readCategory('  A b ', true)).toBe('A b');
    expect(readCategory('5.0', false)).toBe('5.0');
    expect(readCategory(' 5.0', true)).toBe('5');
  });

  test('booleans', () => {
    expect(['true', 'TRUE', 'T', 'yes', 'Y', '1', '1.0'].map(readBoolean)).toEqual(Array(7).fill('true'));
    expect(['false', 'False', 'f', 'No', 'n', '0', '0.0'].map(readBoolean)).toEqual(Array(7).fill('false'));
    expect(['2', 'maybe', ''].map(readBoolean)).toEqual([null, null, null]);
  });
});

describe('dates', () => {
  const day = Date.UTC(2021, 0, 3);
  test.each([
    ['%Y-%m-%d', '2021-01-03', day],
    ['%Y-%m-%d', '2021-1-3', day],
    ['%d/%m/%Y', '03/01/2021', day],
    ['%m/%d/%Y', '01/03/2021', day],
    ['%d.%m.%Y %H:%M', '3.1.2021 04:05', day + 14_700_000],
    ['%Y%m%d', '20210103', day],
    ['%d %b %Y', '3 Jan 2021', day],
    ['%b %d, %Y', 'January 3, 2021', Number.NaN],
    ['%B %d, %Y', 'January 3, 2021', day],
    ['%d %B %Y', '03 january 2021', day],
    ['%Y-%m-%dT%H:%M:%S.%f%z', '2021-01-03T02:30:00.250+02:30', day + 250],
    ['%Y-%m-%dT%H:%M:%S%z', '2021-01-03T00:00:00Z', day],
    ['%m/%d/%y %I:%M %p', '1/3/21 12:05 AM', day + 300_000],
    ['%m/%d/%y %I:%M %p', '1/3/21 12:05 PM', day + 43_500_000],
    ['%Y-%j', '2021-003', day],
    ['%Y-%m-%d', '2021-02-29', Number.NaN],
    ['%Y-%m-%d', '2021-13-01', Number.NaN],
    ['%Y-%m-%d', 'x2021-01-03', Number.NaN],
    ['%y', '69', Date.UTC(1969, 0, 1)],
    ['%Y-%m-%d', '0099-01-01', new Date('0099-01-01T00:00:00Z').getTime()],
  ])('%s reads %s', (format, cell, instant) => {
    expect(formatReader(format)(cell)).toBe(instant);
  });

  test('a reader is lenient about time, zone and ISO, not about the order of day and month', () => {
    const read = datetimeReader('%d/%m/%Y');
    expect(read(' 3/1/2021 ')).toBe(day);
    expect(read('2021-01-03')).toBe(day);
    expect(read('2021-01-03 00:00:00')).toBe(day);
    expect(read('03/13/2021')).toBeNaN();
    expect(datetimeReader('%Y-%m-%d %H:%M:%S')('2021-01-03')).toBe(day);
    expect(datetimeReader('%Y-%m-%d')('2021-01-03 04:05:06.5')).toBe(day + 14_706_500);
    expect(datetimeReader(null)('2021-01-03T04:05')).toBe(day + 14_700_000);
  });

  test('any instant is read back from ISO 8601, as the calendar of the language reads it', () => {
    const read = datetimeReader('%Y-%m-%dT%H:%M:%S.%f%z');
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
        (date) => read(date.toISOString()) === date.getTime(),
      ),
      { seed: 5 },
    );
  });

  test('the format is found over the whole column', () => {
    const none = (unread: readonly string[]) => unread.length === 0;
    expect(detectFormat(['01/02/2021', '31/12/2020'], none)).toBe('%d/%m/%Y');
    expect(detectFormat(['01/02/2021', '12/31/2020'], none)).toBe('%m/%d/%Y');
    expect(detectFormat(['01/02/2021', '03/04/2021'], none)).toBe('%d/%m/%Y');
    expect(detectFormat(['2021-01-02', '2021-01-03'], none)).toBe('%Y-%m-%d');
    expect(detectFormat(['2021-01-02 10:00:00', '2021-01-03 23:59:59'], none)).toBe('%Y-%m-%d %H:%M:%S');
    expect(detectFormat(['2021-01-02T10:00:00.123Z'], none)).toBe('%Y-%m-%dT%H:%M:%S.%f%z');
    expect(detectFormat(['3 Mar 2020', '14 Dec 2021'], none)).toBe('%d %b %Y');
    expect(detectFormat(['2021-01-02', 'soon'], none)).toBe(null);
    expect(detectFormat([], none)).toBe(null);
  });
});

test('names of columns', () => {
  expect(columnNames(['a', 'a', 'a', '', ' b '])).toEqual(['a', 'a.1', 'a.2', 'column3', 'b']);
  expect(columnNames(['', 'column0'])).toEqual(['column0.1', 'column0']);
  for (const name of [
    'id',
    'ID',
    'customerId',
    'customer_id',
    'case nr',
    'id_patient',
    'Unnamed: 0',
    'column0',
    'order-key',
  ]) {
    expect([name, namesIdentifier(name)]).toEqual([name, true]);
  }
  for (const name of ['valid', 'idle', 'number_outpatient', 'paid', 'keyboard', 'income']) {
    expect([name, namesIdentifier(name)]).toEqual([name, false]);
  }
  expect(['date', 'birthDate', 'created_at', 'startdate', 'dob'].every(namesDate)).toBe(true);
  expect(['at', 'update_count', 'state', 'rate'].some(namesDate)).toBe(false);
});
