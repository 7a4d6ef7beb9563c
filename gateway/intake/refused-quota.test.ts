import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRefusedQuota } from './refused-quota.ts';

const NOON = new Date('2026-11-21T12:00:00Z');
const MIDNIGHT = new Date('2026-11-22T00:00:00Z');

function counted(maxBytes: number) {
  let told = 0;
  const quota = createRefusedQuota(maxBytes, () => {
    told += 1;
  });
  return { quota, told: () => told };
}

describe('createRefusedQuota', () => {
  it('keeps until the bound is reached, tells it once, and keeps again the next day', () => {
    const { quota, told } = counted(10_000);
    expect(quota.admits(7000, NOON)).toBe(true);
    expect(told()).toBe(0);
    expect([quota.admits(7000, NOON), quota.admits(7000, NOON)]).toEqual([false, false]);
    expect(told()).toBe(1);
    expect(quota.admits(7000, MIDNIGHT)).toBe(true);
    expect(quota.admits(7000, MIDNIGHT)).toBe(false);
    expect(told()).toBe(2);
  });

  it('keeps a small message still where a large one has no room', () => {
    const { quota } = counted(10_000);
    expect(quota.admits(20_000, NOON)).toBe(false);
    expect(quota.admits(100, NOON)).toBe(true);
  });

  it('bounds the number of messages also where they are empty', () => {
    const { quota } = counted(1_048_576);
    let kept = 0;
    while (quota.admits(0, NOON)) kept += 1;
    expect(kept).toBe(1024);
  });

  it('keeps nothing where the bound is 0', () => {
    expect(counted(0).quota.admits(0, NOON)).toBe(false);
  });

  it('never keeps more bytes a day than its bound', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50_000), { maxLength: 60 }), fc.nat(500_000), (sizes, bound) => {
        const { quota } = counted(bound);
        const kept = sizes.filter((bytes) => quota.admits(bytes, NOON));
        expect(kept.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(bound);
      }),
    );
  });
});
