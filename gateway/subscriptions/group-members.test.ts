import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Group, GroupMember } from '@medplum/fhirtypes';
import { createSubscription } from '../interactions/subscription-create.ts';
import type { StepEvent } from '../record/step-event.ts';
import { writeResources } from '../record/write-resources.ts';
import { createGroupIndex, markGroupsChanged, type ReadGroups } from './group-members.ts';
import { BASE_URL, Fixture, subscriptionBody } from './testing/fixture.ts';

let fixture: Fixture;

// The lanes stand still here: only what is accounted for is looked at. It is 2 March 2026, 09:00 UTC.
beforeEach(async () => {
  fixture = await Fixture.open();
});

afterEach(async () => {
  await fixture.close();
});

async function write(group: Partial<Group>, deleted = false): Promise<void> {
  const resource: Group & { id: string } = {
    resourceType: 'Group',
    id: 'g1',
    type: 'person',
    actual: true,
    ...group,
  };
  const now = fixture.time.now().toISOString();
  await fixture.store.write((tx) =>
    writeResources(tx, [{ resource, deleted }], { now, sourceMessageId: null }),
  );
}

const patient = (id: string, more: Partial<GroupMember> = {}): GroupMember => ({
  entity: { reference: `Patient/${id}` },
  ...more,
});

/** @returns the subscription's id. */
async function subscribe(...filters: string[]): Promise<string> {
  const body = subscriptionBody({ filters, endpoint: 'http://127.0.0.1:9/' });
  const response = await createSubscription(
    {
      method: 'POST',
      type: 'Subscription',
      query: new URLSearchParams(),
      baseUrl: BASE_URL,
      correlationId: 'c1',
      body,
    },
    fixture.writes,
  );
  // The answer of a create is the resource with its id.
  return (response.body as { id: string }).id;
}

/** Kinds of the steps that the subscription has a delivery of. */
async function told(id: string): Promise<string[]> {
  const rows = await fixture.store.reader
    .selectFrom('delivery')
    .innerJoin('step', 'step.seq', 'delivery.step_seq')
    .select('step.kind')
    .where('subscription_id', '=', id)
    .orderBy('event_number')
    .execute();
  return rows.map(({ kind }) => kind);
}

describe('a subscription to a caseload', () => {
  it('is told of its members and of nobody else', async () => {
    await write({ member: [patient('p1'), patient('p3')] });
    const id = await subscribe('group=Group/g1');
    await fixture.step({ kind: 'admitted', patientId: 'p1' });
    await fixture.step({ kind: 'arrived', patientId: 'p2', encounterId: 'e2' });
    await fixture.step({ kind: 'discharged', patientId: 'p3', encounterId: 'e3' });
    expect(await told(id)).toEqual(['admitted', 'discharged']);
  });

  it('is told by the members that the caseload has when the step happens', async () => {
    const id = await subscribe('group=g1');
    await fixture.step({ kind: 'arrived', patientId: 'p1' });
    await write({ member: [patient('p1')] });
    await fixture.step({ kind: 'admitted', patientId: 'p1', encounterId: 'e2' });
    await write({ member: [patient('p2')] });
    await fixture.step({ kind: 'arrived', patientId: 'p1', encounterId: 'e3' });
    expect(await told(id)).toEqual(['admitted']);
  });

  it.each([
    ['inactive', { inactive: true }],
    ['ended', { period: { end: '2026-03-01' } }],
    ['to come', { period: { start: '2026-03-03T00:00:00Z' } }],
    ['of a period that nobody can read', { period: { start: 'yesterday' } }],
  ] as const)('is not told of a member who is %s', async (_, more) => {
    await write({ member: [patient('p1', more), patient('p2')] });
    const id = await subscribe('group=g1');
    await fixture.step({ kind: 'arrived', patientId: 'p1' });
    await fixture.step({ kind: 'admitted', patientId: 'p2', encounterId: 'e2' });
    expect(await told(id)).toEqual(['admitted']);
  });

  it.each([
    ['the period covers it', [patient('p1', { period: { start: '2026-03-02', end: '2026-03-02' } })]],
    ['one of two entries is current', [patient('p1', { inactive: true }), patient('p1')]],
    ['somebody else is inactive', [patient('p2', { inactive: true }), patient('p1', { inactive: false })]],
  ] as const)('is told where %s', async (_, member) => {
    await write({ member: [...member] });
    const id = await subscribe('group=g1');
    await fixture.step({ kind: 'arrived', patientId: 'p1' });
    expect(await told(id)).toEqual(['arrived']);
  });

  it('is told nothing of a caseload that is deleted, set aside, or never was', async () => {
    const member = [patient('p1')];
    await write({ member });
    await write({ member }, true);
    await write({ id: 'g2', active: false, member });
    const ids = [await subscribe('group=g1'), await subscribe('group=g2'), await subscribe('group=g3')];
    await fixture.step({ kind: 'arrived', patientId: 'p1' });
    expect(await Promise.all(ids.map(told))).toEqual([[], [], []]);
  });

  it('combines with other filters, and names several caseloads', async () => {
    await write({ member: [patient('p1')] });
    await write({ id: 'g2', member: [patient('p2')] });
    const both = await subscribe('group=g1,g2');
    const one = await subscribe('group=g1', 'locality=wath');
    await fixture.step({ kind: 'arrived', patientId: 'p1', localities: ['maltby'] });
    await fixture.step({ kind: 'admitted', patientId: 'p2', encounterId: 'e2', localities: ['wath'] });
    await fixture.step({ kind: 'discharged', patientId: 'p1', encounterId: 'e3', localities: ['wath'] });
    expect(await told(both)).toEqual(['arrived', 'admitted', 'discharged']);
    expect(await told(one)).toEqual(['discharged']);
  });
});

