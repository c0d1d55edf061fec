/** Check digits of public identifier schemes. All take digits (and letters) without separators. */

/** Payment cards. Source: ISO/IEC 7812-1, annex B (Luhn). */
export function isLuhn(digits: string): boolean {
  let sum = 0;
  for (let place = 0; place < digits.length; place++) {
    const digit = Number(digits[digits.length - 1 - place]);
    const doubled = place % 2 === 1 ? 2 * digit : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return digits.length > 0 && sum % 10 === 0;
}

/** International bank account numbers, capital letters. Source: ISO 13616-1 with ISO 7064 mod 97-10. */
export function isIban(text: string): boolean {
  let rest = 0;
  for (const character of text.slice(4) + text.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return text.length >= 15 && rest === 1;
}

/** NHS numbers of the United Kingdom: ten digits, weights 10 to 2, mod 11. Source: NHS Data Dictionary. */
export function isNhsNumber(digits: string): boolean {
  let sum = 0;
  for (let place = 0; place < 9; place++) sum += (10 - place) * Number(digits[place]);
  const check = 11 - (sum % 11);
  return digits.length === 10 && check !== 10 && (check === 11 ? 0 : check) === Number(digits[9]);
}

/** German tax identification numbers: eleven digits. Source: ISO 7064 mod 11,10. */
export function isGermanTaxId(digits: string): boolean {
  let product = 10;
  for (let place = 0; place < 10; place++) {
    const sum = (Number(digits[place]) + product) % 10 || 10;
    product = (2 * sum) % 11;
  }
  return digits.length === 11 && digits[0] !== '0' && (11 - product) % 10 === Number(digits[10]);
}

/** Spanish DNI and NIE: the letter belongs to the number mod 23. Source: Ministerio del Interior. */
export function isSpanishId(text: string): boolean {
  const digits = text.slice(0, -1).replace(/^[XYZ]/, (first) => String('XYZ'.indexOf(first)));
  return /^\d{8}$/.test(digits) && 'TRWAGMYFPDXBNJZSQVHLCKE'[Number(digits) % 23] === text.at(-1);
}

/** French NIR (social security number): thirteen characters and a key. Source: INSEE. */
export function isFrenchNir(text: string): boolean {
  // Corsica's departments count as 19 and 18.
  const digits = text.replace(/^(.{5})2A/, '$119').replace(/^(.{5})2B/, '$118');
  return /^\d{15}$/.test(digits) && 97 - (Number(digits.slice(0, 13)) % 97) === Number(digits.slice(13));
}
