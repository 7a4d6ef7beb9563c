/**
 * A feed of the place file, and what must hold between feeds. Its codes are those of HL7 v2.4 table 0004, with ITK's W,
 * and of UKCore-AdmissionMethodEngland.
 */
import { z } from 'zod';
import { ADMISSION_METHOD } from '../mappings/adt/tables/england.ts';
import { addressOrBlock, code, name, ods } from './place-values.ts';

const component = z.int().min(0).max(12);

const dischargeList = z.enum([
  'discharge-disposition-0112',
  'discharge-destination',
  'discharge-method',
  'ignored',
]);

/** HL7 table 0004, and W of ITK. */
const patientClass = z.enum(['B', 'C', 'E', 'I', 'N', 'O', 'P', 'R', 'U', 'W']);

const admissionMethod = z.string().refine((value) => Object.hasOwn(ADMISSION_METHOD.codes, value), {
  error: `expected an NHS admission method: ${Object.keys(ADMISSION_METHOD.codes).sort().join(', ')}`,
});

/** `unknown` labels what no feed took, and /feeds/adt is the intake; paths are matched without regard to case. */
const RESERVED_IDS: readonly string[] = ['unknown', 'adt', 'social-care', 'gp-summary', 'operator'];

export const feed = z
  .strictObject({
    id: code.refine((id) => !RESERVED_IDS.includes(id.toLowerCase()), {
      error: ({ input }) => `"${String(input)}" has a meaning of its own in addresses and metrics`,
    }),
    name,
    organisation: ods,
    /** Which messages are this feed's: MSH-3 and MSH-4 as sent; no applications listed means any. */
    sender: z.strictObject({
      applications: z.array(z.string()).optional(),
      facilities: z.array(z.string().min(1)).min(1),
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
    patientClasses: z.record(z.string(), patientClass).default({}),
    admissionMethods: z.record(z.string(), admissionMethod).default({}),
    /** Local ward codes of PV1-3 to the place's ward codes; others stand as sent. */
    wards: z.record(z.string(), z.string().min(1)).default({}),
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
  })
  .superRefine(({ identifiers }, context) => {
    const authorities = identifiers.map(({ authority }) => authority.toLowerCase());
    authorities.forEach((authority, i) => {
      if (authorities.indexOf(authority) === i) return;
      const path = ['identifiers', i, 'authority'];
      const message = `"${authority}" stands here twice: authorities are compared without regard to case`;
      context.addIssue({ code: 'custom', path, message });
    });
  });

type Feed = z.infer<typeof feed>;

/** What is wrong between two feeds, told at the later one. */
export function checkBetweenFeeds(feeds: readonly Feed[], context: z.RefinementCtx): void {
  feeds.forEach((later, i) => {
    for (const earlier of feeds.slice(0, i)) {
      const both = `feeds "${earlier.id}" and "${later.id}"`;
      const tell = (key: keyof Feed, message: string): void => {
        context.addIssue({ code: 'custom', path: ['feeds', i, key], message });
      };
      if (mayTakeTheSame(earlier, later)) {
        tell(
          'sender',
          `${both} would take the same messages: let facilities, applications, processingIds or peers differ`,
        );
      }
      if (
        earlier.visitNumberSystem === later.visitNumberSystem &&
        earlier.organisation !== later.organisation
      ) {
        tell(
          'visitNumberSystem',
          `${both} are of two organisations and share it: their visits would be mixed`,
        );
      }
    }
  });
}

/** One address of the one's peers, written alike in the other's, is enough: the first feed would shadow the second. */
function mayTakeTheSame(one: Feed, other: Feed): boolean {
  const [mine, theirs] = [one.sender.applications, other.sender.applications];
  return (
    overlap(one.sender.facilities, other.sender.facilities) &&
    (mine === undefined || theirs === undefined || overlap(mine, theirs)) &&
    overlap(one.processingIds, other.processingIds) &&
    overlap(one.peers, other.peers)
  );
}

function overlap(one: readonly string[], other: readonly string[]): boolean {
  return one.some((value) => other.includes(value));
}
