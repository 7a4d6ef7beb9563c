/**
 * A person's history as a GP Connect Access Record: Structured bundle. GP Connect 1.6.2 (FHIR STU3): collection without
 * full URLs, relative references, one List for each area asked for, empty or not.
 */
import { createHash } from 'node:crypto';
import { NO_KNOWN_ALLERGIES, type DrawnAllergy } from './allergies.ts';
import { areaLists, type AreaMembers, type Warning } from './area-lists.ts';
import { coded, concept, NHS, profile, UK, type Json } from './stu3.ts';
import type { GpHistory, HeldMedicine, HeldProblem, Immunisation, Measured } from './history.ts';
import { patient, surroundings, type Registered } from './patient.ts';

export interface BundleOptions {
  /** When the practice answered, ISO UTC. */
  readonly at: string;
  readonly warnings: readonly Warning[];
}

/** The same person, history and options give the same bundle. */
export function structuredBundle(person: Registered, history: GpHistory, options: BundleOptions): Json {
  const write = writer(person);
  const allergies = allergiesOf(history).map((one) => write.allergy(one, history.asked));
  const problems = history.problems.map(write.problem);
  const courses = history.medicines.map(write.course);
  const immunisations = history.immunisations.map(write.immunisation);
  const measured = history.measured === undefined ? [] : write.measured(history.measured);
  const members: AreaMembers = {
    allergies,
    medications: courses.map(({ statement }) => statement),
    problems,
    immunisations,
    uncategorised: measured,
  };
  const resources = [
    patient(person),
    ...surroundings(person),
    ...areaLists(members, options),
    ...allergies,
    ...problems,
    ...courses.flatMap(({ medication, plan, statement }) => [medication, plan, statement]),
    ...immunisations,
    ...measured,
  ];
  return {
    resourceType: 'Bundle',
    id: idOf(person, `answer-${options.at}`),
    meta: { profile: [`${NHS}GPConnect-StructuredRecord-Bundle-1`] },
    type: 'collection',
    entry: resources.map((resource) => ({ resource })),
  };
}

/** Ids as a practice system's: lasting, of no meaning, shaped as UUIDs. */
function idOf({ localNumber, practice }: Registered, what: string): string {
  const hex = createHash('sha256').update(`${practice.ods}/${localNumber}/${what}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function allergiesOf({ allergies }: GpHistory): readonly Omit<DrawnAllergy, 'to'>[] {
  if (allergies.kind === 'listed') return allergies.allergies;
  return allergies.kind === 'none-known' ? [{ ...NO_KNOWN_ALLERGIES, category: 'medication' }] : [];
}

/** Writes items of one person. */
function writer(person: Registered) {
  const subject = { reference: 'Patient/patient' };
  const doctor = { reference: 'Practitioner/doctor' };
  const item = (resourceType: string, what: string, more: Json): Json => {
    const id = idOf(person, `${resourceType}/${what}`);
    return {
      resourceType,
      id,
      meta: profile(resourceType === 'Condition' ? 'ProblemHeader-Condition' : resourceType),
      identifier: [{ system: `https://practice.example/${person.practice.ods}`, value: id }],
      ...more,
    };
  };
  return {
    allergy: ({ code, display, category, reaction }: Omit<DrawnAllergy, 'to'>, asked: string): Json =>
      item('AllergyIntolerance', code, {
        clinicalStatus: 'active',
        verificationStatus: 'unconfirmed',
        category: [category],
        code: concept(code, display),
        patient: subject,
        assertedDate: asked,
        recorder: doctor,
        ...(reaction === undefined
          ? {}
          : {
              reaction: [
                {
                  manifestation: [concept(reaction.code, reaction.display)],
                  severity: reaction.severe ? 'severe' : 'mild',
                },
              ],
            }),
      }),
    problem: ({ code, display, significance, since }: HeldProblem): Json =>
      item('Condition', code, {
        extension: [{ url: `${UK}Extension-CareConnect-ProblemSignificance-1`, valueCode: significance }],
        clinicalStatus: 'active',
        category: [
          coded(
            'https://fhir.hl7.org.uk/STU3/CodeSystem/CareConnect-ConditionCategory-1',
            'problem-list-item',
            'Problem List Item',
          ),
        ],
        code: concept(code, display),
        subject,
        onsetDateTime: since,
        assertedDate: since,
        asserter: doctor,
      }),
    course: (held: HeldMedicine) => course(held, item, subject, doctor),
    immunisation: ({ code, display, date }: Immunisation): Json =>
      item('Immunization', `${code}/${date}`, {
        extension: [
          { url: `${UK}Extension-CareConnect-DateRecorded-1`, valueDateTime: date },
          {
            url: `${UK}Extension-CareConnect-VaccinationProcedure-1`,
            valueCodeableConcept: concept(code, display),
          },
        ],
        status: 'completed',
        notGiven: false,
        vaccineCode: coded('http://hl7.org/fhir/v3/NullFlavor', 'UNK', 'unknown'),
        patient: subject,
        date,
        primarySource: true,
      }),
    measured: ({ date, systolic, diastolic, weight, smoking }: Measured): readonly Json[] => {
      const observation = (code: string, display: string, more: Json): Json =>
        item('Observation', code, {
          status: 'final',
          code: concept(code, display),
          subject,
          effectiveDateTime: date,
          issued: `${date}T09:30:00+00:00`,
          performer: [doctor],
          ...more,
        });
      const pressure = (code: string, display: string, value: number): Json => ({
        code: concept(code, display),
        valueQuantity: { value, unit: 'mm[Hg]' },
      });
      return [
        observation('163020007', 'O/E - blood pressure reading', {
          component: [
            pressure('72313002', 'Systolic arterial pressure', systolic),
            pressure('1091811000000102', 'Diastolic arterial pressure', diastolic),
          ],
        }),
        observation('27113001', 'Body weight', { valueQuantity: { value: weight, unit: 'kg' } }),
        observation(smoking.code, smoking.display, {}),
      ];
    },
  };
}

