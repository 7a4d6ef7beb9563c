import { describe, expect, it } from 'vitest';
import { drawnFirst, gapsOf } from '../../../test-data/social-care/case-examples.ts';

const PROFILE = 'https://fhir.interweavedigital.nhs.uk/R4/StructureDefinition/Interweave-SocialCareContact';

describe('contact', () => {
  it('is a ServiceRequest with reason, requester, outcome and team', () => {
    expect(drawnFirst('contact')).toMatchObject({
      resourceType: 'ServiceRequest',
      status: 'completed',
      intent: 'plan',
      occurrenceDateTime: '2026-03-01T14:05:00+00:00',
      authoredOn: '2026-03-02T09:41:07.000Z',
      reasonCode: [{ coding: [{ code: 'HD' }] }],
      performer: [{ display: 'Central locality social work' }],
    });
    expect(drawnFirst('contact').meta?.profile).toEqual([PROFILE]);
    expect(JSON.stringify(drawnFirst('contact'))).toMatch(/"SH".*"PRO-ASS"/);
  });

  it('of which nobody said who asked has a requester who is not known', () => {
    expect(JSON.stringify(drawnFirst('contact', { reason: 'HD' }))).toContain('"UKN"');
  });

  it('of which nobody said whether it is open is not said to be', () => {
    const resource = drawnFirst('contact', { receivedAt: '2026-03-01', reason: 'HD' });
    expect(resource).toMatchObject({ status: 'unknown' });
    expect(resource.meta).not.toHaveProperty('profile');
    expect(gapsOf(resource)).toEqual(['whether the contact is open']);
  });
});

describe('assessment, review, review due', () => {
  it('are Tasks owned by the team, or by the council where there is none', () => {
    expect(drawnFirst('assessment')).toMatchObject({
      resourceType: 'Task',
      status: 'in-progress',
      code: { coding: [{ code: 'CN' }, { code: 'assessment' }] },
      executionPeriod: { start: '2026-03-02' },
      owner: { display: 'Central locality social work' },
      basedOn: [{ identifier: { value: 'C-4711' } }],
    });
    expect(drawnFirst('assessment', { kind: 'CN', status: 'planned' })).toMatchObject({
      owner: { display: 'Rotherham MBC' },
    });
  });

  it('is due on its day until it starts', () => {
    expect(drawnFirst('review')).toMatchObject({
      status: 'accepted',
      executionPeriod: { start: '2026-04-13' },
    });
    expect(drawnFirst('review', { dueDate: '2026-04-13', startedAt: '2026-04-15' })).toMatchObject({
      status: 'in-progress',
      executionPeriod: { start: '2026-04-15' },
    });
  });

  it('is accepted with a future start, and cancelled where the day was taken back', () => {
    expect(drawnFirst('review-due')).toMatchObject({
      status: 'accepted',
      code: { coding: [{ code: 'OTH' }, { code: 'review' }], text: 'Review: due' },
      executionPeriod: { start: '2026-04-13' },
    });
    expect(drawnFirst('review-due', { dueDate: null })).toMatchObject({ status: 'cancelled' });
  });
});
