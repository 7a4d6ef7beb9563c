/** Which day is played, and its local time as instants. Hospital messages carry local time without an offset. */

const LONDON_HOUR = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  hour: '2-digit',
  hourCycle: 'h23',
});
const LONDON_DAY = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' });

/** The latest whole day before `now` on which the clocks did not change: YYYY-MM-DD. */
export function latestPlainDay(now: Date): string {
  const today = Date.parse(`${LONDON_DAY.format(now)}T00:00:00Z`);
  for (let back = 1; ; back++) {
    const day = new Date(today - back * 86_400_000).toISOString().slice(0, 10);
    if (offsetAt(`${day}T00:00:00Z`) === offsetAt(`${day}T23:00:00Z`)) return day;
  }
}

/** The instant, in milliseconds, of the local midnight that starts a day without a clock change. */
export function midnightOf(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) - offsetAt(`${day}T12:00:00Z`) * 3_600_000;
}

/** HH:MM of a number of seconds after midnight. */
export function timeOfDay(seconds: number): string {
  const minutes = Math.max(0, Math.floor(seconds / 60));
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

/** Hours that London is ahead of UTC: 0 or 1. */
function offsetAt(iso: string): number {
  const instant = new Date(iso);
  return (Number(LONDON_HOUR.format(instant)) - instant.getUTCHours() + 24) % 24;
}
