/**
 * Who is registered where: the practices of the place's configuration, by weight of their list sizes, and
 * a few people whose practice is elsewhere or who have none.
 */
import type { Place } from '../../gateway/place.ts';
import type { Person, Practice } from './person.ts';
import type { Random } from './random.ts';

/** Registered patients in thousands, September 2021, by ODS code; a practice not listed weighs as a middling one. */
const LIST_SIZE: Readonly<Record<string, number>> = {
  C87002: 20.6,
  C87003: 11.1,
  C87004: 11.6,
  C87005: 17.9,
  C87006: 13.8,
  C87007: 11.6,
  C87008: 16.4,
  C87009: 10.3,
  C87010: 4.5,
  C87012: 14.8,
  C87013: 6.4,
  C87014: 7.3,
  C87015: 6.9,
  C87016: 12.1,
  C87017: 12.9,
  C87018: 8.0,
  C87020: 5.5,
  C87022: 8.1,
  C87024: 4.0,
  C87029: 11.6,
  C87030: 9.2,
  C87031: 3.4,
  C87603: 3.6,
  C87604: 5.6,
  C87606: 1.4,
  C87608: 5.8,
  C87616: 5.8,
  C87620: 6.5,
  C87622: 9.0,
};
const MIDDLING = 8;

/** Synthetic practices outside the place; the codes are shaped as ODS codes and belong to nobody. */
const ELSEWHERE: readonly Practice[] = [
  { ods: 'X99901', name: 'OUT OF AREA SURGERY NORTH (SYNTHETIC)' },
  { ods: 'X99902', name: 'OUT OF AREA SURGERY SOUTH (SYNTHETIC)' },
  { ods: 'X99903', name: 'OUT OF AREA SURGERY EAST (SYNTHETIC)' },
];

const DOCTORS = 'Ashworth Bhatt Coleman Drummond Eastwood Farooq Greaves Hollis Iyer Jessop'.split(' ');
const DOCTORS_GIVEN = 'Helen Rahul Susan Marcus Joy Yasmin Owen Claire Vikram Tom'.split(' ');

/** A practice for the person: of the home's locality for most residents, elsewhere for 3 %, none for 1 %. */
export function drawPractice(random: Random, place: Place, homeLocality?: string): Practice | undefined {
  const chance = random.next();
  if (chance < 0.01) return undefined;
  if (chance < 0.04) return random.pick(ELSEWHERE);
  const local = place.practices.filter((p) => p.locality === homeLocality);
  const list =
    homeLocality !== undefined && local.length > 0 && random.chance(0.85) ? local : place.practices;
  const { ods, name } = random.weighted(list.map((p) => [p, LIST_SIZE[p.ods] ?? MIDDLING] as const));
  return { ods, name };
}

/** One of four doctors of the practice; the same practice always has the same four. Codes are of no real doctor. */
export function drawDoctor(random: Random, practice: Practice): NonNullable<Person['generalPractitioner']> {
  const seat = random.int(0, 3);
  const sum = Buffer.from(practice.ods).reduce((total, byte) => total + byte, 0);
  const who = (sum + seat * 3) % DOCTORS.length;
  return {
    code: `G99${practice.ods.slice(-4)}${seat}`,
    family: DOCTORS[who] ?? 'Doctor',
    given: DOCTORS_GIVEN[(who + seat) % DOCTORS_GIVEN.length] ?? 'Practice',
  };
}
