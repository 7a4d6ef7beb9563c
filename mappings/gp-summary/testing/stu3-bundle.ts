/** GP Connect bundles for tests, and their mapping. The people, numbers and practices are made up. */
import { resourceIds, type IdOf } from '../../resource-ids.ts';
import { mapStu3Bundle } from '../map-stu3-bundle.ts';
import type { MappedSummary } from '../mapped-summary.ts';
import type { Json } from '../stu3/mapper.ts';
import type { SubmissionContext } from '../submission.ts';
import type { AreaCode, GpAreaData } from '../summary.ts';

export const SNOMED = 'http://snomed.info/sct';
export const SECONDARY = 'https://fhir.hl7.org.uk/STU3/CodeSystem/GPConnect-SecondaryListValues-1';
export const NHS = 'https://fhir.nhs.uk/STU3/StructureDefinition/';
export const UK = 'https://fhir.hl7.org.uk/STU3/StructureDefinition/';

/** Readable ids: what they are made of. */
const idOf: IdOf = (kind, key) => `${kind}(${key})`;

export const CONTEXT: SubmissionContext = {
  sourceMessageId: '4d0f7a3e-0000-5000-8000-000000000001',
  receivedAt: '2026-11-20T10:00:00.000Z',
  hash: 'hash-1',
  ids: resourceIds(idOf),
  idOf,
};

export const PERSON = 'https://rother.example/fhir/Id/gp-patient/C87999|9990000018';

export const PATIENT: Json = {
  resourceType: 'Patient',
  id: 'p',
  identifier: [
    {
      system: 'https://fhir.nhs.uk/Id/nhs-number',
      value: '9990000018',
      extension: [
        {
          url: `${NHS}Extension-CareConnect-GPC-NHSNumberVerificationStatus-1`,
          valueCodeableConcept: { coding: [{ code: '01' }] },
        },
      ],
    },
  ],
  name: [{ use: 'official', family: 'Example', given: ['Edith'] }],
  gender: 'female',
  birthDate: '1941-03-12',
  managingOrganization: { reference: 'Organization/o' },
};

export const PRACTICE: Json = {
  resourceType: 'Organization',
  id: 'o',
  identifier: [{ system: 'https://fhir.nhs.uk/Id/ods-organization-code', value: 'C87999' }],
  name: 'Example Surgery',
};

/** SNOMED CT codes of primary Lists. */
export const LISTS = {
  allergies: '886921000000105',
  ended: '1103671000000101',
  medications: '933361000000108',
  problems: '717711000000103',
  immunisations: '1102181000000102',
  uncategorised: '826501000000100',
  consultations: '1149501000000101',
  investigations: '887191000000108',
  referrals: '792931000000107',
  diary: '714311000000108',
} as const;

export const NOT_RECORDED: Json = {
  emptyReason: {
    coding: [{ system: `${NHS}CareConnect-ListEmptyReasonCode-1`, code: 'no-content-recorded' }],
  },
  note: [{ text: 'Information not available' }],
};

export function list(code: string, entries: readonly string[], more: Json = {}): Json {
  return {
    resourceType: 'List',
    status: 'current',
    mode: 'snapshot',
    code: { coding: [{ system: code.includes('-') ? SECONDARY : SNOMED, code }] },
    subject: { reference: 'Patient/p' },
    date: '2026-11-20T09:00:00+00:00',
    ...(entries.length === 0 ? {} : { entry: entries.map((reference) => ({ item: { reference } })) }),
    ...more,
  };
}

export function warning(...codes: readonly string[]): Json {
  return {
    extension: codes.map((valueCode) => ({
      url: `${NHS}Extension-CareConnect-GPC-ListWarningCode-1`,
      valueCode,
    })),
  };
}

/** A resource of the person with an identifier of the practice's system. */
export function item(resourceType: string, id: string, more: Json = {}): Json {
  const whose = ['AllergyIntolerance', 'Immunization'].includes(resourceType) ? 'patient' : 'subject';
  return {
    resourceType,
    id,
    identifier: [{ system: 'https://EMISWeb/C87999', value: `${id}-business` }],
    [whose]: { reference: 'Patient/p' },
    ...more,
  };
}

export function coded(code: string, display = `Code ${code}`): Json {
  return { coding: [{ system: SNOMED, code, display }] };
}

export const ALLERGY = item('AllergyIntolerance', 'a', {
  clinicalStatus: 'active',
  verificationStatus: 'unconfirmed',
  code: coded('91936005'),
});
export const PROBLEM = item('Condition', 'c', { clinicalStatus: 'active', code: coded('38341003') });
export const WEIGHT = item('Observation', 'w', { status: 'final', code: coded('27113001') });

/** A bundle of the person and the practice with these resources. */
export function bundle(...resources: readonly Json[]): Json {
  return bundleOf([PATIENT, PRACTICE, ...resources]);
}

export function bundleOf(resources: readonly Json[]): Json {
  return {
    resourceType: 'Bundle',
    type: 'collection',
    entry: resources.map((resource) => ({ resource })),
  };
}

export type Mapped = Extract<MappedSummary, { readonly statements: unknown }>;

/** @throws where the bundle is refused. */
export function map(source: Json, more: Partial<SubmissionContext> = {}): Mapped {
  const mapped = mapStu3Bundle(source, { ...CONTEXT, ...more });
  if ('refused' in mapped) throw new Error(`${mapped.refused.path}: ${mapped.refused.text}`);
  return mapped;
}

/** The data of an area's fact, where the bundle states one. */
export function area({ statements }: Mapped, code: AreaCode): GpAreaData | undefined {
  // Facts of this mapping carry GpAreaData and nothing else.
  return statements.sets?.map(({ data }) => data as GpAreaData).find((data) => data.area === code);
}

/** The resources of an area, linked ones left out. */
export function own(mapped: Mapped, code: AreaCode): Json[] {
  // R4 resources are JSON objects.
  return (area(mapped, code)?.items ?? [])
    .filter(({ linked }) => linked !== true)
    .map(({ resource }) => resource as unknown as Json);
}

/** All resources by type, wherever they stand. */
export function made(mapped: Mapped, type: string): Json[] {
  return (
    (mapped.statements.sets ?? [])
      // As above.
      .flatMap(({ data }) => (data as GpAreaData).items.map(({ resource }) => resource as unknown as Json))
      .filter(({ resourceType }) => resourceType === type)
  );
}
