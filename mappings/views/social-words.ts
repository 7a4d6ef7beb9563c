/**
 * What all facts of a council have in common in a view: who says so, of which time. A return is never live: it is told with
 * the period that it speaks of. social-care reference, sections 3, 4 and 8.
 */
import type { Resource } from '@medplum/fhirtypes';
import { dateWords } from '../gp-summary/summary-text.ts';
import { SOCIAL_CARE_EXTENSION } from '../social-care/interweave.ts';
import { extensionOf } from './extension-of.ts';
import type { Stored } from './person-record.ts';
import type { SectionSource, Told } from './view-section.ts';

const PROVENANCE = 'https://fhir.interweavedigital.nhs.uk/Provenance';
/** Returns come by the quarter: one older than that and the month in which it is made speaks of what may be over. */
const RETURN_LIMIT_DAYS = 125;
const DAY_MS = 86_400_000;

/** An extension of ours on a social-care resource. */
export function social(
  resource: Parameters<typeof extensionOf>[0],
  name: string,
): ReturnType<typeof extensionOf> {
  return extensionOf(resource, `${SOCIAL_CARE_EXTENSION}${name}`);
}

/** FHIR date to which the council's return speaks; undefined for what is no fact of a return. */
export function returnTo(resource: Stored): string | undefined {
  if (resource.resourceType === 'Observation')
    return isCouncils(resource) ? resource.effectivePeriod?.end : undefined;
  return 'extension' in resource ? social(resource, 'return-to')?.valueDate : undefined;
}

/** Whether a council says it; other entries are those of teams, written by clients. */
export function isCouncils(resource: Stored): boolean {
  return councilOf(resource) !== undefined;
}

function councilOf({ meta }: Stored): string | undefined {
  const tag = meta?.tag?.find(({ system }) => system === PROVENANCE);
  return tag?.display ?? tag?.code;
}

/** @returns the text with its source and time. */
export function toldSocial(resource: Stored, text: string): Told {
  const to = returnTo(resource);
  const updated = resource.meta?.lastUpdated;
  return {
    text,
    source: sourceName(resource),
    time:
      to !== undefined
        ? `council return, period to ${dateWords(to)}`
        : updated === undefined
          ? undefined
          : `as told on ${dateWords(updated)}`,
  };
}

/** Of what a client wrote, its author as the entry names them. */
function sourceName(resource: Stored): string | undefined {
  return councilOf(resource) ?? authorOf(resource) ?? undefined;
}

function authorOf(resource: Resource): string | undefined {
  switch (resource.resourceType) {
    case 'CarePlan':
    case 'Flag':
      return resource.author?.display;
    case 'Task':
    case 'ServiceRequest':
      return resource.requester?.display;
    case 'CareTeam':
      return resource.managingOrganization?.[0]?.display;
    case 'Consent':
      return resource.organization?.[0]?.display ?? resource.performer?.[0]?.display;
    default:
      return undefined;
  }
}

/** Each source once, with the time of its latest fact here. @param now ISO UTC. */
export function socialSources(resources: readonly Stored[], now: string): readonly SectionSource[] {
  const found = new Map<string, SectionSource>();
  for (const resource of resources) {
    const name = sourceName(resource);
    if (name === undefined) continue;
    const to = returnTo(resource);
    const asOf = to ?? resource.meta?.lastUpdated;
    const key = `${name}|${to === undefined ? 'live' : 'return'}`;
    const known = found.get(key);
    if (known?.asOf !== undefined && (asOf === undefined || known.asOf >= asOf)) continue;
    const old = to !== undefined && isOldReturn(to, now);
    found.set(key, { name, ...(asOf === undefined ? {} : { asOf }), ...(old ? { old } : {}) });
  }
  return [...found.values()];
}

/** @returns a sentence for each return that is too old to be taken for the present. */
export function oldReturnWords(resources: readonly Stored[], now: string): readonly string[] {
  const dates = new Set(resources.flatMap((resource) => returnTo(resource) ?? []));
  return [...dates]
    .filter((to) => isOldReturn(to, now))
    .toSorted()
    .map((to) => `The council return speaks of the time to ${dateWords(to)}: it may be over since`);
}

function isOldReturn(to: string, now: string): boolean {
  return Date.parse(now) - Date.parse(to) > RETURN_LIMIT_DAYS * DAY_MS;
}
