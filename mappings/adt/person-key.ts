/**
 * By which identifier a sender means a person. The same number of the same authority is the same person; which
 * repetition it stands in means nothing. ITK ADT 1.0.15 PID-3, MRG-1.
 */
import type { Identifier } from '@medplum/fhirtypes';
import { NHS_NUMBER } from '../../conformance/systems.ts';
import type { PersonKey } from '../fact.ts';
import type { FeedProfile } from './feed-profile.ts';
import { verificationStatus } from './segments/pid-identifiers.ts';

const NONE: ReadonlySet<PersonKey> = new Set();

/**
 * The sender's local number first, then a verified NHS number, then an unverified one as this sender's own, then a
 * number of another authority, then, for a visit of somebody not identified, the visit itself. A filler or temporary
 * number is none of these.
 * @param visit the number of the visit, where the message is about one.
 * @param retired numbers that the message retires: another of the same authority stands before them.
 */
export function personKey(
  identifiers: readonly Identifier[],
  feed: FeedProfile,
  visit?: Identifier,
  retired = NONE,
): PersonKey | undefined {
  for (const rule of feed.identifiers) {
    const local = numbersOf(identifiers, (system) => system === rule.system);
    const standing = local.filter((key) => !retired.has(key));
    // Of several the smallest, not the first: the order in PID-3 means nothing.
    const [smallest] = (standing.length > 0 ? standing : local).toSorted();
    if (smallest !== undefined) return smallest;
  }
  const nhs = identifiers.find((i) => i.system === NHS_NUMBER);
  if (nhs?.value !== undefined) return nhsKey(nhs.value, verificationStatus(nhs) === '01', feed);
  const [other] = numbersOf(identifiers, (system) => system.startsWith(feed.otherIdentifierBase));
  if (other !== undefined) return other;
  if (visit?.value === undefined) return undefined;
  return `${feed.visitNumberSystem}-unidentified-patient|${visit.value}`;
}

/**
 * Every key by which the retired person may be known here: all local numbers, and only for want of one the NHS number
 * or the numbers of other authorities. Which of them were used before, the message does not say.
 * @param survivor an NHS number without status is taken for verified where the survivor is known by a verified one,
 * as a merge is between numbers of one kind.
 */
export function retiredKeys(
  identifiers: readonly Identifier[],
  feed: FeedProfile,
  survivor: PersonKey,
): readonly PersonKey[] {
  const systems = new Set(feed.identifiers.map((rule) => rule.system));
  systems.add(survivor.slice(0, survivor.indexOf('|')));
  const local = numbersOf(identifiers, (system) => system !== NHS_NUMBER && systems.has(system));
  if (local.length > 0) return local;
  const nhs = identifiers.flatMap((i) => {
    if (i.system !== NHS_NUMBER || i.value === undefined) return [];
    const status = verificationStatus(i);
    const verified = status === undefined ? survivor.startsWith(`${NHS_NUMBER}|`) : status === '01';
    return [nhsKey(i.value, verified, feed)];
  });
  if (nhs.length > 0) return nhs;
  return numbersOf(identifiers, (system) => system.startsWith(feed.otherIdentifierBase));
}

/** The keys that identifiers of a person would have, for telling whether a number is among them. */
export function ownKeys(identifiers: readonly Identifier[], feed: FeedProfile): ReadonlySet<PersonKey> {
  return new Set(
    identifiers.flatMap(({ system, value, use }) => {
      if (system === undefined || value === undefined || use === 'temp') return [];
      return system === NHS_NUMBER
        ? [nhsKey(value, true, feed), nhsKey(value, false, feed)]
        : [`${system}|${value}`];
    }),
  );
}

/** An NHS number that nobody verified is this sender's word alone. */
function nhsKey(value: string, verified: boolean, feed: FeedProfile): PersonKey {
  return verified ? `${NHS_NUMBER}|${value}` : `${feed.otherIdentifierBase}unverified-nhs-number|${value}`;
}

function numbersOf(
  identifiers: readonly Identifier[],
  of: (system: string) => boolean,
): readonly PersonKey[] {
  return identifiers.flatMap(({ system, value, use }) =>
    system !== undefined && value !== undefined && use !== 'temp' && of(system) ? [`${system}|${value}`] : [],
  );
}
