import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adtText } from '../testing/adt-text.ts';
import { recordBench, type RecordBench } from '../testing/record-bench.ts';
import { localityCodes, type Localities } from './attribution.ts';
import { reattribute } from './reattribute.ts';

let bench: RecordBench;
beforeEach(async () => {
  bench = await recordBench();
});
afterEach(async () => {
  await bench.close();
});

const localities = (byPractice: Readonly<Record<string, string>>): Localities => ({
  byPractice: (ods) => {
    const code = byPractice[ods];
    return code === undefined ? undefined : { code, name: `Locality ${code}` };
  },
  describe: () => JSON.stringify(byPractice),
});

function run(to: Localities): Promise<number> {
  return reattribute(bench.engine, {
    ...bench.deps.place,
    localities: to,
    now: () => '2026-12-01T00:00:00.000Z',
    log: bench.deps.log,
  });
}

/** A person of a practice, by a local number. */
async function person(number: string, practice: string): Promise<void> {
  const receipt = await bench.send(
    adtText({
      trigger: 'A28',
      at: '20261121080000',
      controlId: number,
      pid: { 3: `${number}^^^RFR^MR` },
      pd1: { 3: practice === '' ? '' : `Practice^^${practice}` },
    }),
  );
  expect(receipt.kind).toBe('committed');
}

async function codes(): Promise<(string | undefined)[]> {
  const patients = await bench.resources('Patient');
  return patients
    .toSorted((a, b) => ((a.identifier?.[0]?.value ?? '') < (b.identifier?.[0]?.value ?? '') ? -1 : 1))
    .map((patient) => localityCodes(patient.extension)[0]);
}

async function versions(): Promise<(string | undefined)[]> {
  return (await bench.resources('Patient')).map((patient) => patient.meta?.versionId);
}

describe('when the place changes, people are attributed anew', () => {
  it('each by the practice that is theirs, and nobody else is touched', async () => {
    await person('R1', 'C87017');
    await person('R2', 'A12345');
    await person('R3', '');
    expect(await codes()).toEqual(['health-village-central', 'out-of-area', 'unknown']);
    expect(await run(localities({ A12345: 'new', C87017: 'health-village-central' }))).toBe(2);
    expect(await codes()).toEqual(['health-village-central', 'new', 'unknown']);
  });

  it('and the time since when they are with their practice stays', async () => {
    await person('R1', 'C87017');
    await run(localities({ C87017: 'new' }));
    const [patient] = await bench.resources('Patient');
    const parts = patient?.extension?.find((e) => e.url.endsWith('locality-attribution'))?.extension;
    expect(parts?.find((part) => part.url === 'since')?.valueDateTime).toBe('2026-11-21T08:00:00+00:00');
    expect(parts?.find((part) => part.url === 'evidence')?.valueString).toBe('C87017');
    expect(patient?.meta?.lastUpdated).toBe('2026-12-01T00:00:00.000Z');
  });

  it('once: the same place again changes nothing', async () => {
    await person('R1', 'C87017');
    const place = localities({ C87017: 'new' });
    expect(await run(place)).toBe(1);
    expect(await run(place)).toBe(0);
    expect(await versions()).toEqual(['2']);
    await person('R2', 'C87017');
    expect(await run(place)).toBe(0);
  });

  it('in batches, to the last', async () => {
    for (let i = 0; i < 205; i++) await person(`R${i}`, 'C87017');
    expect(await run(localities({ C87017: 'new' }))).toBe(205);
    expect(new Set(await codes())).toEqual(new Set(['new']));
    expect(new Set(await versions())).toEqual(new Set(['2']));
  }, 60_000);

  it('of nobody at all without a fuss', async () => {
    expect(await run(localities({}))).toBe(0);
  });
});
