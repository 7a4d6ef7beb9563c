import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Parameters, Patient } from '@medplum/fhirtypes';
import { adtText } from '../../testing/adt-text.ts';
import { recordBench, type RecordBench } from '../../testing/record-bench.ts';
import { localityHistory } from './locality-history.ts';

let bench: RecordBench;
beforeEach(async () => {
  bench = await recordBench();
});
afterEach(async () => {
  await bench.close();
});

let sent = 0;
async function registered(at: string, practice: string, more: Record<number, string> = {}): Promise<string> {
  const pd1 = { 3: practice === '' ? '""' : `Practice^^${practice}` };
  const pid = { 3: 'R1^^^RFR^MR', 32: '', ...more };
  const { kind } = await bench.send(
    adtText({ trigger: 'A31', at: `${at}080000`, controlId: `H${++sent}`, pid, pd1 }),
  );
  expect(kind).toBe('committed');
  const patients: Patient[] = await bench.resources('Patient');
  return patients[0]?.id ?? '';
}

async function historyOf(id: string): Promise<readonly (readonly (string | undefined)[])[]> {
  const { body } = await localityHistory(
    {
      method: 'GET',
      type: 'Patient',
      id,
      query: new URLSearchParams(),
      baseUrl: 'http://gateway.test/fhir',
      correlationId: 'c',
    },
    { db: bench.engine.reader },
  );
  // The operation answers with Parameters.
  const { parameter = [] } = body as Parameters;
  return parameter.map(({ part = [] }) => {
    const text = part.find(({ name }) => name === 'text')?.valueString;
    const until = part.find(({ name }) => name === 'until')?.valueInstant;
    return [text, until === undefined ? 'open' : 'ended'];
  });
}

describe('the history of where a person belongs', () => {
  it('tells each move with its day and reason, and which one stands', async () => {
    await registered('20261101', 'C87017');
    await registered('20261110', 'C87029');
    const id = await registered('20261120', '');
    expect(await historyOf(id)).toEqual([
      ['Health Village/Central since 2026-11-01 (registered-practice C87017)', 'ended'],
      [
        'moved from Health Village/Central to Wath/Swinton on 2026-11-10 (registered-practice C87029)',
        'ended',
      ],
      [
        expect.stringMatching(
          /^moved from Wath\/Swinton to Locality unknown on .* \(no-registered-practice\)$/,
        ),
        'open',
      ],
    ]);
  });

  it('is silent on versions that changed something else', async () => {
    await registered('20261101', 'C87017');
    const id = await registered('20261102', 'C87017', { 5: 'Hartley^Joan^Mary' });
    expect(await historyOf(id)).toHaveLength(1);
  });

  it('is of nobody for nobody’s id', async () => {
    await expect(historyOf('nobody')).rejects.toThrow('There is no Patient with this id');
  });
});
