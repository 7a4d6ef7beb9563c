/**
 * Whether two sources say different things of a person, as a reader would see it: how a value is written, and what only one
 * of the two knows beside it (a time of birth, a flag that is off), is no difference.
 */
import type { PersonData } from '../../mappings/fact.ts';
import type { DemographicGroup } from './demographic-groups.ts';
import { same } from './fold-person.ts';

/** @param group of which both have said something, if only that there is nothing. */
export function isDifferent(group: DemographicGroup, a: PersonData, b: PersonData): boolean {
  switch (group) {
    case 'birthDate':
      return !same(a.birthDate ?? null, b.birthDate ?? null) || clash(a.birthTime, b.birthTime);
    case 'deceased':
      return isDead(a) !== isDead(b) || clash(a.deathTime?.slice(0, 10), b.deathTime?.slice(0, 10));
    case 'multipleBirth':
      return isOneOfSeveral(a) !== isOneOfSeveral(b) || clash(a.birthOrder, b.birthOrder);
    case 'name':
      return !same(nameOf(a), nameOf(b));
    case 'address':
      return !same(postcodeOf(a), postcodeOf(b));
    case 'telecom':
      return !same(numbersOf(a), numbersOf(b));
    case 'practice':
      return !same(a.practice?.ods ?? null, b.practice?.ods ?? null);
    default:
      // Of one field, named as the group is.
      return !same(a[group] ?? null, b[group] ?? null);
  }
}

/** Both say something, and not the same. */
function clash(a: unknown, b: unknown): boolean {
  return a != null && b != null && a !== b;
}

function isDead({ deathTime, deathIndicator }: PersonData): boolean {
  return deathTime != null || deathIndicator === true;
}

function isOneOfSeveral({ multipleBirth, birthOrder }: PersonData): boolean {
  return multipleBirth === true || birthOrder != null;
}

function nameOf({ name }: PersonData): unknown {
  return (name ?? [])
    .slice(0, 1)
    .map(({ family, given }) => [family?.toUpperCase(), given?.[0]?.toUpperCase()]);
}

function postcodeOf({ address }: PersonData): unknown {
  return (address ?? []).slice(0, 1).map((a) => a.postalCode?.replaceAll(' ', '').toUpperCase());
}

function numbersOf({ homeTelecom, workTelecom }: PersonData): unknown {
  const all = [...(homeTelecom ?? []), ...(workTelecom ?? [])];
  return [...new Set(all.flatMap(({ value }) => value?.replace(/[\s()-]/g, '').toLowerCase() ?? []))].sort();
}
