import { describe, expect, it } from 'vitest';
import { mapOne } from '../testing/stu3-context.ts';
import { mapProcedureRequest } from './procedure-request.ts';
import { mapReferralRequest } from './referral-request.ts';

const diary = {
  resourceType: 'ProcedureRequest',
  id: 'd',
  status: 'active',
  intent: 'plan',
  code: { text: 'Medication review' },
  subject: { reference: 'Patient/p' },
  context: { reference: 'Encounter/gone' },
  requester: { agent: { reference: 'Practitioner/a' } },
  occurrenceDateTime: '2026-10',
};
const referral = {
  resourceType: 'ReferralRequest',
  id: 'r',
  status: 'unknown',
  intent: 'order',
  priority: 'routine',
  subject: { reference: 'Patient/p' },
  reasonCode: [{ text: 'Referral for further care' }],
  recipient: [{ reference: 'Organization/o' }],
  specialty: { text: 'Lymphoedema service' },
  description: 'By letter',
  note: [{ text: 'Purpose:Unknown' }],
};
const around = { 'Practitioner/a': {}, 'Organization/o': {} };

describe('a diary entry', () => {
  it('is a plan that is due, in the precision that was sent', () => {
    const tried = mapOne(mapProcedureRequest, diary, around);
    expect(tried.made[0]).toMatchObject({
      resourceType: 'ServiceRequest',
      status: 'active',
      intent: 'plan',
      occurrenceDateTime: '2026-10',
      requester: { reference: 'Practitioner/r4-a' },
    });
    expect(tried.made[0]).not.toHaveProperty('encounter');
    expect(tried.issues).toEqual(['ProcedureRequest.context']);
  });
  it.each([
    ['suspended', 'on-hold'],
    ['cancelled', 'revoked'],
    ['odd', 'unknown'],
  ])('that is %s in STU3 is %s in R4', (sent, status) => {
    expect(mapOne(mapProcedureRequest, { ...diary, status: sent }, around).made[0]).toMatchObject({ status });
  });
});

describe('a referral', () => {
  it('has its main code where readers of R4 look, and never says that it is going on', () => {
    expect(mapOne(mapReferralRequest, referral, around).made[0]).toMatchObject({
      resourceType: 'ServiceRequest',
      status: 'unknown',
      intent: 'order',
      code: { text: 'Referral for further care' },
      reasonCode: [{ text: 'Referral for further care' }],
      performer: [{ reference: 'Organization/r4-o' }],
      performerType: { text: 'Lymphoedema service' },
      note: [{ text: 'By letter' }, { text: 'Purpose:Unknown' }],
    });
  });
  it('for named services has the first for its code and the others as detail', () => {
    const services = { serviceRequested: [{ text: 'A' }, { text: 'B' }] };
    expect(mapOne(mapReferralRequest, { ...referral, ...services }, around).made[0]).toMatchObject({
      code: { text: 'A' },
      orderDetail: [{ text: 'B' }],
    });
  });
});
