import { describe, expect, it } from 'vitest';
import type { Json } from './stu3/mapper.ts';
import {
  LISTS,
  PROBLEM,
  UK,
  WEIGHT,
  area,
  bundle,
  coded,
  item,
  list,
  made,
  map,
  own,
} from './testing/stu3-bundle.ts';

const ENCOUNTER = item('Encounter', 'e', { status: 'finished' });
const COURSE = [
  item('MedicationStatement', 'm', {
    status: 'active',
    basedOn: [{ reference: 'MedicationRequest/plan' }],
    medicationReference: { reference: 'Medication/x' },
  }),
  item('MedicationRequest', 'plan', {
    intent: 'plan',
    status: 'active',
    medicationReference: { reference: 'Medication/x' },
    priorPrescription: { reference: 'MedicationRequest/outside' },
  }),
  item('MedicationRequest', 'order', {
    intent: 'order',
    status: 'completed',
    medicationReference: { reference: 'Medication/x' },
    basedOn: [{ reference: 'MedicationRequest/plan' }],
  }),
  { resourceType: 'Medication', id: 'x', code: coded('39113611000001102') },
];

function linked(...[mapped, code]: Parameters<typeof area>): string[] {
  const items = area(mapped, code)?.items ?? [];
  return items.filter((one) => one.linked === true).map(({ resource }) => resource.resourceType);
}

function related(name: string, reference: string): Json {
  return { url: `${UK}Extension-CareConnect-${name}-1`, valueReference: { reference } };
}

describe('which items an area has', () => {
  it('has the plan and the issues of a medicine as its own, whatever is missing', () => {
    const mapped = map(bundle(...COURSE, list(LISTS.medications, ['MedicationStatement/m'])));
    expect(own(mapped, 'medications').map(({ resourceType }) => resourceType)).toEqual([
      'MedicationStatement',
      'MedicationRequest',
      'MedicationRequest',
    ]);
    const text = JSON.stringify(mapped.statements);
    expect(text).not.toContain('outside');
    expect(text).not.toContain('"Medication/');
  });

  it('keeps a plan and an order of one identifier apart', () => {
    const same = COURSE.map((one) =>
      one['resourceType'] === 'MedicationRequest'
        ? { ...one, identifier: [{ system: 's', value: '1' }] }
        : one,
    );
    expect(
      made(map(bundle(...same, list(LISTS.medications, ['MedicationStatement/m']))), 'MedicationRequest'),
    ).toHaveLength(2);
  });

  it('has the results of a report as its own, and the filing comment among them', () => {
    const result = (id: string, code: string): Json =>
      item('Observation', id, { status: 'final', code: coded(code) });
    const mapped = map(
      bundle(
        item('DiagnosticReport', 'r', {
          status: 'final',
          code: coded('721981007'),
          result: [{ reference: 'Observation/group' }, { reference: 'Observation/filing' }],
        }),
        {
          ...result('group', '26604007'),
          related: [{ type: 'has-member', target: { reference: 'Observation/one' } }],
        },
        result('one', '259695003'),
        result('filing', '37331000000100'),
        list(LISTS.investigations, ['DiagnosticReport/r']),
      ),
    );
    expect(own(mapped, 'investigations')).toHaveLength(4);
  });

  it('has consent as its own among immunisations', () => {
    const consent = item('Observation', 'k', { status: 'final', code: coded('310376006') });
    expect(
      own(map(bundle(consent, list(LISTS.immunisations, ['Observation/k']))), 'immunisations'),
    ).toHaveLength(1);
  });

  it('has linked what only consultations, problems and secondary Lists lead to, resolved to the course of a medicine', () => {
    const mapped = map(
      bundle(
        ENCOUNTER,
        ...COURSE,
        WEIGHT,
        { ...PROBLEM, extension: [related('RelatedClinicalContent', 'Observation/w')] },
        list(LISTS.consultations, ['Encounter/e']),
        list(LISTS.problems, ['Condition/c']),
        list('24781000000107', ['MedicationRequest/order'], {
          id: 'heading',
          encounter: { reference: 'Encounter/e' },
        }),
        list('problems-uncategorised-data-related-to-problems', ['Observation/w']),
      ),
    );
    expect(linked(mapped, 'consultations').sort()).toEqual([
      'MedicationRequest',
      'MedicationRequest',
      'MedicationStatement',
    ]);
    expect(linked(mapped, 'problems')).toEqual(['Observation']);
    expect(area(mapped, 'medications')).toBe(undefined);
    expect(area(mapped, 'uncategorised')).toBe(undefined);
  });

  it('has in its own area what both its List and another area lead to', () => {
    const mapped = map(
      bundle(
        WEIGHT,
        { ...PROBLEM, extension: [related('RelatedClinicalContent', 'Observation/w')] },
        list(LISTS.problems, ['Condition/c']),
        list(LISTS.uncategorised, ['Observation/w']),
      ),
    );
    expect(linked(mapped, 'problems')).toEqual([]);
    expect(own(mapped, 'uncategorised')).toHaveLength(1);
  });

  it('has no free text of consultations, and counts it', () => {
    const note = item('Observation', 't', {
      status: 'final',
      code: coded('37331000000100'),
      context: { reference: 'Encounter/e' },
      comment: 'Said in confidence.',
    });
    const mapped = map(
      bundle(
        ENCOUNTER,
        note,
        list(LISTS.consultations, ['Encounter/e']),
        list('24781000000107', ['Observation/t'], { encounter: { reference: 'Encounter/e' } }),
      ),
    );
    expect(JSON.stringify(mapped)).not.toContain('Said in confidence');
    expect(mapped.dropped).toContainEqual(expect.objectContaining({ path: 'Observation', count: 1 }));
  });

  it('keeps as words what a consultation could not export', () => {
    const words = 'Referral items are not supported by the provider system';
    const mapped = map(
      bundle(ENCOUNTER, list(LISTS.consultations, ['Encounter/e']), {
        ...list('24781000000107', []),
        entry: [{ item: { display: words } }],
      }),
    );
    expect(area(mapped, 'consultations')).toMatchObject({ state: 'incomplete', note: words });
  });

  it('stands in the order of the practice', () => {
    const ids = ['w3', 'w1', 'w2'];
    const weights = ids.map((id) => item('Observation', id, { status: 'final', code: coded('27113001') }));
    const mapped = map(
      bundle(
        ...weights.toSorted(),
        list(
          LISTS.uncategorised,
          ids.map((id) => `Observation/${id}`),
        ),
      ),
    );
    expect(area(mapped, 'uncategorised')?.items.map(({ key }) => key.split('|')[2])).toEqual(
      ids.map((id) => `${id}-business`),
    );
  });
});
