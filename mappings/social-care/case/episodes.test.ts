import { describe, expect, it } from 'vitest';
import { drawn, drawnFirst, exampleOf, standingOf } from '../../../test-data/social-care/case-examples.ts';
import type { ThingPayloads } from '../case-event.ts';

describe('service', () => {
  it('is an EpisodeOfCare with provider, care manager, frequency and the suspension', () => {
    expect(drawnFirst('service')).toMatchObject({
      resourceType: 'EpisodeOfCare',
      status: 'onhold',
      statusHistory: [
        { status: 'active', period: { start: '2025-11-03', end: '2026-03-01' } },
        { status: 'onhold', period: { start: '2026-03-01' } },
      ],
      type: [{ coding: [{ code: 'HS' }] }],
      managingOrganization: { display: 'Thistle Home Care' },
      careManager: { display: 'Sam Worker' },
      period: { start: '2025-11-03' },
    });
    expect(JSON.stringify(drawnFirst('service'))).toContain('2 carers, 4 visits a day');
  });

  it('that goes on after hospital has been active, on hold, active', () => {
    const example = exampleOf('service');
    const resumed = {
      ...example,
      eventId: 'r',
      version: 5,
      payload: { status: 'active' as const, resumedFrom: '2026-03-12' },
    };
    const [resource] = standingOf([resumed, example]).get('case-event|rmbc-asc|S-100')?.resources ?? [];
    expect(resource).toMatchObject({
      status: 'active',
      statusHistory: [
        { status: 'active' },
        { status: 'onhold', period: { start: '2026-03-01', end: '2026-03-12' } },
        { status: 'active', period: { start: '2026-03-12' } },
      ],
    });
  });

  it('without a provider is given by the council', () => {
    expect(drawnFirst('service', { component: 'Meals' })).toMatchObject({
      managingOrganization: { display: 'Rotherham MBC' },
    });
  });

  it.each([
    [{ status: 'ended' }, 'finished'],
    [{ end: '2026-03-02' }, 'finished'],
    [{ start: '2026-01-01', end: '2027-01-01' }, 'active'],
    [{ start: '2026-06-01' }, 'planned'],
    [{ suspendedFrom: '2026-02-01' }, 'onhold'],
  ] as const)('of %j is %s', (payload, status) => {
    expect(drawnFirst('service', payload)).toMatchObject({ status });
  });

  it('in a named home is evidence of living there, rank 2', () => {
    const home = {
      provider: { cqcLocationId: '1-1234567890' },
      start: '2026-01-01',
      status: 'active' as const,
    };
    const evidence = (payload: ThingPayloads['service']) =>
      drawn('service', payload).evidence.filter(({ kind }) => kind === 'care-home');
    expect(evidence({ ...home, category: 'Long term support: Residential care' })).toMatchObject([
      { rank: 2, home: { cqc: '1-1234567890' }, stay: 'permanent', from: '2026-01-01' },
    ]);
    expect(evidence({ ...home, component: 'Short term nursing care' })).toMatchObject([{ stay: 'short' }]);
    expect(evidence({ ...home, component: 'Meals' })).toEqual([]);
    expect(evidence({ ...home, category: 'LTS-NC', status: 'planned' })).toEqual([]);
    expect(evidence({ category: 'LTS-NC', status: 'active' })).toEqual([]);
  });
});

describe('placement', () => {
  it('is an EpisodeOfCare of the home, and evidence of living there, rank 3', () => {
    const { resources, evidence } = drawn('placement');
    expect(resources).toMatchObject([
      {
        resourceType: 'EpisodeOfCare',
        status: 'active',
        managingOrganization: { display: 'Coppice Care Home' },
      },
    ]);
    expect(evidence).toMatchObject([
      {
        kind: 'care-home',
        rank: 3,
        home: { cqc: '1-2345678901', name: 'Coppice Care Home' },
        stay: 'permanent',
        from: '2026-01-05',
        source: 'RMBC case events',
      },
      { kind: 'council' },
    ]);
  });

  it('for respite is a short stay, and ends', () => {
    const { resources, evidence } = drawn('placement', {
      kind: 'respite',
      cqcLocationId: '1-2345678901',
      from: '2026-02-01',
      to: '2026-02-14',
    });
    expect(resources).toMatchObject([{ status: 'finished' }]);
    expect(evidence).toMatchObject([{ stay: 'short', to: '2026-02-14' }]);
  });
});

describe('funding', () => {
  it('is an EpisodeOfCare of its own that names the service', () => {
    const resource = drawnFirst('funding');
    expect(resource).toMatchObject({
      resourceType: 'EpisodeOfCare',
      status: 'active',
      type: [{ text: 'Funding. Joint client and social care funded. NHS Continuing Healthcare: screening' }],
      period: { start: '2026-02-15' },
    });
    expect(JSON.stringify(resource)).toMatch(/"valueCode":"screening".*"206\.S-100"/);
  });
});
