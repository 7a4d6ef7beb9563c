/**
 * NHS numbers of synthetic people: only from 999 000 0000 to 999 999 9999, which passes the check and is never
 * issued. NHS Data Dictionary "NHS NUMBER", modulus 11.
 */

/** How many nine-digit stems start with 999. */
const STEMS = 1_000_000;
/** The first thousand stems stay free for hand-written golden cases. */
const RESERVED = 1000;
/** Coprime to STEMS, so that stepping visits each stem once. */
const STRIDE = 387_411;

/** The check digit of a nine-digit stem; undefined where the stem has no number (check 10). */
export function checkDigit(stem: string): number | undefined {
  let sum = 0;
  for (let i = 0; i < 9; i++) sum += Number(stem.charAt(i)) * (10 - i);
  const check = 11 - (sum % 11);
  if (check === 10) return undefined;
  return check === 11 ? 0 : check;
}

/** Distinct valid numbers of the 999 range, spread over it; the same `start` gives the same sequence. */
export function* nhsNumbers(start: number): Generator<string, never, void> {
  let position = Math.abs(Math.trunc(start)) % STEMS;
  for (let made = 0; made < STEMS; made++) {
    position = (position + STRIDE) % STEMS;
    if (position < RESERVED) continue;
    const stem = `999${String(position).padStart(6, '0')}`;
    const check = checkDigit(stem);
    if (check !== undefined) yield `${stem}${check}`;
  }
  throw new RangeError('the 999 range has no further NHS numbers');
}
