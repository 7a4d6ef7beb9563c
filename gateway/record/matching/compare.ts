/**
 * Whether two entries are of one person: rules M1 to M7, each with reasons that a person can read. Pure and symmetric.
 * A verified NHS number joins where birth date and name do not speak against it; nothing less than a number ever does.
 */
import { isBare, type MatchEvidence } from './evidence.ts';

export type MatchRule =
  /** The same verified NHS number. */
  | 'M1'
  /** The same verified NHS number, but another person by what else is known. */
  | 'M2'
  /** The number that one has took the place of the other's. */
  | 'superseded'
  /** The same number, verified by one of the two, confirmed by name and birth date. */
  | 'M4'
  /** No number in common: name, birth date, gender and postcode are equal. */
  | 'M5'
  /** Alike in less. */
  | 'M6'
  /** May be twins. */
  | 'M7'
  /** Somebody decided. */
  | 'decided';

export interface Comparison {
  readonly outcome: 'same' | 'candidate' | 'different';
  readonly rule: MatchRule;
  /** 0 to 100, of candidates: for the order of the work list, never for joining. */
  readonly score: number;
  /** What speaks for it, as codes: `nhs-number-verified`, `birth-date-equal`. */
  readonly reasons: readonly string[];
  /** What differs, as codes: `birth-date-differs`, `family-differs`. */
  readonly differences: readonly string[];
}

export function compare(a: MatchEvidence, b: MatchEvidence): Comparison {
  const agreement = agreementOf(a, b);
  const of = (
    outcome: Comparison['outcome'],
    rule: MatchRule,
    score: number,
    ...why: string[]
  ): Comparison => ({
    outcome,
    rule,
    score,
    reasons: [...why, ...agreement.equal.map((what) => `${what}-equal`), ...agreement.near],
    differences: agreement.different.map((what) => `${what}-differs`),
  });
  const number = numberOf(a, b);
  const contradicted =
    agreement.birth === 'different' ||
    (agreement.different.includes('gender') && agreement.different.includes('family'));
  if (number === 'verified' || number === 'superseded') {
    const why = number === 'verified' ? 'nhs-number-verified' : 'nhs-number-superseded';
    // Without a birth date on both sides the cross-check has nothing to check: the family name must do.
    // An entry of a number and nothing else, such as a practice's refusal, has nothing that could be another's.
    const checked =
      agreement.birth !== 'unknown' || agreement.equal.includes('family') || isBare(a) || isBare(b);
    if (!contradicted && checked) return of('same', number === 'verified' ? 'M1' : 'superseded', 100, why);
    return of('candidate', 'M2', 95, why);
  }
  if (number === 'unverified') {
    const confirmed = agreement.birth === 'equal' && isNamed(agreement);
    if (confirmed && !contradicted) return of('same', 'M4', 100, 'nhs-number-equal');
    return of('candidate', 'M2', 70, 'nhs-number-equal');
  }
  if (number === 'different') return of('different', 'M6', 0);
  return withoutNumber(agreement, a, b, of);
}

function withoutNumber(
  { birth, equal }: Agreement,
  a: MatchEvidence,
  b: MatchEvidence,
  of: (outcome: Comparison['outcome'], rule: MatchRule, score: number) => Comparison,
): Comparison {
  if (birth !== 'equal' || !equal.includes('family')) return of('different', 'M6', 0);
  const sameGiven = equal.includes('given');
  const twins =
    a.twin || b.twin || (!sameGiven && a.given !== '' && b.given !== '' && equal.includes('postcode'));
  if (twins && !sameGiven) return of('different', 'M7', 0);
  if (a.dead !== b.dead) return of('candidate', 'M6', 40);
  const whole = sameGiven && equal.includes('gender') && equal.includes('postcode');
  if (whole) return of('candidate', twins ? 'M7' : 'M5', twins ? 60 : 90);
  const score =
    40 + (sameGiven ? 20 : 0) + (equal.includes('postcode') ? 15 : 0) + (equal.includes('gender') ? 5 : 0);
  return score >= 60 ? of('candidate', 'M6', score) : of('different', 'M6', 0);
}

/** The family name, or, where a source has no names at all, gender or postcode with nothing against it. */
function isNamed({ equal, different }: Agreement): boolean {
  if (equal.includes('family')) return true;
  if (different.includes('family') || different.includes('gender')) return false;
  return equal.includes('gender') || equal.includes('postcode');
}

/** Statuses by which a number was at least not found wrong: not traced, trace required, or not stated. */
const UNTRACED = new Set(['', '02', '03']);

function numberOf(
  a: MatchEvidence,
  b: MatchEvidence,
): 'verified' | 'unverified' | 'superseded' | 'different' | 'none' {
  const [isA, isB] = [a.nhsStatus === '01', b.nhsStatus === '01'];
  if (a.nhsNumber !== '' && a.nhsNumber === b.nhsNumber) {
    if (isA && isB) return 'verified';
    if ((isA && UNTRACED.has(b.nhsStatus)) || (isB && UNTRACED.has(a.nhsStatus))) return 'unverified';
    return 'none';
  }
  const replaced = (one: MatchEvidence, other: MatchEvidence): boolean =>
    other.nhsNumber !== '' && one.formerNhsNumbers.includes(other.nhsNumber) && other.nhsStatus === '01';
  if (replaced(a, b) || replaced(b, a)) return 'superseded';
  return isA && isB ? 'different' : 'none';
}

interface Agreement {
  readonly birth: 'equal' | 'near' | 'different' | 'unknown';
  readonly equal: readonly string[];
  readonly near: readonly string[];
  readonly different: readonly string[];
}

function agreementOf(a: MatchEvidence, b: MatchEvidence): Agreement {
  const equal: string[] = [];
  const different: string[] = [];
  const birth = birthDates(a.birthDate, b.birthDate);
  if (birth === 'equal') equal.push('birth-date');
  if (birth === 'different' || birth === 'near') different.push('birth-date');
  for (const field of ['family', 'given', 'gender', 'postcode'] as const) {
    if (a[field] === '' || b[field] === '') continue;
    (a[field] === b[field] ? equal : different).push(field);
  }
  return { birth, equal, near: birth === 'near' ? ['birth-date-nearly-equal'] : [], different };
}

/** One digit apart, or day and month changed places: the slips of a keyboard. */
function birthDates(a: string, b: string): Agreement['birth'] {
  if (a === '' || b === '') return 'unknown';
  if (a === b) return 'equal';
  const apart = a.split('').filter((digit, i) => digit !== b[i]).length;
  const swapped = `${a.slice(0, 4)}-${a.slice(8)}-${a.slice(5, 7)}`;
  return apart === 1 || swapped === b ? 'near' : 'different';
}
