/** For tests of the shared view: one synthetic person of whom the hospital, two practices and the council have told. */
import {
  ALLERGY,
  bundleOf,
  coded,
  item,
  list,
  LISTS,
  PATIENT,
  warning,
} from '../../../../mappings/gp-summary/testing/stu3-bundle.ts';
import { adtText } from '../../../testing/adt-text.ts';

/** The present of the scenario. */
export const NOW = '2026-11-22T12:00:00.000Z';
export const NUMBER = '9990000018';

const CARE_CONNECT = 'https://fhir.nhs.uk/STU3/StructureDefinition/Extension-CareConnect-GPC-';

export const ADMISSION = adtText({
  trigger: 'A01',
  at: '20261121080000',
  controlId: 'V1',
  pd1: { 3: 'Clifton^^C87017' },
  pv1: { 2: 'I', 3: '^B6^^RFRPA', 4: '21' },
  pv2: { 3: '^Fall <at home>', 9: '20261125' },
  more: ['NK1|1|Hartley^Paul|DAU^Son|^^^^S60 9ZZ|01632 960111'],
});

/** A visit of the spring, and one of more than a year before. */
export const FORMER_VISITS = ['2026-04-02', '2025-06-02'].flatMap((day, i) => {
  const compact = day.replaceAll('-', '');
  const pv1 = { 2: 'E', 3: '^AED^^RFRPA', 19: `F${i}^^^RFR^VN`, 44: `${compact}090000` };
  return [
    adtText({ trigger: 'A04', at: `${compact}090000`, controlId: `F${i}a`, pv1 }),
    adtText({
      trigger: 'A03',
      at: `${compact}130000`,
      controlId: `F${i}b`,
      pv1: { ...pv1, 45: `${compact}130000` },
    }),
  ];
});

const PERSON = {
  ...PATIENT,
  name: [{ use: 'official', family: 'Hartley', given: ['Joan'] }],
  birthDate: '1941-02-03',
};

function practice(ods: string, name: string): Readonly<Record<string, unknown>> {
  const identifier = [{ system: 'https://fhir.nhs.uk/Id/ods-organization-code', value: ods }];
  return { resourceType: 'Organization', id: 'o', identifier, name };
}

function medicine(
  id: string,
  [snomed, name]: readonly [string, string],
  status: string,
  type: string,
  period: object,
): readonly object[] {
  const prescription = {
    url: `${CARE_CONNECT}PrescriptionType-1`,
    valueCodeableConcept: { coding: [{ code: type }] },
  };
  const medication = { resourceType: 'Medication', id: `m-${id}`, code: coded(snomed, name) };
  const shared = { medicationReference: { reference: `Medication/m-${id}` }, status };
  return [
    medication,
    item('MedicationStatement', id, {
      ...shared,
      basedOn: [{ reference: `MedicationRequest/plan-${id}` }],
      effectivePeriod: period,
      taken: 'unk',
      dosage: [{ text: 'One a day' }],
    }),
    item('MedicationRequest', `plan-${id}`, {
      ...shared,
      extension: [prescription],
      intent: 'plan',
      dosageInstruction: [{ text: 'One a day' }],
      dispenseRequest: { validityPeriod: period },
    }),
  ];
}

const AT = { date: '2026-11-20T09:00:00+00:00' };

/** The present practice's: a confidential item in the problems, nothing recorded of immunisations, no investigations. */
export const SUMMARY = JSON.stringify(
  bundleOf([
    PERSON,
    practice('C87017', 'Clifton Medical Centre'),
    list(LISTS.allergies, ['AllergyIntolerance/a'], AT),
    { ...ALLERGY, code: coded('91936005', 'Penicillin allergy'), assertedDate: '2010-05-01' },
    list(LISTS.problems, ['Condition/p1', 'Condition/p2'], {
      ...AT,
      ...warning('confidential-items'),
      note: [{ text: 'Items excluded due to confidentiality and/or patient preferences.' }],
    }),
    item('Condition', 'p1', {
      clinicalStatus: 'active',
      code: coded('84114007', 'Heart failure'),
      onsetDateTime: '2019-03',
      extension: [
        {
          url: 'https://fhir.nhs.uk/STU3/StructureDefinition/Extension-CareConnect-GPC-ProblemSignificance-1',
          valueCode: 'major',
        },
      ],
    }),
    item('Condition', 'p2', { clinicalStatus: 'inactive', code: coded('195967001', 'Asthma') }),
    list(
      LISTS.medications,
      ['MedicationStatement/m1', 'MedicationStatement/m2', 'MedicationStatement/m3'],
      AT,
    ),
    ...medicine('m1', ['387475002', 'Furosemide 40mg tablets'], 'active', 'repeat', { start: '2019-03-10' }),
    ...medicine('m2', ['372687004', 'Amoxicillin 500mg capsules'], 'completed', 'acute', {
      start: '2026-02-01',
      end: '2026-02-08',
    }),
    ...medicine('m3', ['386872004', 'Ramipril 5mg capsules'], 'stopped', 'repeat', {
      start: '2015-01-01',
      end: '2026-02-08',
    }),
    list(LISTS.immunisations, [], {
      ...AT,
      emptyReason: { coding: [{ code: 'no-content-recorded' }] },
      note: [{ text: 'Information not available' }],
    }),
    // The mapping reads JSON of any kind.
  ] as Parameters<typeof bundleOf>[0]),
);

/** A former practice's of the year before. */
export const FORMER_SUMMARY = JSON.stringify(
  bundleOf([
    PERSON,
    practice('C87005', "St Ann's Medical Centre"),
    list(LISTS.problems, ['Condition/p9'], { date: '2025-05-01T09:00:00+01:00' }),
    item('Condition', 'p9', { clinicalStatus: 'active', code: coded('73211009', 'Diabetes mellitus') }),
  ]),
);
