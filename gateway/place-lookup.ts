/** The place's configuration as the record asks for it: names of codes, and localities of practices. */
import type { PlaceNames } from '../mappings/adt/resources/directory.ts';
import type { Place } from './place.ts';
import { GP_PATIENT } from '../conformance/systems.ts';
import type { ApplyContext } from './record/apply-message.ts';
import type { Localities } from './record/attribution.ts';
import type { Precedence, SourceKind } from './record/combine-person.ts';
import { SET_FOLDS } from './record/sets/source-sets.ts';

export function placeNames({ trust, practices, councils }: Place): PlaceNames {
  const sites = new Map(trust.sites.map((site) => [site.ods, site]));
  const wards = new Map(
    trust.sites.flatMap((site) => site.wards.map((ward) => [`${site.ods}/${ward.code}`, ward] as const)),
  );
  const organisations = new Map<string, string>([
    [trust.ods, trust.name],
    ...practices.map((practice): [string, string] => [practice.ods, practice.name]),
    ...councils.flatMap(({ organisation, name }): [string, string][] =>
      organisation === undefined ? [] : [[organisation, name]],
    ),
  ]);
  return {
    site: (ods) => sites.get(ods)?.name,
    ward: (site, code) => wards.get(`${site}/${code}`),
    organisation: (ods) => organisations.get(ods),
    trust: (site) => (sites.has(site) ? trust.ods : undefined),
  };
}

export function placeLocalities({
  localities,
  practices,
  careHomes,
  teams,
  councils,
  postcodes,
}: Place): Localities {
  const byCode = new Map(localities.map((locality) => [locality.code, locality]));
  const byPractice = new Map(practices.map((practice) => [practice.ods, byCode.get(practice.locality)]));
  const byTeam = new Map([
    ...councils.flatMap((council) => Object.entries(council.teams)),
    ...teams.flatMap(({ id, localities: of }) =>
      of.length === 1 ? of.map((code) => [id, code] as const) : [],
    ),
  ]);
  const homes = careHomes.flatMap(({ locality: code, ...home }) => {
    const locality = byCode.get(code);
    return locality === undefined ? [] : [{ ...home, locality }];
  });
  const prefixes = Object.entries(postcodes)
    .map(([prefix, code]) => [plain(prefix), code] as const)
    .toSorted(([a], [b]) => b.length - a.length || (a < b ? -1 : 1));
  const own = new Set(councils.flatMap((council) => (council.own ? council.code : [])));
  return {
    byPractice: (ods) => byPractice.get(ods),
    byTeam: (id) => byCode.get(byTeam.get(id) ?? ''),
    byPostcode: (postcode) =>
      byCode.get(prefixes.find(([prefix]) => plain(postcode).startsWith(prefix))?.[1] ?? ''),
    homes,
    ...(own.size === 0 ? {} : { isOwnCouncil: (code: string) => own.has(code) }),
    describe: () =>
      JSON.stringify([
        [...byPractice].sort(([a], [b]) => (a < b ? -1 : 1)),
        [...byTeam].sort(([a], [b]) => (a < b ? -1 : 1)),
        homes,
        prefixes,
        [...own].sort(),
      ]),
  };
}

function plain(postcode: string): string {
  return postcode.toUpperCase().replace(/[^A-Z0-9]/g, '');
}

const USUAL: readonly SourceKind[] = ['hospital', 'gp', 'council'];
/** Who knows best where somebody is registered is the practice. */
const OF_PRACTICE: readonly SourceKind[] = ['gp', 'hospital', 'council'];

export function placePrecedence({ precedence, councils, feeds }: Place, names: PlaceNames): Precedence {
  const usual = [...new Set([...(precedence.default ?? []), ...USUAL])];
  const ofPractice = [...new Set([...(precedence.default ?? []), ...OF_PRACTICE])];
  const hospitals = feeds.flatMap((feed) =>
    [...feed.identifiers.map((rule) => rule.system), feed.otherIdentifierBase].map(
      (system) => [system, feed.organisation] as const,
    ),
  );
  const own = feeds.flatMap((feed) => feed.identifiers.map((rule) => rule.system));
  const systemOf = (person: string): string => person.slice(0, person.lastIndexOf('|'));
  return {
    // The hospital's number first, as visits hang on it.
    standing: (person) => {
      const system = systemOf(person);
      if (own.includes(system)) return own.indexOf(system);
      if (system.startsWith(`${GP_PATIENT}/`)) return own.length + 2;
      return councils.some(({ personSystem }) => personSystem === system) ? own.length + 1 : own.length;
    },
    rank: (group, kind) => {
      const first = precedence[group] ?? [];
      const isPractice = group === 'practice' || group === 'generalPractitioner';
      return [...new Set([...first, ...(isPractice ? ofPractice : usual)])].indexOf(kind);
    },
    sourceOf: (person) => {
      const system = systemOf(person);
      if (system.startsWith(`${GP_PATIENT}/`)) {
        const ods = system.slice(GP_PATIENT.length + 1);
        return { kind: 'gp', name: names.organisation(ods) ?? ods };
      }
      const council = councils.find(({ personSystem }) => personSystem === system);
      if (council !== undefined) return { kind: 'council', name: council.name };
      const [, ods = ''] = hospitals.find(([base]) => system.startsWith(base)) ?? [];
      return { kind: 'hospital', name: names.organisation(ods) ?? (ods === '' ? 'a hospital' : ods) };
    },
  };
}

/** Everything that the record asks of the place. */
export function placeRecord(
  place: Place,
): Pick<ApplyContext, 'names' | 'localities' | 'precedence' | 'folds'> {
  const names = placeNames(place);
  return {
    names,
    localities: placeLocalities(place),
    precedence: placePrecedence(place, names),
    folds: SET_FOLDS,
  };
}
