/**
 * QuestionnaireResponse -> UKCore-QuestionnaireResponse 1.2.0: outside the areas of GP Connect 1.6.2 and yet sent by
 * practices, mostly as a list of readings. Items without a link id get their place as one (R4 requires it). FHIR R4
 * questionnaireresponse.html.
 */
import type {
  QuestionnaireResponse,
  QuestionnaireResponseItem,
  QuestionnaireResponseItemAnswer,
} from '@medplum/fhirtypes';
import { isAboutPerson } from './about-person.ts';
import type { ElementFates, Json, Stu3Context, Stu3Mapper } from './mapper.ts';
import { coding, identifier, metaOf, quantity, reference, references } from './read-datatypes.ts';
import {
  bool,
  date,
  dateTime,
  decimal,
  filled,
  objects,
  oneOf,
  present,
  text,
  token,
  whole,
} from './read-json.ts';

const STATUSES = ['in-progress', 'completed', 'amended', 'entered-in-error', 'stopped'] as const;
const AUTHORS = ['Practitioner', 'PractitionerRole', 'Organization', 'Patient', 'RelatedPerson'] as const;

/** @returns the answers; none where they are somebody else's, or their status is none. */
export const mapQuestionnaireResponse: Stu3Mapper = (source, context) => {
  const at = (element: string): string => `QuestionnaireResponse.${element}`;
  if (!isAboutPerson(source, 'subject', at('subject'), context)) return [];
  const status = oneOf(source['status'], STATUSES);
  if (status === undefined) {
    context.issue(at('status'), 'is none of the codes: the answers are left out');
    return [];
  }
  const response: QuestionnaireResponse & { id: string } = present({
    resourceType: 'QuestionnaireResponse' as const,
    id: context.idOf('QuestionnaireResponse', source),
    ...metaOf(source, 'UKCore-QuestionnaireResponse'),
    identifier: identifier(objects(source['identifier'])[0]),
    basedOn: references(source['basedOn'], context, at('basedOn'), ['ServiceRequest']),
    partOf: references(source['parent'], context, at('parent'), ['Observation']),
    status,
    subject: context.patient,
    encounter: reference(source['context'], context, at('context'), ['Encounter']),
    authored: dateTime(source['authored']),
    author: reference(source['author'], context, at('author'), AUTHORS),
    source: reference(source['source'], context, at('source'), [
      'Patient',
      'Practitioner',
      'PractitionerRole',
      'RelatedPerson',
    ]),
    item: items(source, context, ''),
  });
  return [response];
};

function items(source: Json, context: Stu3Context, above: string): QuestionnaireResponseItem[] {
  return objects(source['item']).map((one, i) => {
    const place = `${above}${i + 1}`;
    return present({
      linkId: token(one['linkId']) ?? place,
      definition: token(one['definition']),
      text: text(one['text']),
      answer: answers(one, context, place),
      item: items(one, context, `${place}.`),
    });
  });
}

const ANSWERED_WITH = [
  'Observation',
  'Condition',
  'AllergyIntolerance',
  'Immunization',
  'MedicationStatement',
] as const;

function answers(source: Json, context: Stu3Context, place: string): QuestionnaireResponseItemAnswer[] {
  return objects(source['answer']).flatMap((one) => {
    const path = 'QuestionnaireResponse.item.answer.valueReference';
    const answer = filled(
      present({
        ...valueOf(one, reference(one['valueReference'], context, path, ANSWERED_WITH)),
        item: items(one, context, `${place}.`),
      }),
    );
    return answer ?? [];
  });
}

/** One value, as R4 allows no two. */
function valueOf(
  source: Json,
  link: QuestionnaireResponseItemAnswer['valueReference'],
): QuestionnaireResponseItemAnswer {
  if (link !== undefined) return { valueReference: link };
  const values = Object.entries({
    valueCoding: coding(source['valueCoding']),
    valueQuantity: quantity(source['valueQuantity']),
    valueBoolean: bool(source['valueBoolean']),
    valueDecimal: decimal(source['valueDecimal']),
    valueInteger: whole(source['valueInteger'], -2_147_483_648),
    valueDate: date(source['valueDate']),
    valueDateTime: dateTime(source['valueDateTime']),
    valueString: text(source['valueString']),
  }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(values.slice(0, 1));
}

export const QUESTIONNAIRE_RESPONSE_FATES: ElementFates = {
  'QuestionnaireResponse.meta.security': 'mapped',
  'QuestionnaireResponse.identifier': 'mapped',
  'QuestionnaireResponse.basedOn': 'mapped',
  'QuestionnaireResponse.parent': 'mapped',
  'QuestionnaireResponse.questionnaire': {
    dropped: 'R4 wants a canonical; GP Connect sends no questionnaires',
  },
  'QuestionnaireResponse.status': 'mapped',
  'QuestionnaireResponse.subject': 'mapped',
  'QuestionnaireResponse.context': 'mapped',
  'QuestionnaireResponse.authored': 'mapped',
  'QuestionnaireResponse.author': 'mapped',
  'QuestionnaireResponse.source': 'mapped',
  'QuestionnaireResponse.item': 'mapped',
  'QuestionnaireResponse.item.subject': { dropped: 'not in R4; the answers are about one person' },
  'QuestionnaireResponse.item.answer.valueCoding': 'mapped',
};
