/**
 * A Consent as a client records it: that a person agrees to the sharing of the record, or dissents from it. FHIR R4
 * consent.html; UKCore-Consent. One rule each: nested provisions are not taken, since nobody would read them alike.
 */
import type { Consent } from '@medplum/fhirtypes';
import { z } from 'zod';
import { text } from '../../conformance/body-elements.ts';
import { codeOf, CONSENT_CATEGORIES, CONSENT_SCOPES } from './entry-codes.ts';
import {
  boundConcept,
  codings,
  concept,
  concepts,
  dateTime,
  entryBase,
  part,
  period,
  person,
  reference,
  references,
} from './entry-elements.ts';

const provision = part({
  type: z.enum(['permit', 'deny']),
  period: period.optional(),
  actor: z
    .array(
      part({
        role: concept,
        reference: reference(
          'Device',
          'Group',
          'CareTeam',
          'Organization',
          'Patient',
          'Practitioner',
          'RelatedPerson',
          'PractitionerRole',
        ),
      }),
    )
    .min(1)
    .max(50)
    .optional(),
  action: concepts.optional(),
  securityLabel: codings.optional(),
  purpose: codings.optional(),
  class: codings.optional(),
  code: concepts.optional(),
  dataPeriod: period.optional(),
  data: z
    .array(
      part({
        meaning: z.enum(['instance', 'related', 'dependents', 'authoredby']),
        reference: reference(),
      }),
    )
    .min(1)
    .max(50)
    .optional(),
});

const verification = part({
  verified: z.boolean(),
  verifiedWith: reference('Patient', 'RelatedPerson').optional(),
  verificationDate: dateTime.optional(),
});

export const consentBody = z
  .strictObject({
    resourceType: z.literal('Consent'),
    ...entryBase,
    status: z.enum(['draft', 'proposed', 'active', 'rejected', 'inactive', 'entered-in-error']),
    scope: boundConcept(CONSENT_SCOPES),
    category: z.array(boundConcept(CONSENT_CATEGORIES)).length(1, 'needs one kind, and one alone'),
    patient: person,
    /** When the person said so: without it nobody could tell which of two statements is the later. */
    dateTime,
    performer: references(
      'Organization',
      'Patient',
      'Practitioner',
      'RelatedPerson',
      'PractitionerRole',
    ).optional(),
    organization: references('Organization').optional(),
    sourceReference: reference(
      'Consent',
      'DocumentReference',
      'Contract',
      'QuestionnaireResponse',
    ).optional(),
    policy: z
      .array(part({ authority: text(1000).optional(), uri: text(1000).optional() }))
      .min(1)
      .max(20)
      .optional(),
    policyRule: concept.optional(),
    verification: z.array(verification).min(1).max(20).optional(),
    provision,
  })
  .refine((value) => (value.policy ?? value.policyRule) !== undefined, 'needs policy or policyRule (ppc-1)');

/** The kind of which a person has one current Consent; undefined for one that is not current. */
export function consentPlace({ status, category }: Consent): string | undefined {
  const code = codeOf(category[0], CONSENT_CATEGORIES);
  return status === 'active' && code !== undefined ? `current Consent of kind ${code}` : undefined;
}
