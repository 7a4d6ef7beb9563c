/**
 * What is in place around a person, for a full-resource notification: who has the case (CareTeam), packages that run
 * (EpisodeOfCare), alerts that everybody may see (Flag). As it stood when the alert was recorded, so that a repeat has the
 * same bytes. Interweave-SocialCareService, Interweave-Flag 0.0.1.
 */
import type { CareTeam, EpisodeOfCare, Extension, Flag, Resource } from '@medplum/fhirtypes';
import { ROTHER } from '../../conformance/systems.ts';
import type { Db } from '../store/engine.ts';
import { readVersions, versionKey, versionsAsOf } from './resource-versions.ts';

/** In the order in which they are told. */
const TYPES = ['CareTeam', 'EpisodeOfCare', 'Flag'] as const;
/** Told of a person. */
const MOST_TOLD = 20;
/** Looked at of a person, the newest first. */
const MOST_READ = 100;

/** Of an EpisodeOfCare that is a package of social care; a registration with a practice has none. */
const PACKAGE = /Extension-Interweave-SocialCareServiceCategory$/;
/** A statutory return is months old and never shown as live. */
const OF_A_RETURN = `${ROTHER}StructureDefinition/social-care-return-to`;
/** An alert for some only. */
const AUDIENCE = `${ROTHER}StructureDefinition/social-care-alert-audience`;
const SAFEGUARDING = 'SGC';

type Care = CareTeam | EpisodeOfCare | Flag;

/**
 * @param patientIds of people of whom it may be told: none who is restricted.
 * @param asOf ISO UTC.
 * @returns by id of the person, at most 20 each: teams, then packages, then flags.
 */
export async function standingCare(
  db: Db,
  patientIds: readonly string[],
  asOf: string,
): Promise<ReadonlyMap<string, readonly Resource[]>> {
  if (patientIds.length === 0) return new Map();
  const found = await db
    .selectFrom('search_reference as about')
    .innerJoin('resource', 'resource.key', 'about.resource_key')
    .select(['about.target', 'resource.type', 'resource.id'])
    .where('about.param', 'in', ['CareTeam.patient', 'EpisodeOfCare.patient', 'Flag.patient'])
    .where(
      'about.target',
      'in',
      patientIds.map((id) => `Patient/${id}`),
    )
    .orderBy('resource.key', 'desc')
    .limit(patientIds.length * MOST_READ)
    .execute();
  const versions = await versionsAsOf(
    db,
    TYPES,
    found.map(({ id }) => id),
    asOf,
  );
  const contents = await readVersions(db, versions);
  const current = new Map(versions.map((v) => [`${v.type}/${v.id}`, contents.get(versionKey(v))]));
  const told = new Map<string, readonly Resource[]>();
  for (const patientId of patientIds) {
    const target = `Patient/${patientId}`;
    const own = found
      .filter((row) => row.target === target)
      .flatMap(({ type, id }) => careOf(current.get(`${type}/${id}`)) ?? []);
    const ordered = TYPES.flatMap((type) => own.filter(({ resourceType }) => resourceType === type));
    told.set(
      patientId,
      ordered.slice(0, MOST_TOLD).map((resource) => ofPerson(resource, target)),
    );
  }
  return told;
}

/** Undefined where it is not in place, or not for everybody. */
function careOf(resource: Resource | undefined): Care | undefined {
  if (resource === undefined || (resource.meta?.security ?? []).length > 0) return undefined;
  switch (resource.resourceType) {
    case 'CareTeam':
      return resource.status === 'active' ? resource : undefined;
    case 'EpisodeOfCare':
      return resource.status === 'active' && isLivePackage(resource.extension) ? resource : undefined;
    case 'Flag':
      return resource.status === 'active' && isForAll(resource) ? resource : undefined;
    default:
      return undefined;
  }
}

function isLivePackage(extension: readonly Extension[] = []): boolean {
  return extension.some(({ url }) => PACKAGE.test(url)) && !extension.some(({ url }) => url === OF_A_RETURN);
}

function isForAll({ category = [], extension = [] }: Flag): boolean {
  const codes = category.flatMap(({ coding = [] }) => coding.map(({ code }) => code));
  return !codes.includes(SAFEGUARDING) && !extension.some(({ url }) => url === AUDIENCE);
}

/** As of the person that the alert is of now: a merge gives what an entry had to the survivor. */
function ofPerson(resource: Care, reference: string): Care {
  switch (resource.resourceType) {
    case 'CareTeam':
      return { ...resource, subject: { ...resource.subject, reference } };
    case 'EpisodeOfCare':
      return { ...resource, patient: { ...resource.patient, reference } };
    case 'Flag':
      return { ...resource, subject: { ...resource.subject, reference } };
  }
}
