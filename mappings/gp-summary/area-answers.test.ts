import { describe, expect, it } from 'vitest';
import type { Json } from './stu3/mapper.ts';
import type { AreaCode, AreaState } from './summary.ts';
import {
  ALLERGY,
  LISTS,
  NHS,
  NOT_RECORDED,
  area,
  bundle,
  coded,
  item,
  list,
  map,
  own,
  warning,
} from './testing/stu3-bundle.ts';

const NO_KNOWN = item('AllergyIntolerance', 'n', { clinicalStatus: 'active', code: coded('716186003') });

function outcome(diagnostics: string, text: string): Json {
  return {
    resourceType: 'OperationOutcome',
    issue: [
      {
        severity: 'warning',
        code: 'not-supported',
        details: {
          coding: [{ system: `${NHS}Spine-ErrorOrWarningCode-1`, code: 'NOT_IMPLEMENTED' }],
          text,
        },
        diagnostics,
      },
    ],
  };
}

describe('the state of an area', () => {
  it.each<[string, AreaCode, AreaState, Json[]]>([
    ['entries', 'allergies', 'recorded', [ALLERGY, list(LISTS.allergies, ['AllergyIntolerance/a'])]],
    [
      'entries and a warning',
      'allergies',
      'incomplete',
      [ALLERGY, list(LISTS.allergies, ['AllergyIntolerance/a'], warning('data-awaiting-filing'))],
    ],
    [
      'an entry that leads nowhere',
      'allergies',
      'incomplete',
      [ALLERGY, list(LISTS.allergies, ['AllergyIntolerance/a', 'AllergyIntolerance/gone'])],
    ],
    [
      'an entry that cannot be read',
      'allergies',
      'incomplete',
      [
        ALLERGY,
        item('AllergyIntolerance', 'b', { clinicalStatus: 'active' }),
        list(LISTS.allergies, ['AllergyIntolerance/a', 'AllergyIntolerance/b']),
      ],
    ],
    ['no content recorded', 'allergies', 'nothing-recorded', [list(LISTS.allergies, [], NOT_RECORDED)]],
    [
      'no content and confidential items',
      'allergies',
      'withheld',
      [list(LISTS.allergies, [], { ...NOT_RECORDED, ...warning('confidential-items') })],
    ],
    [
      'no content while the record is on its way',
      'allergies',
      'incomplete',
      [list(LISTS.allergies, [], { ...NOT_RECORDED, ...warning('data-in-transit') })],
    ],
    ['neither entries nor a reason', 'allergies', 'incomplete', [list(LISTS.allergies, [])]],
    [
      'no known allergies',
      'allergies',
      'explicitly-none',
      [NO_KNOWN, list(LISTS.allergies, ['AllergyIntolerance/n'])],
    ],
    [
      'no known allergies beside an allergy',
      'allergies',
      'recorded',
      [NO_KNOWN, ALLERGY, list(LISTS.allergies, ['AllergyIntolerance/n', 'AllergyIntolerance/a'])],
    ],
    [
      'an area that is switched off',
      'problems',
      'not-available',
      [outcome('includeProblems', "'includeProblems' has been disabled")],
    ],
    [
      'an area that is switched off, with its empty List',
      'problems',
      'not-available',
      [
        outcome('includeProblems', "'includeProblems' has been disabled"),
        list(LISTS.problems, [], NOT_RECORDED),
      ],
    ],
    [
      'consultations without the diary that they link to',
      'consultations',
      'incomplete',
      [
        item('Encounter', 'e', { status: 'finished' }),
        list(LISTS.consultations, ['Encounter/e']),
        outcome('includeDiaryEntries', "'includeDiaryEntries' is an unrecognised parameter"),
      ],
    ],
    [
      'a warning that only a secondary List has',
      'allergies',
      'incomplete',
      [
        ALLERGY,
        list(LISTS.allergies, ['AllergyIntolerance/a']),
        list('consultations-allergies-contained-in-consultations', [], warning('confidential-items')),
      ],
    ],
  ])('%s: %s is %s', (_, code, state, resources) => {
    expect(area(map(bundle(...resources)), code)?.state).toBe(state);
  });

  it('is not stated where the area was not asked for', () => {
    expect(area(map(bundle(ALLERGY, list(LISTS.allergies, ['AllergyIntolerance/a']))), 'problems')).toBe(
      undefined,
    );
  });

  it('says to operators why an area is not available', () => {
    const off = map(bundle(outcome('includeMedication', "'includeMedication' has been disabled")));
    const old = map(bundle(outcome('', 'includeMedication is an unrecognised parameter')));
    expect(area(off, 'medications')?.reason).toBe('NOT_IMPLEMENTED: disabled');
    expect(area(old, 'medications')?.reason).toBe('NOT_IMPLEMENTED: not supported');
    expect(area(map(bundle(outcome('DocumentReferences', 'disabled'))), 'documents')?.state).toBe(
      'not-available',
    );
  });

  it('reports an outcome that names no area', () => {
    const { issues } = map(bundle(outcome('', 'Something else')));
    expect(issues.map(({ path }) => path)).toContain('OperationOutcome.issue');
  });

  it('speaks of the active allergies, whatever has ended', () => {
    const ended = item('AllergyIntolerance', 'x', { clinicalStatus: 'resolved', code: coded('91936005') });
    const mapped = map(
      bundle(
        list(LISTS.allergies, [], NOT_RECORDED),
        list(LISTS.ended, ['#x'], { id: 'ended', contained: [ended] }),
      ),
    );
    expect(area(mapped, 'allergies')?.state).toBe('nothing-recorded');
    expect(own(mapped, 'allergies')).toHaveLength(1);
  });
});

describe('the time of an area', () => {
  const problems = (date: string | undefined) =>
    bundle(list(LISTS.problems, [], { ...NOT_RECORDED, date }), list(LISTS.diary, [], NOT_RECORDED));

  it('is that of its List, as sent', () => {
    const data = area(map(problems('2026-11-19T08:00:00.5+01:00')), 'problems');
    expect(data).toMatchObject({ asOf: '2026-11-19T08:00:00.5+01:00', asOfBasis: 'list-date' });
  });

  it('is that of the answer where the List has none, else of arrival', () => {
    const retrieved = '2026-11-20T08:30:00.000Z';
    const told = area(map(problems(undefined), { retrieved }), 'problems');
    expect(told).toMatchObject({ asOf: retrieved, asOfBasis: 'retrieved' });
    const untold = area(map(problems(undefined)), 'problems');
    expect(untold).toMatchObject({ asOf: '2026-11-20T10:00:00.000Z', asOfBasis: 'received' });
  });

  it('is never a List date in the future, which would keep all later summaries out', () => {
    const mapped = map(problems('2126-11-19T08:00:00Z'));
    expect(area(mapped, 'problems')).toMatchObject({ asOfBasis: 'received' });
    expect(mapped.issues.map(({ path }) => path)).toContain('List.date');
  });

  it('orders the facts: an older summary stands before a newer one, whenever it comes', () => {
    const stamps = ['2026-11-18T08:00:00+00:00', '2026-11-19T08:00:00+00:00'].map((date) => {
      const receivedAt = date.startsWith('2026-11-18')
        ? '2026-11-20T12:00:00.000Z'
        : '2026-11-20T11:00:00.000Z';
      const fact = map(problems(date), { receivedAt }).statements.sets?.find(({ set }) =>
        set.endsWith('|problems'),
      );
      return fact?.stamp ?? '';
    });
    expect(stamps.toSorted()).toEqual(stamps);
    expect(new Set(stamps).size).toBe(2);
  });
});
