/**
 * F21: the nights of the clock change, through the intake; senders tell local times without an offset. Pass: no crash, the
 * events keep their order whatever the order of arrival, and the doubt is on record.
 */
import type { Encounter } from '@medplum/fhirtypes';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { adtText } from '../testing/adt-text.ts';
import { recordBench, type RecordBench } from '../testing/record-bench.ts';

let bench: RecordBench;
beforeEach(async () => {
  bench = await recordBench();
});
afterEach(() => bench.close());

const event = (trigger: string, at: string, ward: string): string =>
  adtText({
    trigger,
    at,
    controlId: `${trigger}${at}`,
    pv1: { 2: 'I', 3: `^${ward}^1^RFRPA`, ...(trigger === 'A03' ? { 36: '1' } : {}) },
  });

/** On 25 October 2026 the clock goes from 02:00 back to 01:00. */
const october = [
  event('A01', '20261025013000', 'B6'),
  // Forty minutes later: the admission was in summer time, this is in winter time.
  event('A03', '20261025011000', 'B6'),
];
/** On 29 March 2026 the clock goes from 01:00 to 02:00: there is no 01:30. */
const march = [
  event('A01', '20260329005000', 'B6'),
  event('A02', '20260329013000', 'B3'),
  event('A03', '20260329024000', 'B3'),
];

async function afterAll(messages: readonly string[]): Promise<Encounter | undefined> {
  for (const message of messages) expect((await bench.send(message)).kind).toBe('committed');
  const encounters = await bench.resources('Encounter');
  expect(encounters).toHaveLength(1);
  return encounters[0];
}

const doubts = async (): Promise<string> =>
  (await bench.engine.reader.selectFrom('source_message').select('issues').execute())
    .map(({ issues }) => issues)
    .join();

it.each([
  ['in order', october],
  ['the discharge first', october.toReversed()],
])(
  'in October, an admission at 01:30 and a discharge at 01:10 an hour later: %s',
  async (_what, messages) => {
    expect(await afterAll(messages)).toMatchObject({
      status: 'finished',
      period: { start: '2026-10-25T01:30:00+01:00', end: '2026-10-25T01:10:00+00:00' },
    });
    expect(await doubts()).toContain('ambiguous');
  },
);

it.each([
  ['in order', march],
  ['the transfer last', [march[0], march[2], march[1]].map((message) => message ?? '')],
  ['backwards', march.toReversed()],
])('in March, a transfer at a time that there is not: %s', async (_what, messages) => {
  const encounter = await afterAll(messages);
  expect(encounter).toMatchObject({
    status: 'finished',
    period: { start: '2026-03-29T00:50:00+00:00', end: '2026-03-29T02:40:00+01:00' },
  });
  expect(encounter?.location?.map(({ period }) => [period?.start, period?.end])).toEqual([
    ['2026-03-29T00:50:00+00:00', '2026-03-29T02:30:00+01:00'],
    ['2026-03-29T02:30:00+01:00', '2026-03-29T02:40:00+01:00'],
  ]);
  expect(await doubts()).toContain('nonexistent');
});
