import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  journeysOf,
  linkVisits,
  startOf,
  type JourneyLink,
  type LinkableSetting,
  type LinkableVisit,
} from './journeys.ts';

const at = (time: string): string => `2026-11-21T${time}:00.000Z`;
const ED = 'https://ed.example/visit|';
const PAS = 'https://pas.example/visit|';

function attendance(
  number: string,
  starts: string,
  ends?: string,
  endedBy: LinkableSetting['endedBy'] = 'next-setting',
): LinkableVisit {
  const ended = ends === undefined ? {} : { ends: at(ends), endedBy };
  return {
    visit: `${ED}${number}`,
    settings: [{ key: 'emergency', happened: true, starts: at(starts), ...ended }],
  };
}

function admission(number: string, starts: string, method?: string): LinkableVisit {
  const how = method === undefined ? {} : { method };
  return {
    visit: `${PAS}${number}`,
    settings: [{ key: 'inpatient', happened: true, starts: at(starts), ...how }],
  };
}

const pairs = (...visits: LinkableVisit[]): string[][] =>
  linkVisits(visits).map(({ from, to, certainty }) => [
    from.slice(ED.length),
    to.slice(PAS.length),
    certainty,
  ]);

describe('an attendance and an admission under two numbers', () => {
  it.each<[string, LinkableVisit, LinkableVisit, string | undefined]>([
    [
      'ended as admitted, through A&E',
      attendance('1', '08:00', '11:00'),
      admission('2', '11:10', '21'),
      'high',
    ],
    ['ended as admitted alone', attendance('1', '08:00', '11:00'), admission('2', '11:10'), 'moderate'],
    [
      'method 21 alone, the attendance open',
      attendance('1', '08:00'),
      admission('2', '11:10', '21'),
      'moderate',
    ],
    ['nothing but the times, the attendance open', attendance('1', '08:00'), admission('2', '11:10'), 'low'],
    [
      'told as gone home, and admitted through A&E at once',
      attendance('1', '08:00', '11:00', 'discharge'),
      admission('2', '11:10', '21'),
      'moderate',
    ],
    [
      'gone home, and back hours later through A&E',
      attendance('1', '08:00', '11:00', 'discharge'),
      admission('2', '15:00', '21'),
      undefined,
    ],
    [
      'gone home, and admitted some other way',
      attendance('1', '08:00', '11:00', 'discharge'),
      admission('2', '11:10', '22'),
      undefined,
    ],
    ['an elective admission', attendance('1', '08:00'), admission('2', '11:10', '11'), undefined],
    ['admitted before arriving', attendance('1', '12:00'), admission('2', '08:00', '21'), undefined],
    ['died in A&E', attendance('1', '08:00', '11:00', 'death'), admission('2', '11:10', '21'), undefined],
  ])('%s', (_, one, other, certainty) => {
    const [link] = linkVisits([one, other]);
    expect(link?.certainty).toBe(certainty);
    expect(linkVisits([other, one])).toEqual(linkVisits([one, other]));
  });

  it('says why and how far apart', () => {
    expect(linkVisits([attendance('1', '08:00', '11:00'), admission('2', '11:10', '21')])).toEqual([
      {
        kind: 'became-admission',
        from: `${ED}1`,
        to: `${PAS}2`,
        setting: 'inpatient',
        evidence: ['attendance-ended-admitted', 'admitted-through-emergency-department'],
        minutes: 10,
        certainty: 'high',
      },
    ]);
  });

  it('of two attendances the nearer one became the admission, and one attendance becomes one admission', () => {
    const visits = [attendance('1', '02:00', '04:00'), attendance('2', '08:00', '11:00')];
    expect(pairs(...visits, admission('3', '11:05', '21'))).toEqual([['2', '3', 'high']]);
    expect(
      pairs(attendance('1', '08:00', '11:00'), admission('3', '11:05', '21'), admission('4', '11:30', '21')),
    ).toEqual([['1', '3', 'high']]);
  });

  it('where one number told both there is nothing to link', () => {
    const both: LinkableVisit = {
      visit: `${PAS}9`,
      settings: [
        { key: 'emergency', happened: true, starts: at('08:00'), ends: at('11:00'), endedBy: 'next-setting' },
        { key: 'inpatient', happened: true, starts: at('11:00'), method: '21' },
      ],
    };
    expect(
      linkVisits([both, attendance('1', '10:50', '11:00')]).filter((l) => l.kind === 'became-admission'),
    ).toEqual([]);
  });

  it('what was cancelled links nothing', () => {
    const cancelled: LinkableVisit = {
      visit: `${PAS}2`,
      settings: [{ key: 'inpatient', happened: false, starts: at('11:10'), method: '21' }],
    };
    expect(linkVisits([attendance('1', '08:00', '11:00'), cancelled])).toEqual([]);
  });
});

describe('one stay told by two systems', () => {
  const seenByPas = (starts: string): LinkableVisit => ({
    visit: `${PAS}7`,
    settings: [{ key: 'emergency', happened: true, starts: at(starts) }],
  });

  it('is the same where both began within the hour, and the earlier telling counts', () => {
    const [link] = linkVisits([seenByPas('08:10'), attendance('1', '08:00')]);
    expect(link).toMatchObject({ kind: 'same-stay', from: `${ED}1`, to: `${PAS}7`, minutes: 10 });
    expect(linkVisits([seenByPas('09:30'), attendance('1', '08:00')])).toEqual([]);
  });

  it('one system does not tell one stay twice', () => {
    expect(linkVisits([attendance('1', '08:00'), attendance('2', '08:10')])).toEqual([]);
  });
});

