/**
 * DocumentReference -> UKCore-DocumentReference 2.2.0: what is known of a letter or file at the practice, never the
 * document itself and never its address. GP Connect 1.6.2 "DocumentReference".
 */
import type { DocumentReference, DocumentReferenceContent } from '@medplum/fhirtypes';
import { isAboutPerson } from './about-person.ts';
import { attachment } from './attachment.ts';
import type { ElementFates, Json, Stu3Context, Stu3Mapper } from './mapper.ts';
import {
  codeableConcept,
  codeableConcepts,
  coding,
  identifier,
  identifiers,
  metaOf,
  period,
  reference,
  references,
} from './read-datatypes.ts';
import { asObject, dateTime, filled, instant, objects, oneOf, present, text } from './read-json.ts';

const STATUSES = ['current', 'superseded', 'entered-in-error'] as const;
const DOC_STATUSES = ['preliminary', 'final', 'amended', 'entered-in-error'] as const;
const AUTHORS = ['Practitioner', 'PractitionerRole', 'Organization', 'Patient', 'RelatedPerson'] as const;

/** @returns the entry of the document; none where it is about somebody else, or its status is none. */
export const mapDocumentReference: Stu3Mapper = (source, context) => {
  const at = (element: string): string => `DocumentReference.${element}`;
  if (!isAboutPerson(source, 'subject', at('subject'), context)) return [];
  const status = oneOf(source['status'], STATUSES);
  if (status === undefined) {
    context.issue(at('status'), 'is none of the codes: the document is left out');
    return [];
  }
  const category = codeableConcept(source['class']);
  const document: DocumentReference & { id: string } = present({
    resourceType: 'DocumentReference' as const,
    id: context.idOf('DocumentReference', source),
    ...metaOf(source, 'UKCore-DocumentReference'),
    masterIdentifier: identifier(source['masterIdentifier']),
    identifier: identifiers(source['identifier']),
    status,
    docStatus: oneOf(source['docStatus'], DOC_STATUSES),
    type: codeableConcept(source['type']),
    category: category === undefined ? undefined : [category],
    subject: context.patient,
    date: instant(source['indexed']),
    author: references(source['author'], context, at('author'), AUTHORS),
    authenticator: reference(source['authenticator'], context, at('authenticator'), [
      'Practitioner',
      'PractitionerRole',
      'Organization',
    ]),
    custodian: reference(source['custodian'], context, at('custodian'), ['Organization']),
    relatesTo: relations(source, context),
    description: text(source['description']),
    securityLabel: codeableConcepts(source['securityLabel']),
    content: contents(source),
    context: circumstances(asObject(source['context']), context),
  });
  return [document];
};

const RELATIONS = ['replaces', 'transforms', 'signs', 'appends'] as const;

function relations(source: Json, context: Stu3Context): NonNullable<DocumentReference['relatesTo']> {
  return objects(source['relatesTo']).flatMap((one) => {
    const code = oneOf(one['code'], RELATIONS);
    const path = 'DocumentReference.relatesTo.target';
    const target = reference(one['target'], context, path, ['DocumentReference']);
    return code === undefined || target === undefined ? [] : [{ code, target }];
  });
}

/** At least one, as R4 wants: where nothing is known of the file but its address, that it is there. */
function contents(source: Json): DocumentReferenceContent[] {
  const creation = dateTime(source['created']);
  const found = objects(source['content']).flatMap((one) => {
    const known = filled(present({ creation, ...attachment(asObject(one['attachment']) ?? {}) }));
    const format = coding(one['format']);
    return known === undefined && format === undefined
      ? []
      : [present({ attachment: known ?? HELD, format })];
  });
  return found.length > 0 ? found : [{ attachment: present({ ...HELD, creation }) }];
}

const HELD = { title: 'Document held by the practice' };

function circumstances(
  source: Json | undefined,
  context: Stu3Context,
): DocumentReference['context'] | undefined {
  if (source === undefined) return undefined;
  const path = 'DocumentReference.context.encounter';
  const encounter = reference(source['encounter'], context, path, ['Encounter']);
  return filled(
    present({
      encounter: encounter === undefined ? undefined : [encounter],
      event: codeableConcepts(source['event']),
      period: period(source['period']),
      facilityType: codeableConcept(source['facilityType']),
      practiceSetting: codeableConcept(source['practiceSetting']),
    }),
  );
}

export const DOCUMENT_REFERENCE_FATES: ElementFates = {
  'DocumentReference.meta.security': 'mapped',
  'DocumentReference.masterIdentifier': 'mapped',
  'DocumentReference.identifier': 'mapped',
  'DocumentReference.status': 'mapped',
  'DocumentReference.docStatus': 'mapped',
  'DocumentReference.type': 'mapped',
  'DocumentReference.class': 'mapped',
  'DocumentReference.subject': 'mapped',
  'DocumentReference.created': 'mapped',
  'DocumentReference.indexed': 'mapped',
  'DocumentReference.author': 'mapped',
  'DocumentReference.authenticator': 'mapped',
  'DocumentReference.custodian': 'mapped',
  'DocumentReference.relatesTo': 'mapped',
  'DocumentReference.description': 'mapped',
  'DocumentReference.securityLabel': 'mapped',
  'DocumentReference.content.format': 'mapped',
  'DocumentReference.content.attachment': 'mapped',
  'DocumentReference.content.attachment.url': {
    dropped: 'never fetched and never served: the document needs another capability of the practice',
  },
  'DocumentReference.content.attachment.data': { dropped: 'GP Connect sends no documents' },
  'DocumentReference.context.encounter': 'mapped',
  'DocumentReference.context.event': 'mapped',
  'DocumentReference.context.period': 'mapped',
  'DocumentReference.context.facilityType': 'mapped',
  'DocumentReference.context.practiceSetting': 'mapped',
  'DocumentReference.context.sourcePatientInfo': { dropped: 'the person of the summary' },
  'DocumentReference.context.related': { dropped: 'not used by GP Connect' },
};
