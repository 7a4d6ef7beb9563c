import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Bundle, Patient } from '@medplum/fhirtypes';
import { NHS_NUMBER } from '../../../conformance/systems.ts';
import { adtText } from '../../testing/adt-text.ts';
import { recordBench, type RecordBench } from '../../testing/record-bench.ts';
import { patientMatch } from './patient-match.ts';

const MRN = 'https://fhir.nhs.uk/RFR/Id/mrn';
const JOAN = { name: [{ family: 'Hartley', given: ['Joan'] }], birthDate: '1941-02-03', gender: 'female' };

let bench: RecordBench;
beforeAll(async () => {
  bench = await recordBench();
  const entries = [
    { 3: '9990000018^^^NHS^NH~R1^^^RFR^MR' },
    { 3: 'R2^^^RFR^MR', 32: '' },
    { 3: 'R3^^^RFR^MR', 5: 'Hartley^Ann', 11: '9 Other Road^^^^S62 9ZZ', 32: '' },
    { 3: '9990000026^^^NHS^NH~R4^^^RFR^MR', 5: 'Shaw^Tom', 7: '19900909', 8: '1', 32: 'NSTS02' },
  ];
  for (const [i, pid] of entries.entries())
    await bench.send(adtText({ trigger: 'A28', at: '20261121080000', controlId: `P${i}`, pid }));
});
afterAll(async () => {
  await bench.close();
});

async function match(resource: object, ...more: readonly object[]): Promise<Bundle<Patient>> {
  const { body } = await patientMatch(
    {
      method: 'POST',
      type: 'Patient',
      query: new URLSearchParams(),
      baseUrl: 'http://gateway.test/fhir',
      correlationId: 'c',
      body: {
        resourceType: 'Parameters',
        parameter: [{ name: 'resource', resource: { resourceType: 'Patient', ...resource } }, ...more],
      },
    },
    { db: bench.engine.reader },
  );
  // The operation answers with a Bundle of Patients.
  return body as Bundle<Patient>;
}

/** Local number and grade, the likeliest first. */
async function found(resource: object, ...more: readonly object[]): Promise<readonly string[]> {
  const { entry = [] } = await match(resource, ...more);
  return entry.map(({ resource: patient, search }) => {
    const local = patient?.identifier?.find(({ system }) => system === MRN)?.value ?? '';
    return `${local} ${search?.extension?.[0]?.valueCode ?? ''}`;
  });
}

const nhs = (value: string): object => ({ identifier: [{ system: NHS_NUMBER, value }] });

describe('who may be the person that is asked for', () => {
  it('is certain by a verified number with the same birthday, and by a local number', async () => {
    expect((await found({ ...JOAN, ...nhs('9990000018') }))[0]).toBe('R1 certain');
    expect((await found({ ...JOAN, identifier: [{ system: MRN, value: 'R2' }] }))[0]).toBe('R2 certain');
  });

  it('is not certain by a number with another birthday, nor by one that nobody verified', async () => {
    expect(await found({ ...JOAN, birthDate: '1970-09-09', ...nhs('9990000018') })).toEqual(['R1 possible']);
    expect(await found({ ...JOAN, ...nhs('9990000026') })).not.toContain('R4 certain');
  });

  it('is probable where all else is equal, possible where less is, and nobody where little is', async () => {
    const whole = { ...JOAN, address: [{ postalCode: 's60 9zz' }] };
    expect([...(await found(whole))].sort()).toEqual(['R1 probable', 'R2 probable']);
    expect([...(await found(JOAN))].sort()).toEqual(['R1 possible', 'R2 possible']);
    expect(await found({ name: JOAN.name })).toEqual([]);
  });

  it('is of those certain alone where that is asked, and of at most so many', async () => {
    const certain = { name: 'onlyCertainMatches', valueBoolean: true };
    expect(await found({ ...JOAN, ...nhs('9990000018') }, certain)).toEqual(['R1 certain']);
    expect(await found(JOAN, certain)).toEqual([]);
    expect(await found(JOAN, { name: 'count', valueInteger: 1 })).toHaveLength(1);
  });

  it('certain of two people at once is certain of none', async () => {
    const both = { identifier: ['R1', 'R2'].map((value) => ({ system: MRN, value })) };
    expect(await found(both)).toEqual(['R1 certain', 'R2 certain'].sort());
    expect(await found(both, { name: 'onlyCertainMatches', valueBoolean: true })).toEqual([]);
  });

  it('comes with a score that falls', async () => {
    const { entry = [] } = await match({ ...JOAN, ...nhs('9990000018') });
    const scores = entry.map(({ search }) => search?.score ?? 0);
    expect(scores[0]).toBe(1);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  });

  it.each([
    ['a birth date in part', { birthDate: '1941-02' }],
    ['a gender that is none', { gender: 'f' }],
    ['another resource', { resourceType: 'Person' }],
  ])('is asked for in vain with %s', async (_, wrong) => {
    await expect(match(wrong)).rejects.toThrow('The body must be Parameters');
  });
});
