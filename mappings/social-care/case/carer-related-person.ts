/**
 * carer -> RelatedPerson. Interweave-RelatedPerson 0.0.1. A carer who is a client too is named by the council's number;
 * their own record stays theirs: nothing of it is shown here.
 */
import type { Extension, RelatedPerson } from '@medplum/fhirtypes';
import type { StandingSet } from '../../source-set.ts';
import type { Thing } from '../case-thing.ts';
import { contactPoint, humanNames } from '../case-person.ts';
import { INTERWEAVE_PROFILE } from '../interweave.ts';
import { coded } from './coded.ts';
import type { CaseFrame } from './frame.ts';
import { Gaps } from './gaps.ts';
import { booleanExtension, extensionsOf, hasEnded, periodOf, textExtension } from './parts.ts';
import { relationship } from './relationships.ts';
import { SUPPORT_ROLES } from './tables.ts';

export function carerRelatedPerson(thing: Thing<'carer'>, frame: CaseFrame): StandingSet {
  const { payload, source, recorded } = thing;
  const gaps = new Gaps();
  const relation = gaps.unless(payload.relationship, 'how the carer is related');
  const names = payload.name === undefined ? [] : humanNames(payload.name);
  const whole = names.find(({ family, given }) => family !== undefined && given !== undefined);
  gaps.unless(whole, 'the name of the carer in full');
  const period = periodOf(payload.from, payload.to);
  const resource: RelatedPerson & { id: string } = {
    resourceType: 'RelatedPerson',
    id: frame.id('RelatedPerson'),
    meta: frame.meta(gaps.profile('Interweave-RelatedPerson')),
    ...extensionsOf([
      ...(payload.roles ?? []).map(supportRole),
      ...booleanExtension('lives-with', payload.livesWith),
      ...textExtension('hours-caring', payload.hoursBand),
      ...booleanExtension('carer-emergency-plan', payload.emergencyPlan),
      ...gaps.extensions(),
    ]),
    identifier: [
      frame.identifier('RelatedPerson'),
      ...(payload.carerPersonId === undefined
        ? []
        : [{ system: source.personSystem, value: payload.carerPersonId }]),
    ],
    active: !hasEnded(payload.to, recorded),
    patient: frame.subject,
    ...(relation === undefined ? {} : { relationship: [relationship(relation)] }),
    // The profile has a family and a given name in each; what is less is left to the gap.
    ...(names.length === 0 ? {} : { name: whole === undefined ? names : [whole] }),
    ...(payload.telecom === undefined || payload.telecom.length === 0
      ? {}
      : { telecom: payload.telecom.map(contactPoint) }),
    ...(period === undefined ? {} : { period }),
  };
  return { resources: [resource], evidence: [] };
}

function supportRole(role: string): Extension {
  return {
    url: `${INTERWEAVE_PROFILE}Extension-Interweave-SocialCareSupportRole`,
    extension: [{ url: 'supportRoleType', valueCodeableConcept: coded(SUPPORT_ROLES, role) }],
  };
}
