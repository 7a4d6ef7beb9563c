/**
 * A Group as a client sends it: a caseload, which is a list of people by reference. FHIR R4 group.html, type person and
 * actual true; characteristics are not offered: what kind of list it is says `code` (docs/caseloads-and-plans.md). Unknown
 * elements are refused, nothing is dropped. No issue quotes a value.
 */
import type { Group } from '@medplum/fhirtypes';
import { z } from 'zod';
import { extensions, language, meta, narrative, text } from '../../conformance/body-elements.ts';
import { refusal } from '../outcomes.ts';
import { CASELOAD_KINDS, hasUnknownCode, listText } from './entry-codes.ts';
import { concept, identifiers, period, reference } from './entry-elements.ts';
import { faultsOf, MAX_FAULTS } from './entry-faults.ts';

export type StoredGroup = Group & { readonly id: string };

/** More people than any team of a place has on its list; a step looks a Group up by its members. */
export const MAX_MEMBERS = 20_000;

const member = z.strictObject({
  id: text(64).optional(),
  extension: extensions.optional(),
  entity: z.strictObject({
    id: text(64).optional(),
    reference: text(2000),
    type: z.literal('Patient').optional(),
    display: text(200).optional(),
  }),
  period: period.optional(),
  inactive: z.boolean().optional(),
});

const groupBody = z.strictObject({
  resourceType: z.literal('Group'),
  id: text(64).optional(),
  meta: meta.optional(),
  language: language.optional(),
  text: narrative.optional(),
  extension: extensions.optional(),
  identifier: identifiers.optional(),
  active: z.boolean().optional(),
  type: z.literal('person'),
  actual: z.literal(true),
  code: concept
    .refine(
      (value) => !hasUnknownCode(value, CASELOAD_KINDS),
      `has a code that is not of ${listText(CASELOAD_KINDS)}`,
    )
    .optional(),
  name: text(200).optional(),
  quantity: z.int().min(0).optional(),
  managingEntity: reference('Organization', 'RelatedPerson', 'Practitioner', 'PractitionerRole').optional(),
  member: z.array(member).max(MAX_MEMBERS).optional(),
});

/**
 * Reads an unknown body.
 * @param id what the Group is called here, whatever the body says.
 * @param baseUrl of this server: an absolute reference to a Patient here becomes the relative one that it is.
 * @returns the resource to store, without version and time; and the id that the body has.
 * @throws OperationOutcomeError 400 where it is no Group at all, 422 with one issue a fault otherwise.
 */
export function readGroup(
  body: unknown,
  id: string,
  baseUrl: string,
): { readonly group: StoredGroup; readonly sentId: string | undefined } {
  if (
    typeof body !== 'object' ||
    body === null ||
    !('resourceType' in body) ||
    body.resourceType !== 'Group'
  ) {
    throw refusal('invalid', 'The body is not a Group resource.');
  }
  const structure = groupBody.safeParse(body);
  if (!structure.success) {
    throw refusal('unprocessable', faultsOf(structure.error, 'Group'));
  }
  const { id: sentId, meta: sentMeta, member: sent = [], ...rest } = structure.data;
  const faults: string[] = [];
  if (rest.quantity !== undefined && rest.quantity !== sent.length) {
    faults.push('Group.quantity: is not the number of members');
  }
  const members = sent.map((one, i) => {
    const reference = patientReference(one.entity.reference, baseUrl);
    if (reference === undefined) {
      faults.push(`Group.member[${i}].entity.reference: is not Patient/[id] of this server`);
    }
    return { ...one, entity: { ...one.entity, reference: reference ?? '' } };
  });
  if (faults.length > 0) throw refusal('unprocessable', faults.slice(0, MAX_FAULTS));
  const group = {
    ...rest,
    id,
    meta: { profile: sentMeta?.profile, security: sentMeta?.security, tag: sentMeta?.tag },
    ...(members.length === 0 ? {} : { member: members }),
  };
  // Structure and codes were checked above; the round trip drops what is undefined, as JSON has no such thing.
  return { group: JSON.parse(JSON.stringify(group)) as StoredGroup, sentId };
}

/** The refusal of members who are nobody here. @param indexes of the members at fault. */
export function unknownMembers(indexes: readonly number[]): Error {
  return refusal(
    'unprocessable',
    indexes.slice(0, MAX_FAULTS).map((i) => `Group.member[${i}].entity.reference: there is no such Patient`),
  );
}

function patientReference(reference: string, baseUrl: string): string | undefined {
  const relative = reference.startsWith(`${baseUrl}/`) ? reference.slice(baseUrl.length + 1) : reference;
  return /^Patient\/[A-Za-z0-9\-.]{1,64}$/.test(relative) ? relative : undefined;
}
