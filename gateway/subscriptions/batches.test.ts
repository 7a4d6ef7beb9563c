import { describe, expect, it } from 'vitest';
import { nextBatch } from './batches.ts';
import type { LedgerEvent } from './pending.ts';

const event = (number: number, bundle: string, attempts = 0): LedgerEvent => ({
  event_number: number,
  bundle_id: bundle,
  status: 'pending',
  created_at: '2026-03-02T09:00:00.000Z',
  due_at: '2026-03-02T09:00:00.000Z',
  expires_at: '2026-03-05T09:00:00.000Z',
  attempts,
  topic: 'urn:t',
  payload: 'id-only',
  step: {
    kind: 'admitted',
    retracts: null,
    encounter_id: 'e1',
    encounter_version: 1,
    patient_id: 'p1',
    effective: '2026-03-02T09:00:00.000Z',
    late: 0,
    withheld: 0,
    detail: '{}',
  },
});

const numbersOf = (queue: LedgerEvent[], maxCount: number | null): number[] | undefined =>
  nextBatch(queue, maxCount)?.events.map((e) => e.event_number);

describe('the next notification', () => {
  it('has one event unless more were asked for', () => {
    const queue = [event(1, 'a'), event(2, 'b'), event(3, 'c')];
    expect(numbersOf(queue, null)).toEqual([1]);
    expect(numbersOf(queue, 2)).toEqual([1, 2]);
    expect(nextBatch([], 2)).toBeUndefined();
  });

  it('never grows once it was tried', () => {
    expect(numbersOf([event(1, 'a', 1), event(2, 'b')], 5)).toEqual([1]);
    const together = [event(1, 'a', 1), event(2, 'a', 1), event(3, 'c')];
    expect(numbersOf(together, 5)).toEqual([1, 2]);
  });

  it('keeps together what a crash left chosen but untried', () => {
    expect(nextBatch([event(1, 'a'), event(2, 'a'), event(3, 'c')], 5)).toMatchObject({ fresh: false });
    expect(numbersOf([event(1, 'a'), event(2, 'a'), event(3, 'c')], 5)).toEqual([1, 2]);
  });

  it('separates what no longer fits, so that no id is used for two different contents', () => {
    const batch = nextBatch([event(1, 'a', 1), event(2, 'a', 1)], 1);
    expect(batch?.events.map((e) => e.event_number)).toEqual([1]);
    expect(batch?.separated.map((e) => e.event_number)).toEqual([2]);
  });
});
