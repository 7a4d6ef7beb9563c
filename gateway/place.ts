/**
 * The place: its localities, practices, care homes, teams, trust and feeds. Read once at start from `CONFIG`,
 * and refused with every fault named. Design section 4.
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { checkBetweenFeeds, feed } from './place-feed.ts';
import { councilFeed, gpSummaryFeed } from './place-shared-feeds.ts';
import { addressOrBlock, code, name, ods } from './place-values.ts';
import { DEMOGRAPHIC_GROUPS } from './record/demographic-groups.ts';
import { plainUprn } from './record/residence.ts';

const locality = z.strictObject({ code, name });

const practice = z.strictObject({
  ods,
  name,
  locality: code,
  /** Why this practice is thought to belong to this locality. */
  basis: z.string().max(200).optional(),
});

const careHome = z.strictObject({
  id: code,
  name,
  postcode: z.string().max(8),
  uprn: z
    .string()
    .regex(/^\d{1,12}$/)
    .optional(),
  locality: code,
});

const sourceKind = z.enum(['hospital', 'gp', 'council']);

/** Which source is believed first for a group of demographics; those not listed come after, in the usual order. */
const precedence = z.partialRecord(z.enum(['default', ...DEMOGRAPHIC_GROUPS]), z.array(sourceKind).min(1));

const team = z.strictObject({ id: code, name, role: code, localities: z.array(code) });

/** RFC 1123 2.1; a last label of digits alone would be an address that is none. */
const hostName = z
  .string()
  .max(253)
  .regex(/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/i, 'a host name');

const webhookAllow = z
  .strictObject({
    host: z.union([addressOrBlock, hostName], 'a host name, an address or a CIDR block'),
    /** Which addresses, other than public ones, a name may resolve to; `localhost` may be loopback without. */
    addresses: z.array(addressOrBlock).min(1).optional(),
    ports: z.array(z.int().min(1).max(65535)).optional(),
    http: z.boolean().default(false),
  })
  .refine(({ host, addresses }) => addresses === undefined || hostName.safeParse(host).success, {
    path: ['addresses'],
    message: 'belongs to a host name only: an address or block says itself what it reaches',
  });

const site = z.strictObject({
  ods,
  name,
  wards: z.array(
    z.strictObject({ code: z.string().min(1).max(40), name, emergency: z.boolean().default(false) }),
  ),
});

const placeSchema = z
  .strictObject({
    name,
    localities: z.array(locality).min(1),
    practices: z.array(practice).min(1),
    careHomes: z.array(careHome).default([]),
    teams: z.array(team).default([]),
    trust: z.strictObject({ ods, name, sites: z.array(site).min(1) }),
    feeds: z.array(feed).min(1),
    gpSummaries: gpSummaryFeed.optional(),
    councils: z.array(councilFeed).default([]),
    precedence: precedence.default({}),
    /** Localities by postcode, the longest beginning that fits: `S65` or `S65 1AB`. Boundaries are nobody's guess. */
    postcodes: z.record(z.string().regex(/^[A-Z0-9 ]{2,8}$/), code).default({}),
    webhooks: z.strictObject({ allow: z.array(webhookAllow) }).default({ allow: [] }),
  })
  .superRefine((place, context) => {
    const known = new Set(place.localities.map((l) => l.code));
    const refer = (path: (string | number)[], value: string): void => {
      if (!known.has(value)) {
        context.addIssue({ code: 'custom', path, message: `no locality has the code "${value}"` });
      }
    };
    place.practices.forEach((p, i) => {
      refer(['practices', i, 'locality'], p.locality);
    });
    place.careHomes.forEach((h, i) => {
      refer(['careHomes', i, 'locality'], h.locality);
    });
    Object.entries(place.postcodes).forEach(([postcode, locality]) => {
      refer(['postcodes', postcode], locality);
    });
    place.councils.forEach((council, i) => {
      Object.entries(council.teams).forEach(([team, locality]) => {
        refer(['councils', i, 'teams', team], locality);
      });
    });
    place.teams.forEach((t, i) => {
      t.localities.forEach((l, j) => {
        refer(['teams', i, 'localities', j], l);
      });
    });
    unique(
      place.localities.map((l) => l.code),
      'localities',
      context,
    );
    unique(
      place.practices.map((p) => p.ods),
      'practices',
      context,
    );
    unique(
      place.careHomes.map((h) => h.id),
      'careHomes',
      context,
    );
    unique(
      place.careHomes.map((h, i) => plainUprn(h.uprn) ?? `home ${i} without`),
      'careHomes',
      context,
    );
    unique(
      [
        ...place.feeds.map((f) => f.id),
        ...place.councils.map((f) => f.id),
        ...(place.gpSummaries === undefined ? [] : [place.gpSummaries.id]),
      ],
      'feeds',
      context,
    );
    checkBetweenFeeds(place.feeds, context);
  });

export type Place = z.infer<typeof placeSchema>;
export type Feed = Place['feeds'][number];

/** A configuration that cannot be used; the message lists every fault with its path, one a line. */
export class ConfigurationError extends Error {
  constructor(source: string, faults: string) {
    super(`${source} cannot be used:\n${faults}`);
    this.name = 'ConfigurationError';
  }
}

/** @throws ConfigurationError with every fault of the file. */
export function loadPlace(path: string): Place {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new ConfigurationError(path, 'the file cannot be read; set CONFIG to the path of the place file');
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new ConfigurationError(path, `not JSON: ${error instanceof Error ? error.message : 'unreadable'}`);
  }
  return parsePlace(json, path);
}

/** @throws ConfigurationError with every fault. */
export function parsePlace(json: unknown, source: string): Place {
  const result = placeSchema.safeParse(json);
  if (!result.success) throw new ConfigurationError(source, z.prettifyError(result.error));
  return result.data;
}

function unique(values: readonly string[], path: string, context: z.RefinementCtx): void {
  values.forEach((value, i) => {
    if (values.indexOf(value) !== i) {
      context.addIssue({ code: 'custom', path: [path, i], message: `"${value}" stands here twice` });
    }
  });
}
