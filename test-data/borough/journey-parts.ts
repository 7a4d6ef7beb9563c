/** The pieces that journeys are put together from: arriving, being admitted, lying on wards, going home. */
import { drawAcute, drawArrival, drawElective, wardOfComplaint } from './complaints.ts';
import { drawBed, drawConsultant, drawCubicle, type Hospital } from './hospital.ts';
import { ageOn, type Person } from './person.ts';
import type { Random } from './random.ts';
import { createStay, type Stay } from './stay.ts';
import type { Visit, Ward } from './visit.ts';

export interface Traveller {
  readonly random: Random;
  readonly person: Person;
  readonly hospital: Hospital;
  readonly visitNumber: string;
  /** YYYY-MM-DD of the simulated day. */
  readonly day: string;
  /** When the journey starts. */
  readonly at: number;
}

export const HOUR = 3600;
/** Usual place of residence, as source of admission and as destination. */
export const HOME = '19';

export function begin(t: Traveller, patientClass: Visit['patientClass'], ward: Ward): Stay {
  const spot = patientClass === 'E' ? drawCubicle(t.random, t.hospital) : drawBed(t.random, ward);
  const specialty = patientClass === 'E' ? '180' : '300';
  return createStay(t.person, { number: t.visitNumber, patientClass, spot, specialty });
}

export function attend(t: Traveller): Stay {
  const stay = begin(t, 'E', t.hospital.emergency);
  const complaint = drawArrival(t.random, ageOf(t));
  stay.open(t.at, 'A04', {
    admittedAt: t.at,
    reason: complaint.text,
    specialty: complaint.specialty,
    modeOfArrival: t.random.weighted([
      ['A', ageOf(t) > 74 ? 7 : 2],
      ['C', 5],
      ['F', 1],
      ['P', 1],
    ]),
  });
  return stay;
}

export function preAdmit(t: Traveller, expected: number): Stay {
  const stay = begin(t, 'P', t.hospital.dayCase);
  const { text, specialty } = drawElective(t.random, ageOf(t));
  stay.open(t.at, 'A05', {
    expectedAdmission: expected,
    reason: text,
    specialty,
    consultant: drawConsultant(t.random),
  });
  return stay;
}

export function admitFromEmergency(stay: Stay, t: Traveller, at: number): void {
  admit(stay, t, at, '21', acuteWard(t));
}

export function admit(stay: Stay, t: Traveller, at: number, method: string, ward?: Ward): void {
  const planned = method === '11';
  const complaint = planned ? undefined : drawAcute(t.random, ageOf(t));
  stay.open(at, 'A01', {
    patientClass: 'I',
    ...(ward === undefined ? {} : { spot: drawBed(t.random, ward), prior: stay.visit.spot }),
    admissionMethod: method,
    // A resident of a care home is usually sent as coming from the usual place of residence, like anybody else.
    admitSource: HOME,
    admittedAt: at,
    consultant: stay.visit.consultant ?? drawConsultant(t.random),
    ...(complaint === undefined ? {} : { reason: complaint.text, specialty: complaint.specialty }),
  });
}

export function onWards(stay: Stay, t: Traveller, admitted: number): Stay {
  const { random } = t;
  let time = admitted;
  for (let moves = isChild(t) ? 0 : random.pick([0, 0, 0, 1, 1, 1, 1, 1, 2, 2]); moves > 0; moves--) {
    time += random.int(2 * HOUR, 5 * HOUR);
    stay.transfer(time, drawBed(random, nextWard(stay, t)));
  }
  if (random.chance(0.6)) {
    time += random.int(1800, 2 * HOUR);
    stay.update(time, { expectedDischarge: time + random.int(12, 120) * HOUR });
  }
  if (random.chance(0.3)) goHome(stay, t, time + random.int(3 * HOUR, 8 * HOUR));
  return stay;
}

/** The ward for the illness where there is one and the person is not there yet, else any other. */
function nextWard(stay: Stay, { hospital, random }: Traveller): Ward {
  const { reason, spot } = stay.visit;
  const special = hospital.special.get(wardOfComplaint(reason ?? '') ?? '');
  if (special !== undefined && special.code !== spot.ward.code) return special;
  return random.pick(hospital.wards.filter((ward) => ward.code !== spot.ward.code));
}

export function goHome(stay: Stay, t: Traveller, at: number): void {
  const destination = t.person.careHome !== undefined && t.random.chance(0.5) ? '85' : HOME;
  stay.discharge(at, { destination });
}

export function wardFor(t: Traveller): Ward {
  return isChild(t) ? t.hospital.children : t.random.pick(t.hospital.wards);
}

/** Where somebody is first taken who comes in ill. */
export function acuteWard(t: Traveller): Ward {
  return isChild(t) ? t.hospital.children : t.random.pick(t.hospital.assessment);
}

export function isChild(t: Traveller): boolean {
  return ageOf(t) < 16;
}

function ageOf({ person, day }: Traveller): number {
  return ageOn(person.birthDate, day);
}
