/**
 * What is in place at home: services and placements, by whom, how often, since when, on hold. Interweave-SocialCareService;
 * PRSB "Services and care". Funding decisions are no service.
 */
import type { EpisodeOfCare } from '@medplum/fhirtypes';
import { INTERWEAVE_PROFILE } from '../social-care/interweave.ts';
import { dateWords } from '../gp-summary/summary-text.ts';
import { extensionOf } from './extension-of.ts';
import { ofType, type PersonRecord, type Stored } from './person-record.ts';
import { isCouncils, returnTo, social } from './social-words.ts';
import { conceptWords, joined, referenceWords } from './view-words.ts';

type Episode = Stored<EpisodeOfCare>;

const CATEGORY = `${INTERWEAVE_PROFILE}Extension-Interweave-SocialCareServiceCategory`;
const FUNDING = ['funding-status', 'continuing-healthcare', 'funding-of'];
const IN_PLACE: readonly EpisodeOfCare['status'][] = ['active', 'onhold', 'waitlist'];

export interface Packages {
  readonly inPlace: readonly Episode[];
  readonly planned: readonly Episode[];
}

/** @param now ISO UTC: what had ended by then is not in place, whatever its status was when it was entered. */
export function packagesOf(record: PersonRecord, now: string): Packages {
  const services = ofType(record, 'EpisodeOfCare')
    .filter((episode) => isService(episode) && !isFunding(episode) && !hasEnded(episode, now))
    // What is told live before what a return tells, then the longest in place.
    .toSorted(
      (a, b) =>
        Number(returnTo(a) !== undefined) - Number(returnTo(b) !== undefined) ||
        compare(a.period?.start ?? '', b.period?.start ?? '') ||
        compare(a.id, b.id),
    );
  return {
    inPlace: services.filter(({ status }) => IN_PLACE.includes(status)),
    planned: services.filter(({ status }) => status === 'planned'),
  };
}

/** Who pays, and how far NHS Continuing Healthcare is. */
export function fundingOf(record: PersonRecord): readonly Episode[] {
  return ofType(record, 'EpisodeOfCare').filter(
    (episode) => isFunding(episode) && episode.status === 'active',
  );
}

/** A registration at a practice is an EpisodeOfCare as well, and nothing that is in place at home. */
function isService(episode: Episode): boolean {
  return isCouncils(episode) || extensionOf(episode, CATEGORY) !== undefined;
}

function isFunding(episode: Episode): boolean {
  return FUNDING.some((name) => social(episode, name) !== undefined);
}

function hasEnded({ period, status }: Episode, now: string): boolean {
  if (status === 'finished' || status === 'cancelled') return true;
  const end = period?.end;
  if (end === undefined) return false;
  return end.length === 10 ? end < now.slice(0, 10) : Date.parse(end) <= Date.parse(now);
}

/** The name of the service, in the council's words. */
export function serviceName(episode: Episode): string {
  return (
    conceptWords(episode.type?.[0]) ??
    conceptWords(extensionOf(episode, CATEGORY)?.valueCodeableConcept) ??
    'Service'
  );
}

export function providerName(record: PersonRecord, episode: Episode): string | undefined {
  return referenceWords(record, episode.managingOrganization);
}

/** @returns e.g. `Home support: 1 carer, 2 visits a day, by Thistle Home Care, since 3 May 2025`. */
export function packageWords(record: PersonRecord, episode: Episode): string {
  const provider = providerName(record, episode);
  const phone = social(episode, 'provider-phone')?.valueString;
  const since = social(episode, 'in-place-since')?.valueDate ?? episode.period?.start;
  const target = social(episode, 'reablement-target-end')?.valueDateTime;
  const hours = social(episode, 'weekly-hours')?.valueDecimal;
  const gaps = (episode.extension ?? []).filter(({ url }) => url.endsWith('social-care-not-stated'));
  const words = [
    social(episode, 'frequency')?.valueString,
    hours === undefined ? undefined : `${hours} hours a week`,
    provider === undefined ? undefined : `by ${provider}${phone === undefined ? '' : ` (${phone})`}`,
    since === undefined ? undefined : `${startWord(episode)} ${dateWords(since)}`,
    episode.period?.end === undefined ? undefined : `until ${dateWords(episode.period.end)}`,
    holdWords(episode),
    target === undefined ? undefined : `reablement to end ${dateWords(target)}`,
    social(episode, 'assumed-end') === undefined ? undefined : 'end assumed',
    gaps.length === 0 ? undefined : `not stated: ${gaps.map((gap) => gap.valueString ?? '').join('; ')}`,
  ];
  return `${serviceName(episode)}: ${joined(words) ?? 'nothing more is stated'}`;
}

function startWord({ status }: Episode): string {
  return status === 'planned' ? 'from' : 'since';
}

/** The council holds a package while its client is in hospital: it is there to go back to. */
export function holdWords({ status, statusHistory = [] }: Episode): string | undefined {
  if (status !== 'onhold') return undefined;
  const since = statusHistory.findLast((entry) => entry.status === 'onhold')?.period.start;
  return since === undefined ? 'ON HOLD' : `ON HOLD since ${dateWords(since)}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
