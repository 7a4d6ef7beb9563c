import { describe, expect, it } from 'vitest';
import { makeBorough } from './borough-of-demo.ts';
import { createLatencies } from './latency.ts';
import { visitDifference } from './reconcile.ts';
import { faultsOf, queryLines, summaryLines, type DayResult } from './summary.ts';

const borough = makeBorough('place.json', { people: 300, seed: 1, day: '2026-03-10' });
const truth = {
  visitNumber: 'V1',
  localNumber: '1',
  status: 'in-progress',
  patientClass: 'I',
  ward: 'B6',
} as const;
const at = (ward: string): { status: string; location: { display: string } }[] => [
  { status: 'active', location: { display: `Rotherham Hospital: ${ward}: Bay 1-1` } },
];
const emergency = { status: 'finished', class: { code: 'EMER' } };

describe('visitDifference', () => {
  it('agrees with a stay after A&E, whatever the grouping parent says', () => {
    const found = [
      emergency,
      { status: 'in-progress', class: { code: 'IMP' }, location: at('Ward B6') },
      { status: 'in-progress', class: { code: 'GROUPING' } },
    ];
    expect(visitDifference(borough, truth, found)).toBeUndefined();
  });

  it.each([
    ['no Encounter of class I', [emergency]],
    ['status is finished, should be in-progress', [{ status: 'finished', class: { code: 'IMP' } }]],
    ['should be in Ward B6', [{ status: 'in-progress', class: { code: 'IMP' }, location: at('Ward A1') }]],
    [
      'another Encounter of the visit is still open',
      [
        { status: 'arrived', class: { code: 'EMER' } },
        { status: 'in-progress', class: { code: 'IMP' }, location: at('Ward B6') },
      ],
    ],
  ])('notices: %s', (difference, found) => {
    expect(visitDifference(borough, truth, found)).toContain(difference);
  });
});

describe('faultsOf and summaryLines', () => {
  const account = {
    sent: 2,
    answers: { AA: 2, AE: 0, AR: 0 },
    resent: 0,
    refused: [],
    latencies: createLatencies(),
  };
  const taken = { taken: 2, refused: [] };
  const told = { name: 'north', numbered: 3, received: 3, fetched: 0, lost: 0, duplicates: 1, gaps: 0 };
  const good: DayResult = {
    loaded: account,
    played: account,
    disturbances: { late: 1 },
    subscriptions: [told],
    watch: { latencies: createLatencies(), foreign: 0 },
    check: { visits: 1, people: 1, differences: [] },
    refusedRequests: 0,
    shared: { summaries: taken, returnRows: taken, events: taken, unavailable: new Set() },
    sharedCheck: { people: 2, joined: 2, homes: 1, packages: 1, workers: 1, differences: [] },
  };

  it('find nothing wrong with a good day, and say that nothing was lost', () => {
    expect(faultsOf(good)).toEqual([]);
    expect(summaryLines(good).join('\n')).toContain('3 numbered, 3 received, lost: 0');
  });

  it.each<[string, Partial<DayResult>]>([
    ['1 of 3 alerts are lost', { subscriptions: [{ ...told, lost: 1 }] }],
    ['not one alert', { subscriptions: [{ ...told, numbered: 0 }] }],
    ['answered AE', { played: { ...account, refused: [{ controlId: 'c', code: 'AE', text: 't' }] } }],
    ['does not belong', { watch: { latencies: createLatencies(), foreign: 1 } }],
    ['refused 2 requests', { refusedRequests: 2 }],
    [
      'the shared record: refused: no Patient',
      { shared: { ...good.shared, summaries: { taken: 0, refused: ['refused: no Patient'] } } },
    ],
    [
      'the shared record is wrong: client 1',
      { sharedCheck: { ...good.sharedCheck, differences: ['client 1: the worker is another'] } },
    ],
    ['the record is wrong', { check: { visits: 1, people: 1, differences: ['visit V1: x'] } }],
  ])('name what went wrong: %s', (text, change) => {
    expect(faultsOf({ ...good, ...change }).join('\n')).toContain(text);
  });
});

describe('queryLines', () => {
  it('ask for a person and a visit of the borough', () => {
    const lines = queryLines(borough, 'http://127.0.0.1:8080/fhir', 'sub-1').join('\n');
    const asked = /nhs-number\|(\d{10})'/.exec(lines)?.[1];
    expect(borough.people.some((p) => p.nhsNumber === asked)).toBe(true);
    const visit = /Encounter\|(V\d+)&/.exec(lines)?.[1];
    expect(borough.day.visits.some((v) => v.visitNumber === visit && v.status === 'in-progress')).toBe(true);
    expect(lines).toContain("Subscription/sub-1/$status'");
  });
});
