/**
 * A CareTeam as a client sends it. FHIR R4 careteam.html; UKCore-CareTeam. Who co-ordinates the person's care and who leads
 * are participants with a role of ours (docs/caseloads-and-plans.md): each a person with a name, and one at a time.
 */
import { z } from 'zod';
import { text } from '../../conformance/body-elements.ts';
import { codeOf, NAMED_ROLES } from './entry-codes.ts';
import {
  annotations,
  concepts,
  entryBase,
  part,
  period,
  person,
  reference,
  references,
  telecoms,
} from './entry-elements.ts';

const participant = part({
  role: concepts.optional(),
  member: reference(
    'Practitioner',
    'PractitionerRole',
    'RelatedPerson',
    'Patient',
    'Organization',
    'CareTeam',
  ).optional(),
  onBehalfOf: reference('Organization').optional(),
  period: period.optional(),
});
type Participant = z.infer<typeof participant>;

export const careTeamBody = z
  .strictObject({
    resourceType: z.literal('CareTeam'),
    ...entryBase,
    status: z.enum(['proposed', 'active', 'suspended', 'inactive', 'entered-in-error']),
    category: concepts.optional(),
    name: text(200).optional(),
    subject: person,
    encounter: reference('Encounter').optional(),
    period: period.optional(),
    participant: z.array(participant).min(1).max(200).optional(),
    reasonCode: concepts.optional(),
    reasonReference: references('Condition').optional(),
    managingOrganization: references('Organization').optional(),
    telecom: telecoms.optional(),
    note: annotations.optional(),
  })
  .superRefine(({ participant: participants = [] }, context) => {
    const report = (i: number, message: string): void => {
      context.addIssue({ code: 'custom', path: ['participant', i], message });
    };
    const held = new Set<string>();
    participants.forEach((one, i) => {
      for (const role of namedRoles(one)) {
        if (!isNamed(one)) report(i, `the ${role} is a person: member needs a display or a reference to one`);
        if (one.period?.end !== undefined) continue;
        if (held.has(role)) report(i, `there is another ${role}; end the period of the former`);
        held.add(role);
      }
      // ctm-1: only a practitioner acts for an organisation.
      const member = one.member?.reference ?? '';
      if (
        one.onBehalfOf !== undefined &&
        /(?:^|\/)(?:Patient|RelatedPerson|Organization|CareTeam)\//.test(member)
      )
        report(i, 'onBehalfOf is of practitioners alone');
    });
  });

function namedRoles({ role = [] }: Participant): string[] {
  return role.flatMap((one) => codeOf(one, NAMED_ROLES) ?? []);
}

function isNamed({ member }: Participant): boolean {
  const named = member?.display ?? member?.reference;
  return named !== undefined && !/(?:^|\/)(?:Organization|CareTeam)\//.test(member?.reference ?? '');
}
