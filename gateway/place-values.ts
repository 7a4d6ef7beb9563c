/** What several parts of the place file are made of: codes, names, addresses. CIDR blocks: RFC 4632, RFC 4291. */
import { z } from 'zod';

export const code = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/, 'letters, digits and hyphens, at most 64');
export const ods = z.string().regex(/^[A-Z0-9]{3,8}$/, 'an ODS code: 3 to 8 capital letters or digits');
export const name = z.string().min(1).max(120);

export const addressOrBlock = z.union([z.cidrv4(), z.cidrv6(), z.ipv4(), z.ipv6()], {
  error: ({ input }) => `expected an IPv4 or IPv6 address or CIDR block, not ${JSON.stringify(input)}`,
});
