/**
 * Practitioner -> UKCore-Practitioner 2.4.0. Few have an identifier, and people are never told to be the same by their
 * names: without one a practitioner is this bundle's. GP Connect 1.6.2 "Practitioner".
 */
import type { Practitioner } from '@medplum/fhirtypes';
import type { ElementFates, Stu3Mapper } from './mapper.ts';
import { addresses, contactPoints, humanNames } from './read-contacts.ts';
import { codeableConcept, identifiers, metaOf } from './read-datatypes.ts';
import { bool, extension, extensions, oneOf, present } from './read-json.ts';

const GENDERS = ['male', 'female', 'other', 'unknown'] as const;

export const mapPractitioner: Stu3Mapper = (source, context) => {
  const communication = extensions(source, 'NHSCommunication').flatMap(
    (one) => codeableConcept(extension(one, 'language')?.['valueCodeableConcept']) ?? [],
  );
  const practitioner: Practitioner & { id: string } = present({
    resourceType: 'Practitioner' as const,
    id: context.idOf('Practitioner', source),
    ...metaOf(source, 'UKCore-Practitioner'),
    identifier: identifiers(source['identifier']),
    active: bool(source['active']),
    name: humanNames(source['name']),
    telecom: contactPoints(source['telecom']),
    address: addresses(source['address']).filter(({ use }) => use !== 'home'),
    gender: oneOf(source['gender'], GENDERS),
    communication,
  });
  return [practitioner];
};

export const PRACTITIONER_FATES: ElementFates = {
  'Practitioner.meta.security': 'mapped',
  'Practitioner.extension(NHSCommunication).extension(language).valueCodeableConcept': 'mapped',
  'Practitioner.extension(NHSCommunication)': {
    dropped: 'R4 keeps the language of a practitioner, not how well it is spoken',
  },
  'Practitioner.identifier': 'mapped',
  'Practitioner.active': 'mapped',
  'Practitioner.name': 'mapped',
  'Practitioner.telecom': 'mapped',
  'Practitioner.address': 'mapped',
  'Practitioner.gender': 'mapped',
  'Practitioner.birthDate': { dropped: 'not sent by GP Connect, and no business of the record' },
  'Practitioner.photo': { dropped: 'not sent by GP Connect, and no business of the record' },
  'Practitioner.qualification': { dropped: 'not used by GP Connect' },
  'Practitioner.communication': { dropped: 'GP Connect sends languages as NHSCommunication' },
};
