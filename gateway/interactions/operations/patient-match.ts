/**
 * Patient/$match: who may be the person of a given Patient, by the rules by which entries of several sources are joined.
 * It only answers; nothing is joined by asking. FHIR R4 patient-operation-match.
 */
import type { Bundle, Patient } from '@medplum/fhirtypes';
import { z } from 'zod';
import type { PersonKey } from '../../../mappings/fact.ts';
import { resourceIds } from '../../../mappings/resource-ids.ts';
import { refusal } from '../../outcomes.ts';
import { survivorsOf } from '../../record/alias-rows.ts';
import { compare, type Comparison } from '../../record/matching/compare.ts';
import { evidenceOf, type MatchEvidence } from '../../record/matching/evidence.ts';
import { evidenceFor, namesakes, peopleByNumbers } from '../../record/matching/match-rows.ts';
import { uuidV5 } from '../../record/uuid.ts';
import type { Db } from '../../store/engine.ts';
import { readCurrents } from '../../store/resource-row.ts';
import type { FhirRequest, FhirResponse } from '../fhir-request.ts';
import { requireNoParameters } from '../requested-resource.ts';

const MATCH_GRADE = 'http://hl7.org/fhir/StructureDefinition/match-grade';
const DEFAULT_COUNT = 10;
const MOST = 50;

/** What of the given Patient is compared; the rest is not looked at. */
const given = z.looseObject({
  resourceType: z.literal('Patient'),
  identifier: z
    .array(
      z.looseObject({
        system: z.string().max(500).optional(),
        value: z.string().max(200).optional(),
        use: z.enum(['usual', 'official', 'temp', 'secondary', 'old']).optional(),
      }),
    )
    .max(20)
    .default([]),
  name: z
    .array(
      z.looseObject({
        use: z.enum(['usual', 'official', 'temp', 'nickname', 'anonymous', 'old', 'maiden']).optional(),
        family: z.string().max(200).optional(),
        given: z.array(z.string().max(200)).max(10).optional(),
      }),
    )
    .max(10)
    .optional(),
  birthDate: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, 'a whole date')
    .optional(),
  gender: z.enum(['male', 'female', 'other', 'unknown']).optional(),
  address: z
    .array(z.looseObject({ postalCode: z.string().max(20).optional() }))
    .max(10)
    .optional(),
  multipleBirthBoolean: z.boolean().optional(),
  multipleBirthInteger: z.int().optional(),
});

const parameters = z.strictObject({
  resourceType: z.literal('Parameters'),
  id: z.string().optional(),
  parameter: z
    .array(
      z.union([
        z.strictObject({ name: z.literal('resource'), resource: given }),
        z.strictObject({ name: z.literal('onlyCertainMatches'), valueBoolean: z.boolean() }),
        z.strictObject({ name: z.literal('count'), valueInteger: z.int().min(1).max(MOST) }),
      ]),
    )
    .min(1)
    .max(3),
});

type Grade = 'certain' | 'probable' | 'possible';

interface Found {
  readonly person: PersonKey;
  readonly grade: Grade;
  readonly score: number;
}

/**
 * @returns a searchset: who matches, the likeliest first, each with a score and a grade: certain by a number that is
 * theirs, probable where all else is equal, possible below that.
 * @throws OperationOutcomeError 400 for a body that is not the operation's Parameters.
 */
export async function patientMatch(request: FhirRequest, { db }: { readonly db: Db }): Promise<FhirResponse> {
  requireNoParameters(request);
  const { patient, onlyCertain, count } = readBody(request.body);
  const found = (await candidates(db, patient)).filter(({ grade }) => !onlyCertain || grade === 'certain');
  const people = await patientsOf(db, found);
  const certain = people.filter(({ grade }) => grade === 'certain');
  // Certain of two people at once is certain of none.
  const entries = onlyCertain && certain.length > 1 ? [] : people.slice(0, count);
  const body: Bundle = {
    resourceType: 'Bundle',
    type: 'searchset',
    total: entries.length,
    ...(entries.length === 0
      ? {}
      : {
          entry: entries.map(({ resource, grade, score }) => ({
            fullUrl: `${request.baseUrl}/Patient/${resource.id ?? ''}`,
            resource,
            search: {
              extension: [{ url: MATCH_GRADE, valueCode: grade }],
              mode: 'match' as const,
              score: score / 100,
            },
          })),
        }),
  };
  return { status: 200, body };
}

