/**
 * Whether a text has the form of a SNOMED CT identifier: 6 to 18 digits with a check digit after Verhoeff. SNOMED CT
 * Release File Specification, 6.1. That there is such a concept cannot be known without a terminology server.
 */

/** Products of the dihedral group of order ten: row and column 0 to 9. */
const PRODUCT = [
  '0123456789',
  '1234067895',
  '2340178956',
  '3401289567',
  '4012395678',
  '5987604321',
  '6598710432',
  '7659821043',
  '8765932104',
  '9876543210',
];
/** What a digit counts for at each of eight places, from the right. */
const PLACE = [
  '0123456789',
  '1576283094',
  '5803796142',
  '8916043527',
  '9453126870',
  '4286573901',
  '2793806415',
  '7046913258',
];

/** @param code as it stands in a Coding. */
export function isSnomedCode(code: string): boolean {
  if (!/^[1-9]\d{5,17}$/.test(code)) return false;
  let sum = 0;
  for (let place = 0; place < code.length; place++) {
    sum = at(PRODUCT, sum, at(PLACE, place % 8, Number(code.at(-1 - place))));
  }
  return sum === 0;
}

function at(table: readonly string[], row: number, column: number): number {
  return Number(table[row]?.[column]);
}
