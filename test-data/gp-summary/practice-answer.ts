/**
 * What a practice answers when it is asked for somebody's summary, with the request, as a connector submits it: mostly the
 * record, some with declared gaps; for a few a refusal. adapters/gp-summary/README.md; GP Connect 1.6.2 "Error handling".
 */
import type { Person } from '../borough/person.ts';
import { createRandom, type Random } from '../borough/random.ts';
import type { Area, Warning } from './area-lists.ts';
import { drawHistory, type GpHistory } from './history.ts';
import type { Registered } from './patient.ts';
import { coded, type Json } from './stu3.ts';
import { structuredBundle } from './structured-bundle.ts';

export interface AnswerOptions {
  readonly seed: number;
  /** YYYY-MM-DD: the practice answered on the evening before. */
  readonly day: string;
}

export interface PracticeAnswer {
  readonly localNumber: string;
  readonly nhsNumber: string;
  /** The body of POST /feeds/gp-summary. */
  readonly submission: Json;
  /** What the record says; absent where the practice refused. */
  readonly history?: GpHistory;
}

/** Shares of people, in the order in which one chance is spent. */
const REFUSED = 0.015;
const CONFIDENTIAL = 0.03;
const IN_TRANSIT = 0.02;
const AWAITING = 0.03;

export function isRegistered(person: Person): person is Registered {
  return (
    person.nhsNumber !== undefined &&
    person.practice !== undefined &&
    person.generalPractitioner !== undefined
  );
}

/** The same for the same person, seed and day. */
export function practiceAnswer(person: Registered, { seed, day }: AnswerOptions): PracticeAnswer {
  const random = createRandom(seed, `gp-${person.localNumber}`);
  const at = new Date(Date.parse(`${day}T19:00:00Z`) - 86_400_000 + random.int(0, 7199) * 1000);
  const retrieved = at.toISOString().replace('.000Z', 'Z');
  const history = drawHistory(random, person, day);
  const chance = random.next();
  const refused = chance < REFUSED;
  const response = refused
    ? refusal(random)
    : structuredBundle(person, history, {
        at: retrieved,
        warnings: drawWarnings(random, chance - REFUSED, day),
      });
  const { localNumber, nhsNumber, practice } = person;
  return {
    localNumber,
    nhsNumber,
    submission: {
      resourceType: 'Parameters',
      parameter: [
        { name: 'response', resource: response },
        { name: 'request', resource: request(nhsNumber) },
        { name: 'retrieved', valueInstant: retrieved },
        {
          name: 'practice',
          valueIdentifier: {
            system: 'https://fhir.nhs.uk/Id/ods-organization-code',
            value: practice.ods,
          },
        },
        { name: 'patient', valueIdentifier: { system: NHS_NUMBER, value: nhsNumber } },
      ],
    },
    ...(refused ? {} : { history }),
  };
}

const NHS_NUMBER = 'https://fhir.nhs.uk/Id/nhs-number';
const AREAS: readonly Area[] = ['problems', 'medications', 'uncategorised'];

function drawWarnings(random: Random, chance: number, day: string): readonly Warning[] {
  const before = new Date(Date.parse(day) - random.int(3, 60) * 86_400_000).toISOString().slice(0, 10);
  if (chance < CONFIDENTIAL) return [{ kind: 'confidential-items', area: random.pick(AREAS) }];
  if (chance < CONFIDENTIAL + IN_TRANSIT) return [{ kind: 'data-in-transit', before }];
  if (chance < CONFIDENTIAL + IN_TRANSIT + AWAITING) return [{ kind: 'data-awaiting-filing', before }];
  return [];
}

/** Patient not found, or no consent: as the practice systems say it. */
function refusal(random: Random): Json {
  const [code, display] = random.pick([
    ['PATIENT_NOT_FOUND', 'Patient not found'],
    ['NO_PATIENT_CONSENT', 'Patient has not provided consent to share data'],
  ] as const);
  return {
    resourceType: 'OperationOutcome',
    issue: [
      {
        severity: 'error',
        code: code === 'PATIENT_NOT_FOUND' ? 'not-found' : 'forbidden',
        details: coded('https://fhir.nhs.uk/STU3/CodeSystem/Spine-ErrorOrWarningCode-1', code, display),
      },
    ],
  };
}

/** The operation's Parameters: allergies with those that ended, medicines, problems, immunisations, measurements. */
function request(nhsNumber: string): Json {
  return {
    resourceType: 'Parameters',
    parameter: [
      { name: 'patientNHSNumber', valueIdentifier: { system: NHS_NUMBER, value: nhsNumber } },
      { name: 'includeAllergies', part: [{ name: 'includeResolvedAllergies', valueBoolean: true }] },
      { name: 'includeMedication', part: [{ name: 'includePrescriptionIssues', valueBoolean: false }] },
      { name: 'includeProblems' },
      { name: 'includeImmunisations' },
      { name: 'includeUncategorisedData' },
    ],
  };
}
