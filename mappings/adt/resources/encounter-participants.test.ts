import { describe, expect, it } from 'vitest';
import type { VisitData } from '../visit-fact.ts';
import type { CareSetting } from './states.ts';
import { participants } from './encounter-participants.ts';
import { resourceIds } from '../../resource-ids.ts';

const darwin = { system: 's', value: '1', name: { family: 'Darwin' } };
const curie = { system: 's', value: '2', name: { family: 'Curie' } };
const unnumbered = { name: { family: 'Jones', given: ['Stuart'] } };

function write(data: Partial<VisitData>, former: CareSetting['formerParticipants'] = []): string[] {
  return participants(
    data,
    resourceIds((kind, key) => `${kind}(${key})`),
    former,
  ).map((participant) => {
    const parts = participant.type?.[0]?.coding?.map((coding) => coding.code).join('+') ?? '';
    const until = participant.period?.end === undefined ? '' : ` until ${participant.period.end}`;
    return `${parts} ${participant.individual?.reference ?? '-'} ${participant.individual?.display ?? '-'}${until}`;
  });
}

describe('participants', () => {
  it.each<[string, Partial<VisitData>, readonly string[]]>([
    ['none, where none is named', {}, []],
    ['none, where all were cleared', { attending: null, referring: null }, []],
    [
      'one a person, with all their parts',
      { attending: [darwin], consulting: [darwin], admitting: [darwin] },
      ['ATND+PPRF+CON+ADM Practitioner/Practitioner(s|1) Darwin'],
    ],
    [
      'the first attending doctor is the primary performer',
      { attending: [curie, darwin] },
      ['ATND+PPRF Practitioner/Practitioner(s|2) Curie', 'ATND Practitioner/Practitioner(s|1) Darwin'],
    ],
    ['a referrer is not', { referring: [darwin] }, ['REF Practitioner/Practitioner(s|1) Darwin']],
    [
      'a doctor without a number is a name',
      { attending: [unnumbered], consulting: [unnumbered] },
      ['ATND+PPRF+CON - Stuart Jones'],
    ],
  ])('%s', (_, data, expected) => {
    expect(write(data)).toEqual(expected);
  });

  it('before are one entry each, with when their part ended', () => {
    const end = { instant: '2026-11-21T10:00:00.000Z', dateTime: '2026-11-21T10:00:00+00:00' };
    const earlier = { instant: '2026-11-21T09:00:00.000Z', dateTime: '2026-11-21T09:00:00+00:00' };
    expect(
      write({ attending: [curie] }, [
        { role: 'consulting', clinicians: [curie], end: earlier },
        { role: 'attending', clinicians: [darwin, unnumbered], end },
        { role: 'consulting', clinicians: [darwin], end },
      ]),
    ).toEqual([
      'ATND+PPRF Practitioner/Practitioner(s|2) Curie',
      'CON Practitioner/Practitioner(s|2) Curie until 2026-11-21T09:00:00+00:00',
      'ATND+CON Practitioner/Practitioner(s|1) Darwin until 2026-11-21T10:00:00+00:00',
      'ATND - Stuart Jones until 2026-11-21T10:00:00+00:00',
    ]);
  });
});
