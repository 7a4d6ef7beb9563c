/**
 * Encounter -> UKCore-Encounter 2.5.0: a consultation at the practice. Its class is unknown, as nobody said that it was
 * face to face, and its tag keeps it apart from stays in hospital. GP Connect 1.6.2 "Encounter".
 */
import type { Encounter, EncounterParticipant, Meta } from '@medplum/fhirtypes';
import { CONSULTATION, DRAFT } from '../gp-record-tags.ts';
import { isAboutPerson } from './about-person.ts';
import type { ElementFates, Json, Stu3Context, Stu3Mapper } from './mapper.ts';
import {
  codeableConcept,
  codeableConcepts,
  identifiers,
  metaOf,
  period,
  quantity,
  reference,
  references,
} from './read-datatypes.ts';
import { asObject, objects, oneOf, present } from './read-json.ts';

const STATUSES = [
  ...(['planned', 'arrived', 'triaged', 'in-progress', 'onleave', 'finished', 'cancelled'] as const),
  ...(['entered-in-error', 'unknown'] as const),
] as const;

/** @returns the consultation; none where it is about somebody else. */
export const mapEncounter: Stu3Mapper = (source, context) => {
  const at = (element: string): string => `Encounter.${element}`;
  if (!isAboutPerson(source, 'subject', at('subject'), context)) return [];
  const status = oneOf(source['status'], STATUSES);
  if (status === undefined) context.issue(at('status'), 'is none of the codes: it is unknown');
  const encounter: Encounter & { id: string } = present({
    resourceType: 'Encounter' as const,
    id: context.idOf('Encounter', source),
    meta: meta(source),
    identifier: identifiers(source['identifier']),
    status: status ?? ('unknown' as const),
    class: UNKNOWN_CLASS,
    type: codeableConcepts(source['type']),
    priority: codeableConcept(source['priority']),
    subject: context.patient,
    basedOn: references(source['incomingReferral'], context, at('incomingReferral'), ['ServiceRequest']),
    participant: participants(source, context),
    period: period(source['period']),
    length: quantity(source['length']),
    reasonCode: codeableConcepts(source['reason']),
    diagnosis: diagnoses(source, context),
    location: locations(source, context),
    serviceProvider: reference(source['serviceProvider'], context, at('serviceProvider'), ['Organization']),
  });
  return [encounter];
};

const UNKNOWN_CLASS = {
  system: 'http://terminology.hl7.org/CodeSystem/v3-NullFlavor',
  code: 'UNK',
  display: 'unknown',
};
function meta(source: Json): Meta {
  const tag = source['status'] === 'unknown' ? [CONSULTATION, DRAFT] : [CONSULTATION];
  return { ...metaOf(source, 'UKCore-Encounter').meta, tag };
}

const INDIVIDUALS = ['Practitioner', 'PractitionerRole', 'RelatedPerson'] as const;

function participants(source: Json, context: Stu3Context): EncounterParticipant[] {
  return objects(source['participant']).flatMap((one) => {
    const individual = reference(one['individual'], context, 'Encounter.participant.individual', INDIVIDUALS);
    const type = codeableConcepts(one['type']);
    return individual === undefined && type.length === 0
      ? []
      : present({ type, period: period(one['period']), individual });
  });
}

function diagnoses(source: Json, context: Stu3Context): NonNullable<Encounter['diagnosis']> {
  return objects(source['diagnosis']).flatMap((one) => {
    const condition = reference(one['condition'], context, 'Encounter.diagnosis.condition', ['Condition']);
    return condition === undefined ? [] : present({ condition, use: codeableConcept(one['role']) });
  });
}

const LOCATION_STATUSES = ['planned', 'active', 'reserved', 'completed'] as const;

function locations(source: Json, context: Stu3Context): NonNullable<Encounter['location']> {
  return objects(source['location']).flatMap((one) => {
    const location = reference(asObject(one['location']), context, 'Encounter.location.location', [
      'Location',
    ]);
    return location === undefined
      ? []
      : present({
          location,
          status: oneOf(one['status'], LOCATION_STATUSES),
          period: period(one['period']),
        });
  });
}

export const ENCOUNTER_FATES: ElementFates = {
  'Encounter.meta.security': 'mapped',
  'Encounter.identifier': 'mapped',
  'Encounter.status': 'mapped',
  'Encounter.statusHistory': { dropped: 'not used by GP Connect' },
  'Encounter.class': { dropped: 'not sent by GP Connect: NullFlavor UNK is said of all' },
  'Encounter.classHistory': { dropped: 'not used by GP Connect' },
  'Encounter.type': 'mapped',
  'Encounter.priority': 'mapped',
  'Encounter.subject': 'mapped',
  'Encounter.episodeOfCare': { dropped: 'not used by GP Connect' },
  'Encounter.incomingReferral': 'mapped',
  'Encounter.participant.type': 'mapped',
  'Encounter.participant.period': 'mapped',
  'Encounter.participant.individual': 'mapped',
  'Encounter.appointment': { dropped: 'not used by GP Connect; appointments are not part of the record' },
  'Encounter.period': 'mapped',
  'Encounter.length': 'mapped',
  'Encounter.reason': 'mapped',
  'Encounter.diagnosis.condition': 'mapped',
  'Encounter.diagnosis.role': 'mapped',
  'Encounter.diagnosis.rank': { dropped: 'not used by GP Connect' },
  'Encounter.account': { dropped: 'not used by GP Connect' },
  'Encounter.hospitalization': { dropped: 'not used by GP Connect: a consultation is no stay' },
  'Encounter.location.location': 'mapped',
  'Encounter.location.status': 'mapped',
  'Encounter.location.period': 'mapped',
  'Encounter.serviceProvider': 'mapped',
  'Encounter.partOf': { dropped: 'not used by GP Connect' },
};
