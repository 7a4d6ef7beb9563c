/**
 * Summary Care Record (R4) -> one area: the document, as sanitised HTML a section, beside its coded diagnoses and results.
 * Medicines and allergies are never read out of HTML, and nothing of it takes the place of an area of GP Connect. SCR FHIR
 * API, GetScrBundle and UploadScrBundle.
 */
import type { CodeableConcept } from '@medplum/fhirtypes';
import { ROTHER, UK_CORE } from '../../conformance/systems.ts';
import { formatTag } from './gp-record-tags.ts';
import type { MappedSummary } from './mapped-summary.ts';
import { indexResources, type Entry, type ResourceIndex } from './r4/resource-index.ts';
import { stateSummary } from './r4/state-summary.ts';
import type { MadeItem, SummaryDraft } from './r4/summary-draft.ts';
import { sanitiseNarrative } from './sanitise-narrative.ts';
import type { Json } from './stu3/mapper.ts';
import { codeableConcept, identifier } from './stu3/read-datatypes.ts';
import { asObject, dateTime, instant, objects, present, text, token } from './stu3/read-json.ts';
import type { SubmissionContext } from './submission.ts';

/** Which section of an SCR an attachment is: `AllergiesHeader`. */
const SECTION = `${ROTHER}StructureDefinition/scr-section`;
const GENERAL_PRACTICE_SUMMARY: CodeableConcept = {
  coding: [
    { system: 'http://snomed.info/sct', code: '196981000000101', display: 'General Practice Summary' },
  ],
};

/**
 * @param bundle recognised as an SCR.
 * @returns the statements of the one area `scr`; refused where it has no Composition, or for whom is not told.
 */
export function mapScrBundle(bundle: Json, context: SubmissionContext): MappedSummary {
  const index = indexResources(bundle);
  const composition = index.entries.find(({ type }) => type === 'Composition');
  if (composition === undefined) {
    return { refused: { path: 'Bundle.entry', text: 'holds no Composition' } };
  }
  return stateSummary(draftOf(composition, index), context);
}

function draftOf(composition: Entry, index: ResourceIndex): SummaryDraft {
  const sections = objects(composition.resource['section']);
  const members = sections.flatMap((section) =>
    objects(section['entry']).flatMap((entry) => found(entry, composition, index)),
  );
  const asOf = dateTime(composition.resource['date']);
  return {
    format: 'scr',
    index,
    about: [composition],
    ...(asOf === undefined ? {} : { asOf }),
    responsible: responsibleFor(composition),
    whole: true,
    // The Spine files a record under a number that it has traced, and gives it out under no other.
    numberIsTraced: true,
    areas: [{ area: 'scr', state: 'recorded', warnings: [], members }],
    needed: objects(composition.resource['author']).flatMap((author) => found(author, composition, index)),
    made: (refer) => [document(composition, sections, refer)],
  };
}

function found(reference: Json, from: Entry, index: ResourceIndex): Entry[] {
  const literal = token(reference['reference']);
  const entry = literal === undefined ? undefined : index.find(literal, from);
  return entry === undefined ? [] : [entry];
}

function responsibleFor(composition: Entry): SummaryDraft['responsible'] {
  const { custodian, author } = composition.resource;
  return [...objects(custodian), ...objects(author)].map((reference) => ({ reference, from: composition }));
}

/** One document a person and practice: a newer SCR is a newer version of it. */
function document(
  composition: Entry,
  sections: readonly Json[],
  refer: (reference: Json, from: Entry) => Json | undefined,
): MadeItem {
  const source = composition.resource;
  const own = identifier(source['identifier']);
  const creation = dateTime(source['date']);
  return {
    area: 'scr',
    key: 'DocumentReference|scr-document',
    resource: present({
      resourceType: 'DocumentReference',
      meta: { profile: [`${UK_CORE}UKCore-DocumentReference`], tag: [formatTag('scr')] },
      identifier: own === undefined ? [] : [own],
      status: 'current',
      docStatus: source['status'] === 'amended' ? 'amended' : 'final',
      type: GENERAL_PRACTICE_SUMMARY,
      category: objects(source['category']).flatMap((one) => codeableConcept(one) ?? []),
      date: instant(source['date']),
      author: objects(source['author']).flatMap((author) => refer(author, composition) ?? []),
      relatesTo: objects(source['relatesTo']).flatMap((relation) => {
        const former = identifier(relation['targetIdentifier']);
        return relation['code'] !== 'replaces' || former === undefined
          ? []
          : [{ code: 'replaces', target: { identifier: former } }];
      }),
      description: text(source['title']) ?? 'Summary Care Record: General Practice Summary',
      content: contents(sections, creation),
    }),
  };
}

function contents(sections: readonly Json[], creation: string | undefined): Json[] {
  const read = sections.flatMap((section) => {
    const div = asObject(section['text'])?.['div'];
    if (typeof div !== 'string') return [];
    const code = objects(asObject(section['code'])?.['coding']).flatMap((one) => token(one['code']) ?? [])[0];
    return [
      present({
        extension:
          code === undefined || !/^[A-Za-z0-9]{1,60}$/.test(code) ? [] : [{ url: SECTION, valueCode: code }],
        attachment: present({
          contentType: 'text/html; charset=utf-8',
          data: Buffer.from(sanitiseNarrative(div)).toString('base64'),
          title: text(section['title']),
          creation,
        }),
      }),
    ];
  });
  return read.length > 0 ? read : [{ attachment: present({ title: 'No section has text', creation }) }];
}
