/** An instant as an HL7 time stamp in Europe/London with its offset. HL7 v2.4 2.8.42 TS; ITK ADT 1.0.15 uses local time. */

const LONDON = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'longOffset',
});

/** @returns `YYYYMMDDHHMMSS+ZZZZ`, for example `20260720101112+0100`. */
export function londonTime(instant: Date): string {
  const parts = new Map(LONDON.formatToParts(instant).map(({ type, value }) => [type, value]));
  const digits = (['year', 'month', 'day', 'hour', 'minute', 'second'] as const).map(
    (type) => parts.get(type) ?? '',
  );
  // "GMT" in winter, "GMT+01:00" in summer.
  const offset = (parts.get('timeZoneName') ?? '').replace('GMT', '').replace(':', '');
  return digits.join('') + (offset === '' ? '+0000' : offset);
}
