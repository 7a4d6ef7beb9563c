/** The hospital in which the day is played: wards by use, and consultants. Wards come from the place's configuration. */
import type { Place } from '../../gateway/place.ts';
import type { Random } from './random.ts';
import type { Spot, Visit, Ward } from './visit.ts';

export interface Hospital {
  /** ODS site code. */
  readonly site: string;
  readonly emergency: Ward;
  /** Where acute admissions start. */
  readonly assessment: readonly Ward[];
  /** Where most of the others lie. */
  readonly wards: readonly Ward[];
  /** Wards for one kind of illness, by code. */
  readonly special: ReadonlyMap<string, Ward>;
  readonly children: Ward;
  readonly dayCase: Ward;
  readonly maternity: Ward;
}

/** Codes of wards that take only some: assessment, day cases, children, mothers, stroke, heart, intensive care. */
const OF_ONE_USE = ['AMU', 'SAU', 'DSU', 'CHILD', 'WHARN', 'STROKE', 'CCU', 'ITU'];

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
  const general = others.filter((ward) => !OF_ONE_USE.includes(ward.code));
  return {
    site: site.ods,
    emergency,
    assessment: assessment.length > 0 ? assessment : [first],
    wards: general.length > 0 ? general : others,
    special: new Map(others.map((ward) => [ward.code, ward])),
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
