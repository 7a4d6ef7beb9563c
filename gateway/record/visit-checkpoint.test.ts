import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { VisitFact } from '../../mappings/adt/visit-fact.ts';
import { visitFact } from '../../test-data/adt/facts.ts';
import { visitJourney } from '../../test-data/adt/visit-journey.ts';
import { inOrder } from './fact-order.ts';
import { foldVisit } from './fold-visit.ts';
import { checkpointVisit, resumeVisit, type VisitCheckpoint } from './visit-checkpoint.ts';

describe('a visit from a checkpoint on', () => {
  it('is what it is from all facts, wherever it is cut', () => {
    let resumed = 0;
    fc.assert(
      fc.property(visitJourney, (facts) => {
        const whole = foldVisit(facts);
        const ordered = inOrder(facts);
        for (let cut = 1; cut <= ordered.length; cut += 1) {
          const checkpoint = checkpointVisit(facts.filter((f) => cutAt(ordered, cut).has(f.sourceMessageId)));
          if (checkpoint === undefined) continue;
          const later = facts.filter((f) => !cutAt(ordered, cut).has(f.sourceMessageId));
          const state = resumeVisit(checkpoint, later);
          if (state === undefined) continue;
          resumed += 1;
          expect(state).toStrictEqual(whole);
        }
      }),
      { numRuns: 600 },
    );
    // The law must not hold for want of cases.
    expect(resumed).toBeGreaterThan(600);
  });

  it('is the same from a checkpoint that was moved on', () => {
    let moved = 0;
    fc.assert(
      fc.property(visitJourney, fc.nat(), fc.nat(), (facts, a, b) => {
        const ordered = inOrder(facts);
        const [first = 0, second = 0] = [a % (facts.length + 1), b % (facts.length + 1)].toSorted(
          (x, y) => x - y,
        );
        const from = checkpointVisit(ordered.slice(0, first));
        if (from === undefined) return;
        const on = checkpointVisit(ordered.slice(first, second), from);
        if (on === undefined) return;
        moved += 1;
        expect(on).toStrictEqual(checkpointVisit(ordered.slice(0, second)));
      }),
      { numRuns: 600 },
    );
    expect(moved).toBeGreaterThan(100);
  });

  it('has gone through JSON as it is', () => {
    fc.assert(
      fc.property(visitJourney, (facts) => {
        const checkpoint = checkpointVisit(facts);
        if (checkpoint !== undefined) expect(throughJson(checkpoint)).toStrictEqual(checkpoint);
      }),
      { numRuns: 300 },
    );
  });
});

function cutAt(ordered: readonly VisitFact[], cut: number): ReadonlySet<string> {
  return new Set(ordered.slice(0, cut).map((fact) => fact.sourceMessageId));
}

function throughJson(checkpoint: VisitCheckpoint): unknown {
  return JSON.parse(JSON.stringify(checkpoint));
}

