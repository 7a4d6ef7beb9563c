/**
 * Feeds for the senders of the public sample messages, as their dialects ask: which component of PV1-3 holds the
 * ward, which authorities PID-3 names, which list PV1-36 and PV1-37 are in. For tests only.
 */
import type { IntakeFeed } from '../../gateway/intake/read-message.ts';

type Dialect = Partial<IntakeFeed> & Pick<IntakeFeed, 'id' | 'organisation'>;

/** A feed in ITK form, changed where the sender's dialect differs. Takes production, training and debugging messages. */
export function senderFeed(
  facilities: readonly string[],
  { id, organisation, ...dialect }: Dialect,
): IntakeFeed {
  const base = `https://fhir.nhs.uk/${organisation}/Id/`;
  return {
    id,
    organisation,
    sender: { facilities },
    peers: ['127.0.0.0/8'],
    processingIds: ['P', 'T', 'D'],
    charsetFallback: 'windows-1252',
    identifiers: [{ authority: organisation, system: `${base}mrn` }],
    otherIdentifierBase: base,
    visitNumberSystem: `${base}Encounter`,
    location: { ward: 2, room: 0, bed: 3, site: 4 },
    defaultSite: organisation,
    patientClasses: {},
    admissionMethods: {},
    wards: {},
    visitNumberField: 'PV1-19',
    movesOn: [],
    clockSkewToleranceMinutes: 2880,
    acknowledgement: 'original',
    quarantineAnswer: 'AA',
    pv1_36: 'discharge-disposition-0112',
    pv1_37: 'discharge-destination',
    ...dialect,
  };
}

/** The trust of the ITK example messages: ward in PV1-3.2, bed in .3, ODS site in .4. */
export const ITK_FEED = senderFeed(['RCB'], { id: 'rcb-adt', organisation: 'RCB' });

/** Epic at UCLH: department, room and bed in PV1-3.1 to .3 (.4 and .5 are flags); destination in PV1-36, method in 37. */
export const UCLH_FEED = senderFeed(['UCLH', 'RRV03', 'RRV30'], {
  id: 'uclh-adt',
  organisation: 'RRV',
  identifiers: [{ authority: 'MRENTR', system: 'https://fhir.nhs.uk/RRV/Id/mrn' }],
  location: { ward: 1, room: 2, bed: 3, site: 0 },
  defaultSite: 'RRV03',
  pv1_36: 'discharge-destination',
  pv1_37: 'discharge-method',
});

/** The hospital of the admission-alert pilot and of simhospital. */
const SIMULATED_FEED = senderFeed(['SFAC', 'RAL', 'FROM_FACILITY', 'sending_facility'], {
  id: 'simulated-adt',
  organisation: 'RAL',
  identifiers: [
    { authority: 'SIMULATOR MRN', system: 'https://fhir.nhs.uk/RAL/Id/mrn' },
    { authority: '', system: 'https://fhir.nhs.uk/RAL/Id/mrn' },
  ],
  location: { ward: 1, room: 2, bed: 3, site: 0 },
  patientClasses: { INPATIENT: 'I', PREADMIT: 'P' },
  admissionMethods: { '28b': '2B' },
});

/** Patients Know Best's examples: the ward's name in PV1-3.9. */
const PKB_FEED = senderFeed(['SendingFacility'], {
  id: 'pkb-adt',
  organisation: 'PKB',
  location: { ward: 9, room: 0, bed: 0, site: 0 },
});

export const KNOWN_FEEDS: readonly IntakeFeed[] = [ITK_FEED, UCLH_FEED, SIMULATED_FEED, PKB_FEED];

/** For every other sender: the standard's own component order. */
export function catchAllFeed(facilities: readonly string[]): IntakeFeed {
  return senderFeed(facilities, {
    id: 'other-adt',
    organisation: 'ZZZ',
    location: { ward: 1, room: 2, bed: 3, site: 0 },
  });
}