describe('what is kept of caseloads between steps', () => {
  const event: StepEvent = {
    seq: 1,
    kind: 'arrived',
    encounter: { resourceType: 'Encounter', id: 'e1', status: 'arrived', class: {} },
    encounterVersion: 1,
    patient: { resourceType: 'Patient', id: 'p1' },
    aliases: [],
    localities: [],
    effective: '2026-03-02T09:00:00.000Z',
    recordedAt: '2026-03-02T09:00:00.000Z',
    late: false,
  };

  /** Writes the first version of the caseload, at one and the same time, and asks for the groups of p1. */
  const writeAndAsk = (readGroups: ReadGroups, more: Partial<GroupMember>, fail: boolean) =>
    fixture.store.write(async (tx) => {
      const member = [patient('p1', more)];
      const resource = {
        resourceType: 'Group' as const,
        id: 'g1',
        type: 'person' as const,
        actual: true,
        member,
      };
      await writeResources(tx, [{ resource }], { now: event.recordedAt, sourceMessageId: null });
      await markGroupsChanged(tx, randomUUID);
      const groups = (await readGroups(tx, [event]))(event);
      if (fail) throw new Error(`rolled back with ${groups.length} groups`);
      return groups;
    });

  it('is nothing that a unit of work wrote which was rolled back', async () => {
    const readGroups = createGroupIndex();
    await expect(writeAndAsk(readGroups, { inactive: true }, true)).rejects.toThrow('with 0 groups');
    expect(await writeAndAsk(readGroups, {}, false)).toEqual(['Group/g1']);
  });

  it('is read once a version', async () => {
    const readGroups = createGroupIndex();
    await writeAndAsk(readGroups, {}, false);
    // Behind its back: a version is never changed, so nobody looks at its content again.
    await fixture.store.write((tx) =>
      tx.updateTable('resource').set({ content: 'unreadable' }).where('id', '=', 'g1').execute(),
    );
    const again = await fixture.store.write(async (tx) => (await readGroups(tx, [event]))(event));
    expect(again).toEqual(['Group/g1']);
  });
});

describe('after a merge', () => {
  it('the membership of the number that was retired counts for the survivor', async () => {
    await write({ member: [patient('retired')] });
    const id = await subscribe('group=g1');
    await fixture.step({ kind: 'arrived', patientId: 'survivor' });
    await fixture.step({ kind: 'admitted', patientId: 'survivor', aliases: ['retired'], encounterId: 'e2' });
    expect(await told(id)).toEqual(['admitted']);
  });

  it('each entry counts by itself: the survivor’s own may have ended', async () => {
    await write({ member: [patient('retired'), patient('survivor', { inactive: true })] });
    const id = await subscribe('group=g1');
    await fixture.step({ kind: 'arrived', patientId: 'survivor', aliases: ['retired'] });
    expect(await told(id)).toEqual(['arrived']);
  });

  it('a subscription to the retired number is one to the survivor', async () => {
    const id = await subscribe('patient=Patient/retired');
    await fixture.step({ kind: 'arrived', patientId: 'survivor', aliases: ['older', 'retired'] });
    expect(await told(id)).toEqual(['arrived']);
  });

  it('whoever was told of the stay under the retired number hears how it goes on, and is not told of it anew', async () => {
    await write({ member: [patient('retired')] });
    const id = await subscribe('group=g1');
    await fixture.step({ kind: 'admitted', patientId: 'retired' });
    await write({ member: [] });
    await fixture.step({ kind: 'discharged', patientId: 'survivor', aliases: ['retired'] });
    await fixture.step({
      kind: 'cancelled',
      retracts: 'admitted',
      patientId: 'survivor',
      aliases: ['retired'],
    });
    expect(await told(id)).toEqual(['admitted', 'discharged', 'cancelled']);
  });
});
