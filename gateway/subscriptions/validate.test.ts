import { describe, expect, it } from 'vitest';
import { BACKPORT, TOPIC } from '../../conformance/systems.ts';
import { OperationOutcomeError } from '../outcomes.ts';
import { subscriptionBody } from './testing/fixture.ts';
import { validateSubscription, WEBHOOK_SECRET, type ValidationContext } from './validate.ts';

const context: ValidationContext = {
  baseUrl: 'https://rother.example/fhir',
  policy: { allow: [{ host: '127.0.0.1', http: true }] },
  resolve: (name) =>
    name === 'inside.example'
      ? Promise.resolve([
          { address: '8.8.8.8', family: 4 },
          { address: '10.0.0.1', family: 4 },
        ])
      : name === 'nowhere.example'
        ? Promise.reject(new Error('ENOTFOUND'))
        : Promise.resolve([{ address: '8.8.8.8', family: 4 }]),
  now: new Date('2026-03-02T09:00:00Z'),
  purpose: 'create',
};

const good = subscriptionBody({ endpoint: 'https://example.org/hook', filters: ['patient=Patient/1'] });

/** A change of the channel. */
const channel = (change: object): object => ({ ...good, channel: { ...good.channel, ...change } });
const setting = (name: string, value: object): object =>
  channel({ extension: [{ url: `${BACKPORT}${name}`, ...value }] });

async function faults(body: unknown, change: Partial<ValidationContext> = {}): Promise<string[]> {
  try {
    await validateSubscription(body, { ...context, ...change });
    return [];
  } catch (error) {
    if (!(error instanceof OperationOutcomeError)) throw error;
    return error.outcome.issue.map((issue) => `${error.status} ${issue.diagnostics ?? ''}`);
  }
}

