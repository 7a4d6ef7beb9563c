/** The feeds of the place beside ADT: GP summaries, and each council's return and case events. */
import { z } from 'zod';
import { addressOrBlock, code, name, ods } from './place-values.ts';

/** `unknown` labels what no feed took, and these are addresses of intake. */
const RESERVED_IDS: readonly string[] = ['unknown', 'adt', 'social-care', 'gp-summary', 'operator'];

const id = code.refine((value) => !RESERVED_IDS.includes(value.toLowerCase()), {
  error: ({ input }) => `"${String(input)}" has a meaning of its own in addresses and metrics`,
});

const silenceLimitMinutes = z.int().min(1).max(1_000_000).optional();

export const gpSummaryFeed = z.strictObject({
  id,
  name,
  /** Addresses or CIDR blocks of the connector that may send; anyone else is refused. */
  peers: z.array(addressOrBlock).min(1),
  silenceLimitMinutes,
  /** Days after which a summary is marked as old. */
  freshDays: z.int().min(1).max(3650).default(7),
});

export const councilFeed = z.strictObject({
  id,
  name,
  /** CASSR code as column LA_Code has it. */
  code: z.string().regex(/^[A-Z0-9]{3,9}$/, 'a CASSR or ODS code'),
  organisation: ods.optional(),
  /** System of the council's person numbers. */
  personSystem: z.url(),
  peers: z.array(addressOrBlock).min(1),
  /** Whether it is this place's council. */
  own: z.boolean().default(true),
  /** Its teams' ids in case events, and the locality of each. */
  teams: z.record(z.string().min(1).max(100), code).default({}),
  silenceLimitMinutes,
});
