/**
 * The place: its localities, practices, care homes, teams, trust and feeds. Read once at start from `CONFIG`,
 * and refused with every fault named. Design section 4.
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const code = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/, 'letters, digits and hyphens, at most 64');
const ods = z.string().regex(/^[A-Z0-9]{3,8}$/, 'an ODS code: 3 to 8 capital letters or digits');
const name = z.string().min(1).max(120);
const component = z.int().min(0).max(12);

const addressOrBlock = z.union([z.cidrv4(), z.cidrv6(), z.ipv4(), z.ipv6()]);

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

const team = z.strictObject({ id: code, name, role: code, localities: z.array(code) });

const dischargeList = z.enum([
  'discharge-disposition-0112',
  'discharge-destination',
  'discharge-method',
  'ignored',
]);

const feed = z.strictObject({
  id: code,
  name,
  organisation: ods,
  /** Which messages are this feed's: MSH-3 and MSH-4 as sent; no applications listed means any. */
  sender: z.strictObject({
    applications: z.array(z.string()).optional(),
    facilities: z.array(z.string()).min(1),
  }),
  /** Addresses or CIDR blocks that may send; anyone else gets AR. */
  peers: z.array(addressOrBlock).min(1),
  /** MSH-11 values taken; others get AR 202. */
  processingIds: z
    .array(z.enum(['P', 'T', 'D']))
    .min(1)
    .default(['P']),
  charsetFallback: z.enum(['windows-1252', 'utf-8', 'iso-8859-15']).default('windows-1252'),
  identifiers: z.array(z.strictObject({ authority: z.string().max(60), system: z.url() })).min(1),
  otherIdentifierBase: z.url(),
  visitNumberSystem: z.url(),
  visitNumberField: z.enum(['PV1-19', 'PID-18']).default('PV1-19'),
  location: z.strictObject({ ward: component, room: component, bed: component, site: component }),
  defaultSite: ods,
  patientClasses: z.record(z.string(), z.string()).default({}),
  admissionMethods: z.record(z.string(), z.string()).default({}),
  /** Local ward codes of PV1-3 to the place's ward codes; others stand as sent. */
  wards: z.record(z.string(), z.string()).default({}),
  pv1_36: dischargeList.default('discharge-disposition-0112'),
  pv1_37: dischargeList.default('discharge-destination'),
  /** Triggers whose PV1-3 moves the patient although the event itself does not. */
  movesOn: z.array(z.enum(['A08', 'A31', 'A54'])).default([]),
  /** Original: one answer, AA, AE or AR. Enhanced: CA, CE, CR and a deferred AA, AE, AR, as MSH-15 and MSH-16 ask. */
  acknowledgement: z.enum(['original', 'enhanced']).default('original'),
  /** What the sender of a message is told that was kept but could not be applied. */
  quarantineAnswer: z.enum(['AA', 'AE']).default('AA'),
  /** Minutes by which the sender's clock may run ahead of ours before its times are not believed. */
  clockSkewToleranceMinutes: z.int().min(1).max(100_000).default(2880),
  /** Minutes without a message after which the feed counts as silent; absent: silence is never a fault. */
  silenceLimitMinutes: z.int().min(1).max(100_000).optional(),
  /** SHA-256 fingerprints (hex, colons allowed) of the client certificates that may send, where the listener speaks mutual TLS. */
  clientCertificates: z
    .array(z.string().regex(/^[0-9A-Fa-f]{2}(:?[0-9A-Fa-f]{2}){31}$/, 'a SHA-256 fingerprint'))
    .min(1)
    .optional(),
});

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
      place.feeds.map((f) => f.id),
      'feeds',
      context,
    );
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
