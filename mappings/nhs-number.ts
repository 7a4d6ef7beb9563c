/** NHS number: ten digits, check digit by modulus 11. NHS Data Dictionary "NHS Number". */

/** Numbers that pass the check and yet are known fillers in feeds. */
const FILLERS = new Set(['9876543210']);

export type NhsNumberResult = { readonly value: string } | { readonly reason: string };

/** Strips blanks and hyphens, nothing else. The reason never quotes the number. */
export function readNhsNumber(text: string): NhsNumberResult {
  const digits = text.replace(/[ -]/g, '');
  if (!/^[0-9]{10}$/.test(digits)) return { reason: 'is not ten digits' };
  let sum = 0;
  for (let i = 0; i < 9; i++) sum += Number(digits[i]) * (10 - i);
  const check = (11 - (sum % 11)) % 11;
  if (check === 10 || check !== Number(digits[9])) return { reason: 'fails the modulus 11 check' };
  if (/^(\d)\1{9}$/.test(digits) || FILLERS.has(digits)) {
    return { reason: 'is a known filler number that identifies nobody' };
  }
  return { value: digits };
}
