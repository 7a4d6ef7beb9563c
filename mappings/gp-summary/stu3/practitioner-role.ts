/** PractitionerRole -> UKCore-PractitionerRole 2.4.0; the job role stays in `code`. GP Connect 1.6.2. */
import type { PractitionerRole } from '@medplum/fhirtypes';
import type { ElementFates, Stu3Mapper } from './mapper.ts';
import { contactPoints } from './read-contacts.ts';
import { codeableConcepts, identifiers, metaOf, period, reference, references } from './read-datatypes.ts';
import { bool, present } from './read-json.ts';

export const mapPractitionerRole: Stu3Mapper = (source, context) => {
  const at = (element: string): string => `PractitionerRole.${element}`;
  const role: PractitionerRole & { id: string } = present({
    resourceType: 'PractitionerRole' as const,
    id: context.idOf('PractitionerRole', source),
    ...metaOf(source, 'UKCore-PractitionerRole'),
    identifier: identifiers(source['identifier']),
    active: bool(source['active']),
    period: period(source['period']),
    practitioner: reference(source['practitioner'], context, at('practitioner'), ['Practitioner']),
    organization: reference(source['organization'], context, at('organization'), ['Organization']),
    code: codeableConcepts(source['code']),
    specialty: codeableConcepts(source['specialty']),
    location: references(source['location'], context, at('location'), ['Location']),
    telecom: contactPoints(source['telecom']),
  });
  return [role];
};

export const PRACTITIONER_ROLE_FATES: ElementFates = {
  'PractitionerRole.meta.security': 'mapped',
  'PractitionerRole.identifier': 'mapped',
  'PractitionerRole.active': 'mapped',
  'PractitionerRole.period': 'mapped',
  'PractitionerRole.practitioner': 'mapped',
  'PractitionerRole.organization': 'mapped',
  'PractitionerRole.code': 'mapped',
  'PractitionerRole.specialty': 'mapped',
  'PractitionerRole.location': 'mapped',
  'PractitionerRole.healthcareService': { dropped: 'not used by GP Connect' },
  'PractitionerRole.telecom': 'mapped',
  'PractitionerRole.availableTime': { dropped: 'not used by GP Connect' },
  'PractitionerRole.notAvailable': { dropped: 'not used by GP Connect' },
  'PractitionerRole.availabilityExceptions': { dropped: 'not used by GP Connect' },
  'PractitionerRole.endpoint': { dropped: 'not used by GP Connect' },
};
