import type { CareTeam, EpisodeOfCare, Flag, Resource } from '@medplum/fhirtypes';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeResources } from '../record/write-resources.ts';
import { loadContent } from './alert-content.ts';
import type { LedgerEvent } from './pending.ts';
import { standingCare } from './standing-care.ts';
import { Fixture } from './testing/fixture.ts';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await Fixture.open();
});
afterEach(() => fixture.close());

const EARLY = '2026-03-02T09:00:00.000Z';
const LATE = '2026-03-02T12:00:00.000Z';
const subject = { reference: 'Patient/p1' };
const OWN = 'https://rother.example/fhir/StructureDefinition/';
const CATEGORY =
  'https://fhir.interweavedigital.nhs.uk/R4/StructureDefinition/Extension-Interweave-SocialCareServiceCategory';
const team: CareTeam & { id: string } = { resourceType: 'CareTeam', id: 't1', status: 'active', subject };
const visits: EpisodeOfCare & { id: string } = {
  resourceType: 'EpisodeOfCare',
  id: 's1',
  status: 'active',
  patient: subject,
  extension: [{ url: CATEGORY, valueCodeableConcept: { text: 'Long term support: Community' } }],
};
const flag: Flag & { id: string } = {
  resourceType: 'Flag',
  id: 'f1',
  status: 'active',
  category: [{ coding: [{ code: 'RTO' }] }],
  code: { text: 'Two workers at each visit' },
  subject,
};

async function write(now: string, ...resources: readonly (Resource & { id: string })[]): Promise<void> {
  await fixture.store.write(async (tx) => {
    await writeResources(
      tx,
      resources.map((resource) => ({ resource })),
      { now, sourceMessageId: null },
    );
  });
}

async function told(asOf = LATE, person = 'p1'): Promise<string[]> {
  const care = await standingCare(fixture.store.reader, [person], asOf);
  return (care.get(person) ?? []).map(({ resourceType, id }) => `${resourceType}/${id ?? ''}`);
}

describe('standingCare', () => {
  it('tells who has the case, what runs and what to know, in this order', async () => {
    await write(EARLY, flag, visits, team);
    expect(await told()).toEqual(['CareTeam/t1', 'EpisodeOfCare/s1', 'Flag/f1']);
    expect(await told(LATE, 'p2')).toEqual([]);
  });

  it('leaves out what has ended', async () => {
    await write(EARLY, { ...flag, status: 'inactive' }, { ...visits, status: 'finished' });
    await write(EARLY, { ...team, status: 'inactive' });
    expect(await told()).toEqual([]);
  });

  it('leaves out safeguarding, alerts with an audience, and whatever is labelled', async () => {
    const audience = [{ url: `${OWN}social-care-alert-audience`, valueString: 'asc' }];
    await write(
      EARLY,
      { ...flag, id: 'f2', category: [{ coding: [{ code: 'SGC' }] }] },
      { ...flag, id: 'f3', extension: audience },
      { ...team, meta: { security: [{ code: 'R' }] } },
    );
    expect(await told()).toEqual([]);
  });

  it('leaves out a registration with a practice, and what only a return says', async () => {
    const { extension = [], ...registration } = visits;
    const returned = [...extension, { url: `${OWN}social-care-return-to`, valueDate: '2025-06-30' }];
    await write(EARLY, { ...registration, id: 's2' }, { ...visits, id: 's3', extension: returned });
    expect(await told()).toEqual([]);
  });

  it('tells it as it stood then, whatever has become of it since', async () => {
    await write(EARLY, visits);
    await write('2026-03-02T11:00:00.000Z', { ...visits, status: 'finished' }, team);
    expect(await told('2026-03-02T10:00:00.000Z')).toEqual(['EpisodeOfCare/s1']);
    expect(await told()).toEqual(['CareTeam/t1']);
  });

  it('tells no more than twenty of a person', async () => {
    await write(EARLY, ...Array.from({ length: 30 }, (_, i) => ({ ...flag, id: `f${i}` })), team);
    const all = await told();
    expect(all).toHaveLength(20);
    expect(all[0]).toBe('CareTeam/t1');
  });
});

describe('the content of an alert', () => {
  const event: LedgerEvent = {
    event_number: 1,
    bundle_id: 'b1',
    status: 'pending',
    created_at: LATE,
    due_at: LATE,
    expires_at: LATE,
    attempts: 0,
    topic: 't',
    payload: 'full-resource',
    step: {
      kind: 'arrived',
      retracts: null,
      encounter_id: 'e1',
      encounter_version: 1,
      patient_id: 'p1',
      effective: EARLY,
      late: 0,
      withheld: 0,
      detail: '{}',
    },
  };
  const care = async (change: Partial<LedgerEvent>): Promise<number> =>
    (await loadContent(fixture.store.reader, [{ ...event, ...change }], LATE)).care('p1').length;

  it('has it at full-resource alone, and never for somebody restricted', async () => {
    await write(EARLY, { resourceType: 'Patient', id: 'p1' }, team);
    expect(await care({})).toBe(1);
    expect(await care({ payload: 'id-only' })).toBe(0);
    expect(await care({ step: { ...event.step, withheld: 1 } })).toBe(0);
    await write('2026-03-02T10:00:00.000Z', {
      resourceType: 'Patient',
      id: 'p1',
      meta: { security: [{ code: 'R' }] },
    });
    expect(await care({})).toBe(0);
  });
});
