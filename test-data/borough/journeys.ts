/**
 * The ways through the hospital that the day is made of. Each returns the events of one visit in the order in
 * which they happened; times are seconds from the midnight that starts the day, and may run past its end.
 */
import { localTime } from './hl7-writer.ts';
import { drawBed, drawConsultant } from './hospital.ts';
import {
  acuteWard,
  admit,
  admitFromEmergency,
  attend,
  begin,
  goHome,
  HOME,
  HOUR,
  isChild,
  onWards,
  preAdmit,
  wardFor,
  type Traveller,
} from './journey-parts.ts';
import type { JourneyEvent } from './visit.ts';

export type Journey = (traveller: Traveller) => readonly JourneyEvent[];

/** A&E and home again; some leave before treatment, some messages come after the discharge. */
export const attendAndGoHome: Journey = (t) => {
  const { random } = t;
  const stay = attend(t);
  const minutes = random.int(45, 330);
  if (random.chance(0.6)) stay.update(t.at + minutes * 20, { consultant: drawConsultant(random) });
  const disposition = random.weighted([
    ['2', 40],
    ['3', 45],
    ['6', 10],
    ['12', 5],
  ]);
  stay.discharge(t.at + minutes * 60, { disposition, destination: HOME });
  // Coding is often finished after the person has left; such an A08 must not bring the visit back.
  if (random.chance(0.1)) stay.update(t.at + minutes * 60 + random.int(600, 3000), { specialty: '180' });
  return stay.events;
};

/** A&E, admission under the same visit number, moves between wards, and for some the way home. */
export const attendAndAdmit: Journey = (t) => {
  const stay = attend(t);
  const admitted = t.at + t.random.int(2 * HOUR, 7 * HOUR);
  admitFromEmergency(stay, t, admitted);
  return onWards(stay, t, admitted).events;
};

/** Booked in by mistake: the attendance is cancelled. */
export const registeredInError: Journey = (t) => {
  const stay = attend(t);
  stay.cancel(t.at + t.random.int(120, 1500), 'A11');
  return stay.events;
};

/** Admitted from A&E, the admission taken back, and home from A&E. */
export const admissionTakenBack: Journey = (t) => {
  const stay = attend(t);
  const admitted = t.at + t.random.int(HOUR, 3 * HOUR);
  admitFromEmergency(stay, t, admitted);
  stay.cancel(admitted + t.random.int(900, 3600), 'A11');
  stay.discharge(admitted + t.random.int(2 * HOUR, 3 * HOUR), { disposition: '2', destination: HOME });
  return stay.events;
};

/** A doctor sends the person straight to an assessment ward. */
export const directAdmission: Journey = (t) => {
  const stay = begin(t, 'I', acuteWard(t));
  admit(stay, t, t.at, '22');
  return onWards(stay, t, t.at).events;
};

/** The same, but the admission was a mistake: nothing of it stands. */
export const directAdmissionCancelled: Journey = (t) => {
  const stay = begin(t, 'I', acuteWard(t));
  admit(stay, t, t.at, '22');
  stay.cancel(t.at + t.random.int(300, 5400), 'A11');
  return stay.events;
};

/** Pre-admitted early, admitted in the morning; most are day cases and go home. */
export const elective: Journey = (t) => {
  const { random } = t;
  const admitted = t.at + random.int(2 * HOUR, 5 * HOUR);
  const stay = preAdmit(t, admitted);
  admit(stay, t, admitted, '11');
  if (isChild(t) || random.chance(0.6)) {
    stay.update(admitted + HOUR, { expectedDischarge: admitted + 7 * HOUR });
    stay.discharge(admitted + random.int(5 * HOUR, 9 * HOUR), { destination: HOME });
    return stay.events;
  }
  stay.transfer(admitted + random.int(3 * HOUR, 6 * HOUR), drawBed(random, random.pick(t.hospital.wards)));
  stay.update(admitted + 7 * HOUR, { expectedDischarge: admitted + random.int(2, 5) * 24 * HOUR });
  return stay.events;
};

/** Pre-admitted today for another day. */
export const preAdmittedOnly: Journey = (t) => preAdmit(t, t.at + t.random.int(24, 96) * HOUR).events;

/** Pre-admitted and admitted, then sent back to wait: the visit is planned again. */
export const electivePostponed: Journey = (t) => {
  const admitted = t.at + t.random.int(2 * HOUR, 4 * HOUR);
  const stay = preAdmit(t, admitted);
  admit(stay, t, admitted, '11');
  stay.cancel(admitted + t.random.int(HOUR, 3 * HOUR), 'A11');
  return stay.events;
};

/** On a ward since before midnight; the first event belongs before the day. */
export const alreadyOnWard: Journey = (t) => {
  const { random } = t;
  const stay = begin(t, 'I', wardFor(t));
  admit(stay, t, t.at, random.pick(['21', '21', '22', '11']));
  if (random.chance(0.4)) {
    const ready = random.int(7 * HOUR, 12 * HOUR);
    stay.update(ready, { expectedDischarge: ready + random.int(3, 40) * HOUR, readySince: ready });
  }
  if (random.chance(0.2)) stay.transfer(random.int(9 * HOUR, 13 * HOUR), drawBed(random, wardFor(t)));
  if (random.chance(0.5)) goHome(stay, t, random.int(14 * HOUR, 20 * HOUR));
  return stay.events;
};

/** On a ward, moved by mistake, and back. */
export const transferTakenBack: Journey = (t) => {
  const stay = begin(t, 'I', wardFor(t));
  admit(stay, t, t.at, '21');
  const moved = t.random.int(8 * HOUR, 16 * HOUR);
  const elsewhere = t.hospital.wards.filter((ward) => ward.code !== stay.visit.spot.ward.code);
  stay.transfer(moved, drawBed(t.random, t.random.pick(elsewhere)));
  stay.cancel(moved + t.random.int(600, 5400), 'A12');
  return stay.events;
};

/** On a ward, discharged, the discharge taken back; half of them go home later after all. */
export const dischargeTakenBack: Journey = (t) => {
  const stay = begin(t, 'I', wardFor(t));
  admit(stay, t, t.at, '21');
  const left = t.random.int(9 * HOUR, 14 * HOUR);
  goHome(stay, t, left);
  stay.cancel(left + t.random.int(900, 5400), 'A13');
  if (t.random.chance(0.5)) goHome(stay, t, left + t.random.int(3 * HOUR, 6 * HOUR));
  return stay.events;
};

/** Born in the hospital a while ago and still there. */
export const bornHere: Journey = (t) => {
  const stay = begin(t, 'I', t.hospital.maternity);
  admit(stay, t, t.at, '82');
  return stay.events;
};

/** On a ward, and dies there. */
export const diesOnWard: Journey = (t) => {
  const stay = begin(t, 'I', wardFor(t));
  admit(stay, t, t.at, '21');
  const died = t.random.int(3 * HOUR, 20 * HOUR);
  stay.discharge(died, { destination: '79' }, localTime(t.day, died));
  return stay.events;
};
