/**
 * Observation -> UKCore-Observation 2.5.0: uncategorised data, results and consent. No category is made up, nor a time
 * for a reading that has none. GP Connect 1.6.2 "Observation (uncategorised data)", "(test result)", "(blood pressure)".
 */
import type {
  Annotation,
  Observation,
  ObservationComponent,
  ObservationReferenceRange,
} from '@medplum/fhirtypes';
import { isAboutPerson } from './about-person.ts';
import { markedMeta } from './entry-marks.ts';
import type { ElementFates, Json, Stu3Context, Stu3Mapper } from './mapper.ts';
import { measured, observedValue, valueFates } from './observed-value.ts';
import {
  codeableConcept,
  codeableConcepts,
  identifiers,
  period,
  range,
  reference,
  references,
} from './read-datatypes.ts';
import { asObject, dateTime, instant, objects, oneOf, present, text } from './read-json.ts';

const STATUSES = [
  ...(['registered', 'preliminary', 'final', 'amended', 'corrected', 'cancelled'] as const),
  ...(['entered-in-error', 'unknown'] as const),
] as const;
const PERFORMERS = ['Practitioner', 'PractitionerRole', 'Organization', 'Patient', 'RelatedPerson'] as const;
const REQUESTS = ['ServiceRequest', 'MedicationRequest'] as const;
const RELATED = ['Observation', 'QuestionnaireResponse'] as const;

/** @returns the observation; none where it is about somebody else or has no code. */
export const mapObservation: Stu3Mapper = (source, context) => {
  const at = (element: string): string => `Observation.${element}`;
  if (!isAboutPerson(source, 'subject', at('subject'), context)) return [];
  const code = codeableConcept(source['code']);
  if (code === undefined) {
    context.issue(at('code'), 'is missing: it is left out');
    return [];
  }
  const status = oneOf(source['status'], STATUSES);
  if (status === undefined) context.issue(at('status'), 'is none of the codes: it is unknown');
  const observation: Observation & { id: string } = present({
    resourceType: 'Observation' as const,
    id: context.idOf('Observation', source),
    ...markedMeta(source, 'UKCore-Observation', code),
    identifier: identifiers(source['identifier']),
    basedOn: references(source['basedOn'], context, at('basedOn'), REQUESTS),
    status: status ?? ('unknown' as const),
    category: codeableConcepts(source['category']),
    code,
    subject: context.patient,
    encounter: reference(source['context'], context, at('context'), ['Encounter']),
    effectiveDateTime: dateTime(source['effectiveDateTime']),
    effectivePeriod: period(source['effectivePeriod']),
    issued: instant(source['issued']),
    performer: references(source['performer'], context, at('performer'), PERFORMERS),
    ...measurement(source, at(''), context),
    note: comment(source),
    bodySite: codeableConcept(source['bodySite']),
    method: codeableConcept(source['method']),
    specimen: reference(source['specimen'], context, at('specimen'), ['Specimen']),
    hasMember: related(source, 'has-member', context),
    derivedFrom: related(source, 'derived-from', context),
    component: objects(source['component']).flatMap((one) => component(one, context)),
  });
  for (const { type } of objects(source['related'])) {
    if (type !== 'has-member' && type !== 'derived-from')
      context.issue(at('related.type'), 'is neither has-member nor derived-from: R4 has no place for it');
  }
  return [observation];
};

/** What an observation and a component have alike. obs-6: a reason for absence only where there is no value. */
function measurement(source: Json, path: string, context: Stu3Context) {
  const value = observedValue(source);
  const unread = Object.keys(source).find((name) => /^value[A-Z]/.test(name) && !(name in value));
  if (unread !== undefined)
    context.issue(`${path}value`, 'the value cannot be read, or R4 has no place for it');
  const interpretation = codeableConcept(source['interpretation']);
  return present({
    ...value,
    dataAbsentReason:
      Object.keys(value).length === 0 ? codeableConcept(source['dataAbsentReason']) : undefined,
    interpretation: interpretation === undefined ? undefined : [interpretation],
    referenceRange: objects(source['referenceRange']).flatMap(referenceRange),
  });
}

/** With its line breaks: they tell qualifiers from text. */
function comment(source: Json): Annotation[] {
  const said = text(source['comment']);
  return said === undefined ? [] : [{ text: said }];
}

function related(source: Json, type: string, context: Stu3Context): NonNullable<Observation['hasMember']> {
  return objects(source['related']).flatMap((one) =>
    one['type'] === type
      ? (reference(one['target'], context, 'Observation.related.target', RELATED) ?? [])
      : [],
  );
}

function component(source: Json, context: Stu3Context): ObservationComponent[] {
  const code = codeableConcept(source['code']);
  if (code !== undefined) return [{ code, ...measurement(source, 'Observation.component.', context) }];
  context.issue('Observation.component.code', 'is missing: the component is left out');
  return [];
}

/** obs-3: at least one of low, high, text. */
function referenceRange(source: Json): ObservationReferenceRange[] {
  const [low, high, said] = [measured(source['low']), measured(source['high']), text(source['text'])];
  if (low === undefined && high === undefined && said === undefined) return [];
  return [
    present({
      low,
      high,
      type: codeableConcept(source['type']),
      appliesTo: codeableConcepts(source['appliesTo']),
      age: range(asObject(source['age'])),
      text: said,
    }),
  ];
}

export const OBSERVATION_FATES: ElementFates = {
  'Observation.meta.security': 'mapped',
  'Observation.identifier': 'mapped',
  'Observation.basedOn': 'mapped',
  'Observation.status': 'mapped',
  'Observation.category': 'mapped',
  'Observation.code': 'mapped',
  'Observation.subject.reference': 'mapped',
  'Observation.context': 'mapped',
  'Observation.effectiveDateTime': 'mapped',
  'Observation.effectivePeriod': 'mapped',
  'Observation.issued': 'mapped',
  'Observation.performer': 'mapped',
  ...measurementFates('Observation'),
  'Observation.comment': 'mapped',
  'Observation.bodySite': 'mapped',
  'Observation.method': 'mapped',
  'Observation.specimen': 'mapped',
  'Observation.device': { dropped: 'not used by GP Connect' },
  'Observation.related.type': 'mapped',
  'Observation.related.target': 'mapped',
  'Observation.component.code': 'mapped',
  ...measurementFates('Observation.component'),
};

function measurementFates(path: string): ElementFates {
  return {
    ...valueFates(path),
    [`${path}.dataAbsentReason`]: 'mapped',
    [`${path}.interpretation`]: 'mapped',
    [`${path}.referenceRange`]: 'mapped',
  };
}
