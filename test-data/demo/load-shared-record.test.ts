import { afterEach, beforeEach, expect, it } from 'vitest';
import { startGateway, type RunningGateway } from '../../gateway/testing/running-gateway.ts';
import { makeBorough } from './borough-of-demo.ts';
import { checkSharedRecord } from './check-shared-record.ts';
import { createFeedsClient } from './feeds-client.ts';
import { createFhirClient } from './fhir-client.ts';
import { loadSharedRecord } from './load-shared-record.ts';
import { latestPlainDay } from './simulated-day.ts';

let gateway: RunningGateway;
beforeEach(async () => {
  gateway = await startGateway();
});
afterEach(() => gateway.stop());

it(
  'the gateway takes all of it, and joins practice and council to one person each',
  { timeout: 60_000 },
  async () => {
    const day = latestPlainDay(new Date());
    const { shared: whole } = makeBorough('place.json', { people: 300, seed: 3, day });
    const shared = { ...whole, asked: whole.asked.slice(0, 40) };
    const fhir = createFhirClient(gateway.baseUrl);
    const feeds = createFeedsClient(gateway.baseUrl.replace(/\/fhir$/, ''));
    const seen = new Set<string>();
    const loaded = await loadSharedRecord(shared, feeds, {
      seed: 3,
      day,
      onProgress: (what) => seen.add(what),
    });
    expect([...loaded.summaries.refused, ...loaded.returnRows.refused, ...loaded.events.refused]).toEqual([]);
    expect(loaded.summaries.taken).toBe(40);
    expect(loaded.events.taken).toBe(shared.events.length);
    expect(loaded.returnRows.taken).toBeGreaterThan(0);
    expect([...seen]).toEqual(['GP summaries', "the council's return", 'case events']);
    const check = await checkSharedRecord(shared, loaded.unavailable, fhir, 50);
    expect(check.differences).toEqual([]);
    expect(check.packages).toBeGreaterThan(3);
    expect(check.joined).toBe(check.people);
    const again = await loadSharedRecord(shared, feeds, { seed: 3, day, onProgress: () => undefined });
    expect(again.summaries).toEqual(loaded.summaries);
  },
);
