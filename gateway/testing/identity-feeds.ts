/** For tests of who is who: hospital, practice and council tell a running gateway of Joan Hartley, and what it made of it is read. */
import type { Bundle, Patient } from '@medplum/fhirtypes';
import { NHS_NUMBER } from '../../conformance/systems.ts';
import { ALLERGY, bundleOf, list, LISTS, PATIENT } from '../../mappings/gp-summary/testing/stu3-bundle.ts';
import { adtText, type AdtText } from './adt-text.ts';
import type { RunningGateway } from './running-gateway.ts';

/** As the hospital's messages of adt-text.ts have her. */
const HARTLEY = {
  name: [{ use: 'official', family: 'Hartley', given: ['Joan'] }],
  birthDate: '1941-02-03',
  gender: 'female',
};

export interface ListedPair {
  readonly id: string;
  readonly rule: string;
}

export interface IdentityFeeds {
  /** Messages are a second apart, from 08:00 on 21 November 2026. @param pid beside Joan Hartley's. */
  adt(trigger: string, pid?: AdtText['pid'], more?: Partial<AdtText>): Promise<void>;
  /** A summary with an allergy, under a verified NHS number. @param person beside Joan Hartley's. */
  summary(number: string, person?: Readonly<Record<string, unknown>>, ods?: string): Promise<void>;
  /** The council's word on a person. */
  council(id: string, person: object): Promise<void>;
  /** POSTs JSON below the origin. @throws unless the status is `status`. */
  post<T>(path: string, body: unknown, status?: number): Promise<T>;
  /** GETs JSON below the origin. */
  ask<T>(path: string): Promise<T>;
  /** Decides on a pair. @param patient of one that is joined. */
  decide(id: string, decision: 'same' | 'different', patient?: string): Promise<void>;
  /** Pairs that wait for a decision. */
  listed(): Promise<readonly ListedPair[]>;
  /** Pairs that were joined in a Patient. */
  joined(patient: string): Promise<readonly ListedPair[]>;
  patients(query: string): Promise<readonly Patient[]>;
}

export function identityFeeds(gateway: RunningGateway): IdentityFeeds {
  const origin = gateway.baseUrl.replace(/\/fhir$/, '');
  let sent = 0;
  const post = async <T>(path: string, body: unknown, status = 200): Promise<T> => {
    const fhir = path.startsWith('/feeds/gp') || path.startsWith('/fhir');
    const response = await fetch(`${origin}${path}`, {
      method: 'POST',
      headers: { 'content-type': fhir ? 'application/fhir+json' : 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (response.status !== status) throw new Error(`${path}: ${response.status} ${text}`);
    // The test names the type that it asked for.
    return JSON.parse(text) as T;
  };
  // The test names the type that it asks for.
  const ask = async <T>(path: string): Promise<T> => (await (await fetch(`${origin}${path}`)).json()) as T;
  return {
    post,
    ask,
    adt: async (trigger, pid = {}, more = {}) => {
      const at = `202611210800${String(++sent).padStart(2, '0')}`;
      const { code, error } = await gateway.send(
        adtText({ trigger, at, controlId: `M${sent}`, pid, ...more }),
      );
      if (code !== 'AA') throw new Error(`${trigger}: ${code} ${error?.text ?? ''}`);
    },
    summary: async (number, person = {}, ods = 'C87017') => {
      const [identifier] = PATIENT['identifier'] as readonly object[];
      const practice = {
        resourceType: 'Organization',
        id: 'o',
        identifier: [{ system: 'https://fhir.nhs.uk/Id/ods-organization-code', value: ods }],
        name: 'A practice',
      };
      const patient = { ...PATIENT, ...HARTLEY, identifier: [{ ...identifier, value: number }], ...person };
      const allergies = list(LISTS.allergies, ['AllergyIntolerance/a']);
      await post('/feeds/gp-summary', bundleOf([patient, practice, allergies, ALLERGY]));
    },
    council: async (id, payload) => {
      await post('/feeds/social-care', {
        schemaVersion: 1,
        eventId: `e-${++sent}`,
        source: 'rmbc-asc',
        sequence: sent,
        occurredAt: '2026-11-20T09:00:00+00:00',
        recordedAt: '2026-11-20T09:00:00+00:00',
        type: 'person',
        key: `person-${id}`,
        version: sent,
        person: { councilPersonId: id },
        payload,
      });
    },
    decide: async (id, decision, patient) => {
      const of = patient === undefined ? {} : { patient: `Patient/${patient}` };
      await post(`/matches/${id}`, { decision, reason: 'asked both', by: 'A. Clerk', ...of });
    },
    listed: async () => (await ask<{ matches: ListedPair[] }>('/matches')).matches,
    joined: async (patient) =>
      (await ask<{ joined: ListedPair[] }>(`/matches?patient=Patient/${patient}`)).joined,
    patients: async (query) => {
      const found = await gateway.get<Bundle<Patient>>(`Patient?${query}`);
      return (found.entry ?? []).flatMap(({ resource }) => resource ?? []);
    },
  };
}

/** Patients by NHS number. */
export function numbered(number: string): string {
  return `identifier=${NHS_NUMBER}|${number}`;
}

/** PID-3 with an NHS number and a local one. */
export function pid3(number: string, local = 'R12345'): string {
  return `${number}^^^NHS^NH~${local}^^^RFR^MR`;
}
