import type { Bundle } from '@medplum/fhirtypes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ids, startSearchScenario, type SearchScenario } from './testing/search-scenario.ts';

let gateway: SearchScenario;
beforeAll(async () => {
  gateway = await startSearchScenario();
});
afterAll(async () => {
  await gateway.close();
});

/** The elements of the resources of one search mode, by their ids. */
function elements(result: Bundle, mode = 'match'): Record<string, string[]> {
  const entries = (result.entry ?? []).filter((e) => e.search?.mode === mode);
  return Object.fromEntries(entries.map(({ resource }) => [resource?.id ?? '', Object.keys(resource ?? {})]));
}

const SUBSETTED = { code: 'SUBSETTED' };

describe('search: parts of resources', () => {
  it('gives the named elements of the matches, and what is included as a whole', async () => {
    const path = 'Encounter?_id=v1&_elements=period&_include=Encounter:subject';
    const result = await gateway.bundle(path);
    expect(elements(result)).toEqual({ v1: ['resourceType', 'id', 'meta', 'status', 'class', 'period'] });
    expect(elements(result, 'include')['ann']).toContain('telecom');
    expect(result.entry?.[0]?.resource?.meta?.tag).toMatchObject([SUBSETTED]);
    expect(result.entry?.[1]?.resource?.meta?.tag).toBeUndefined();
    expect(result.link?.[0]?.url).toContain('_elements=period');
  });

  it('gives the summary of matches and of what is included', async () => {
    const result = await gateway.bundle('Encounter?_id=v3&_summary=true&_include=Encounter:location');
    expect(elements(result)).toEqual({ v3: ['resourceType', 'id', 'meta', 'status', 'class', 'subject'] });
    expect(elements(result, 'include')).toEqual({ b6: ['resourceType', 'id', 'meta', 'name'] });
    for (const { resource } of result.entry ?? []) expect(resource?.meta?.tag).toMatchObject([SUBSETTED]);
  });

  it('gives whole resources for _summary=false, unmarked', async () => {
    const result = await gateway.bundle('Patient?_id=ann&_summary=false');
    expect(elements(result)['ann']).toContain('telecom');
    expect(result.entry?.[0]?.resource?.meta?.tag).toBeUndefined();
  });

  it('does not change what is stored', async () => {
    await gateway.bundle('Patient?_id=ann&_summary=text');
    const whole = await gateway.bundle('Patient?_id=ann');
    expect(whole.entry?.[0]?.resource).toMatchObject({ gender: 'female', meta: { versionId: '1' } });
  });

  it('takes a cursor on whichever part of the resources is asked for', async () => {
    const first = await gateway.bundle('Patient?_count=1&_summary=true');
    const cursor = new URL(first.link?.[1]?.url ?? '').searchParams.get('_cursor') ?? '';
    expect(ids(await gateway.bundle(`Patient?_count=2&_elements=name&_cursor=${cursor}`))).toEqual([
      'bob',
      'cyd',
    ]);
  });
});
