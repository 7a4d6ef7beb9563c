import type { Resource } from '@medplum/fhirtypes';
import { beforeAll, describe, expect, it } from 'vitest';
import { cldChunks } from '../../adapters/social-care/cld-chunks.ts';
import { readCldChunk } from '../../adapters/social-care/cld-read-chunk.ts';
import { loadBeside, type EveryResource } from '../../conformance/validate/every-resource.ts';
import { derivePeriod, evidenceOf } from '../../mappings/social-care/cld-period.ts';
import type { CldFault } from '../../mappings/social-care/cld-fault.ts';
import type { CldRow } from '../../mappings/social-care/cld-row.ts';
import { mapReturnRows } from '../../mappings/social-care/return-facts.ts';
import { returnFold } from '../../mappings/social-care/return-fold.ts';
import { resourceIds } from '../../mappings/resource-ids.ts';
import { cldPeople } from './cld-people.ts';
import { cldReturn, cldReturnText } from './cld-return.ts';
import { contextOf, COUNCIL } from './cld-rows.ts';

const PERIOD = { start: '2024-07-01', end: '2025-06-30' };
const OPTIONS = { seed: 7, council: COUNCIL, period: PERIOD };
const PEOPLE = cldPeople(300, 7);

async function* asBytes(text: string): AsyncGenerator<Uint8Array, void, void> {
  yield await Promise.resolve(Buffer.from(text));
}

async function read(text: string): Promise<{ rows: CldRow[]; faults: CldFault[] }> {
  const rows: CldRow[] = [];
  const faults: CldFault[] = [];
  for await (const part of cldChunks(asBytes(text))) {
    if (part.kind !== 'chunk') continue;
    const chunk = readCldChunk(part.raw, part.firstLine, COUNCIL);
    rows.push(...chunk.rows);
    faults.push(...chunk.faults);
  }
  return { rows, faults };
}

describe('the synthetic return', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(cldReturnText(PEOPLE, OPTIONS)).toBe(cldReturnText(PEOPLE, OPTIONS));
    expect(cldReturnText(PEOPLE, { ...OPTIONS, seed: 8 })).not.toBe(cldReturnText(PEOPLE, OPTIONS));
  });

  it('has as many rows as are asked for, of the people given', async () => {
    const { rows } = await read(cldReturnText(PEOPLE, { ...OPTIONS, rows: 2_500 }));
    expect(rows.length).toBeGreaterThanOrEqual(2_500);
    expect(rows.length).toBeLessThan(2_510);
    expect(new Set(rows.map(({ person }) => person.id)).size).toBe(300);
    expect([...cldReturn([], OPTIONS)]).toHaveLength(1);
  });

  it('is read without a refusal; what is noted are numbers that people lack and lists that are not published', async () => {
    const { rows, faults } = await read(cldReturnText(PEOPLE, OPTIONS));
    expect(rows.length).toBeGreaterThan(900);
    expect(new Set(faults.map(({ column = '', rule }) => `${column} ${rule}`))).toEqual(
      new Set([
        'NHS_Number blank-mandatory',
        'Eligible_Needs_Identified unverified-value',
        'Review_Outcomes_Achieved unverified-value',
        'Total_Hrs_Caring_per_week unverified-value',
      ]),
    );
  });

  it('covers the period that it states, with all kinds of event, packages, care homes and carers', async () => {
    const { rows } = await read(cldReturnText(PEOPLE, OPTIONS));
    const evidence = evidenceOf(rows);
    expect(derivePeriod(evidence, '2025-07-15')).toMatchObject(PERIOD);
    expect(Object.keys(evidence.types).toSorted()).toEqual(['assessment', 'request', 'review', 'service']);
    expect(rows.filter(({ person }) => person.caresFor.length > 0).length).toBeGreaterThan(5);
    expect(rows.some(({ event }) => event?.component === 'Long term nursing care')).toBe(true);
  });
});

describe('the resources of a return', () => {
  let every: EveryResource;
  beforeAll(() => {
    every = loadBeside();
  }, 60_000);

  it('conform to R4, and to the profiles that they claim where these are at hand', async () => {
    const { rows } = await read(cldReturnText(PEOPLE.slice(0, 80), OPTIONS));
    const uuid = (kind: string, key: string): string =>
      `${kind}-${Buffer.from(key).toString('base64url').slice(-40)}`.replace(/[^A-Za-z0-9-]/g, '-');
    const period = { ...PERIOD, stated: PERIOD };
    const context = contextOf({
      period,
      idOf: uuid,
      sourceMessageId: 'b0f4f1f0-0000-4000-8000-000000000001',
    });
    const { sets, directory } = mapReturnRows(rows, context);
    const resources: Resource[] = sets.flatMap((fact) => [
      ...returnFold.standing(returnFold.step(undefined, fact), { ids: resourceIds(uuid), idOf: uuid })
        .resources,
    ]);
    every.expectValid([...directory, ...resources]);
    expect(new Set(resources.map(({ resourceType }) => resourceType)).size).toBe(6);
  }, 60_000);
});
