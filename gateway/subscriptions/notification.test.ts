import { describe, expect, it } from 'vitest';
import type { Parameters, ParametersParameter } from '@medplum/fhirtypes';
import { NO_CONTENT, type AlertContent } from './alert-content.ts';
import type { ContentLevel } from './channel-settings.ts';
import { ALERT_STEP, notificationBundle, type NotificationInput } from './notification.ts';
import type { LedgerEvent } from './pending.ts';

const BASE = 'https://rother.example/fhir';
const event = (number: number, version: number, change: Partial<LedgerEvent['step']> = {}): LedgerEvent => ({
  event_number: number,
  bundle_id: 'b1',
  status: 'pending',
  created_at: '2026-03-02T09:00:00.000Z',
  due_at: '2026-03-02T09:00:00.000Z',
  expires_at: '2026-03-05T09:00:00.000Z',
  attempts: 0,
  topic: 'urn:t',
  payload: 'full-resource',
  step: {
    kind: 'admitted',
    retracts: null,
    encounter_id: 'e1',
    encounter_version: version,
    patient_id: 'p1',
    effective: '2026-03-02T08:55:00.000Z',
    late: 0,
    withheld: 0,
    detail: '{"ward":"B6"}',
    ...change,
  },
});

const resources: AlertContent = {
  encounter: (id, version) => ({
    resourceType: 'Encounter',
    id,
    meta: { versionId: String(version) },
    status: 'in-progress',
    class: { code: 'IMP' },
  }),
  patient: (id) => ({ resourceType: 'Patient', id }),
  care: (id) => [
    { resourceType: 'CareTeam', id: 'c1', status: 'active', subject: { reference: `Patient/${id}` } },
  ],
};

const input = (content: ContentLevel, events: LedgerEvent[] = [event(3, 1)]): NotificationInput => ({
  id: 'b1',
  baseUrl: BASE,
  subscriptionId: 's1',
  topic: 'https://rother.example/fhir/SubscriptionTopic/admission',
  content,
  status: 'active',
  type: 'event-notification',
  eventsSinceStart: 3,
  error: null,
  timestamp: '2026-03-02T09:00:00.000Z',
  events,
  resources: content === 'full-resource' ? resources : NO_CONTENT,
});

function parametersOf(value: NotificationInput): ParametersParameter[] {
  // The first entry is what these tests are about; a wrong one fails them.
  return (notificationBundle(value).entry?.[0]?.resource as Parameters).parameter ?? [];
}

const partNames = (value: NotificationInput): (string | undefined)[] =>
  parametersOf(value)
    .filter((p) => p.name === 'notification-event')
    .flatMap((p) => p.part?.map((part) => part.name));

describe('every notification', () => {
  it.each(['empty', 'id-only', 'full-resource'] as const)(
    'is a history Bundle of the guide at level %s',
    (level) => {
      const bundle = notificationBundle(input(level));
      expect(bundle).toMatchObject({ type: 'history', id: 'b1', timestamp: '2026-03-02T09:00:00.000Z' });
      for (const entry of bundle.entry ?? []) {
        expect(entry.request).toBeDefined();
        expect(entry.response).toBeDefined();
      }
      const [first] = bundle.entry ?? [];
      expect(first?.fullUrl).toBe(`urn:uuid:${first?.resource?.id ?? ''}`);
      expect(first?.request).toEqual({ method: 'GET', url: `${BASE}/Subscription/s1/$status` });
      expect(first?.resource?.resourceType).toBe('Parameters');
      const parameters = parametersOf(input(level));
      expect(parameters).toContainEqual({
        name: 'subscription',
        valueReference: { reference: `${BASE}/Subscription/s1` },
      });
      expect(parameters).toContainEqual({ name: 'events-since-subscription-start', valueString: '3' });
      const numbers = parameters.find((p) => p.name === 'notification-event')?.part?.[0];
      expect(numbers).toEqual({ name: 'event-number', valueString: '3' });
    },
  );

  it('is the same bytes for the same input', () => {
    const once = JSON.stringify(notificationBundle(input('full-resource')));
    expect(JSON.stringify(notificationBundle(input('full-resource')))).toBe(once);
  });
});

describe('content level empty', () => {
  it('tells nothing but that something happened', () => {
    const bundle = notificationBundle(input('empty'));
    expect(bundle.entry).toHaveLength(1);
    expect(partNames(input('empty'))).toEqual(['event-number', 'timestamp']);
    expect(JSON.stringify(bundle)).not.toMatch(/topic|B6|admitted|e1|p1|alert-step/);
  });
});

describe('content level id-only', () => {
  it('names the focus and the person, and carries no resource', () => {
    const bundle = notificationBundle(input('id-only'));
    expect(partNames(input('id-only'))).toEqual(['event-number', 'timestamp', 'focus', 'additional-context']);
    expect(bundle.entry?.slice(1)).toEqual([
      {
        fullUrl: `${BASE}/Encounter/e1`,
        request: { method: 'POST', url: 'Encounter' },
        response: { status: '201' },
      },
      {
        fullUrl: `${BASE}/Patient/p1`,
        request: { method: 'GET', url: 'Patient/p1' },
        response: { status: '200' },
      },
    ]);
  });

  it('says what happened, and what a retraction takes back', () => {
    const cancelled = event(4, 2, { kind: 'cancelled', retracts: 'admitted', late: 1, detail: '{}' });
    const parameters = parametersOf(input('id-only', [event(3, 1), cancelled]));
    const steps = parameters.filter((p) => p.name === 'notification-event').map((p) => p.extension?.[0]);
    expect(steps).toEqual([
      {
        url: ALERT_STEP,
        extension: [
          { url: 'kind', valueCode: 'admitted' },
          { url: 'effective', valueInstant: '2026-03-02T08:55:00.000Z' },
          { url: 'late', valueBoolean: false },
          { url: 'ward', valueString: 'B6' },
        ],
      },
      {
        url: ALERT_STEP,
        extension: [
          { url: 'kind', valueCode: 'cancelled' },
          { url: 'retracts', valueCode: 'admitted' },
          { url: 'effective', valueInstant: '2026-03-02T08:55:00.000Z' },
          { url: 'late', valueBoolean: true },
        ],
      },
    ]);
  });
});

describe('content level full-resource', () => {
  it('carries the Encounter in the version of each step, each person once, and what is in place around the person', () => {
    const { entry } = notificationBundle(input('full-resource', [event(3, 1), event(4, 2)]));
    expect(entry?.slice(1).map((e) => [e.resource?.resourceType, e.resource?.meta?.versionId])).toEqual([
      ['Encounter', '1'],
      ['Encounter', '2'],
      ['Patient', undefined],
      ['CareTeam', undefined],
    ]);
    expect(entry?.[2]?.request).toEqual({ method: 'PUT', url: 'Encounter/e1' });
  });

  it('says 410 for what is no longer held instead of leaving the entry out', () => {
    const bundle = notificationBundle({ ...input('full-resource'), resources: NO_CONTENT });
    expect(bundle.entry?.slice(1).map((e) => [e.resource, e.response?.status])).toEqual([
      [undefined, '410'],
      [undefined, '410'],
    ]);
  });
});
