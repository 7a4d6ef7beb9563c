/** How old a GP summary's area is, and whether it is older than its limit: shown with everything that comes of it. */
import type { AreaCode } from './summary.ts';

/** Whole days after which an area is marked as old; an area without a limit is never marked. */
export type AgeLimits = Readonly<Partial<Record<AreaCode, number>>>;

/** What changes from week to week and is acted on at the door: medicines and allergies. */
export const DEFAULT_AGE_LIMITS: AgeLimits = { medications: 7, allergies: 7 };

export interface AreaAge {
  /** Whole days, never negative: a practice's clock may be ahead. */
  readonly days: number;
  readonly limit?: number;
  /** More than `limit` days have passed, to the millisecond. */
  readonly beyond: boolean;
}

const DAY_MS = 86_400_000;

/**
 * @param of the area and the FHIR dateTime of which it speaks; a partial date counts from its beginning, as the older
 * reading is the safer. What is no date is beyond any limit.
 * @param now ISO UTC.
 */
export function ageOf(
  { area, asOf }: { readonly area: AreaCode; readonly asOf: string },
  now: string,
  limits: AgeLimits,
): AreaAge {
  const limit = limits[area];
  const passed = Math.max(0, Date.parse(now) - Date.parse(asOf));
  const beyond = limit !== undefined && !(passed <= limit * DAY_MS);
  const days = Number.isNaN(passed) ? 0 : Math.floor(passed / DAY_MS);
  return { days, ...(limit === undefined ? {} : { limit }), beyond };
}