describe('a Subscription', () => {
  it('is read into what the server will do', async () => {
    const body = {
      ...subscriptionBody({
        endpoint: 'https://example.org/hook',
        filters: ['Encounter?patient=Patient/1', 'class=IMP,EMER'],
        settings: { 'heartbeat-period': 30, timeout: 5, 'max-count': 2 },
        header: ['Authorization: Bearer x'],
        content: 'full-resource',
        end: '2026-06-01T01:00:00+01:00',
      }),
      meta: { profile: [`${BACKPORT}backport-subscription`] },
    };
    expect(await validateSubscription(body, context)).toMatchObject({
      wanted: 'on',
      topic: `${TOPIC}patient-journey`,
      filters: [
        { param: 'patient', values: ['Patient/1'] },
        { param: 'class', values: ['EMER', 'IMP'] },
      ],
      endpoint: 'https://example.org/hook',
      headers: ['Authorization: Bearer x'],
      settings: { content: 'full-resource', heartbeatSeconds: 30, timeoutSeconds: 5, maxCount: 2 },
      endsAt: '2026-06-01T00:00:00.000Z',
    });
  });

  it.each([
    ['no filters', { ...good, _criteria: undefined }],
    ['status active', { ...good, status: 'active' }],
    ['application/json', channel({ payload: 'application/json' })],
    ['fhirVersion=4.0', channel({ payload: 'application/fhir+json; fhirVersion=4.0' })],
    ['a name that does not resolve now', channel({ endpoint: 'https://nowhere.example/' })],
    ['listed http', channel({ endpoint: 'http://127.0.0.1:9/' })],
  ])('is taken with %s', async (_, body) => {
    expect(await faults(JSON.parse(JSON.stringify(body)))).toEqual([]);
  });

  it.each([
    ['an unknown topic', { ...good, criteria: `${TOPIC}nonsense` }, 'criteria'],
    ['a search for criteria', { ...good, criteria: 'Encounter?status=in-progress' }, 'is a search'],
    [
      'a cross-version filter extension',
      {
        ...good,
        _criteria: {
          extension: [
            {
              url: 'http://hl7.org/fhir/5.0/subscriptions-backport/StructureDefinition/backport-filter-criteria',
              valueString: 'Encounter.patient=Patient/123',
            },
          ],
        },
      },
      'criteria.extension',
    ],
    [
      'a cross-version extension of the root',
      {
        ...good,
        extension: [
          {
            url: 'http://hl7.org/fhir/5.0/StructureDefinition/extension-Subscription.filterBy',
            valueString: 'x',
          },
        ],
      },
      'Subscription.extension',
    ],
    [
      'a filter without a string',
      { ...good, _criteria: { extension: [{ url: `${BACKPORT}backport-filter-criteria`, valueCode: 'x' }] } },
      'filter 1',
    ],
    [
      'an unknown filter',
      subscriptionBody({ endpoint: 'https://example.org/', filters: ['patient=1', 'name=x'] }),
      'filter 2',
    ],
    [
      'more values in all its filters than are taken',
      subscriptionBody({
        endpoint: 'https://example.org/',
        filters: [1000, 2000, 3000].map(
          (from) => `patient=${Array.from({ length: 70 }, (_, i) => from + i).join(',')}`,
        ),
      }),
      'has 210 values',
    ],
    ['a websocket', channel({ type: 'websocket' }), 'channel.type'],
    ['an e-mail channel', channel({ type: 'email' }), 'channel.type'],
    [
      'a custom channel type',
      channel({
        _type: { extension: [{ url: `${BACKPORT}backport-channel-type`, valueCoding: { code: 'zulip' } }] },
      }),
      'channel.type.extension',
    ],
    ['no endpoint', channel({ endpoint: undefined }), 'endpoint'],
    ['an endpoint inside', channel({ endpoint: 'https://inside.example/' }), 'endpoint'],
    ['plain http', channel({ endpoint: 'http://example.org/' }), 'endpoint'],
    ['another MIME type', channel({ payload: 'application/fhir+xml' }), 'payload'],
    ['no MIME type', channel({ payload: undefined }), 'payload'],
    ['another FHIR version', channel({ payload: 'application/fhir+json; fhirVersion=4.3' }), 'payload'],
    ['no content level', channel({ _payload: undefined }), 'payload.extension'],
    [
      'an unknown content level',
      channel({
        _payload: { extension: [{ url: `${BACKPORT}backport-payload-content`, valueCode: 'all' }] },
      }),
      'payload.extension',
    ],
    ['a timeout over 60 s', setting('backport-timeout', { valueUnsignedInt: 61 }), 'backport-timeout'],
    [
      'a heartbeat under 10 s',
      setting('backport-heartbeat-period', { valueUnsignedInt: 9 }),
      'from 10 to 86400',
    ],
    ['a timeout of 0', setting('backport-timeout', { valueUnsignedInt: 0 }), 'backport-timeout'],
    [
      'a heartbeat as valueInteger',
      setting('backport-heartbeat-period', { valueInteger: 120 }),
      'valueUnsignedInt',
    ],
    ['max-count 0', setting('backport-max-count', { valuePositiveInt: 0 }), 'backport-max-count'],
    ['an unknown channel extension', setting('backport-unknown', { valueString: 'x' }), 'channel.extension'],
    ['an end in the past', { ...good, end: '2026-03-02T08:59:59Z' }, 'Subscription.end'],
    ['an end without a zone', { ...good, end: '2027-03-02T08:59:59' }, 'Subscription.end'],
    ['status error', { ...good, status: 'error' }, 'Subscription.status'],
    ['status off', { ...good, status: 'off' }, 'Subscription.status'],
    ['no status', { ...good, status: undefined }, 'Subscription.status'],
    ['no reason', { ...good, reason: undefined }, 'Subscription.reason'],
    ['an unknown element', { ...good, modifierExtension: [] }, 'modifierExtension'],
    ['a bad header', channel({ header: ['Host: x'] }), 'channel.header'],
    ['a redacted header', channel({ header: ['X-A: [redacted]'] }), 'channel.header'],
    ['its own secret', { ...good, extension: [{ url: WEBHOOK_SECRET, valueString: 'x' }] }, 'signing secret'],
  ])('is refused with 422 for %s', async (_, body, named) => {
    const found = await faults(JSON.parse(JSON.stringify(body)));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^422 /);
    expect(found[0]).toContain(named);
  });

  it('is told every fault at once, and no value', async () => {
    const body = {
      ...subscriptionBody({
        topic: 'nonsense',
        endpoint: 'http://secret-host.example/',
        content: 'everything',
        header: ['Host: s3cret'],
        end: '2020-01-01T00:00:00Z',
      }),
      status: 'error',
    };
    const found = await faults(body);
    expect(found).toHaveLength(6);
    expect(found.join()).not.toMatch(/s3cret|secret-host/);
  });

  it.each([undefined, null, 'text', [], {}, { resourceType: 'Patient' }])(
    'is refused with 400 where it is none: %j',
    async (body) => {
      expect(await faults(body)).toEqual([expect.stringMatching(/^400 /)]);
    },
  );

  it('may be switched off by an update whatever its end, with marks for header values', async () => {
    const body = { ...good, status: 'off', end: '2026-01-01T00:00:00Z' };
    const marked = { ...body, channel: { ...body.channel, header: ['X-A: [redacted]'] } };
    expect(await faults(marked, { purpose: 'update' })).toEqual([]);
  });

  it('is refused where it is huge', async () => {
    const text = { status: 'generated', div: 'x'.repeat(300_000) };
    expect(await faults({ ...good, text })).toEqual([expect.stringMatching(/^413 /)]);
  });
});
