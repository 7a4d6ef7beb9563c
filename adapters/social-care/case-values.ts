/**
 * Values of case events: each bounded, absent or null where the field allows it. JSON Schema is generated from these, so
 * that nothing here transforms. docs/social-care-events.md.
 */
import { z } from 'zod';

const DATE = '(?:19|20|21)\\d{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])';
const TIME =
  'T(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d{1,9})?(?:Z|[+-](?:0\\d|1[0-3]):[0-5]\\d|[+-]14:00)';

/** Absent: not stated. Null: cleared. */
export function tri<T extends z.ZodType>(schema: T): z.ZodExactOptional<z.ZodNullable<T>> {
  return z.exactOptional(z.nullable(schema));
}

/** `2026-03-01` */
export const date = z
  .string()
  .regex(new RegExp(`^${DATE}$`), 'expected a date YYYY-MM-DD')
  .refine(isCalendarDay, 'no such day')
  .meta({ id: 'Date', description: 'A date, YYYY-MM-DD' });

/** `2026-03-01T09:30:00+00:00` */
export const dateTime = z
  .string()
  .regex(new RegExp(`^${DATE}${TIME}$`), 'expected a date-time with seconds and offset')
  .refine(isCalendarDay, 'no such day')
  .meta({ id: 'DateTime', description: 'A date-time with seconds and offset, YYYY-MM-DDThh:mm:ss+hh:mm' });

export const dateOrTime = z
  .string()
  .regex(new RegExp(`^${DATE}(?:${TIME})?$`), 'expected a date, or a date-time with seconds and offset')
  .refine(isCalendarDay, 'no such day')
  .meta({ id: 'DateOrTime', description: 'A date, or a date-time with seconds and offset' });

/** Of the case system: no blanks, no bar. */
export const key = z
  .string()
  .regex(/^[!-{}~]{1,64}$/, 'expected 1 to 64 printable ASCII characters without blank or |')
  .meta({
    description: "The case system's own number: 1 to 64 printable ASCII characters without blank or |",
  });

export const count = z.int().min(0).max(999_999_999_999);

/** One line, of characters that can be shown. */
export const line = text(150);

/** Some sentences. */
export const sentences = text(1000);

export const phone = z
  .string()
  .regex(/^[0-9+() .\-x/]{3,40}$/i, 'expected a telephone number')
  .meta({ id: 'Phone', description: 'A telephone number' });

export const email = z
  .string()
  .max(254)
  .regex(/^[^@\s]{1,64}@[^@\s]{1,189}$/, 'expected an e-mail address');

export const odsCode = z.string().regex(/^[A-Z0-9]{3,9}$/, 'expected an ODS code');

export const cqcLocation = z
  .string()
  .regex(/^1-\d{9,11}$/, 'expected a CQC location id, 1- and 9 to 11 digits')
  .meta({ id: 'CqcLocation', description: 'CQC location id: 1- and 9 to 11 digits' });

function text(most: number): z.ZodString {
  return z.string().min(1).max(most).refine(isPrintable, 'holds control characters');
}

function isPrintable(value: string): boolean {
  return !/\p{Cc}/u.test(value.replace(/[\n\r\t]/g, ''));
}

/** Years, months and days are digits by now. */
function isCalendarDay(value: string): boolean {
  const [year = 0, month = 0, day = 0] = value.slice(0, 10).split('-').map(Number);
  return new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day;
}
