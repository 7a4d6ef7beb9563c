import { describe, expect, it } from 'vitest';
import { drawnFirst, exampleOf, standingOf } from '../../../test-data/social-care/case-examples.ts';
import type { PersonEvent } from '../case-event.ts';

describe('support reason', () => {
  it('is a Condition with its category, period and whether it is the first', () => {
    const resource = drawnFirst('support-reason');
    expect(resource).toMatchObject({
      resourceType: 'Condition',
      clinicalStatus: { coding: [{ code: 'active' }] },
      category: [{ coding: [{ code: 'PS' }] }],
      code: { coding: [{ code: 'PS-PCS' }] },
    });
    expect(JSON.stringify(resource)).toMatch(/"valueBoolean":true.*"start":"2025-11-03"/);
  });

  it('of support to a carer is social support, with the words', () => {
    const reason = 'Social support: Support to unpaid carer';
    expect(drawnFirst('support-reason', { reason, from: '2026-01-01' })).toMatchObject({
      code: { coding: [{ code: 'SOS' }], text: reason },
    });
  });

  it('that has ended is inactive', () => {
    expect(
      drawnFirst('support-reason', { reason: 'PS', from: '2020-01-01', to: '2021-01-01' }),
    ).toMatchObject({
      clinicalStatus: { coding: [{ code: 'inactive' }] },
    });
  });
});

describe('flags', () => {
  it('tell an alert in the words of the council', () => {
    expect(drawnFirst('alert')).toMatchObject({
      resourceType: 'Flag',
      status: 'active',
      category: [{ coding: [{ code: 'RTO' }] }],
      code: { coding: [{ code: 'NVU' }], text: 'Two workers at each visit' },
    });
  });

  it('tell that there is a safeguarding concern, and whom to ask', () => {
    expect(drawnFirst('safeguarding')).toMatchObject({
      status: 'active',
      category: [{ coding: [{ code: 'SGC' }] }],
      code: { text: 'Safeguarding concern: ask the team' },
      period: { start: '2026-02-20' },
    });
    expect(drawnFirst('safeguarding', { status: 'closed' })).toMatchObject({ status: 'inactive' });
  });

  it('tell legal facts with their state', () => {
    expect(drawnFirst('legal')).toMatchObject({
      status: 'active',
      code: {
        coding: [{ code: 'lpa-welfare' }],
        text: 'Lasting power of attorney: health and welfare: in force',
      },
    });
    const dols = { kind: 'dols', status: 'applied' } as const;
    expect(drawnFirst('legal', dols)).toMatchObject({
      code: { coding: [{ code: 'DOLS' }, { code: 'dols' }] },
    });
    expect(drawnFirst('legal', { ...dols, status: 'refused' })).toMatchObject({ status: 'inactive' });
  });

  it('tell communication needs and an interpreter of the person', () => {
    const notes = (payload: PersonEvent['payload']) =>
      standingOf([{ ...exampleOf('person'), payload }]).get('case-event|rmbc-asc|person|700123');
    expect(notes({ communicationNeeds: 'Lip-reads', interpreter: true })?.resources).toMatchObject([
      { status: 'active', code: { coding: [{ code: 'COMM' }], text: 'Lip-reads. Interpreter needed' } },
    ]);
    expect(notes({ interpreter: false })?.resources).toEqual([]);
    expect(notes({ clientTypes: ['carer'] })?.evidence).toMatchObject([{ kind: 'council' }]);
    expect(notes({ gender: 'female' })).toBeUndefined();
  });
});

describe('equipment', () => {
  it('is a DeviceRequest with where it stands and whether there is a key safe', () => {
    const resource = drawnFirst('equipment');
    expect(resource).toMatchObject({
      resourceType: 'DeviceRequest',
      status: 'active',
      intent: 'order',
      codeCodeableConcept: { text: 'Hospital bed with pressure-relieving mattress' },
      occurrencePeriod: { start: '2026-02-01' },
      note: [{ text: 'Downstairs front room' }],
    });
    expect(JSON.stringify(resource)).toContain('social-care-key-safe","valueBoolean":true');
  });

  it.each([
    [{ status: 'returned' }, 'completed'],
    [{ status: 'requested' }, 'draft'],
    [{ start: '2026-01-01', end: '2026-02-01' }, 'completed'],
    [{ start: '2026-01-01' }, 'active'],
  ] as const)('of %j is %s', (payload, status) => {
    expect(drawnFirst('equipment', payload)).toMatchObject({ status });
  });
});
