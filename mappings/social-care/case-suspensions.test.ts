import { describe, expect, it } from 'vitest';
import type { ServicePayload } from './case-payload.ts';
import { nextSuspensions } from './case-suspensions.ts';
import type { Suspension } from './case-thing.ts';

/** Versions in their order; each became true on the day that it names. */
function told(versions: readonly (readonly [string, ServicePayload])[]): readonly Suspension[] {
  return versions.reduce<readonly Suspension[]>(
    (known, [day, payload]) => nextSuspensions(known, payload, `${day}T09:00:00Z`),
    [],
  );
}

describe('suspensions of a service', () => {
  it('are none where none is told', () => {
    expect(told([['2026-01-01', { status: 'active' }]])).toEqual([]);
  });

  it('open and close with their dates', () => {
    const open = [['2026-03-02', { status: 'suspended', suspendedFrom: '2026-03-01' }]] as const;
    expect(told(open)).toEqual([{ from: '2026-03-01' }]);
    expect(told([...open, ['2026-03-10', { status: 'active', resumedFrom: '2026-03-09' }]])).toEqual([
      { from: '2026-03-01', to: '2026-03-09' },
    ]);
  });

  it('without dates count from when the event became true', () => {
    expect(
      told([
        ['2026-03-02', { status: 'suspended' }],
        ['2026-03-10', { status: 'active' }],
      ]),
    ).toEqual([{ from: '2026-03-02T09:00:00Z', to: '2026-03-10T09:00:00Z' }]);
  });

  it('are told again by each version of a whole and stay one', () => {
    const version: ServicePayload = { status: 'suspended', suspendedFrom: '2026-03-01', resumedFrom: null };
    expect(
      told([
        ['2026-03-02', version],
        ['2026-03-03', version],
      ]),
    ).toEqual([{ from: '2026-03-01' }]);
  });

  it('are several over time', () => {
    expect(
      told([
        ['2026-01-01', { status: 'suspended', suspendedFrom: '2026-01-01' }],
        ['2026-01-05', { status: 'active', suspendedFrom: '2026-01-01', resumedFrom: '2026-01-05' }],
        ['2026-03-01', { status: 'suspended', suspendedFrom: '2026-03-01', resumedFrom: '2026-01-05' }],
      ]),
    ).toEqual([{ from: '2026-01-01', to: '2026-01-05' }, { from: '2026-03-01' }]);
  });

  it('have their dates put right', () => {
    expect(
      told([
        ['2026-03-02', { status: 'suspended', suspendedFrom: '2026-03-01' }],
        ['2026-03-03', { status: 'suspended', suspendedFrom: '2026-02-27' }],
        ['2026-03-09', { status: 'active', resumedFrom: '2026-03-09' }],
        ['2026-03-10', { status: 'active', resumedFrom: '2026-03-08' }],
      ]),
    ).toEqual([{ from: '2026-02-27', to: '2026-03-08' }]);
  });

  it('are open again where the resumption was entered in error', () => {
    expect(
      told([
        ['2026-03-02', { status: 'suspended', suspendedFrom: '2026-03-01' }],
        ['2026-03-09', { status: 'active', resumedFrom: '2026-03-09' }],
        ['2026-03-10', { status: 'suspended', suspendedFrom: '2026-03-01', resumedFrom: null }],
      ]),
    ).toEqual([{ from: '2026-03-01' }]);
  });

  it('end with the service', () => {
    expect(
      told([
        ['2026-03-02', { status: 'suspended', suspendedFrom: '2026-03-01' }],
        ['2026-03-20', { status: 'ended', end: '2026-03-20' }],
      ]),
    ).toEqual([{ from: '2026-03-01', to: '2026-03-20T09:00:00Z' }]);
  });
});
