import { describe, expect, it } from 'vitest';
import { sourceMessage } from '../../../test-data/adt/source.ts';
import { asksForDiscretion } from './discretion.ts';

describe('discretion is asked for', () => {
  it.each([
    ['by express dissent', 'ZU8||2'],
    ['by a hidden location, local', 'ZU8||||1'],
    ['by a hidden location, national', 'ZU8||||2'],
    ['by a sensitive patient', `PV1|1${'|'.repeat(15)}S`],
    ['by a stop note', `PV1|1${'|'.repeat(15)}Y`],
    ['by a protection indicator', `PD1${'|'.repeat(12)}Y`],
    ['by a confidential diagnosis', `DG1|1${'|'.repeat(17)}Y`],
    ['in small letters', `PV1|1${'|'.repeat(15)}y`],
  ])('%s', (_, segment) => {
    expect(asksForDiscretion(sourceMessage('PID|1', segment))).toBe(true);
    // Wherever the segment stands.
    expect(asksForDiscretion(sourceMessage(segment, 'PID|1'))).toBe(true);
  });

  it.each([
    ['consent', 'ZU8||1'],
    ['consent not known', 'ZU8||3||0'],
    ['a patient who is neither', `PV1|1${'|'.repeat(15)}N`],
    ['an invalid mark', `PV1|1${'|'.repeat(15)}I`],
    ['no protection', `PD1${'|'.repeat(12)}N`],
    ['an open diagnosis', `DG1|1${'|'.repeat(17)}N`],
    ['nulls', 'ZU8||""||""'],
    ['nothing', 'ZU1|'],
  ])('not by %s', (_, segment) => {
    expect(asksForDiscretion(sourceMessage('PID|1', segment))).toBe(false);
  });

  it('by any of several segments', () => {
    expect(asksForDiscretion(sourceMessage('PID|1', 'ZU8||1', 'ZU8||2'))).toBe(true);
  });
});
