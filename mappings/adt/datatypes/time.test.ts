import { describe, expect, it } from 'vitest';
import { laterReading, parseTime, timeAt, type Hl7Time } from './time.ts';

function read(text: string): Hl7Time {
  const result = parseTime(text);
  if ('reason' in result) throw new Error(`${text}: ${result.reason}`);
  return result.time;
}

describe('a time without an offset is local, Europe/London', () => {
  it.each([
    ['winter', '20261121101112', '2026-11-21T10:11:12.000Z', '2026-11-21T10:11:12+00:00'],
    ['summer', '20260720101112', '2026-07-20T09:11:12.000Z', '2026-07-20T10:11:12+01:00'],
    ['to the minute', '202607201011', '2026-07-20T09:11:00.000Z', '2026-07-20T10:11:00+01:00'],
    ['just before summer time', '20260329005959', '2026-03-29T00:59:59.000Z', '2026-03-29T00:59:59+00:00'],
    ['just after it began', '20260329020000', '2026-03-29T01:00:00.000Z', '2026-03-29T02:00:00+01:00'],
    [
      'just before its last hour repeats',
      '20261025005959',
      '2026-10-24T23:59:59.000Z',
      '2026-10-25T00:59:59+01:00',
    ],
    ['just after it ended', '20261025020000', '2026-10-25T02:00:00.000Z', '2026-10-25T02:00:00+00:00'],
    ['the winter of standard time', '196901151200', '1969-01-15T11:00:00.000Z', '1969-01-15T12:00:00+01:00'],
    ['the first winter after it', '197201151200', '1972-01-15T12:00:00.000Z', '1972-01-15T12:00:00+00:00'],
    ['double summer time', '194107011200', '1941-07-01T10:00:00.000Z', '1941-07-01T12:00:00+02:00'],
    ['summer of 1925', '192507041200', '1925-07-04T11:00:00.000Z', '1925-07-04T12:00:00+01:00'],
    ['a leap day', '20240229235959', '2024-02-29T23:59:59.000Z', '2024-02-29T23:59:59+00:00'],
  ])('%s', (_, text, instant, dateTime) => {
    expect(read(text)).toMatchObject({ instant, dateTime });
    expect(read(text).doubt).toBeUndefined();
  });
});

describe('at a change of the clocks', () => {
  it.each([
    ['2026, the hour that happens twice', '20261025013000', '2026-10-25T00:30:00.000Z', 'ambiguous'],
    ['2026, the hour that never was', '20260329013000', '2026-03-29T01:30:00.000Z', 'nonexistent'],
    ['1996, the first of the present rule', '19961027013000', '1996-10-27T00:30:00.000Z', 'ambiguous'],
    ['1995, by the rule of its time', '19951022013000', '1995-10-22T00:30:00.000Z', 'ambiguous'],
    ['1995, the last Sunday meant nothing yet', '19951029013000', '1995-10-29T01:30:00.000Z', undefined],
    ['1972, the first autumn change in years', '19721029023000', '1972-10-29T01:30:00.000Z', 'ambiguous'],
    ['1972, the first spring change in years', '19720319023000', '1972-03-19T02:30:00.000Z', 'nonexistent'],
    ['1970, no change', '19701025013000', '1970-10-25T00:30:00.000Z', undefined],
    ['1971, the end of standard time', '19711031023000', '1971-10-31T01:30:00.000Z', 'ambiguous'],
  ])('%s: the earlier or the shifted time is taken, and told', (_, text, instant, doubt) => {
    expect(read(text).instant).toBe(instant);
    expect(read(text).doubt).toBe(doubt);
  });

  it('writes the shifted hour that there was, not the one sent', () => {
    expect(read('202603290130').dateTime).toBe('2026-03-29T02:30:00+01:00');
    expect(read('19720319023000').dateTime).toBe('1972-03-19T03:30:00+01:00');
  });

  it('agrees with the time zone database on every hour of March and October, 1990 to 2045', () => {
    const london = new Intl.DateTimeFormat('en-GB', {
      timeZone: 'Europe/London',
      dateStyle: 'short',
      timeStyle: 'medium',
    });
    const wall = (instant: Date): string => {
      const part = Object.fromEntries(london.formatToParts(instant).map((p) => [p.type, p.value]));
      return `${part.year ?? ''}${part.month ?? ''}${part.day ?? ''}${part.hour ?? ''}${part.minute ?? ''}`;
    };
    for (let year = 1990; year <= 2045; year++) {
      for (const month of [2, 9]) {
        for (let hour = 0; hour < 24 * 31; hour++) {
          const instant = new Date(Date.UTC(year, month, 1, hour));
          const time = read(wall(instant));
          if (time.doubt === 'ambiguous') {
            expect([0, 3_600_000]).toContain(instant.getTime() - Date.parse(time.instant));
          } else {
            expect(time.instant).toBe(instant.toISOString());
          }
        }
      }
    }
  }, 60_000);
});

describe('the other reading of the hour that happens twice', () => {
  it.each([
    ['20261025013000', '2026-10-25T01:30:00.000Z', '2026-10-25T01:30:00+00:00'],
    ['20261025010000.5', '2026-10-25T01:00:00.500Z', '2026-10-25T01:00:00.500+00:00'],
    ['19721029023000', '1972-10-29T02:30:00.000Z', '1972-10-29T02:30:00+00:00'],
  ])('%s is an hour later, with the same clock', (text, instant, dateTime) => {
    expect(laterReading(read(text))).toEqual({ instant, dateTime });
    expect(Date.parse(instant) - Date.parse(read(text).instant)).toBe(3_600_000);
  });

  it.each(['20261025005959', '20261025020000', '20260329013000', '20261025013000+0000', '20261025'])(
    'is none of %s',
    (text) => {
      expect(laterReading(read(text))).toBeUndefined();
    },
  );
});

