import { describe, expect, it } from 'vitest';
import { mapStu3Bundle } from './map-stu3-bundle.ts';
import type { Json } from './stu3/mapper.ts';
import type { SubmissionContext } from './submission.ts';
import {
  CONTEXT,
  LISTS,
  NHS,
  NOT_RECORDED,
  PATIENT,
  PERSON,
  PRACTICE,
  area,
  bundleOf,
  list,
  made,
  map,
} from './testing/stu3-bundle.ts';

const PROBLEMS = list(LISTS.problems, [], NOT_RECORDED);

function mapped(patient: Json, others: readonly Json[] = [PRACTICE], more: Partial<SubmissionContext> = {}) {
  return map(bundleOf([{ ...PATIENT, ...patient }, ...others, PROBLEMS]), more);
}

function refusal(resources: readonly Json[], more: Partial<SubmissionContext> = {}) {
  const result = mapStu3Bundle(bundleOf(resources), { ...CONTEXT, ...more });
  return 'refused' in result ? result.refused : undefined;
}

function registration(details: Readonly<Record<string, string>>, end?: string): Json {
  const url = `${NHS}Extension-CareConnect-GPC-RegistrationDetails-1`;
  const coded = Object.entries(details).map(([name, code]) => ({
    url: name,
    valueCodeableConcept: { coding: [{ code }] },
  }));
  const period = {
    url: 'registrationPeriod',
    valuePeriod: { start: '2020-02', ...(end === undefined ? {} : { end }) },
  };
  return { extension: [{ url, extension: [period, ...coded] }] };
}

describe('the practice of a GP Connect bundle', () => {
  const other = {
    ...PRACTICE,
    id: 'r',
    name: 'Other Surgery',
    identifier: [{ system: 'https://fhir.nhs.uk/Id/ods-organization-code', value: 'c87998' }],
  };
  const doctor = { resourceType: 'Practitioner', id: 'd', name: [{ family: 'Doctor' }] };

  it('is the one that answered, marked so, where no registered practice is named', () => {
    const result = mapped({});
    expect(area(result, 'problems')).toMatchObject({
      practice: { ods: 'C87999', name: 'Example Surgery' },
      practiceRole: 'serving',
      regular: true,
    });
    expect(result.statements.people[0]?.data.practice).toEqual({ ods: 'C87999', name: 'Example Surgery' });
    expect(result.statements.directory?.map(({ id }) => id)).toEqual(['Organization(C87999)']);
  });

  it('is the registered one where generalPractitioner names an organisation; the source stays who answered', () => {
    const generalPractitioner = [{ reference: 'Practitioner/d' }, { reference: 'Organization/r' }];
    const result = mapped({ generalPractitioner }, [PRACTICE, other, doctor]);
    expect(area(result, 'problems')).toMatchObject({
      practice: { ods: 'C87998' },
      practiceRole: 'registered',
    });
    expect(result.statements.people[0]?.person).toBe(PERSON);
    expect(result.statements.people[0]?.data.generalPractitioner?.name).toEqual({ family: 'Doctor' });
  });

  it('is filed under the one that was asked, as its refusals are', () => {
    const result = mapped({}, [PRACTICE], { practice: 'C87998' });
    expect(result.statements.sets?.[0]?.set).toContain('gp-area|C87998|');
    expect(area(result, 'problems')?.practice.ods).toBe('C87999');
  });

  it('must be known', () => {
    expect(refusal([PATIENT])?.path).toBe('Patient.managingOrganization');
    expect(refusal([PATIENT], { practice: 'C87999' })).toBe(undefined);
  });

  it.each([
    [{ registrationType: 'R' }, true],
    [{ registrationType: 'R', registrationStatus: 'D' }, true],
    [{ registrationStatus: 'A' }, true],
    [{ registrationType: 'T' }, false],
    [{ registrationType: 'IN' }, false],
    [{ registrationType: 'R', registrationStatus: 'I' }, false],
  ])('registered as %j is the own practice: %s', (details, regular) => {
    const result = mapped(registration(details));
    expect(area(result, 'problems')?.regular).toBe(regular);
    expect('practice' in (result.statements.people[0]?.data ?? {})).toBe(regular);
  });

  it('has the registration as an episode, with the branch surgery', () => {
    const branch = { resourceType: 'Location', id: 'b', name: 'Branch' };
    const patient = registration({ registrationType: 'T', registrationStatus: 'D' }, '2027-01-01');
    const details = (patient['extension'] as Json[])[0];
    const extension = [
      {
        ...details,
        extension: [
          ...(details?.['extension'] as Json[]),
          { url: 'preferredBranchSurgery', valueReference: { reference: 'Location/b' } },
        ],
      },
    ];
    const [episode] = made(mapped({ extension }, [PRACTICE, branch]), 'EpisodeOfCare');
    expect(episode).toMatchObject({
      status: 'active',
      period: { start: '2020-02', end: '2027-01-01' },
      managingOrganization: { reference: 'Organization/Organization(C87999)' },
      type: [{ coding: [{ code: 'registration' }] }, { coding: [{ code: 'T' }] }],
    });
    expect(JSON.stringify(episode?.['extension'])).toContain('Location/Location(gp-summary|C87999|');
    const over = made(mapped(registration({ registrationType: 'T' }, '2026-01-01')), 'EpisodeOfCare');
    expect(over[0]?.['status']).toBe('finished');
    expect(made(mapped({}), 'EpisodeOfCare')).toEqual([]);
  });
});
