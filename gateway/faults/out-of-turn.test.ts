/**
 * F9, F10 and F23 through the intake. F9: a cancellation (A11) before its admission (A01); pass: the visit ends cancelled,
 * and nobody was alerted, or was told and untold. F10: an update (A08) after the discharge (A03) or cancellation; pass: the
 * visit is not re-opened. F23: an EVN-6 of 2099, of 1900 or ten months early; pass: the next time stands, with a flag, and
 * later events keep their order.
 */
import type { Encounter } from '@medplum/fhirtypes';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adtText, type AdtText } from '../testing/adt-text.ts';
import { recordBench, type RecordBench } from '../testing/record-bench.ts';

let bench: RecordBench;
beforeEach(async () => {
  bench = await recordBench();
});
afterEach(() => bench.close());

const WARD = { 2: 'I', 3: '^B6^1^RFRPA' };
const admission = adtText({ trigger: 'A01', at: '20261121080000', controlId: 'C1', pv1: WARD });
const cancellation = adtText({
  trigger: 'A11',
  at: '20261121080000',
  recorded: '20261121081500',
  controlId: 'C2',
  pv1: WARD,
});
const discharge = adtText({
  trigger: 'A03',
  at: '20261121100000',
  controlId: 'C3',
  pv1: { ...WARD, 36: '1' },
});
/** Values that differ from what is known, so that it has something to change. */
const update = adtText({
  trigger: 'A08',
  at: '20261121120000',
  controlId: 'C4',
  pid: { 13: '01709 555010^PRN^PH' },
  pv1: { 2: 'I', 3: '^B3^2^RFRPA', 10: '300' },
});

async function visit(): Promise<Encounter | undefined> {
  const all = await bench.resources('Encounter');
  expect(all).toHaveLength(1);
  return all[0];
}

/** What is told and not taken back. */
function standing(): readonly string[] {
  const kinds: string[] = [];
  for (const { kind, retracts } of bench.told) {
    const taken = kind === 'cancelled' ? kinds.lastIndexOf(retracts ?? '') : -1;
    if (taken === -1) kinds.push(kind);
    else kinds.splice(taken, 1);
  }
  return kinds;
}

describe('a cancellation before its admission', () => {
  it('leaves the visit cancelled, and no alert standing', async () => {
    for (const message of [cancellation, admission]) {
      expect((await bench.send(message)).kind).toBe('committed');
    }
    expect((await visit())?.status).toBe('cancelled');
    expect(standing()).toEqual([]);
  });

  it('leaves the record as the other order does', async () => {
    for (const message of [cancellation, admission]) await bench.send(message);
    const reversed = await bench.record();
    const other = await recordBench();
    for (const message of [admission, cancellation]) await other.send(message);
    expect(reversed).toEqual(await other.record());
    await other.close();
  });
});

describe('an update after the end', () => {
  it.each([
    ['of a discharge', [admission, discharge, update], 'finished', ['admitted', 'discharged']],
    ['of a cancellation', [admission, cancellation, update], 'cancelled', []],
    [
      'of a discharge that comes after it',
      [admission, update, discharge],
      'finished',
      ['admitted', 'discharged'],
    ],
  ])('%s does not open the visit again', async (_what, messages, status, told) => {
    for (const message of messages) expect((await bench.send(message)).kind).toBe('committed');
    expect((await visit())?.status).toBe(status);
    expect(standing()).toEqual(told);
    const [patient] = await bench.resources('Patient');
    expect(patient?.telecom?.map(({ value }) => value)).toEqual(['01709 555010']);
  });
});

describe('an event time that cannot be', () => {
  it.each([
    ['2099', '20990101000000'],
    ['1900', '19000101000000'],
    ['ten months early', '20260121080000'],
  ])('of %s gives way to the next, with a flag', async (_what, at) => {
    const odd: AdtText = {
      trigger: 'A01',
      at,
      recorded: '20261121080000',
      controlId: 'C1',
      pv1: { ...WARD, 44: '' },
    };
    expect((await bench.send(adtText(odd))).kind).toBe('committed');
    const [row] = await bench.engine.reader.selectFrom('source_message').select('issues').execute();
    expect(row?.issues).toContain('EVN-6');
    expect((await visit())?.period?.start).toBe('2026-11-21T08:00:00+00:00');
    await bench.send(discharge);
    expect(await visit()).toMatchObject({
      status: 'finished',
      period: { start: '2026-11-21T08:00:00+00:00', end: '2026-11-21T10:00:00+00:00' },
    });
  });
});
