/** Person -> PID and PD1 in the shape of the ITK specification. ITK ADT 1.0.15, PID and PD1. */
import { components, segment } from './hl7-writer.ts';
import type { Person } from './person.ts';

/** The trust's authority for its own numbers. */
export const LOCAL_AUTHORITY = 'RFR';

/** The PID segment: NHS number and local number by authority, status in PID-32, address type H. */
export function personToPid(person: Person): string {
  const local = components(person.localNumber, '', '', LOCAL_AUTHORITY, 'MR');
  const nhs = person.nhsNumber === undefined ? [] : [components(person.nhsNumber, '', '', 'NHS', 'NH')];
  const [line1, line2, line3] = person.address.lines;
  const telephones = [
    ...(person.landline === undefined ? [] : [components(person.landline, 'PRN', 'PH')]),
    ...(person.mobile === undefined ? [] : [components(person.mobile, 'PRS', 'CP')]),
  ];
  return segment('PID', {
    1: '1',
    3: [...nhs, local].join('~'),
    5: components(person.family, person.given, person.middle, '', person.title, '', 'L'),
    7: person.birthDate.replaceAll('-', ''),
    8: person.sex === 'male' ? '1' : '2',
    11: components(
      line1,
      [line2, line3].filter((line) => line !== undefined).join(', '),
      person.address.town,
      'South Yorkshire',
      person.address.postcode,
      'GBR',
      'H',
    ),
    13: telephones.join('~'),
    15: person.language,
    22: person.ethnicCategory,
    29: person.diedAt,
    30: person.diedAt === undefined ? 'N' : 'Y',
    32: `NSTS${person.nhsNumberStatus}`,
  });
}

/** The PD1 segment: practice in PD1-3, registered doctor in PD1-4; undefined where the person has no practice. */
export function personToPd1(person: Person): string | undefined {
  if (person.practice === undefined) return undefined;
  const doctor = person.generalPractitioner;
  return segment('PD1', {
    3: components(person.practice.name, '', person.practice.ods),
    4:
      doctor === undefined
        ? undefined
        : components(doctor.code, doctor.family, doctor.given, '', '', 'Dr', '', '', 'GMP'),
  });
}
