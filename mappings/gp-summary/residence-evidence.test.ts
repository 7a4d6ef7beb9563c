import type { Observation } from '@medplum/fhirtypes';
import { describe, expect, it } from 'vitest';
import type { AreaItem } from './summary.ts';
import { item, problem, snomed, standingOf } from './testing/area-facts.ts';

const MARCH = '2025-03-03T09:00:00.000Z';
const HOME = snomed('160734000');

function observation(id: string, more: Partial<Observation>): AreaItem {
  return item({ resourceType: 'Observation', id, status: 'final', code: snomed('1'), ...more });
}

function evidenceOf(area: 'problems' | 'uncategorised' | 'referrals', ...items: AreaItem[]): unknown {
  return standingOf({ asOf: MARCH, area, items }).evidence;
}

describe('evidence of residence in a care home', () => {
  it('is a problem that says so, as of the summary', () => {
    const system = 'http://snomed.info/sct';
    const code = { coding: [{ code: 'X' }, { system, code: '394923006', display: 'Lives in a home' }] };
    expect(evidenceOf('problems', problem('P', { code, onsetDateTime: '2024-05' }))).toEqual([
      {
        kind: 'care-home',
        rank: 4,
        home: {},
        stay: 'unknown',
        from: '2024-05',
        asOf: MARCH,
        source: 'GP summary of Example Surgery',
        basis: 'SNOMED CT 394923006 Lives in a home',
      },
    ]);
  });

  it('is an observation that says so, by code or value, as of its own time', () => {
    const evidence = evidenceOf(
      'uncategorised',
      observation('O1', { code: snomed('248171000000108'), effectiveDateTime: '2015-02-01' }),
      observation('O2', { valueCodeableConcept: HOME, issued: '2016-02-01T10:00:00Z' }),
    );
    expect(evidence).toMatchObject([
      { from: '2015-02-01', asOf: '2015-02-01', basis: 'SNOMED CT 248171000000108' },
      { asOf: '2016-02-01T10:00:00Z' },
    ]);
  });

  it('has an end where the problem has', () => {
    const clinicalStatus = { coding: [{ code: 'inactive' }] };
    const over = problem('P', { code: HOME, clinicalStatus, abatementDateTime: '2024-12-01' });
    expect(evidenceOf('problems', over)).toMatchObject([{ to: '2024-12-01' }]);
    // A fault of the data: what the practice lists as active is not over.
    const active = problem('P', { code: HOME, abatementDateTime: '2024-12-01' });
    expect(evidenceOf('problems', active)).toMatchObject([expect.not.objectContaining({ to: '2024-12-01' })]);
  });

  it.each<[string, AreaItem]>([
    [
      'is over at an unknown time',
      problem('P', { code: HOME, clinicalStatus: { coding: [{ code: 'inactive' }] } }),
    ],
    ['was an error', problem('P', { code: HOME, verificationStatus: { coding: [{ code: 'refuted' }] } })],
    ['is of another code system', problem('P', { code: { coding: [{ system: 's', code: '160734000' }] } })],
    ['is said not to be so', observation('O', { code: HOME, valueBoolean: false })],
    ['was cancelled', observation('O', { code: HOME, status: 'cancelled' })],
  ])('is none where it %s', (_, each) => {
    expect(evidenceOf('problems', each)).toEqual([]);
  });

  it('is taken from problems and uncategorised data alone', () => {
    expect(evidenceOf('referrals', problem('P', { code: HOME }))).toEqual([]);
  });

  it('of an item that is kept is as old as the last summary that listed it; withdrawn, it is none', () => {
    const first = { asOf: MARCH, area: 'problems', items: [problem('P', { code: HOME })] } as const;
    const empty = { asOf: '2025-05-01', area: 'problems', scope: { kind: 'unknown' } } as const;
    expect(standingOf(first, empty).evidence).toMatchObject([{ asOf: MARCH }]);
    const dissent = { ...empty, state: 'refused', reason: 'NO_PATIENT_CONSENT' } as const;
    expect(standingOf(first, dissent).evidence).toEqual([]);
  });
});
