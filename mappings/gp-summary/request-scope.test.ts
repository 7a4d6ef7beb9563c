import { describe, expect, it } from 'vitest';
import { requestScope } from './request-scope.ts';
import type { AreaCode, AreaScope } from './summary.ts';
import type { Json } from './stu3/mapper.ts';
import { LISTS, NOT_RECORDED, area, bundle, list, map } from './testing/stu3-bundle.ts';

function request(name: string, ...part: readonly Json[]): Json {
  return { resourceType: 'Parameters', parameter: [{ name, ...(part.length === 0 ? {} : { part }) }] };
}
const narrowed = (text: string): AreaScope => ({ kind: 'narrowed', text });

describe('the scope of an area', () => {
  it.each<[AreaCode, AreaScope, Json | undefined]>([
    ['medications', { kind: 'unknown' }, undefined],
    [
      'medications',
      { kind: 'unknown' },
      { resourceType: 'Bundle', parameter: [{ name: 'includeMedication' }] },
    ],
    ['medications', { kind: 'unknown' }, request('includeProblems')],
    ['medications', { kind: 'whole' }, request('includeMedication')],
    [
      'medications',
      narrowed('without issues, active on or after 2025-11-20'),
      request(
        'includeMedication',
        { name: 'includePrescriptionIssues', valueBoolean: false },
        { name: 'medicationSearchFromDate', valueDate: '2025-11-20' },
      ),
    ],
    [
      'medications',
      { kind: 'whole' },
      request('includeMedication', { name: 'includePrescriptionIssues', valueBoolean: true }),
    ],
    [
      'medications',
      { kind: 'unknown' },
      request('includeMedication', { name: 'somethingNew', valueBoolean: true }),
    ],
    [
      'consultations',
      narrowed('the most recent 3 only'),
      request('includeConsultations', { name: 'includeNumberOfMostRecent', valuePositiveInt: 3 }),
    ],
    [
      'consultations',
      narrowed('of a period from 2026-01-01'),
      request('includeConsultations', {
        name: 'consultationSearchPeriod',
        valuePeriod: { start: '2026-01-01' },
      }),
    ],
    [
      'problems',
      narrowed('active ones only'),
      request('includeProblems', { name: 'filterStatus', valueCode: 'active' }),
    ],
    [
      'problems',
      narrowed('active ones only'),
      request('includeProblems', { name: 'includeStatus', valueCode: 'active' }),
    ],
    [
      'immunisations',
      { kind: 'whole' },
      request('includeImmunisations', { name: 'includeNotGiven', valueBoolean: false }),
    ],
    [
      'immunisations',
      narrowed('without consent and dissent'),
      request('includeImmunisations', { name: 'includeStatus', valueBoolean: false }),
    ],
    [
      'diary',
      narrowed('due on or before 2027-01-01'),
      request('includeDiaryEntries', { name: 'diaryEntriesSearchDate', valueDate: '2027-01-01' }),
    ],
  ])('of %s is %j for %j', (code, scope, asked) => {
    expect(requestScope(asked, code)).toEqual(scope);
  });

  const asked = (resolved: boolean): Json =>
    request('includeAllergies', { name: 'includeResolvedAllergies', valueBoolean: resolved });
  const allergies = list(LISTS.allergies, [], NOT_RECORDED);

  it('of allergies is whole only with the List of ended ones', () => {
    const both = bundle(allergies, list(LISTS.ended, [], NOT_RECORDED));
    expect(area(map(both, { request: asked(true) }), 'allergies')?.scope).toEqual({ kind: 'whole' });
    const without = narrowed('without allergies that have ended');
    expect(area(map(both, { request: asked(false) }), 'allergies')?.scope).toEqual(without);
    expect(area(map(bundle(allergies), { request: asked(true) }), 'allergies')?.scope).toEqual(without);
  });

  it('is unknown where the system ignored a part of the request', () => {
    const outcome = {
      resourceType: 'OperationOutcome',
      issue: [{ severity: 'warning', code: 'not-supported', diagnostics: 'includeProblems.filterStatus' }],
    };
    const mapped = map(bundle(list(LISTS.problems, [], NOT_RECORDED), outcome), {
      request: request('includeProblems'),
    });
    expect(area(mapped, 'problems')).toMatchObject({ state: 'nothing-recorded', scope: { kind: 'unknown' } });
  });

  it('is unknown of an empty List that gives no reason: nothing is gone for that', () => {
    const mapped = map(bundle(list(LISTS.problems, [])), { request: request('includeProblems') });
    expect(area(mapped, 'problems')?.scope).toEqual({ kind: 'unknown' });
  });
});