describe('an instant of our own clock', () => {
  it.each([
    ['2026-11-21T10:11:12.345Z', '2026-11-21T10:11:12.345+00:00'],
    ['2026-07-20T23:30:00.000Z', '2026-07-21T00:30:00+01:00'],
    ['2026-03-29T00:59:59.000Z', '2026-03-29T00:59:59+00:00'],
    ['2026-03-29T01:00:00.000Z', '2026-03-29T02:00:00+01:00'],
    ['2026-10-25T00:59:59.000Z', '2026-10-25T01:59:59+01:00'],
    ['2026-10-25T01:00:00.000Z', '2026-10-25T01:00:00+00:00'],
  ])('%s is shown as local time', (instant, dateTime) => {
    expect(timeAt(instant)).toEqual({ instant, dateTime, precision: 'second' });
  });
});

describe('an offset wins over the local zone', () => {
  it.each([
    ['20260720101112+0100', '2026-07-20T09:11:12.000Z', '2026-07-20T10:11:12+01:00'],
    ['20260720101112+0000', '2026-07-20T10:11:12.000Z', '2026-07-20T10:11:12+00:00'],
    ['20260720101112-0000', '2026-07-20T10:11:12.000Z', '2026-07-20T10:11:12+00:00'],
    ['202607201011-0330', '2026-07-20T13:41:00.000Z', '2026-07-20T10:11:00-03:30'],
    ['20261025013000+0000', '2026-10-25T01:30:00.000Z', '2026-10-25T01:30:00+00:00'],
  ])('%s', (text, instant, dateTime) => {
    expect(read(text)).toEqual({ instant, dateTime, precision: dateTimePrecision(text) });
  });
});

function dateTimePrecision(text: string): string {
  return /^\d{14}/.test(text) ? 'second' : 'minute';
}

describe('the precision sent is the precision kept', () => {
  it.each([
    ['2026', '2026', 'year', '2026-01-01T00:00:00.000Z'],
    ['202607', '2026-07', 'month', '2026-06-30T23:00:00.000Z'],
    ['20260704', '2026-07-04', 'day', '2026-07-03T23:00:00.000Z'],
    ['19250704', '1925-07-04', 'day', '1925-07-03T23:00:00.000Z'],
    ['19690105', '1969-01-05', 'day', '1969-01-04T23:00:00.000Z'],
    ['20260000', '2026', 'year', '2026-01-01T00:00:00.000Z'],
    ['20260700', '2026-07', 'month', '2026-06-30T23:00:00.000Z'],
    ['202600000000', '2026', 'year', '2026-01-01T00:00:00.000Z'],
  ])('%s is %s', (text, dateTime, precision, instant) => {
    expect(read(text)).toEqual({ instant, dateTime, precision });
  });

  it.each([
    ['20261121101112.1', '2026-11-21T10:11:12.100Z'],
    ['20261121101112.12', '2026-11-21T10:11:12.120Z'],
    ['20261121101112.1234', '2026-11-21T10:11:12.123Z'],
    ['20261121101112.9999', '2026-11-21T10:11:12.999Z'],
    ['20261121101112.0', '2026-11-21T10:11:12.000Z'],
  ])('a fraction is a fraction: %s', (text, instant) => {
    expect(read(text).instant).toBe(instant);
  });

  it('writes no fraction where there is none', () => {
    expect(read('20261121101112.0').dateTime).toBe('2026-11-21T10:11:12+00:00');
    expect(read('20261121101112.5').dateTime).toBe('2026-11-21T10:11:12.500+00:00');
  });
});

describe('what is not a time is refused with the reason, and never rolls over', () => {
  it.each([
    ['196513121515', 'has a month 13, which does not exist'],
    ['20261399', 'has a month 13, which does not exist'],
    ['20260230', 'has a day 30, which that month does not have'],
    ['20250229', 'has a day 29, which that month does not have'],
    ['20260015', 'has a month 00 and a finer part beside it'],
    ['202600001230', 'has a month 00 and a finer part beside it'],
    ['202607001230', 'has a day 00 and a finer part beside it'],
    ['2026112110', 'has an hour without minutes'],
    ['202611212400', 'has a time of day 24:00, which does not exist'],
    ['202611211060', 'has a time of day 10:60, which does not exist'],
    ['20261121101060', 'has a time of day 10:10, which does not exist'],
    ['20261121101112+9999', 'has an offset from UTC that no place has'],
    ['20261121101112+0160', 'has an offset from UTC that no place has'],
    ['00000000', 'has a year that is not between 1850 and 2100'],
    ['00010101', 'has a year that is not between 1850 and 2100'],
    ['99991231', 'has a year that is not between 1850 and 2100'],
    ['2026-11-21', 'is not a time'],
    ['21/11/2026', 'is not a time'],
    ['T', 'is not a time'],
    ['""', 'is not a time'],
    ['', 'is not a time'],
    ['20261121101112Z', 'is not a time'],
    ['20261121101112.12345', 'is not a time'],
  ])('%s', (text, reason) => {
    const result = parseTime(text);
    expect('reason' in result ? result.reason : result.time).toContain(reason);
  });

  it('never quotes what was sent beyond the part at fault', () => {
    const result = parseTime('SMITH^JOAN');
    expect('reason' in result && result.reason).not.toMatch(/SMITH|JOAN/);
  });
});
