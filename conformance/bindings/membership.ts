/** Whether a code is of a value set, by the tables. FHIR R4 terminologies.html 4.1.5. */
import { BASE, CODE_SYSTEMS, NATIONAL, type Codes } from './binding-tables.ts';
import { isSnomedCode } from './snomed-code.ts';

const SNOMED = 'http://snomed.info/sct';

/** `unknown`: the tables do not list that system, and nothing can be said. */
export type Membership = 'member' | 'stranger' | 'unknown';

/** The codes of a set by its short name. @throws where the tables have none of it: a fault of the tables. */
export function valueSet(name: string): Codes {
  const codes = NATIONAL.valueSets[name] ?? BASE.valueSets[name];
  if (codes === undefined) throw new Error(`the tables of bindings have no value set ${name}`);
  return codes;
}

/** Whether the set has this code, of this system. */
export function hasCoding(set: Codes, system: string, code: string): boolean {
  const codes = set[system];
  if (codes === undefined) return false;
  if (codes === '*') return inSystem(system, code) !== 'stranger';
  return codes === '@' ? inSystem(system, code) === 'member' : listed(codes, code);
}

/** Whether the set has this code, of whatever system: for elements of type code, whose system is implied. */
export function hasCode(set: Codes, code: string): boolean {
  return Object.keys(set).some((system) => hasCoding(set, system, code));
}

/** Whether the system has this code: complete national systems, and SNOMED CT by its check digit. */
export function inSystem(system: string, code: string): Membership {
  if (system === SNOMED) return isSnomedCode(code) ? 'unknown' : 'stranger';
  const codes = CODE_SYSTEMS[system];
  if (codes === undefined) return 'unknown';
  return listed(codes, code) ? 'member' : 'stranger';
}

/** Codes stand in a text parted by blanks, which no code of the tables has. */
function listed(codes: string, code: string): boolean {
  return code !== '' && !code.includes(' ') && ` ${codes} `.includes(` ${code} `);
}
