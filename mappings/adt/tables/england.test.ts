import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as england from './england.ts';

/** The published code systems, where they lie beside the checkout. */
const PUBLISHED = join(
  import.meta.dirname,
  '..',
  '..',
  '..',
  '..',
  'shared',
  'data',
  'uk-core',
  'codesystems',
);

const lists = Object.entries(england);

describe.skipIf(!existsSync(PUBLISHED))(
  'the national lists, beside the published code systems (skipped where these are absent)',
  () => {
    it.each(lists)('%s equals its code system, code by code and display by display', (_, list) => {
      const name = list.system.slice(list.system.lastIndexOf('/') + 1);
      // The files are FHIR CodeSystem resources.
      const published = JSON.parse(readFileSync(join(PUBLISHED, `CodeSystem-${name}.json`), 'utf8')) as {
        url: string;
        concept: { code: string; display: string }[];
      };
      expect(list.system).toBe(published.url);
      expect(list.codes).toEqual(Object.fromEntries(published.concept.map((c) => [c.code, c.display])));
    });
  },
);

describe('the national lists', () => {
  it('are those of England, each under a system of its own', () => {
    const systems = lists.map(([, list]) => list.system);
    expect(new Set(systems).size).toBe(7);
    for (const system of systems) {
      expect(system).toMatch(/^https:\/\/fhir\.hl7\.org\.uk\/CodeSystem\/UKCore-\w+England$/);
    }
  });

  it('have the sizes that UK Core publishes', () => {
    expect(Object.fromEntries(lists.map(([name, list]) => [name, Object.keys(list.codes).length]))).toEqual({
      ADMISSION_METHOD: 20,
      SOURCE_OF_ADMISSION: 16,
      DISCHARGE_DESTINATION: 21,
      DISCHARGE_METHOD: 8,
      NHS_NUMBER_STATUS: 8,
      ETHNIC_CATEGORY: 18,
      MARITAL_STATUS: 8,
    });
  });
});
