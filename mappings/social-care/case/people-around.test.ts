import { describe, expect, it } from 'vitest';
import { drawn, drawnFirst, exampleOf, gapsOf } from '../../../test-data/social-care/case-examples.ts';

describe('allocation', () => {
  it('is a CareTeam with worker and team, and the numbers in and out of hours', () => {
    const [team, role] = drawn('allocation').resources;
    expect(team).toMatchObject({
      resourceType: 'CareTeam',
      status: 'active',
      participant: [
        {
          member: { display: 'Sam Worker' },
          role: [{ coding: [{ code: 'key-worker' }], text: 'Social worker' }],
        },
        { member: { display: 'Central locality social work' } },
      ],
      telecom: [{ value: '01632 960200' }, { value: '01632 960299' }],
    });
    expect(JSON.stringify(team)).toMatch(/"in-hours".*01632 960200.*"out-of-hours".*01632 960299/);
    expect(role).toMatchObject({
      resourceType: 'PractitionerRole',
      active: true,
      practitioner: { display: 'Sam Worker' },
      organization: { display: 'Central locality social work' },
      telecom: [{ value: '01632 960217' }, { value: 'sam.worker@example.org' }],
    });
  });

  it('is evidence of the team, and that the council has a case until it ends', () => {
    expect(drawn('allocation').evidence).toMatchObject([
      { kind: 'allocation', team: { id: 'T-CEN' }, worker: 'Sam Worker', from: '2026-02-10' },
      { kind: 'council', council: { code: '206' } },
    ]);
    const ended = drawn('allocation', { ...exampleOf('allocation').payload, to: '2026-03-01' });
    expect(ended.evidence).toMatchObject([{ kind: 'allocation', to: '2026-03-01' }]);
    expect(ended.resources).toMatchObject([{ status: 'inactive' }, { active: false }]);
  });

  it('without a worker stands with the team, and says so', () => {
    const resource = drawnFirst('allocation', { team: { id: 'T-1', name: 'Duty team' } });
    expect(resource).toMatchObject({ participant: [{ member: { display: 'Duty team' } }] });
    expect(gapsOf(resource)).toEqual(['who the worker is']);
  });
});

describe('carer', () => {
  it('is a RelatedPerson with relationship, roles and how to reach them', () => {
    const resource = drawnFirst('carer');
    expect(resource).toMatchObject({
      resourceType: 'RelatedPerson',
      active: true,
      relationship: [{ coding: [{ code: 'DAUC' }], text: 'daughter' }],
      name: [{ family: 'TESTPERSON', given: ['Joan'] }],
      telecom: [{ system: 'phone', use: 'mobile', value: '07700 900456' }],
    });
    expect(JSON.stringify(resource)).toMatch(/"MC".*"EC"/);
  });

  it('who is a client too has the council id of their own', () => {
    expect(drawnFirst('carer')).toMatchObject({
      identifier: [{}, { system: 'https://rother.example/fhir/id/rmbc-person', value: '700777' }],
    });
  });

  it('known by id alone stands without a name, and says so', () => {
    const resource = drawnFirst('carer', { carerPersonId: '700777', relationship: 'son' });
    expect(resource).not.toHaveProperty('name');
    expect(gapsOf(resource)).toEqual(['the name of the carer in full']);
  });
});
