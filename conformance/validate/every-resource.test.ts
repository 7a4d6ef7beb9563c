/** Every resource of every golden case is right: by base R4, the bindings, and the profiles that it claims where they are at hand. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Resource } from '@medplum/fhirtypes';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadBeside, type EveryResource } from './every-resource.ts';

const TEST_DATA = join(import.meta.dirname, '..', '..', 'test-data');
const FEEDS = ['adt', 'gp-summary', 'social-care'];

let every: EveryResource;
beforeAll(() => {
  every = loadBeside();
}, 60_000);

describe('the resources that golden cases expect', () => {
  it.for(FEEDS.filter((feed) => existsSync(join(TEST_DATA, feed))))('%s', (feed) => {
    const expected = readdirSync(join(TEST_DATA, feed))
      .map((name) => join(TEST_DATA, feed, name, 'expected.json'))
      .filter((path) => existsSync(path));
    const faults = expected.flatMap((path) => {
      const resources = resourcesIn(JSON.parse(readFileSync(path, 'utf8')));
      return every.faultsOf(resources).map((fault) => `${path}: ${fault}`);
    });
    expect(faults).toEqual([]);
  });
});

describe('the check of every resource', () => {
  it('passes what is right, and tells of every fault', () => {
    every.expectValid([{ resourceType: 'Patient', id: 'p1' }]);
    const wrong = {
      resourceType: 'Patient',
      id: 'p2',
      birthDate: '1941-13-01',
      telecom: [{ value: '1' }],
    } as const;
    expect(() => {
      every.expectValid([
        { resourceType: 'Patient', id: 'p1' },
        { ...wrong, telecom: [...wrong.telecom] },
      ]);
    }).toThrow(/^2 faults:\nPatient\/p2 Patient\.birthDate: .+\nPatient\/p2 Patient\.telecom\[0\]: cpt-2/);
  });

  it('does not pass when there is nothing to check', () => {
    expect(() => {
      every.expectValid([]);
    }).toThrow('there is no resource');
  });
});

/** The outermost resources within any JSON. */
function resourcesIn(value: unknown): Resource[] {
  if (typeof value !== 'object' || value === null) return [];
  // Anything that names its type is written there as a resource.
  if ('resourceType' in value && typeof value.resourceType === 'string') return [value as Resource];
  return Object.values(value).flatMap(resourcesIn);
}
