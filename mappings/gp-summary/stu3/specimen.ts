/** Specimen of a laboratory report; UK Core has no profile among those that are claimed. GP Connect 1.6.2. */
import type { Specimen, SpecimenCollection } from '@medplum/fhirtypes';
import { isAboutPerson } from './about-person.ts';
import type { ElementFates, Json, Stu3Context, Stu3Mapper } from './mapper.ts';
import {
  annotations,
  codeableConcept,
  identifier,
  identifiers,
  metaOf,
  period,
  quantity,
  reference,
  references,
} from './read-datatypes.ts';
import { asObject, dateTime, filled, oneOf, present } from './read-json.ts';

const STATUSES = ['available', 'unavailable', 'unsatisfactory', 'entered-in-error'] as const;

export const mapSpecimen: Stu3Mapper = (source, context) => {
  const at = (element: string): string => `Specimen.${element}`;
  if (!isAboutPerson(source, 'subject', at('subject'), context)) return [];
  const specimen: Specimen & { id: string } = present({
    resourceType: 'Specimen' as const,
    id: context.idOf('Specimen', source),
    ...metaOf(source, undefined),
    identifier: identifiers(source['identifier']),
    accessionIdentifier: identifier(source['accessionIdentifier']),
    status: oneOf(source['status'], STATUSES),
    type: codeableConcept(source['type']),
    subject: context.patient,
    receivedTime: dateTime(source['receivedTime']),
    parent: references(source['parent'], context, at('parent'), ['Specimen']),
    request: references(source['request'], context, at('request'), ['ServiceRequest']),
    collection: collection(asObject(source['collection']), context),
    note: annotations(source['note'], context, at('note')),
  });
  return [specimen];
};

function collection(source: Json | undefined, context: Stu3Context): SpecimenCollection | undefined {
  if (source === undefined) return undefined;
  return filled(
    present({
      collector: reference(source['collector'], context, 'Specimen.collection.collector', [
        'Practitioner',
        'PractitionerRole',
      ]),
      collectedDateTime: dateTime(source['collectedDateTime']),
      collectedPeriod: period(source['collectedPeriod']),
      quantity: quantity(source['quantity']),
      method: codeableConcept(source['method']),
      bodySite: codeableConcept(source['bodySite']),
    }),
  );
}

export const SPECIMEN_FATES: ElementFates = {
  'Specimen.meta.security': 'mapped',
  'Specimen.identifier': 'mapped',
  'Specimen.accessionIdentifier': 'mapped',
  'Specimen.status': 'mapped',
  'Specimen.type': 'mapped',
  'Specimen.subject': 'mapped',
  'Specimen.receivedTime': 'mapped',
  'Specimen.parent': 'mapped',
  'Specimen.request': 'mapped',
  'Specimen.collection': 'mapped',
  'Specimen.processing': { dropped: 'not used by GP Connect' },
  'Specimen.container': { dropped: 'not used by GP Connect' },
  'Specimen.note': 'mapped',
};
