/** support-reason -> Condition. Interweave-SocialCareSupportReason 0.0.1. */
import type { Condition } from '@medplum/fhirtypes';
import type { StandingSet } from '../../source-set.ts';
import type { Thing } from '../case-thing.ts';
import { INTERWEAVE_PROFILE, interweaveConcept } from '../interweave.ts';
import { SUPPORT_REASON_CATEGORY, type SupportReasonCategory } from '../support-reasons.ts';
import { codeOf, coded } from './coded.ts';
import type { CaseFrame } from './frame.ts';
import { Gaps } from './gaps.ts';
import { extensionsOf, hasEnded, periodOf } from './parts.ts';
import { SUPPORT_REASONS } from './tables.ts';

export function supportReasonCondition(
  { payload, ...thing }: Thing<'support-reason'>,
  frame: CaseFrame,
): StandingSet {
  const gaps = new Gaps();
  const reason = gaps.unless(payload.reason, 'the reason for support');
  const category = gaps.unless(categoryOf(reason), 'a reason for support that is in the list');
  gaps.unless(payload.from, 'since when');
  const period = periodOf(payload.from, payload.to);
  const resource: Condition & { id: string } = {
    resourceType: 'Condition',
    id: frame.id('Condition'),
    meta: frame.meta(gaps.profile('Interweave-SocialCareSupportReason')),
    ...extensionsOf([
      ...(payload.primary === undefined
        ? []
        : [
            {
              url: `${INTERWEAVE_PROFILE}Extension-Interweave-SocialCarePrimarySupportReason`,
              valueBoolean: payload.primary,
            },
          ]),
      ...(period === undefined
        ? []
        : [
            {
              url: `${INTERWEAVE_PROFILE}Extension-Interweave-SocialCareSupportReasonPeriod`,
              valuePeriod: period,
            },
          ]),
      ...gaps.extensions(),
    ]),
    identifier: [frame.identifier('socialcaresupportreason')],
    clinicalStatus: {
      coding: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/condition-clinical',
          ...(hasEnded(payload.to, thing.recorded)
            ? { code: 'inactive', display: 'Inactive' }
            : { code: 'active', display: 'Active' }),
        },
      ],
    },
    ...(category === undefined ? {} : { category: [interweaveConcept(SUPPORT_REASON_CATEGORY, category)] }),
    ...(reason === undefined ? {} : { code: coded(SUPPORT_REASONS, reason) }),
    subject: frame.subject,
    recordedDate: thing.firstRecorded,
  };
  return { resources: [resource], evidence: [] };
}

/** `PS-AMO` is of the category `PS`. */
function categoryOf(reason: string | undefined): SupportReasonCategory | undefined {
  const [category = ''] = (codeOf(SUPPORT_REASONS, reason ?? '') ?? '').split('-');
  return isCategory(category) ? category : undefined;
}

function isCategory(code: string): code is SupportReasonCategory {
  return Object.hasOwn(SUPPORT_REASON_CATEGORY.displays, code);
}
