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
  UK,
  bundleOf,
  list,
  map,
} from './testing/stu3-bundle.ts';

const PROBLEMS = list(LISTS.problems, [], NOT_RECORDED);

function mapped(patient: Json, others: readonly Json[] = [PRACTICE], more: Partial<SubmissionContext> = {}) {
  return map(bundleOf([{ ...PATIENT, ...patient }, ...others, PROBLEMS]), more);
}

function person(patient: Json, others?: readonly Json[], more?: Partial<SubmissionContext>) {
  const fact = mapped(patient, others, more).statements.people[0];
  if (fact === undefined) throw new Error('no person is stated');
  return fact;
}

function refusal(resources: readonly Json[], more: Partial<SubmissionContext> = {}) {
  const result = mapStu3Bundle(bundleOf(resources), { ...CONTEXT, ...more });
  return 'refused' in result ? result.refused : undefined;
}

function number(value: string, status = '01'): Json {
  const verification = {
    url: `${UK}Extension-CareConnect-GPC-NHSNumberVerificationStatus-1`,
    valueCodeableConcept: { coding: [{ code: status }] },
  };
  return { system: 'https://fhir.nhs.uk/Id/nhs-number', value, extension: [verification] };
}

describe('the person of a GP Connect bundle', () => {
  it('is named by practice and NHS number, which carries its verification status', () => {
    expect(person({}).person).toBe(PERSON);
    expect(person({ identifier: [number('9990000018', '02')] }).data.identifiers).toEqual([
      {
        extension: [
          {
            url: 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus',
            valueCodeableConcept: {
              coding: [
                {
                  system: 'https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatusEngland',
                  code: '02',
                  display: 'Number present but not traced',
                },
              ],
            },
          },
        ],
        use: 'official',
        system: 'https://fhir.nhs.uk/Id/nhs-number',
        value: '9990000018',
      },
    ]);
  });

  it('has only fields that the practice sent: absent is neither null nor empty', () => {
    const { data } = person({});
    expect(Object.keys(data).sort()).toEqual(['birthDate', 'gender', 'identifiers', 'name', 'practice']);
  });

  it.each([['1234567890'], ["{{jsonPath request.body '$.parameter[0].value'}}"], ['9990000019']])(
    'is not named by %s, and the reason does not quote it',
    (value) => {
      const id = '6F9619FF-8B86-D011-B42D-00CF4FC964FF';
      const result = mapped({ id, identifier: [number(value)] });
      const problems = map(bundleOf([{ ...PATIENT, id, identifier: [number(value)] }, PRACTICE]));
      expect(result.statements.people[0]?.data.identifiers).toEqual([]);
      expect(result.statements.people[0]?.person).toBe(
        `https://rother.example/fhir/Id/gp-patient/C87999|${id.toLowerCase()}`,
      );
      const said = JSON.stringify([result.issues, problems.issues]);
      expect(said).toContain('the NHS number');
      expect(said).not.toContain(value);
    },
  );

  it('is named by another number of the practice before an id', () => {
    const local = { system: 'https://EMISWeb/C87999/patient', value: '12' };
    const id = '6f9619ff-8b86-d011-b42d-00cf4fc964ff';
    expect(person({ id, identifier: [local] }).person).toMatch(/\|https:\/\/EMISWeb\/C87999\/patient#12$/);
  });

  it('is named by the number that was asked for where the practice sent none', () => {
    const found = person({ identifier: [] }, [PRACTICE], { nhsNumber: '9990000018' });
    expect(found.person).toBe(PERSON);
    expect(found.data.identifiers).toHaveLength(1);
    const request = {
      resourceType: 'Parameters',
      parameter: [
        {
          name: 'patientNHSNumber',
          valueIdentifier: { system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990000018' },
        },
      ],
    };
    expect(person({ identifier: [] }, [PRACTICE], { request }).person).toBe(PERSON);
  });

  it('is refused where it is not who was asked for, nobody, or two', () => {
    expect(refusal([PATIENT, PRACTICE], { nhsNumber: '9990000026' })?.path).toBe('Patient.identifier');
    expect(refusal([{ ...PATIENT, id: '2', identifier: [] }, PRACTICE])?.path).toBe('Patient.identifier');
    expect(refusal([PRACTICE])?.path).toBe('Bundle.entry');
    expect(refusal([PATIENT, { ...PATIENT, id: 'q' }, PRACTICE])).toBe(undefined);
    const other = { ...PATIENT, id: 'q', identifier: [number('9990000026')] };
    expect(refusal([PATIENT, other, PRACTICE])?.text).toBe('holds more than one Patient');
  });

  it('is not named by a number that is no longer used, and refused where two are in use', () => {
    const [number] = PATIENT['identifier'] as readonly Json[];
    const numbered = (more: Json): Json => ({
      ...PATIENT,
      identifier: [{ ...number, value: '9990000026', ...more }, number],
    });
    const former = map(bundleOf([numbered({ use: 'old' }), PRACTICE, PROBLEMS]));
    expect(former.statements.people[0]?.person).toBe(PERSON);
    expect(JSON.stringify(former.statements)).not.toContain('9990000026');
    expect(refusal([numbered({ use: 'official' }), PRACTICE])?.text).toContain('two NHS numbers');
  });

  it('stands under the number that the practice has, also where that is no longer the valid one', () => {
    const { statements } = mapped({ identifier: [number('9990000034')] });
    expect(statements.people[0]?.person).toMatch(/\|9990000034$/);
    expect(statements.identity).toEqual([]);
  });

  it('keeps former names, contacts with sure codes, the preferred language and a death', () => {
    const language = (code: string, preferred: boolean): Json => ({
      url: `${NHS}Extension-CareConnect-GPC-NHSCommunication-1`,
      extension: [
        {
          url: 'language',
          valueCodeableConcept: { coding: [{ system: `${UK}CareConnect-HumanLanguage-1`, code }] },
        },
        { url: 'preferred', valueBoolean: preferred },
      ],
    });
    const { data } = person({
      extension: [language('en', false), language('ur', true)],
      name: [
        { use: 'official', family: 'Example' },
        { use: 'old', family: 'Former' },
      ],
      telecom: [
        { system: 'phone', value: '0114 496 0000', use: 'home' },
        { system: 'phone', value: '0114 496 0001', use: 'work' },
      ],
      deceasedDateTime: '2026-10',
      contact: [
        {
          relationship: [{ text: 'Next of kin' }, { text: 'Daughter' }],
          name: { family: 'Example', given: ['Dora'] },
          telecom: [{ system: 'phone', value: '0114 496 0002', rank: 1 }],
        },
        { relationship: [{ text: 'Cares for' }] },
      ],
    });
    expect(data.name?.map(({ use }) => use)).toEqual(['official', 'old']);
    expect(data.language?.coding?.[0]?.code).toBe('ur');
    expect([data.homeTelecom?.length, data.workTelecom?.length]).toEqual([1, 1]);
    expect([data.deathTime, data.deathIndicator]).toEqual(['2026-10', true]);
    expect(data.contact).toHaveLength(1);
    expect(data.contact?.[0]?.relationship).toEqual([
      {
        coding: [
          { system: 'http://terminology.hl7.org/CodeSystem/v2-0131', code: 'N', display: 'Next-of-Kin' },
        ],
        text: 'Next of kin',
      },
      { text: 'Daughter' },
    ]);
  });
});