describe('of a person with many visits', () => {
  const visit = fc.record({
    system: fc.constantFrom(ED, PAS),
    settings: fc.uniqueArray(
      fc.record({
        key: fc.constantFrom('emergency' as const, 'inpatient' as const, 'outpatient' as const),
        minute: fc.oneof(
          fc.integer({ min: 0, max: 60 * 24 * 2 }),
          // Both sides of every window.
          fc.constantFrom(0, 1, 59, 60, 61, 119, 120, 121, 1439, 1440, 1441, 2879, 2880, 2881, 2940, 2941),
        ),
        stays: fc.option(fc.constantFrom(0, 30, 60, 600, 2000), { nil: undefined }),
        endedBy: fc.constantFrom('next-setting' as const, 'discharge' as const, 'death' as const),
        method: fc.constantFrom('21', '22', '11', undefined),
        known: fc.integer({ min: 0, max: 9 }),
      }),
      { selector: ({ key }) => key, minLength: 1, maxLength: 2 },
    ),
  });
  const instant = (minute: number): string =>
    new Date(Date.parse('2026-11-16T00:00:00.000Z') + minute * 60_000).toISOString();
  const visitsOf = fc.array(visit, { maxLength: 14 }).map((made) =>
    made.map(({ system, settings }, i): LinkableVisit => {
      const told = settings.map(({ key, minute, stays, endedBy, method, known }): LinkableSetting => {
        const ended = stays === undefined ? {} : { ends: instant(minute + stays), endedBy };
        const started = known === 0 ? {} : { starts: instant(minute), ...ended };
        return { key, happened: known !== 1, ...started, ...(method === undefined ? {} : { method }) };
      });
      return { visit: `${system}${i}`, settings: told };
    }),
  );

  it('finds the links that comparing every two visits finds', () => {
    let linked = 0;
    fc.assert(
      fc.property(visitsOf, (visits) => {
        const links = linkVisits(visits);
        linked += links.length;
        expect(links).toEqual(linksOfEveryTwo(visits));
      }),
      { numRuns: 1000 },
    );
    expect(linked).toBeGreaterThan(200);
  });

  /** Every two visits alone, then the best first, each visit once of a kind. */
  function linksOfEveryTwo(visits: readonly LinkableVisit[]): readonly JourneyLink[] {
    const candidates = visits.flatMap((a, i) => visits.slice(i + 1).flatMap((b) => linkVisits([a, b])));
    const rank = ({ kind, minutes, certainty, from, to }: JourneyLink): string =>
      [
        kind,
        minutes <= 120 ? 0 : 1,
        ['high', 'moderate', 'low'].indexOf(certainty),
        String(Math.abs(minutes)).padStart(6, '0'),
        from,
        to,
      ].join(' ');
    const taken = new Set<string>();
    const best = candidates
      .toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1))
      .filter(({ kind, from, to }) => {
        const ends = kind === 'same-stay' ? [`= ${from}`, `= ${to}`] : [`> ${from}`, `< ${to}`];
        if (ends.some((end) => taken.has(end))) return false;
        for (const end of ends) taken.add(end);
        return true;
      });
    const place = ({ from, to, kind }: JourneyLink): string => [from, to, kind].join(' ');
    return best.toSorted((a, b) => (place(a) < place(b) ? -1 : 1));
  }
});

describe('journeys', () => {
  it('are led by the visit that began first, whatever joins them', () => {
    const visits = [attendance('1', '08:00', '11:00'), admission('2', '11:10', '21')];
    const leaders = journeysOf(visits, linkVisits(visits));
    expect([...leaders]).toEqual([
      [`${ED}1`, `${ED}1`],
      [`${PAS}2`, `${ED}1`],
    ]);
    expect(startOf(visits[1] ?? { settings: [] })).toBe(at('11:10'));
  });

  it('are the same for any order of the visits, and join each admission to one attendance at most', () => {
    const hour = fc.integer({ min: 0, max: 22 });
    const visit = fc.record({
      kind: fc.constantFrom('a', 'b'),
      hour,
      stays: fc.integer({ min: 0, max: 3 }),
      method: fc.constantFrom('21', '22', '11', undefined),
    });
    fc.assert(
      fc.property(
        fc.array(visit, { maxLength: 8 }),
        fc.array(fc.nat(), { minLength: 8, maxLength: 8 }),
        (made, random) => {
          const visits = made.map(({ kind, hour: h, stays, method }, i) => {
            const start = `${String(h).padStart(2, '0')}:00`;
            const end = stays === 0 ? undefined : `${String(Math.min(23, h + stays)).padStart(2, '0')}:30`;
            return kind === 'a' ? attendance(String(i), start, end) : admission(String(i), start, method);
          });
          const shuffled = visits.map((v, i) => ({ v, at: random[i] ?? 0 })).sort((a, b) => a.at - b.at);
          const links = linkVisits(visits);
          expect(linkVisits(shuffled.map(({ v }) => v))).toEqual(links);
          expect(new Set(links.map((l) => l.to)).size).toBe(links.length);
          expect(new Set(links.map((l) => l.from)).size).toBe(links.length);
        },
      ),
    );
  });
});
