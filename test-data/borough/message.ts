/** Event -> ADT message text, HL7 v2.4 in the shape of the ITK specification. ITK ADT 1.0.15 sections 3 and 4. */
import { components, localTime, segment } from './hl7-writer.ts';
import { LOCAL_AUTHORITY, personToPd1, personToPid } from './pid.ts';
import type { JourneyEvent, Spot, Trigger, Visit } from './visit.ts';

/** An event with all that a message of it needs. Seconds count from the midnight that starts `day`. */
export interface MessageEvent extends JourneyEvent {
  /** YYYY-MM-DD. */
  readonly day: string;
  /** When somebody entered it: EVN-2. */
  readonly recordedAt: number;
  /** When the sending system made the message: MSH-7. */
  readonly sentAt: number;
  readonly controlId: string;
  /** ODS code of the site, PV1-3.4. */
  readonly site: string;
}

const STRUCTURES: Readonly<Record<Trigger, string>> = {
  A01: 'ADT_A01',
  A02: 'ADT_A02',
  A03: 'ADT_A03',
  A04: 'ADT_A01',
  A05: 'ADT_A05',
  A08: 'ADT_A01',
  A11: 'ADT_A09',
  A12: 'ADT_A09',
  A13: 'ADT_A01',
  A28: 'ADT_A05',
  A31: 'ADT_A05',
};

/** The message, each segment ended by CR. Encode it as UTF-8, which MSH-18 says. */
export function messageText(event: MessageEvent): string {
  const header = [
    'MSH|^~\\&|PAS|RFR|ROUTE|ROUTE',
    localTime(event.day, event.sentAt),
    '',
    `ADT^${event.trigger}^${STRUCTURES[event.trigger]}`,
    event.controlId,
    'P|2.4|||||GBR|UNICODE UTF-8|EN||ITKv1.0',
  ].join('|');
  const segments = [
    header,
    segment('EVN', {
      2: localTime(event.day, event.recordedAt),
      5: components('999000001', 'Clerk', 'Ward', '', '', '', '', '', event.site),
      6: localTime(event.day, event.occurredAt),
    }),
    personToPid(event.person),
    personToPd1(event.person),
    ...(event.visit === undefined ? [] : visitSegments(event.visit, event)),
  ];
  return segments
    .filter((text) => text !== undefined)
    .map((text) => `${text}\r`)
    .join('');
}

function visitSegments(visit: Visit, event: MessageEvent): (string | undefined)[] {
  const time = (seconds: number | undefined): string | undefined =>
    seconds === undefined ? undefined : localTime(event.day, seconds);
  const doctor = event.person.generalPractitioner;
  const consultant = visit.consultant;
  const pv1 = segment('PV1', {
    1: '1',
    2: visit.patientClass,
    3: location(visit.spot, event.site),
    4: visit.admissionMethod,
    6: visit.prior === undefined ? undefined : location(visit.prior, event.site),
    7: consultant && components(consultant.code, consultant.family, consultant.given, '', '', 'Dr'),
    8: doctor && components(doctor.code, doctor.family, doctor.given, '', '', 'Dr', '', '', 'GMP'),
    10: visit.specialty,
    14: visit.admitSource,
    19: components(visit.number, '', '', LOCAL_AUTHORITY, 'VN'),
    36: visit.disposition,
    37: visit.destination,
    44: time(visit.admittedAt),
    45: time(visit.dischargedAt),
  });
  const pv2 = segment('PV2', {
    3: visit.reason && components('', visit.reason),
    8: time(visit.expectedAdmission),
    9: time(visit.expectedDischarge),
    38: visit.modeOfArrival,
  });
  const zu1 =
    visit.readySince === undefined ? undefined : segment('ZU1', { 22: 'Y', 24: time(visit.readySince) });
  return [pv1, pv2 === 'PV2' ? undefined : pv2, zu1];
}

function location(spot: Spot, site: string): string {
  return components(spot.ward.name, spot.ward.code, spot.bed, site);
}
