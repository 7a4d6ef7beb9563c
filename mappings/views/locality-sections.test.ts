import type { Encounter, Flag, Task } from '@medplum/fhirtypes';
import { describe, expect, it } from 'vitest';
import { UK_CORE } from '../../conformance/systems.ts';
import { CONSULTATION } from '../gp-summary/gp-record-tags.ts';
import { flags } from './locality-home.ts';
import { coming, recentEvents, whereNow } from './locality-now.ts';
import { contextOf, FEEDS, NOW, PATIENT } from './testing/view-records.ts';
import { toldText } from './view-section.ts';

const stay: Encounter = {
  resourceType: 'Encounter',
  id: 'e1',
  meta: { lastUpdated: '2026-11-21T08:00:05.000Z' },
  extension: [
    {
      url: 'http://hl7.org/fhir/5.0/StructureDefinition/extension-Encounter.plannedEndDate',
      valueDateTime: '2026-11-25',
    },
    {
      url: 'https://rother.example/fhir/StructureDefinition/encounter-ready-for-discharge',
      extension: [
        { url: 'since', valueDateTime: '2026-11-22T09:00:00Z' },
        { url: 'fit', valueBoolean: true },
      ],
    },
  ],
  status: 'in-progress',
  class: { code: 'IMP' },
  period: { start: '2026-11-20T22:00:00Z' },
  reasonCode: [{ text: 'Fall' }],
  hospitalization: {
    extension: [
      { url: `${UK_CORE}Extension-UKCore-AdmissionMethod`, valueCodeableConcept: { text: 'Emergency: A&E' } },
    ],
  },
  location: [
    { location: { display: 'A&E' }, status: 'completed' },
    { location: { display: 'Ward B6' }, status: 'active', period: { start: '2026-11-21T08:00:00Z' } },
    { location: { display: 'Ward B5' }, status: 'planned' },
  ],
  serviceProvider: { display: 'Example Trust' },
};

describe('who and where now', () => {
  it('tells where, since when, why and when they are expected home, with source and time', () => {
    const section = whereNow(contextOf([stay]));
    expect(section.entries).toEqual([stay]);
    expect(section.told.map(toldText)).toEqual([
      'Edith Example, born 12 March 1941, 85 years old',
      'Inpatient: Ward B6, there since 21 November 2026, 08:00, in hospital since 20 November 2026, 22:00, reason: Fall, ' +
        'Emergency: A&E, to go to Ward B5, expected discharge 25 November 2026, ready for discharge since ' +
        '22 November 2026, 09:00, medically fit for discharge (Example Trust, as told on 21 November 2026, 08:00)',
    ]);
  });

  it.each<[string, Partial<Encounter>]>([
    ['is over', { status: 'finished' }],
    ['was cancelled', { status: 'cancelled' }],
    ['is planned', { status: 'planned' }],
    [
      'only groups others',
      {
        class: {
          system: 'https://fhir.interweavedigital.nhs.uk/CodeSystem/Interweave-EncounterClass',
          code: 'GROUPING',
        },
      },
    ],
    ['is a consultation of a GP record', { meta: { tag: [CONSULTATION] } }],
  ])('does not count a visit that %s', (_, more) => {
    const section = whereNow(contextOf([{ ...stay, ...more }]));
    expect(section.entries).toEqual([]);
    expect(section.absence.text).toBe(
      'Not in hospital as far as the feeds tell (Hospital ADT last heard on 22 November 2026)',
    );
  });

  it('says since when the feed is silent, whoever is in hospital', () => {
    const silent = FEEDS.map((feed) => ({ ...feed, silent: feed.kind === 'hospital' }));
    const words = 'Feed silent: nothing has come from Hospital ADT since 22 November 2026, 11:00';
    expect(whereNow(contextOf([stay], silent)).warnings).toEqual([words]);
    expect(whereNow(contextOf([], silent)).absence.text).toContain(words);
    expect(whereNow(contextOf([], [])).absence.text).toContain('no feed is configured');
  });

  it('says first that somebody has died, and no age', () => {
    const context = contextOf([]);
    const record = { ...context.record, patient: { ...PATIENT, deceasedDateTime: '2026-11-01T10:00:00Z' } };
    const section = whereNow({ ...context, record });
    expect(section.warnings).toEqual(['Died 1 November 2026, 10:00']);
    expect(section.told.map(toldText)).toEqual(['Edith Example, born 12 March 1941']);
  });
});

describe('recent events', () => {
  it('are the visits that reach into the time, the latest first', () => {
    const visit = (id: string, start: string, end: string): Encounter => ({
      ...stay,
      id,
      status: 'finished',
      period: { start, end },
    });
    const all = [
      visit('before', '2025-11-01T10:00:00Z', '2025-11-22T11:59:59Z'),
      visit('into', '2025-11-01T10:00:00Z', '2025-11-22T12:00:00Z'),
      visit('late', '2026-06-01T10:00:00+01:00', '2026-06-02T10:00:00+01:00'),
    ];
    const section = recentEvents(contextOf(all), '2025-11-22T12:00:00.000Z');
    expect(section.entries.map(({ id }) => id)).toEqual(['late', 'into']);
  });
});

describe('what is coming', () => {
  const review = (id: string, due: string, status: Task['status'] = 'accepted'): Task => ({
    resourceType: 'Task',
    id,
    status,
    intent: 'plan',
    code: {
      coding: [{ system: 'https://rother.example/fhir/CodeSystem/social-care-task', code: 'review' }],
      text: 'Review: due',
    },
    executionPeriod: { start: due },
  });

  it('marks a review as overdue from the day after', () => {
    const tasks = [
      review('b', '2026-11-22'),
      review('a', '2026-11-21'),
      review('done', '2026-01-01', 'completed'),
    ];
    expect(coming(contextOf(tasks)).told.map(toldText)).toEqual([
      'Review: due 21 November 2026 (OVERDUE)',
      'Review: due 22 November 2026',
    ]);
  });
});

describe('flags', () => {
  const TYPES = 'https://fhir.interweavedigital.nhs.uk/CodeSystem/Interweave-FlagType';
  const flag = (id: string, code: string, more: Partial<Flag> = {}): Flag => ({
    resourceType: 'Flag',
    id,
    status: 'active',
    code: { coding: [{ system: TYPES, code }], text: id },
    subject: {},
    ...more,
  });

  it.each([
    ['NVU', 'alert'],
    ['RTC', 'risk'],
    ['MARAC', 'safeguarding'],
    ['DOLS', 'legal'],
    ['COMM', 'requirement'],
  ] as const)('%s is of kind %s alone', (code, kind) => {
    const context = contextOf([flag('f', code)]);
    const kinds = (['alert', 'risk', 'safeguarding', 'legal', 'requirement'] as const).filter(
      (one) => flags(one, context).entries.length > 0,
    );
    expect(kinds).toEqual([kind]);
  });

  it('that are over are left out', () => {
    const all = [
      flag('inactive', 'NVU', { status: 'inactive' }),
      flag('ended', 'NVU', { period: { end: '2026-11-21' } }),
      flag('today', 'NVU', { period: { end: NOW.slice(0, 10) } }),
    ];
    expect(flags('alert', contextOf(all)).entries.map(({ id }) => id)).toEqual(['today']);
  });
});
