import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { ACT_CODE, ODS_ORGANISATION, TOPIC } from '../../conformance/systems.ts';
import type { StepEvent } from '../record/step-event.ts';
import type { FilterParam } from './filter-values.ts';
import { readFilter } from './filters.ts';
import { matches, type Matchable } from './match.ts';

const event: StepEvent = {
  seq: 1,
  kind: 'admitted',
  encounter: {
    resourceType: 'Encounter',
    id: 'e1',
    status: 'in-progress',
    class: { system: ACT_CODE, code: 'IMP' },
  },
  encounterVersion: 1,
  patient: {
    resourceType: 'Patient',
    id: 'p1',
    identifier: [{ system: 'urn:nhs', value: '9990000018' }],
    generalPractitioner: [
      { reference: 'Organization/o1', identifier: { system: ODS_ORGANISATION, value: 'C87017' } },
    ],
  },
  aliases: ['merged'],
  localities: ['wath'],
  effective: '2026-03-02T09:00:00.000Z',
  recordedAt: '2026-03-02T09:00:00.000Z',
  late: false,
};

function subscription(topic: string, ...texts: string[]): Matchable {
  const canonical = `${TOPIC}${topic}`;
  const filters = texts.flatMap((text) => {
    const reading = readFilter(text, canonical, { baseUrl: 'https://rother.example/fhir' });
    if (reading.filters === undefined) throw new Error(reading.fault);
    return reading.filters;
  });
  return {
    topic: canonical,
    filters: filters.map(({ param, values }) => ({ param, values: new Set(values) })),
  };
}

describe('matching', () => {
  it.each([
    [[]],
    [['patient=p1']],
    [['patient=p2,p1']],
    [['patient=merged']],
    [['group=g1']],
    [['group=other,g1', 'class=IMP']],
    [['patient:identifier=urn:nhs|9990000018']],
    [['locality=wath']],
    [['general-practitioner=C87017']],
    [['general-practitioner=Organization/o1']],
    [['class=IMP']],
    [[`class=${ACT_CODE}|IMP`]],
    [['Encounter?patient=p1&class=IMP', 'locality=wath']],
  ])('holds for %j', (filters) => {
    expect(matches(event, subscription('admission', ...filters), ['Group/g1'])).toBe(true);
  });

  it.each([
    [['patient=p2']],
    [['group=g2']],
    [['group=g1', 'locality=maltby']],
    [['patient:identifier=urn:other|9990000018']],
    [['locality=maltby']],
    [['general-practitioner=C87018']],
    [[`general-practitioner=${ODS_ORGANISATION}|C87018`]],
    [['general-practitioner=G5612908']],
    [['class=EMER']],
    [[`class=${ACT_CODE}|EMER`]],
    [['patient=p1', 'locality=maltby']],
  ])('does not hold for %j', (filters) => {
    expect(matches(event, subscription('admission', ...filters), ['Group/g1'])).toBe(false);
  });

  it('triggers by the kind of the step', () => {
    expect(matches(event, subscription('discharge'))).toBe(false);
    expect(matches(event, subscription('patient-journey'))).toBe(true);
    expect(matches({ ...event, kind: 'corrected' }, subscription('patient-journey'))).toBe(true);
  });

  it('does not hold where the event lacks what the filter asks for', () => {
    const bare: StepEvent = { ...event, patient: { resourceType: 'Patient', id: 'p1' }, localities: [] };
    for (const filter of [
      'group=g1',
      'locality=wath',
      'general-practitioner=C87017',
      'patient:identifier=urn:nhs|1',
    ]) {
      expect(matches(bare, subscription('admission', filter))).toBe(false);
    }
  });

  it('fails closed: an unknown topic or parameter matches nothing', () => {
    expect(matches(event, { topic: 'urn:unknown', filters: [] })).toBe(false);
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string()), (name, values) => {
        fc.pre(
          !['patient', 'patient:identifier', 'group', 'locality', 'general-practitioner', 'class'].includes(
            name,
          ),
        );
        // A parameter that this release does not know, as another release may have stored it.
        const param = name as FilterParam;
        const unknown = { topic: `${TOPIC}admission`, filters: [{ param, values: new Set(values) }] };
        expect(matches(event, unknown)).toBe(false);
      }),
    );
  });
});
