import { describe, expect, it } from 'vitest';
import { mapOne } from '../testing/stu3-context.ts';
import { UK, coded, item } from '../testing/stu3-bundle.ts';
import { mapImmunization } from './immunization.ts';
import type { Json } from './mapper.ts';

const UNKNOWN = { coding: [{ system: 'http://hl7.org/fhir/v3/NullFlavor', code: 'UNK' }] };
const PROCEDURE = {
  url: `${UK}Extension-CareConnect-GPC-VaccinationProcedure-1`,
  valueCodeableConcept: coded('884861000000100'),
};

function given(more: Json = {}, resolvable: Readonly<Record<string, Json>> = {}) {
  const source = { status: 'completed', notGiven: false, vaccineCode: UNKNOWN, extension: [PROCEDURE] };
  return mapOne(mapImmunization, item('Immunization', 'i', { ...source, ...more }), resolvable);
}

describe('an immunisation', () => {
  it('keeps the procedure that says what it was, who gave it, and the batch', () => {
    const { made } = given(
      {
        date: '2020-10-01T11:41:00+01:00',
        lotNumber: 'B7',
        expirationDate: '2021-02',
        primarySource: true,
        practitioner: [
          {
            role: { coding: [{ system: 'http://hl7.org/fhir/v2/0443', code: 'EP' }] },
            actor: { reference: 'Practitioner/1' },
          },
        ],
      },
      { 'Practitioner/1': {} },
    );
    expect(made[0]).toMatchObject({
      status: 'completed',
      vaccineCode: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-NullFlavor' }] },
      extension: [
        {
          url: 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-VaccinationProcedure',
          valueCodeableConcept: { coding: [{ code: '884861000000100' }] },
        },
      ],
      occurrenceDateTime: '2020-10-01T11:41:00+01:00',
      lotNumber: 'B7',
      expirationDate: '2021-02',
      performer: [
        {
          function: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0443', code: 'EP' }] },
          actor: { reference: 'Practitioner/r4-1' },
        },
      ],
    });
    expect(made[0]).not.toHaveProperty('statusReason');
  });

  it('that was not given is not done, with the reason or the word that there is none (ukcore-imm-001)', () => {
    const told = given({
      notGiven: true,
      explanation: { reasonNotGiven: [coded('310376006', 'Consent given'), coded('1', 'Absent')] },
    });
    expect(told.made[0]).toMatchObject({
      status: 'not-done',
      statusReason: { coding: [{ code: '310376006' }] },
      note: [{ text: 'Not given: Absent' }],
    });
    expect(given({ notGiven: true }).made[0]).toMatchObject({
      status: 'not-done',
      statusReason: { coding: [{ code: 'NI' }], text: 'Reason not recorded' },
    });
  });

  it('without a date says so, and keeps when it was recorded', () => {
    const recorded = { url: `${UK}Extension-CareConnect-DateRecorded-1`, valueDateTime: '2020-10-02' };
    expect(given({ extension: [PROCEDURE, recorded] }).made[0]).toMatchObject({
      occurrenceString: 'Date not recorded',
      recorded: '2020-10-02',
    });
  });

  it('counts doses where they are numbered, and says so where they are not', () => {
    const { made } = given({
      vaccinationProtocol: [
        { doseSequence: 2, seriesDoses: 3, series: 'Primary', doseStatus: { text: 'count' } },
        { description: 'Booster' },
      ],
    });
    expect(made[0]?.['protocolApplied']).toEqual([
      { series: 'Primary', doseNumberPositiveInt: 2, seriesDosesPositiveInt: 3 },
      { series: 'Booster', doseNumberString: 'not recorded' },
    ]);
  });

  it('that says neither what nor whether is left out', () => {
    expect(given({ vaccineCode: {}, extension: [] })).toEqual({
      made: [],
      issues: ['Immunization.vaccineCode'],
    });
    expect(given({ status: 'perhaps' })).toEqual({ made: [], issues: ['Immunization.status'] });
    expect(given({ vaccineCode: {} }).made[0]).toMatchObject({ vaccineCode: { coding: [{ code: 'UNK' }] } });
  });
});
