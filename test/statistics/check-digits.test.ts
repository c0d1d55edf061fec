import { describe, expect, it } from 'vitest';
import {
  isFrenchNir,
  isGermanTaxId,
  isIban,
  isLuhn,
  isNhsNumber,
  isSpanishId,
} from '../../src/statistics/check-digits.ts';

/** Published examples of each scheme. */
const schemes: [string, (text: string) => boolean, string[]][] = [
  ['Luhn', isLuhn, ['4111111111111111', '5555555555554444', '378282246310005', '79927398713']],
  [
    'IBAN',
    isIban,
    ['GB82WEST12345698765432', 'DE89370400440532013000', 'FR1420041010050500013M02606', 'NO9386011117947'],
  ],
  ['NHS number', isNhsNumber, ['9434765919', '4010232137']],
  ['German tax id', isGermanTaxId, ['86095742719', '47036892816', '65929970489']],
  ['Spanish id', isSpanishId, ['12345678Z', 'X1234567L', 'Y1234567X']],
  ['French NIR', isFrenchNir, ['255081416802538']],
];

describe.each(schemes)('%s', (_, isValid, examples) => {
  it.each(examples)('accepts %s', (text) => {
    expect(isValid(text)).toBe(true);
  });

  it.each(examples)('refuses %s with any one digit changed', (text) => {
    for (let place = 0; place < text.length; place++) {
      const digit = text[place] as string;
      if (!/\d/.test(digit)) continue;
      for (let other = 0; other < 10; other++) {
        if (String(other) === digit) continue;
        expect(isValid(text.slice(0, place) + other + text.slice(place + 1)), `${place} ${other}`).toBe(
          false,
        );
      }
    }
  });
});

it('knows the departments of Corsica', () => {
  // 1 85 05 2A 004 015: 2A counts as 19.
  const key = String(97 - (1850519004015 % 97)).padStart(2, '0');
  expect(isFrenchNir(`185052A004015${key}`)).toBe(true);
  expect(isFrenchNir(`185052B004015${key}`)).toBe(false);
});
