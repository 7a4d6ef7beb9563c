/**
 * What is in place at home in a few words, for the line of an alert: `home care 4 times a day (Thistle Home Care) since 3 May
 * 2025; worker A. Jones, Central team 01709 000000; lives in Ashgrove House`.
 */
import type { Resource } from '@medplum/fhirtypes';
import { dateWords } from '../gp-summary/summary-text.ts';
import { careHomeOf } from './locality-words.ts';
import { holdWords, packagesOf, providerName, serviceName } from './packages.ts';
import { personRecord, type PersonRecord, type Stored } from './person-record.ts';
import { returnTo, social } from './social-words.ts';
import { joined } from './view-words.ts';
import { allocationsOf } from './workers.ts';

const MOST_SERVICES = 3;

/**
 * @param resources of one person, the Patient among them, with the organisations and people that they refer to where they
 * are at hand: a name is else what a reference shows.
 * @param now ISO UTC.
 * @returns undefined where nothing is known. A council's return is told only where nothing newer is, and with its period.
 */
export function homeSituation(resources: readonly Resource[], now: string): string | undefined {
  const patient = resources.find(
    (one): one is Stored<Extract<Resource, { resourceType: 'Patient' }>> =>
      one.resourceType === 'Patient' && one.id !== undefined,
  );
  if (patient === undefined) return undefined;
  const record = personRecord(patient, resources);
  const home = careHomeOf(patient);
  return joined(
    [...services(record, now), workerWords(record, now), home === undefined ? undefined : `lives in ${home}`],
    '; ',
  );
}

function services(record: PersonRecord, now: string): readonly string[] {
  const all = packagesOf(record, now).inPlace;
  const live = all.filter((episode) => returnTo(episode) === undefined);
  const shown = live.length > 0 ? live : all;
  const rest = shown.length - MOST_SERVICES;
  return [
    ...shown.slice(0, MOST_SERVICES).map((episode) => {
      const provider = providerName(record, episode);
      const since = social(episode, 'in-place-since')?.valueDate ?? episode.period?.start;
      const to = returnTo(episode);
      return (
        joined(
          [
            lowerFirst(serviceName(episode)),
            social(episode, 'frequency')?.valueString,
            provider === undefined ? undefined : `(${provider})`,
            since === undefined ? undefined : `since ${dateWords(since)}`,
            holdWords(episode),
            to === undefined ? undefined : `[council return, period to ${dateWords(to)}]`,
          ],
          ' ',
        ) ?? ''
      );
    }),
    ...(rest > 0 ? [`${rest} more ${rest === 1 ? 'service' : 'services'}`] : []),
  ];
}

function workerWords(record: PersonRecord, now: string): string | undefined {
  const [first] = allocationsOf(record, now);
  if (first === undefined) return undefined;
  const { worker, workerPhone, teamName, inHours } = first;
  const team = joined([teamName, inHours], ' ');
  if (worker === undefined) return team;
  const who = joined([`worker ${worker}`, inHours === undefined ? workerPhone : undefined], ' ');
  return joined([who, team]);
}

function lowerFirst(text: string): string {
  // Not of an abbreviation.
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
