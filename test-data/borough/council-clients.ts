/**
 * Who of the borough is known to the council's adult social care: those in care homes, many of the very old, some of the
 * others. Each with an id of the council's own, and the locality team that has the case. The same for the same seed.
 */
import type { Place } from '../../gateway/place.ts';
import type { CaseClient } from '../social-care/case-things.ts';
import type { ReturnPerson } from '../social-care/cld-person.ts';
import { ageOn, type Person } from './person.ts';
import { createRandom } from './random.ts';

export interface CouncilClient {
  readonly person: Person;
  readonly client: CaseClient;
  /** The same person in the statutory return. */
  readonly inReturn: ReturnPerson;
  readonly team: { readonly id: string; readonly name: string };
  /** Code of the team's locality. */
  readonly locality: string;
}

/** @returns nobody where the place has no council. */
export function councilClients(
  place: Place,
  people: readonly Person[],
  { seed, day }: { readonly seed: number; readonly day: string },
): readonly CouncilClient[] {
  const [council] = place.councils;
  if (council === undefined) return [];
  const teams = Object.entries(council.teams);
  const names = new Map(place.localities.map(({ code, name }) => [code, name]));
  const practices = new Map(place.practices.map(({ ods, locality }) => [ods, locality]));
  const homes = new Map(place.careHomes.map((home) => [home.id, home]));
  return people.flatMap((person): CouncilClient[] => {
    const random = createRandom(seed, `council-${person.localNumber}`);
    // Without an NHS number that both sides know, nobody could tell that the two entries are of one person.
    if (person.nhsNumber === undefined || person.nhsNumberStatus === '08') return [];
    if (!random.chance(likelihood(person, day))) return [];
    const home = homes.get(person.careHome ?? '');
    const locality = home?.locality ?? practices.get(person.practice?.ods ?? '');
    const team = teams.find(([, of]) => of === locality);
    // Somebody registered outside the place is another council's client.
    if (locality === undefined || team === undefined) return [];
    const { nhsNumber } = person;
    const common = {
      councilId: `7${person.localNumber}`,
      nhsNumber,
      birthDate: person.birthDate,
      gender: person.sex,
      ...(person.practice === undefined ? {} : { practice: person.practice.ods }),
    };
    const telephone = person.landline ?? person.mobile;
    return [
      {
        person,
        locality,
        team: { id: team[0], name: `${names.get(locality) ?? locality} adult care` },
        client: {
          ...common,
          // Where the hospital's number was not traced, the council has traced it, or nobody would join the two.
          nhsNumberStatus: person.nhsNumberStatus === '01' && random.chance(0.1) ? '02' : '01',
          family: person.family,
          given: person.given,
          address: { lines: person.address.lines, postcode: person.address.postcode },
          ...(telephone === undefined ? {} : { telephone }),
          ...(home === undefined ? {} : { careHome: { cqc: home.id, name: home.name } }),
        },
        inReturn: {
          ...common,
          postcode: person.address.postcode,
          ...(home === undefined ? {} : { careHome: { cqc: home.id, nursing: home.id.endsWith('5') } }),
        },
      },
    ];
  });
}

function likelihood({ birthDate, careHome }: Person, day: string): number {
  const age = ageOn(birthDate, day);
  if (age < 18) return 0;
  if (careHome !== undefined) return 0.9;
  if (age >= 85) return 0.45;
  if (age >= 75) return 0.16;
  return age >= 65 ? 0.05 : 0.01;
}
