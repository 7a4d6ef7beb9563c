import { describe, expect, it } from 'vitest';
import { sourceMessage } from '../../test-data/adt/source.ts';
import { eventTime, type EventTime } from './event-time.ts';
import { IssueList } from './issue.ts';

/** Clocks that change, and clocks that are wrong. */
interface Times {
  readonly evn6?: string;
  readonly evn2?: string;
  readonly msh7?: string;
  readonly pv1_44?: string;
  readonly receivedAt?: string;
}

function timeOf({
  evn6 = '',
  evn2 = '',
  msh7 = '',
  pv1_44 = '',
  receivedAt = '2026-12-31T00:00:00.000Z',
}: Times): { time: EventTime | undefined; issues: string[] } {
  const issues = new IssueList();
  const message = sourceMessage(
    `MSH|^~\\&|PAS|RFR|||${msh7}||ADT^A01|C1|P|2.4`,
    `EVN||${evn2}||||${evn6}`,
    `PV1|1${'|'.repeat(43)}${pv1_44}`,
  );
  const time = eventTime(message, 'A01', { receivedAt, toleranceMinutes: 2880 }, issues);
  return { time, issues: issues.all().map((issue) => `${issue.from}: ${issue.reason}`) };
}

describe('in the hour that October repeats', () => {
  const later = (times: Times): string | undefined => timeOf(times).time?.laterReading?.instant;
  const LATER = '2026-10-25T01:30:00.000Z';

  it.each<[string, Times, string | undefined]>([
    ['without a word on which', { evn6: '202610250130' }, LATER],
    ['recorded in the same hour', { evn6: '202610250130', evn2: '202610250135' }, LATER],
    ['recorded after it: either is possible', { evn6: '202610250130', evn2: '202610250300' }, LATER],
    ['recorded just before the later reading', { evn6: '202610250130', evn2: '20261025012600+0000' }, LATER],
    ['recorded before the later reading', { evn6: '202610250130', evn2: '20261025012400+0000' }, undefined],
    ['recorded in summer time', { evn6: '202610250130', evn2: '202610250135+0100' }, undefined],
    [
      'recorded in the same hour, and sent in summer time',
      { evn6: '202610250130', evn2: '202610250135', msh7: '202610250136+0100' },
      undefined,
    ],
    [
      'recorded in the same hour, and sent after it',
      { evn6: '202610250130', evn2: '202610250135', msh7: '202610250205' },
      LATER,
    ],
    ['told by MSH-7 alone', { msh7: '202610250130' }, LATER],
    ['told by PV1-44', { pv1_44: '202610250130', evn2: '202610250300' }, LATER],
  ])('%s', (_, times, expected) => {
    expect(later(times)).toBe(expected);
    expect(timeOf(times).time?.effective).toBe('2026-10-25T00:30:00.000Z');
  });

  it('has one reading outside of it, and where an offset tells it', () => {
    for (const evn6 of ['202610250130+0000', '202610250030', '202610250200']) {
      expect(timeOf({ evn6, evn2: '202610250300' }).time).not.toHaveProperty('laterReading');
    }
  });

  it('shows the later reading on the same clock, in winter time', () => {
    const { time } = timeOf({ evn6: '202610250130', evn2: '202610250300' });
    expect(time).toMatchObject({
      dateTime: '2026-10-25T01:30:00+01:00',
      laterReading: { instant: LATER, dateTime: '2026-10-25T01:30:00+00:00' },
    });
  });

  it('an event is not disbelieved for a record that reads an hour early', () => {
    // Happened at 01:50 summer time, recorded at 01:10 winter time, twenty minutes later.
    expect(timeOf({ evn6: '202610250150', evn2: '202610250110' })).toMatchObject({
      time: { effective: '2026-10-25T00:50:00.000Z' },
      issues: [
        'EVN-2: the local time is ambiguous at the clock change',
        'EVN-6: the local time is ambiguous at the clock change',
      ],
    });
    expect(later({ evn6: '202610250150', evn2: '202610250110' })).toBeUndefined();
  });
});

describe('in the hour that March leaves out', () => {
  it('an event is an hour later, and says so', () => {
    const { time, issues } = timeOf({ evn6: '202603290130', evn2: '202603290235' });
    expect(time).toMatchObject({
      effective: '2026-03-29T01:30:00.000Z',
      dateTime: '2026-03-29T02:30:00+01:00',
    });
    expect(time).not.toHaveProperty('laterReading');
    expect(issues).toEqual(['EVN-6: the local time is nonexistent at the clock change']);
  });
});

describe('a sender’s clock that runs ahead of ours', () => {
  const receivedAt = '2026-11-21T12:00:00.000Z';
  const AHEAD = (minutes: number): string =>
    `MSH-7: the sender's clock runs ahead of ours by ${minutes} minutes; the time of receipt stands`;

  it.each([
    ['by a day', '202611221155'],
    ['by just as much as is borne', '202611231200'],
  ])('%s is taken at its word', (_, sent) => {
    expect(timeOf({ evn6: sent, evn2: sent, msh7: sent, receivedAt })).toMatchObject({
      time: { effective: expect.stringMatching(/^2026-11-2[23]T1/) as string },
      issues: [],
    });
  });

  it('beyond the tolerance is not believed: nothing counts as later than the receipt', () => {
    expect(timeOf({ evn6: '202611240900', evn2: '202611240901', msh7: '202611240902', receivedAt })).toEqual({
      time: {
        effective: receivedAt,
        dateTime: '2026-11-21T12:00:00+00:00',
        recorded: receivedAt,
        messageTime: receivedAt,
      },
      issues: [AHEAD(69 * 60 + 2)],
    });
  });

  it('leaves an event its own time where that lies before the receipt', () => {
    expect(
      timeOf({ evn6: '202611211000', evn2: '202611211001', msh7: '203611211002', receivedAt }).time,
    ).toEqual({
      effective: '2026-11-21T10:00:00.000Z',
      dateTime: '2026-11-21T10:00:00+00:00',
      recorded: '2026-11-21T10:01:00.000Z',
      messageTime: receivedAt,
    });
  });

  it('is measured by the event where the message has no time', () => {
    const { time, issues } = timeOf({ evn2: '202611231202', receivedAt });
    expect(time).toMatchObject({ effective: receivedAt, recorded: receivedAt });
    expect(issues).toEqual([AHEAD(2 * 24 * 60 + 2)]);
  });

  it('shows the time of receipt as local time', () => {
    const summer = '2026-07-21T12:00:00.000Z';
    expect(timeOf({ msh7: '202608211300', receivedAt: summer }).time?.dateTime).toBe(
      '2026-07-21T13:00:00+01:00',
    );
  });

  it('has no other reading of a time that is not believed', () => {
    const { time } = timeOf({ msh7: '202610250130', receivedAt: '2026-10-01T12:00:00.000Z' });
    expect(time).not.toHaveProperty('laterReading');
  });
});

describe('a sender’s clock that runs behind', () => {
  it('cannot be told from a message that waited, and is taken at its word', () => {
    expect(
      timeOf({ evn2: '202611200900', msh7: '202611200901', receivedAt: '2026-11-21T12:00:00.000Z' }),
    ).toMatchObject({
      time: { effective: '2026-11-20T09:00:00.000Z' },
      issues: [],
    });
  });
});