function readBody(body: unknown): {
  readonly patient: MatchEvidence & { readonly keys: readonly PersonKey[] };
  readonly onlyCertain: boolean;
  readonly count: number;
} {
  const read = parameters.safeParse(body);
  if (!read.success) {
    throw refusal('invalid', [
      'The body must be Parameters with resource (a Patient), and may have onlyCertainMatches and count',
      ...read.error.issues.slice(0, 5).map(({ path, message }) => `${path.join('.')}: ${message}`),
    ]);
  }
  let patient: z.infer<typeof given> | undefined;
  let onlyCertain = false;
  let count = DEFAULT_COUNT;
  for (const part of read.data.parameter) {
    if (part.name === 'resource') patient = part.resource;
    else if (part.name === 'count') count = part.valueInteger;
    else onlyCertain = part.valueBoolean;
  }
  if (patient === undefined)
    throw refusal('invalid', 'The parameter resource, a Patient, is missing', 'Parameters.parameter');
  return { patient: evidence(patient), onlyCertain, count };
}

function evidence(patient: z.infer<typeof given>): MatchEvidence & { readonly keys: readonly PersonKey[] } {
  const { identifier, name, birthDate, gender, address, multipleBirthBoolean, multipleBirthInteger } =
    // Its elements have been read in the form in which FHIR has them.
    patient as unknown as Patient;
  const made = evidenceOf('', {
    stamp: '',
    data: {
      identifiers: identifier ?? [],
      ...(name === undefined ? {} : { name }),
      ...(birthDate === undefined ? {} : { birthDate }),
      ...(gender === undefined ? {} : { gender }),
      ...(address === undefined ? {} : { address }),
      ...(multipleBirthBoolean === undefined ? {} : { multipleBirth: multipleBirthBoolean }),
      ...(multipleBirthInteger === undefined ? {} : { birthOrder: multipleBirthInteger }),
    },
    source: { stamp: '', messageId: '' },
    said: {},
    deleted: false,
  });
  if (made === undefined) throw new Error('a Patient that is given is not deleted');
  const keys = (identifier ?? []).flatMap(({ system, value, use }) =>
    system === undefined || value === undefined || use === 'temp' || use === 'old'
      ? []
      : [`${system}|${value}`],
  );
  return { ...made, keys };
}

async function candidates(
  db: Db,
  patient: MatchEvidence & { readonly keys: readonly PersonKey[] },
): Promise<readonly Found[]> {
  const numbers = patient.nhsNumber === '' ? [] : [patient.nhsNumber];
  const known = [...new Set([...patient.keys, ...(await peopleByNumbers(db, numbers))])];
  const entries = new Map(
    [...(await evidenceFor(db, known)), ...(await namesakes(db, patient))].map((one) => [one.person, one]),
  );
  return [...entries.values()].flatMap((entry) => {
    const compared = compare(patient, entry);
    const grade = patient.keys.includes(entry.person) ? 'certain' : gradeOf(compared);
    return grade === undefined
      ? []
      : [{ person: entry.person, grade, score: grade === 'certain' ? 100 : Math.min(compared.score, 99) }];
  });
}

function gradeOf({ outcome, rule }: Comparison): Grade | undefined {
  if (outcome === 'same') return 'certain';
  if (outcome === 'different') return undefined;
  return rule === 'M5' ? 'probable' : 'possible';
}

/** Each person once, by the best of their entries. */
async function patientsOf(
  db: Db,
  found: readonly Found[],
): Promise<readonly (Omit<Found, 'person'> & { readonly resource: Patient })[]> {
  const ids = resourceIds(uuidV5);
  const own = found.map((one) => ({ ...one, id: ids.patient(one.person) }));
  const survivors = await survivorsOf(
    db,
    own.map(({ id }) => id),
  );
  const best = new Map<string, Found>();
  for (const { id, ...one } of own) {
    const survivor = survivors.get(id) ?? id;
    const other = best.get(survivor);
    if (other === undefined || one.score > other.score) best.set(survivor, one);
  }
  const rows = await readCurrents(db, 'Patient', [...best.keys()]);
  return rows
    .flatMap((row) => {
      const one = best.get(row.id);
      if (one === undefined || row.deleted === 1) return [];
      // Rows of type Patient hold Patients, written by writeResources.
      return [
        { grade: one.grade, score: one.score, resource: JSON.parse(row.content) as Patient, id: row.id },
      ];
    })
    .toSorted((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
}