describe('a checkpoint is refused', () => {
  const admission = visitFact('admit', '08:00', 'I', 'AMU');
  const update = visitFact('update', '09:00', 'I');

  it.each<[string, readonly VisitFact[]]>([
    ['of nothing', []],
    [
      'where two facts tie in all their words',
      [
        visitFact('admit', '08:00', 'I', 'AMU', {}, { hash: 'a' }),
        visitFact('admit', '08:00', 'I', 'B6', {}, { hash: 'b' }),
      ],
    ],
    [
      'where a time has two readings',
      [admission, visitFact('update', '09:00', 'I', '', {}, { orAt: '10:00' })],
    ],
    [
      'where a time was read as the later one',
      [admission, visitFact('discharge', '07:30', 'I', '', {}, { orAt: '08:30' })],
    ],
    ['where a reversal is all there is', [visitFact('cancel-discharge', '08:00', 'I'), update]],
  ])('%s', (_, facts) => {
    expect(checkpointVisit(facts)).toBeUndefined();
  });

  const open = checkpointVisit([admission, update]);
  const reversed = checkpointVisit([
    admission,
    visitFact('cancel-discharge', '09:00', 'I', '', {}, { recorded: '11:00' }),
  ]);

  it.each<[string, VisitCheckpoint | undefined, readonly VisitFact[]]>([
    ['by a fact of the same time', open, [visitFact('update', '09:00', 'I', '', {}, { recorded: '09:30' })]],
    ['by an earlier fact', open, [visitFact('transfer', '08:30', 'I', 'B6', {}, { recorded: '10:00' })]],
    ['by a reversal', open, [visitFact('cancel-admit', '10:00', 'I')]],
    ['by a time of two readings', open, [visitFact('update', '10:00', 'I', '', {}, { orAt: '11:00' })]],
    [
      'by facts that tie',
      open,
      [
        visitFact('update', '10:00', 'I', '', {}, { hash: 'a' }),
        visitFact('update', '10:00', 'I', '', {}, { hash: 'b' }),
      ],
    ],
    ['by what was recorded before a reversal of it', reversed, [visitFact('update', '10:00', 'I')]],
  ])('%s', (_, checkpoint, later) => {
    if (checkpoint === undefined) throw new Error('no checkpoint');
    expect(resumeVisit(checkpoint, later)).toBeUndefined();
    expect(checkpointVisit(later, checkpoint)).toBeUndefined();
  });

  it('but holds a reversal whose event never came, and goes on from it', () => {
    if (reversed === undefined) throw new Error('no checkpoint');
    const later = visitFact('discharge', '12:00', 'I', 'AMU');
    expect(resumeVisit(reversed, [later])?.settings[0]?.status).toBe('finished');
    expect(resumeVisit(reversed, [])?.settings[0]?.status).toBe('in-progress');
  });
});

describe('a checkpoint of five thousand updates is small', () => {
  const updates = Array.from({ length: 5_000 }, (_, i): VisitFact => {
    const time = `${String(9 + Math.floor(i / 3600)).padStart(2, '0')}:${String(Math.floor(i / 60) % 60).padStart(2, '0')}`;
    const instant = `2026-11-21T${time}:${String(i % 60).padStart(2, '0')}.000Z`;
    const fact = visitFact('update', time, 'I', 'B6', {
      reason: { text: i % 2 === 0 ? 'a' : 'b' },
      expectedDischarge: i % 3 === 0 ? null : '2026-11-24',
      attending: [{ name: { family: i % 5 === 0 ? 'Darwin' : 'Curie' } }],
    });
    return {
      ...fact,
      effective: instant,
      stamp: `${instant}${fact.stamp.slice(24)}`,
      sourceMessageId: `m${i}`,
    };
  });

  it.each<[string, readonly VisitFact[]]>([
    ['after an admission', [visitFact('admit', '08:00', 'I', 'AMU'), ...updates]],
    ['before any', updates],
    [
      'after an admission that was cancelled',
      [visitFact('admit', '08:00', 'I', 'AMU'), visitFact('cancel-admit', '08:30', 'I'), ...updates],
    ],
  ])('%s, and reads as all of them do', (_, facts) => {
    const checkpoint = checkpointVisit(facts);
    if (checkpoint === undefined) throw new Error('no checkpoint');
    expect(JSON.stringify(checkpoint).length).toBeLessThan(4_000);
    expect(resumeVisit(checkpoint, [])).toStrictEqual(foldVisit(facts));
  });

  it('however often doctors were changed back and forth by updates, and events taken back', () => {
    const facts = [
      visitFact('admit', '08:00', 'I', 'AMU'),
      ...updates.slice(0, 2_000).flatMap((fact, i): VisitFact[] => {
        const kind = i % 2 === 0 ? 'leave' : 'cancel-leave';
        return [{ ...fact, kind }];
      }),
    ];
    const checkpoint = checkpointVisit(facts);
    if (checkpoint === undefined) throw new Error('no checkpoint');
    expect(JSON.stringify(checkpoint).length).toBeLessThan(4_000);
    expect(resumeVisit(checkpoint, [])).toStrictEqual(foldVisit(facts));
  });
});
