import { describe, expect, it } from 'vitest';
import { alertLine } from './alert-line.ts';
import { readNotification, type Notification, type NotifiedEvent } from './notification.ts';

const base = 'http://127.0.0.1:8080/fhir';

const patient = {
  resourceType: 'Patient',
  id: 'p1',
  name: [{ family: 'Webb', given: ['Zoë', 'Ann'] }],
  birthDate: '1941-07-28',
  generalPractitioner: [{ display: "ST ANN'S MEDICAL CENTRE" }],
  extension: [
    {
      url: 'https://rother.example/fhir/StructureDefinition/locality-attribution',
      extension: [{ url: 'locality', valueCoding: { code: 'hv', display: 'Health Village/Central' } }],
    },
  ],
};

const encounter = {
  resourceType: 'Encounter',
  id: 'e1',
  status: 'in-progress',
  reasonCode: [{ text: 'Fall at home' }],
  extension: [
    {
      url: 'http://hl7.org/fhir/5.0/StructureDefinition/extension-Encounter.plannedEndDate',
      valueDateTime: '2026-07-16T15:00:00+01:00',
    },
  ],
  hospitalization: { dischargeDisposition: { coding: [{ code: '85', display: 'Non-NHS care home' }] } },
  location: [
    { status: 'completed', location: { display: 'Rotherham Hospital: Acute Medical Unit: Bay 1-1' } },
    { status: 'active', location: { display: 'Rotherham Hospital: Ward B6: Bay 2-3' } },
  ],
};

function notified(
  step: Readonly<Record<string, unknown>>,
  person: unknown = patient,
): readonly [NotifiedEvent, Notification] {
  const notification = readNotification({
    resourceType: 'Bundle',
    id: 'b1',
    type: 'history',
    entry: [
      {
        resource: {
          resourceType: 'Parameters',
          parameter: [
            { name: 'subscription', valueReference: { reference: `${base}/Subscription/s1` } },
            { name: 'type', valueCode: 'event-notification' },
            { name: 'status', valueCode: 'active' },
            { name: 'events-since-subscription-start', valueString: '7' },
            {
              name: 'notification-event',
              extension: [
                {
                  url: 'https://rother.example/fhir/StructureDefinition/alert-step',
                  extension: [
                    { url: 'effective', valueInstant: '2026-07-14T13:05:00.000Z' },
                    ...Object.entries({ late: false, ...step }).map(([url, value]) =>
                      typeof value === 'boolean' ? { url, valueBoolean: value } : { url, valueCode: value },
                    ),
                  ],
                },
              ],
              part: [
                { name: 'event-number', valueString: '7' },
                { name: 'focus', valueReference: { reference: `${base}/Encounter/e1` } },
                { name: 'additional-context', valueReference: { reference: `${base}/Patient/p1` } },
              ],
            },
          ],
        },
      },
      { fullUrl: `${base}/Encounter/e1`, resource: encounter },
      { fullUrl: `${base}/Patient/p1`, resource: person },
    ],
  });
  const [event] = notification.events;
  if (event === undefined) throw new Error('no event');
  return [event, notification];
}

/** Told a minute after it happened. */
const soon = '2026-07-14T13:06:00.000Z';
const line = (step: Readonly<Record<string, unknown>>, now = soon): string =>
  alertLine(...notified(step), now);

const whose = "[St Ann's Medical Centre, Health Village/Central]";

describe('alertLine', () => {
  it.each<[string, string]>([
    ['arrived', 'ARRIVED in A&E (fall at home)'],
    ['admitted', 'ADMITTED to Ward B6 (fall at home)'],
    ['transferred', 'MOVED to Ward B6'],
    ['expected-discharge', 'EXPECTED HOME Thu 16 Jul 15:00, now on Ward B6'],
    ['discharged', 'LEFT Ward B6 for a care home'],
    ['corrected', 'CORRECTED: times or places of the stay on Ward B6 have changed'],
  ])('says who, what and whose in local time: %s', (kind, what) => {
    expect(line({ kind })).toBe(`14:05  WEBB, Zoë (84)  ${what}  ${whose}`);
  });

  it.each<[string, string]>([
    ['arrived', 'did NOT arrive in A&E'],
    ['admitted', 'was NOT admitted'],
    ['transferred', 'was NOT moved'],
    ['discharged', 'has NOT gone home'],
  ])('says what a cancellation withdraws: %s', (retracts, what) => {
    expect(line({ kind: 'cancelled', retracts })).toContain(`CANCELLED: ${what}`);
  });

  it('marks what is told late, and what was told out of order', () => {
    expect(line({ kind: 'arrived' }, '2026-07-14T14:35:00.000Z')).toMatch(/\(LATE by 90 min\)$/);
    expect(line({ kind: 'admitted', late: true })).toMatch(/\(LATE: out of order\)$/);
  });

  it('says that a person has died rather than left', () => {
    const [event, notification] = notified({ kind: 'died' }, patient);
    expect(alertLine(event, notification, soon)).toContain('DIED in hospital, Ward B6');
  });

  it('says what it does not know', () => {
    const [event, notification] = notified({ kind: 'arrived' }, { resourceType: 'Patient', id: 'p1' });
    expect(alertLine(event, notification, soon)).toContain('NAME NOT KNOWN (age not known)');
    expect(alertLine(event, notification, soon)).toMatch(/\[no GP practice\]/i);
  });
});

describe('readNotification', () => {
  it('reads numbers, references and the step', () => {
    const [event, notification] = notified({ kind: 'cancelled', retracts: 'admitted', late: true });
    expect(notification).toMatchObject({
      type: 'event-notification',
      subscriptionId: 's1',
      eventsSinceStart: 7,
    });
    expect(event).toEqual({
      eventNumber: 7,
      focus: 'Encounter/e1',
      patient: 'Patient/p1',
      step: { kind: 'cancelled', retracts: 'admitted', effective: '2026-07-14T13:05:00.000Z', late: true },
    });
  });

  it('refuses a bundle without a status, and a number that is none', () => {
    expect(() => readNotification({ resourceType: 'Bundle', type: 'history', entry: [{}] })).toThrow();
    const [, notification] = notified({ kind: 'arrived' });
    expect(notification.resources.size).toBe(2);
    expect(() =>
      readNotification({
        resourceType: 'Bundle',
        type: 'history',
        entry: [
          {
            resource: {
              resourceType: 'Parameters',
              parameter: [
                { name: 'subscription', valueReference: { reference: 'Subscription/s1' } },
                { name: 'type', valueCode: 'event-notification' },
                { name: 'notification-event', part: [{ name: 'event-number', valueString: 'x' }] },
              ],
            },
          },
        ],
      }),
    ).toThrow('not a whole number');
  });
});
