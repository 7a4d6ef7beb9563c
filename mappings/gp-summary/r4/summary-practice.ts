/**
 * Whose summary it is: the practice that was asked, else who is responsible for the document, else the practice of the
 * person, by ODS code. NHS Data Dictionary "GENERAL MEDICAL PRACTICE CODE", default codes.
 */
import { ODS_ORGANISATION } from '../../../conformance/systems.ts';
import type { OrganisationStatement } from '../../fact.ts';
import { odsCode } from '../item-key.ts';
import type { SubmissionContext } from '../submission.ts';
import type { Json } from '../stu3/mapper.ts';
import { asObject, objects, token } from '../stu3/read-json.ts';
import type { Entry, ResourceIndex } from './resource-index.ts';
import type { SummaryDraft } from './summary-draft.ts';

/** The default code of the NHS for a practice that is not known: documents of abroad, and SCRs, name none. */
export const UNKNOWN_PRACTICE = { ods: 'V81999', name: 'GP practice not known' } as const;

export interface SummaryPractice {
  readonly practice: OrganisationStatement;
  readonly role: 'registered' | 'serving';
  /** The practice at which the person is registered, where the summary says so. */
  readonly registered?: OrganisationStatement;
}

export function summaryPractice(
  draft: SummaryDraft,
  patient: Entry | undefined,
  { practice: asked }: SubmissionContext,
): SummaryPractice {
  const named = (reference: unknown, from: Entry | undefined): readonly OrganisationStatement[] => {
    const found = organisationOf(asObject(reference), from, draft.index);
    return found === undefined ? [] : [found];
  };
  const registered = objects(patient?.resource['generalPractitioner']).flatMap((one) =>
    named(one, patient),
  )[0];
  const candidates = [
    ...draft.responsible.flatMap(({ reference, from }) => named(reference, from)),
    ...(registered === undefined ? [] : [registered]),
    ...named(patient?.resource['managingOrganization'], patient),
  ];
  const practice =
    asked === undefined
      ? (candidates[0] ?? UNKNOWN_PRACTICE)
      : (candidates.find(({ ods }) => ods === asked) ?? { ods: asked });
  return {
    practice,
    role: registered?.ods === practice.ods ? 'registered' : 'serving',
    ...(registered === undefined ? {} : { registered }),
  };
}

/** The organisation behind a reference; of a role, the one that it is held at. */
function organisationOf(
  reference: Json | undefined,
  from: Entry | undefined,
  index: ResourceIndex,
  throughRole = true,
): OrganisationStatement | undefined {
  const logical = asObject(reference?.['identifier']);
  if (logical?.['system'] === ODS_ORGANISATION) {
    return statement(token(logical['value']), token(reference?.['display']));
  }
  const literal = token(reference?.['reference']);
  const target = literal === undefined ? undefined : index.find(literal, from);
  if (target?.type === 'PractitionerRole') {
    return throughRole
      ? organisationOf(asObject(target.resource['organization']), target, index, false)
      : undefined;
  }
  if (target?.type !== 'Organization') return undefined;
  return statement(odsCode(target.resource), token(target.resource['name']));
}

function statement(code: string | undefined, name: string | undefined): OrganisationStatement | undefined {
  if (code === undefined || !/^[A-Za-z0-9]{3,12}$/.test(code)) return undefined;
  return { ods: code.toUpperCase(), ...(name === undefined ? {} : { name }) };
}
