/** The place's configuration as the record asks for it: names of codes, and localities of practices. */
import type { PlaceNames } from '../mappings/adt/resources/directory.ts';
import type { Place } from './place.ts';
import type { Localities } from './record/attribution.ts';

export function placeNames({ trust, practices }: Place): PlaceNames {
  const sites = new Map(trust.sites.map((site) => [site.ods, site]));
  const wards = new Map(
    trust.sites.flatMap((site) => site.wards.map((ward) => [`${site.ods}/${ward.code}`, ward] as const)),
  );
  const organisations = new Map<string, string>([
    [trust.ods, trust.name],
    ...practices.map((practice): [string, string] => [practice.ods, practice.name]),
  ]);
  return {
    site: (ods) => sites.get(ods)?.name,
    ward: (site, code) => wards.get(`${site}/${code}`),
    organisation: (ods) => organisations.get(ods),
    trust: (site) => (sites.has(site) ? trust.ods : undefined),
  };
}

export function placeLocalities({ localities, practices }: Place): Localities {
  const byCode = new Map(localities.map((locality) => [locality.code, locality]));
  const byPractice = new Map(practices.map((practice) => [practice.ods, byCode.get(practice.locality)]));
  return {
    byPractice: (ods) => byPractice.get(ods),
    describe: () => JSON.stringify([...byPractice].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}
