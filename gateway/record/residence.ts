/**
 * Whether a person lives in a care home, with the evidence, strongest first. There is no "no": that nothing says so is
 * not evidence of living at home. identity-and-locality, "Is the person a care-home resident?".
 */
import type { Address } from '@medplum/fhirtypes';
import { UK_CORE } from '../../conformance/systems.ts';
import type { PlaceEvidence } from '../../mappings/source-set.ts';

export interface CareHome {
  /** CQC location id. */
  readonly id: string;
  readonly name: string;
  readonly postcode: string;
  readonly uprn?: string | undefined;
  readonly locality: { readonly code: string; readonly name: string };
}

export interface HomeEvidence {
  readonly rank: number;
  readonly basis: string;
  readonly source: string;
  readonly asOf?: string;
  readonly home?: CareHome;
  /** It says which home, whether or not that is one of the place. */
  readonly names: boolean;
  readonly short: boolean;
}

export interface Residence {
  readonly status: 'yes' | 'likely';
  /** Where the evidence names a home of the place. */
  readonly home?: CareHome;
  /** A stay that is meant to end: respite, a bed to assess. */
  readonly short: boolean;
  readonly asOf?: string;
  /** By what the person belongs to a home of the place: a short stay elsewhere takes nobody from where they live. */
  readonly lives?: HomeEvidence;
  readonly evidence: readonly HomeEvidence[];
}

/** @param today FHIR date: what ended before it is no evidence any more. */
export function residenceOf(
  address: readonly Address[],
  evidence: readonly PlaceEvidence[],
  homes: readonly CareHome[],
  today: string,
): Residence | undefined {
  const stated = evidence.flatMap((one): HomeEvidence[] => {
    if (one.kind !== 'care-home' || (one.to !== undefined && one.to.slice(0, 10) < today)) return [];
    const home = homes.find((h) => isHome(h, one.home));
    const { rank, basis, source, asOf, stay } = one;
    const names = one.home.cqc !== undefined || one.home.uprn !== undefined;
    return [
      { rank, basis, source, asOf, names, short: stay === 'short', ...(home === undefined ? {} : { home }) },
    ];
  });
  const found = [...address.flatMap((a) => byAddress(a, homes)), ...stated].toSorted(
    (a, b) =>
      a.rank - b.rank || (a.asOf ?? '').localeCompare(b.asOf ?? '') * -1 || a.basis.localeCompare(b.basis),
  );
  const [first] = found;
  if (first === undefined) return undefined;
  // Of the strongest that names one: the home of a weaker one is not put in the place of a home elsewhere.
  const home = found.find(({ names }) => names)?.home;
  const lives = found.find(({ names, short }) => names && !short);
  return {
    status: first.rank <= 3 && (first.rank < 3 || first.home !== undefined) ? 'yes' : 'likely',
    ...(home === undefined ? {} : { home }),
    short: first.short,
    ...(lives?.home === undefined ? {} : { lives }),
    ...(first.asOf === undefined ? {} : { asOf: first.asOf }),
    evidence: found,
  };
}

function isHome(home: CareHome, stated: Extract<PlaceEvidence, { kind: 'care-home' }>['home']): boolean {
  if (stated.cqc !== undefined) return stated.cqc === home.id;
  return stated.uprn !== undefined && plainUprn(stated.uprn) === plainUprn(home.uprn);
}

/** Leading zeros are a matter of how it is written. */
export function plainUprn(uprn: string | undefined): string | undefined {
  return uprn?.replace(/^0+/, '');
}

/** The address key of UK Core, in the form of 3.0.0 and in that of PDS. */
export function uprnOf(address: Address): string | undefined {
  for (const { url, extension = [] } of address.extension ?? []) {
    if (url !== `${UK_CORE}Extension-UKCore-AddressKey`) continue;
    const type = extension.find((part) => part.url === 'type');
    const code = type?.valueCodeableConcept?.coding?.[0]?.code ?? type?.valueCoding?.code;
    if (code === 'UPRN') return plainUprn(extension.find((part) => part.url === 'value')?.valueString);
  }
  return undefined;
}

function byAddress(address: Address, homes: readonly CareHome[]): HomeEvidence[] {
  if (address.use !== undefined && address.use !== 'home') return [];
  const uprn = uprnOf(address);
  const source = 'home address';
  const own = { source, names: true, short: false };
  const same = homes.find((home) => uprn !== undefined && plainUprn(home.uprn) === uprn);
  if (same !== undefined) return [{ ...own, rank: 1, basis: 'address has the UPRN of the home', home: same }];
  const postcode = plain(address.postalCode);
  const text = plain([...(address.line ?? []), address.text ?? ''].join(' '));
  if (postcode === '') return [];
  // Several homes can share a postcode: of Elm and Elm Court, the one whose whole name is there.
  const [near] = homes
    .filter((home) => plain(home.postcode) === postcode && text.includes(plain(home.name)))
    .toSorted((a, b) => plain(b.name).length - plain(a.name).length);
  return near === undefined
    ? []
    : [{ ...own, rank: 5, basis: 'address has the name and postcode of the home', home: near }];
}

function plain(text: string | undefined): string {
  return (text ?? '').toUpperCase().replace(/[^A-Z0-9]/g, '');
}
