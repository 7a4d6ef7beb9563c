/** Elements that every body of a client may have, as zod schemas: FHIR R4 resource.html, domainresource.html, extensibility.html. */
import { z } from 'zod';

/** Text that is there, and bounded. */
export const text = (max: number): z.ZodString => z.string().min(1).max(max);

/** Any extension; its meaning is judged by where it stands. */
export const extension = z.looseObject({ url: text(1000) });
export const extensions = z.array(extension).max(20);

/** What of `meta` is the client's; version and time are read and not kept. */
export const meta = z.looseObject({
  profile: z.array(text(1000)).max(20).optional(),
  tag: z.array(z.looseObject({})).max(20).optional(),
  security: z.array(z.looseObject({})).max(20).optional(),
});

export const narrative = z.looseObject({ status: text(20), div: text(20_000) });