/** A repeat prescription: the medicine, its authorisation and the course. */
function course(
  { medicine, since, lastIssue }: HeldMedicine,
  item: (resourceType: string, what: string, more: Json) => Json,
  subject: Json,
  doctor: Json,
): { readonly medication: Json; readonly plan: Json; readonly statement: Json } {
  const medication = item('Medication', medicine.name, {
    code: medicine.code === undefined ? { text: medicine.name } : concept(medicine.code, medicine.name),
  });
  const medicationReference = { reference: `Medication/${String(medication['id'])}` };
  const plan = item('MedicationRequest', medicine.name, {
    extension: [
      {
        url: `${NHS}Extension-CareConnect-GPC-PrescriptionType-1`,
        valueCodeableConcept: coded(
          'https://fhir.nhs.uk/STU3/CodeSystem/CareConnect-PrescriptionType-1',
          'repeat',
          'Repeat',
        ),
      },
    ],
    status: 'active',
    intent: 'plan',
    medicationReference,
    subject,
    authoredOn: since,
    requester: { agent: doctor },
    recorder: doctor,
    dosageInstruction: [{ text: medicine.dose }],
    dispenseRequest: {
      validityPeriod: { start: since },
      quantity: { value: medicine.quantity, unit: medicine.unit },
      expectedSupplyDuration: { value: 28, unit: 'day', system: 'http://unitsofmeasure.org', code: 'd' },
    },
  });
  const statement = item('MedicationStatement', medicine.name, {
    extension: [
      { url: `${NHS}Extension-CareConnect-GPC-MedicationStatementLastIssueDate-1`, valueDateTime: lastIssue },
      {
        url: `${NHS}Extension-CareConnect-GPC-PrescribingAgency-1`,
        valueCodeableConcept: coded(
          'https://fhir.nhs.uk/STU3/CodeSystem/CareConnect-PrescribingAgency-1',
          'prescribed-at-gp-practice',
          'Prescribed at GP practice',
        ),
      },
    ],
    basedOn: [{ reference: `MedicationRequest/${String(plan['id'])}` }],
    status: 'active',
    medicationReference,
    effectivePeriod: { start: since },
    dateAsserted: since,
    subject,
    taken: 'unk',
    dosage: [{ text: medicine.dose }],
  });
  return { medication, plan, statement };
}
