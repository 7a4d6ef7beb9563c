import { describe, expect, it } from 'vitest';
import { sourceMessage } from '../../../test-data/adt/source.ts';
import { discretion } from './discretion.ts';

describe('discretion is asked for', () => {
  it.each([
    ['by express dissent', 'ZU8||2', 'dissent'],
    ['by a hidden location, local', 'ZU8||||1', 'location-hidden'],
    ['by a hidden location, national', 'ZU8||||2', 'location-hidden'],
    ['by a sensitive patient', `PV1|1${'|'.repeat(15)}S`, 'sensitive'],
    ['by a stop note', `PV1|1${'|'.repeat(15)}Y`, 'sensitive'],
    ['by a protection indicator', `PD1${'|'.repeat(12)}Y`, 'confidential'],
    ['by a confidential diagnosis', `DG1|1${'|'.repeat(17)}Y`, 'confidential'],
    ['in small letters', `PV1|1${'|'.repeat(15)}y`, 'sensitive'],
  ])('%s', (_, segment, mark) => {
    const asked = { restricted: true, discretion: [mark] };
    expect(discretion(sourceMessage('PID|1', segment))).toEqual(asked);
    // Wherever the segment stands.
    expect(discretion(sourceMessage(segment, 'PID|1'))).toEqual(asked);
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
    expect(discretion(sourceMessage('PID|1', segment))).toEqual({});
  });

  it('by any of several segments', () => {
    expect(discretion(sourceMessage('PID|1', 'ZU8||1', 'ZU8||2')).restricted).toBe(true);
  });

  it('for each reason once, in one order, whatever that of the message', () => {
    const segments = [
      `DG1|1${'|'.repeat(17)}Y`,
      `DG1|2${'|'.repeat(17)}Y`,
      `PD1${'|'.repeat(12)}Y`,
      `PV1|1${'|'.repeat(15)}S`,
      'ZU8||2||2',
    ];
    const marks = ['dissent', 'location-hidden', 'sensitive', 'confidential'];
    expect(discretion(sourceMessage('PID|1', ...segments)).discretion).toEqual(marks);
    expect(discretion(sourceMessage('PID|1', ...segments.toReversed())).discretion).toEqual(marks);
  });
});
