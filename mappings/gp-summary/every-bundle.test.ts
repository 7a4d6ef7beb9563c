/** Holds what comes of whole bundles to R4 and UK Core: a made-up one of every type, and the published ones where they lie beside the checkout. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Resource } from '@medplum/fhirtypes';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadBeside, type EveryResource } from '../../conformance/validate/every-resource.ts';
import { uuidV5 } from '../../gateway/record/uuid.ts';
import { resourceIds } from '../resource-ids.ts';
import type { Json } from './stu3/mapper.ts';
import { asObject, objects } from './stu3/read-json.ts';
import type { GpAreaData } from './summary.ts';
import { AROUND, BASES } from './testing/stu3-elements.ts';
import { LISTS, bundle, item, list, map, type Mapped } from './testing/stu3-bundle.ts';

const FOLDER = join(import.meta.dirname, '../../../shared/data/gp/gp-connect-structured');
const PUBLISHED = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name.endsWith('.json')) : [];
const IDS = { idOf: uuidV5, ids: resourceIds(uuidV5) };

let conformance: EveryResource;
beforeAll(() => {
  conformance = loadBeside();
});

function items(mapped: Mapped) {
  // Facts of this mapping carry GpAreaData.
  return (mapped.statements.sets ?? []).flatMap(({ data }) => (data as GpAreaData).items);
}

function resources(mapped: Mapped): readonly Resource[] {
  return [...items(mapped).map(({ resource }) => resource), ...(mapped.statements.directory ?? [])];
}

/** References that lead to nothing that is stated. */
function dangling(mapped: Mapped): string[] {
  const standing = new Set(resources(mapped).map(({ resourceType, id }) => `${resourceType}/${id ?? ''}`));
  const person = `Patient/${IDS.ids.patient(mapped.statements.people[0]?.person ?? '')}`;
  const found: string[] = [];
  JSON.stringify(resources(mapped), (name, value: unknown) => {
    if (name === 'reference' && typeof value === 'string' && value !== person && !standing.has(value)) {
      found.push(value);
    }
    return value;
  });
  return found;
}

/** One of each type, with what R4 wants and STU3 does not always have. */
function made(): Mapped {
  const { Patient: _, ...bases } = BASES;
  const odd: Json[] = [
    item('Immunization', 'undone', {
      status: 'completed',
      notGiven: true,
      vaccineCode: { coding: [{ system: 'http://hl7.org/fhir/v3/NullFlavor', code: 'UNK' }] },
    }),
    item('AllergyIntolerance', 'over', {
      clinicalStatus: 'resolved',
      code: { text: 'Peanuts' },
      reaction: [{ severity: 'mild' }],
      extension: [
        {
          url: 'https://fhir.nhs.uk/STU3/StructureDefinition/Extension-CareConnect-GPC-AllergyIntoleranceEnd-1',
          extension: [{ url: 'endDate', valueDateTime: '2016' }],
        },
      ],
    }),
    item('Condition', 'odd', { clinicalStatus: 'active', abatementDateTime: '2012', code: { text: 'Odd' } }),
  ];
  const listed = [...Object.values(bases), ...odd];
  const names = listed.map(({ resourceType, id }) => `${String(resourceType)}/${String(id)}`);
  return map(bundle(...AROUND.slice(1), ...listed, list(LISTS.medications, names)), IDS);
}

describe('what comes of a bundle', () => {
  it('of every type is valid, and points to nothing that is not there', () => {
    const mapped = made();
    conformance.expectValid(resources(mapped));
    expect(dangling(mapped)).toEqual([]);
    expect(new Set(resources(mapped).map(({ resourceType }) => resourceType)).size).toBeGreaterThan(14);
  });

  it.skipIf(PUBLISHED.length === 0).each(PUBLISHED.length === 0 ? [''] : PUBLISHED)(
    'as published is valid, whole and the same each time: %s',
    (name) => {
      const text = readFileSync(join(FOLDER, name), 'utf8');
      // Published as JSON objects.
      const source = JSON.parse(text) as Json;
      const mapped = map(source, IDS);
      conformance.expectValid(resources(mapped));
      expect(dangling(mapped)).toEqual([]);
      expect(JSON.stringify(map(JSON.parse(text) as Json, IDS))).toBe(JSON.stringify(mapped));
      const out = JSON.stringify(mapped.statements);
      expect(out).not.toContain('/STU3/StructureDefinition/');
      expect(out).not.toMatch(
        /Extension-UKCore-(?:ActualProblem|Related|ProblemSignificance|PrescriptionType)/,
      );
      expect(entered(source)).toBe(resources(mapped).length - registrations(mapped) + countedOut(mapped));
    },
  );
});

/** Resources that become resources of their own: distinct by type and identifier, Lists, Patient and medicines apart. */
function entered(source: Json): number {
  const all = objects(source['entry']).flatMap((entry) => {
    const resource = asObject(entry['resource']) ?? {};
    return [resource, ...objects(resource['contained'])];
  });
  const kept = all.filter(
    ({ resourceType }) => !['List', 'Patient', 'Medication'].includes(String(resourceType)),
  );
  return new Set(
    kept.map(({ resourceType, id, identifier }) =>
      JSON.stringify([resourceType, objects(identifier).length === 0 ? id : identifier]),
    ),
  ).size;
}

/** The registration is made of the Patient. */
function registrations(mapped: Mapped): number {
  return items(mapped).filter(({ resource }) => resource.resourceType === 'EpisodeOfCare').length;
}

function countedOut({ dropped }: Mapped): number {
  return dropped.filter(({ path }) => path === 'Observation').reduce((sum, { count }) => sum + count, 0);
}
