/** The hospital in which the day is played: wards by use, consultants and complaints. Wards come from the place's configuration. */
import type { Place } from '../../gateway/place.ts';
import type { Random } from './random.ts';
import type { Spot, Visit, Ward } from './visit.ts';

export interface Hospital {
  /** ODS site code. */
  readonly site: string;
  readonly emergency: Ward;
  /** Where acute admissions start, and where most of the others lie. */
  readonly assessment: readonly Ward[];
  readonly wards: readonly Ward[];
  readonly children: Ward;
  readonly dayCase: Ward;
  readonly maternity: Ward;
}

export interface Complaint {
  readonly text: string;
  /** Treatment function. */
  readonly specialty: string;
}

const ARRIVALS: readonly Complaint[] = [
  'Chest pain',
  'Shortness of breath',
  'Fall at home',
  'Abdominal pain',
  'Head injury',
  'Confusion, new onset',
  'Urinary symptoms',
  'Limb injury',
  'Collapse, unwitnessed',
  'Laceration of hand',
  'Feverish illness',
].map((text) => ({ text, specialty: '180' }));

const ELECTIVE: readonly Complaint[] = [
  { text: 'Cataract extraction', specialty: '130' },
  { text: 'Hernia repair', specialty: '100' },
  { text: 'Knee replacement', specialty: '110' },
  { text: 'Hip replacement', specialty: '110' },
  { text: 'Cystoscopy', specialty: '101' },
  { text: 'Colonoscopy', specialty: '301' },
];

const ACUTE: readonly Complaint[] = [
  { text: 'Pneumonia', specialty: '300' },
  { text: 'Heart failure', specialty: '320' },
  { text: 'Stroke', specialty: '300' },
  { text: 'Fractured neck of femur', specialty: '110' },
  { text: 'Urinary tract infection', specialty: '430' },
  { text: 'Exacerbation of COPD', specialty: '340' },
  { text: 'Cholecystitis', specialty: '100' },
];

const CONSULTANTS = 'Abbott Banerjee Carrington Dalal Everett Fenwick Goddard Haddad Ingham Jolly'.split(' ');
const CONSULTANTS_GIVEN = 'Ruth Arun Simon Leila Martin Anne Robert Nadia Philip Karen'.split(' ');

/** @throws RangeError when the place's first site has no emergency department or no other ward. */
export function hospitalOf(place: Place): Hospital {
  const site = place.trust.sites[0];
  const emergency = site?.wards.find((ward) => ward.emergency);
  if (site === undefined || emergency === undefined) {
    throw new RangeError(`no site of ${place.trust.name} has an emergency ward; the day needs one`);
  }
  const others = site.wards.filter((ward) => !ward.emergency && ward.code !== 'OPD');
  const named = (...codes: string[]): Ward[] => others.filter((ward) => codes.includes(ward.code));
  const first = others[0];
  if (first === undefined) throw new RangeError(`${site.name} has no ward but the emergency department`);
  const assessment = named('AMU', 'SAU');
  const general = others.filter((ward) => !['AMU', 'SAU', 'DSU', 'CHILD', 'WHARN'].includes(ward.code));
  return {
    site: site.ods,
    emergency,
    assessment: assessment.length > 0 ? assessment : [first],
    wards: general.length > 0 ? general : others,
    children: named('CHILD')[0] ?? first,
    dayCase: named('DSU')[0] ?? first,
    maternity: named('WHARN')[0] ?? first,
  };
}

export function drawBed(random: Random, ward: Ward): Spot {
  return { ward, bed: `Bay ${random.int(1, 5)}-${random.int(1, 6)}` };
}

export function drawCubicle(random: Random, hospital: Hospital): Spot {
  return { ward: hospital.emergency, bed: `Cubicle ${random.int(1, 24)}` };
}

/** Codes are shaped as national consultant codes and belong to nobody. */
export function drawConsultant(random: Random): NonNullable<Visit['consultant']> {
  const seat = random.int(0, CONSULTANTS.length - 1);
  return {
    code: `C99000${String(seat).padStart(2, '0')}`,
    family: CONSULTANTS[seat] ?? 'Consultant',
    given: CONSULTANTS_GIVEN[seat] ?? 'On call',
  };
}

export const drawArrival = (random: Random): Complaint => random.pick(ARRIVALS);
export const drawElective = (random: Random): Complaint => random.pick(ELECTIVE);
export const drawAcute = (random: Random): Complaint => random.pick(ACUTE);
