/** The person, the practice and the usual doctor of a summary. GP Connect 1.6.2 "Patient", "Organization", "Practitioner". */
import type { Person, Practice } from '../borough/person.ts';
import { coded, NHS, profile, type Json } from './stu3.ts';

/** Whom a practice can be asked about: a known NHS number, a practice and a doctor. */
export interface Registered extends Person {
  readonly nhsNumber: string;
  readonly practice: Practice;
  readonly generalPractitioner: NonNullable<Person['generalPractitioner']>;
}

export function patient(person: Registered): Json {
  const { address } = person;
  const telecom = [
    ...(person.landline === undefined ? [] : [{ system: 'phone', value: person.landline, use: 'home' }]),
    ...(person.mobile === undefined ? [] : [{ system: 'phone', value: person.mobile, use: 'mobile' }]),
  ];
  return {
    resourceType: 'Patient',
    id: 'patient',
    meta: { versionId: '1', ...profile('Patient') },
    identifier: [
      {
        extension: [
          {
            url: `${NHS}Extension-CareConnect-GPC-NHSNumberVerificationStatus-1`,
            valueCodeableConcept: coded(
              'https://fhir.nhs.uk/STU3/CodeSystem/CareConnect-NHSNumberVerificationStatus-1',
              '01',
              'Number present and verified',
            ),
          },
        ],
        system: 'https://fhir.nhs.uk/Id/nhs-number',
        value: person.nhsNumber,
      },
    ],
    active: true,
    name: [
      {
        use: 'official',
        family: person.family,
        given: [person.given, ...(person.middle === undefined ? [] : [person.middle])],
        prefix: [person.title],
      },
    ],
    ...(telecom.length === 0 ? {} : { telecom }),
    gender: person.sex,
    birthDate: person.birthDate,
    address: [
      {
        use: 'home',
        type: 'physical',
        line: address.lines,
        city: address.town,
        postalCode: address.postcode,
      },
    ],
    generalPractitioner: [{ reference: 'Practitioner/doctor' }],
    managingOrganization: { reference: 'Organization/practice' },
  };
}

/** Practice, usual doctor, and the doctor's role there. */
export function surroundings({ practice, generalPractitioner: doctor }: Registered): readonly Json[] {
  return [
    {
      resourceType: 'Organization',
      id: 'practice',
      meta: { versionId: '1', ...profile('Organization') },
      identifier: [{ system: 'https://fhir.nhs.uk/Id/ods-organization-code', value: practice.ods }],
      name: practice.name,
    },
    {
      resourceType: 'Practitioner',
      id: 'doctor',
      meta: { versionId: '1', ...profile('Practitioner') },
      identifier: [{ system: 'https://fhir.nhs.uk/Id/sds-user-id', value: doctor.code }],
      name: [{ use: 'official', family: doctor.family, given: [doctor.given], prefix: ['Dr'] }],
      gender: 'unknown',
    },
    {
      resourceType: 'PractitionerRole',
      id: 'role',
      meta: { versionId: '1', ...profile('PractitionerRole') },
      practitioner: { reference: 'Practitioner/doctor' },
      organization: { reference: 'Organization/practice' },
      code: [
        coded(
          'https://fhir.nhs.uk/STU3/CodeSystem/CareConnect-SDSJobRoleName-1',
          'R0260',
          'General Medical Practitioner',
        ),
      ],
    },
  ];
}
