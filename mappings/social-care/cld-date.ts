/** Dates of the return: `YYYY-MM-DD` or `DD/MM/YYYY`, nothing else; real days between 1880 and 2100. */

const FIRST_YEAR = 1880;
const LAST_YEAR = 2100;
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** @returns an ISO date; undefined for what is no date, or no date that the return can mean. */
export function readDate(text: string): string | undefined {
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  const british = iso === null ? /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(text) : null;
  const [year, month, day] =
    iso === null ? [british?.[3], british?.[2], british?.[1]] : [iso[1], iso[2], iso[3]];
  if (year === undefined || month === undefined || day === undefined) return undefined;
  if (Number(year) < FIRST_YEAR || Number(year) > LAST_YEAR) return undefined;
  const days = DAYS[Number(month) - 1] ?? 0;
  const most = month === '02' && isLeapYear(Number(year)) ? 29 : days;
  return Number(day) >= 1 && Number(day) <= most ? `${year}-${month}-${day}` : undefined;
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}
