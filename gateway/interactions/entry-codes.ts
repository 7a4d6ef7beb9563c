/**
 * Codes that entries written by clients are held to. FHIR R4 flag-category; the region's flag lists (Interweave 0.0.1);
 * v3-ActCode (information access and disclosure); SNOMED CT by the form of its identifiers, as its content is not here;
 * our own lists are described in docs/caseloads-and-plans.md.
 */
import { isSnomedCode } from '../../conformance/bindings/snomed-code.ts';
import { ACT_CODE, ROTHER } from '../../conformance/systems.ts';

const SNOMED = 'http://snomed.info/sct';
const FLAG_CATEGORY = 'http://terminology.hl7.org/CodeSystem/flag-category';
const INTERWEAVE = 'https://fhir.interweavedigital.nhs.uk/CodeSystem/';
const PLAN = `${ROTHER}CodeSystem/plan`;
const TEAM_ROLE = `${ROTHER}CodeSystem/care-team-role`;
export const CASELOAD_KIND = `${ROTHER}CodeSystem/caseload-kind`;
const CONSENT_SCOPE = 'http://terminology.hl7.org/CodeSystem/consentscope';

/** System -> its codes; `snomed` where the form of the code alone decides. */
export type CodeList = Readonly<Record<string, readonly string[] | 'snomed'>>;

const words = (codes: string): readonly string[] => codes.split(' ');

export const PLAN_CATEGORIES: CodeList = { [PLAN]: ['shared-care-plan'] };

/** Who answers for the whole of a person's care: each a person with a name, and one at a time. */
export const NAMED_ROLES: CodeList = { [TEAM_ROLE]: ['care-co-ordinator', 'lead-professional'] };

/** INFA: who may see the shared record. IDSCL: what may be passed on of it. */
export const CONSENT_CATEGORIES: CodeList = { [ACT_CODE]: ['INFA', 'IDSCL'] };

export const CONSENT_SCOPES: CodeList = { [CONSENT_SCOPE]: ['patient-privacy'] };

export const FLAG_CATEGORIES: CodeList = {
  [FLAG_CATEGORY]: words('diet drug lab admin contact clinical behavioral research advance-directive safety'),
  [`${INTERWEAVE}Interweave-FlagCategory`]: words('RTO RTS RSO SGC OTH'),
};

export const FLAG_CODES: CodeList = {
  [SNOMED]: 'snomed',
  [`${INTERWEAVE}Interweave-FlagType`]: words(
    'ABUSIVE ALPERP COMM COVID19 DOLS DOL EOL HCU HDISCH MANHAN MAPPA MARAC MEAM MIGR NVU OTH RFO RNENG RTC RTM RTW VARM VISIT',
  ),
};

export const RISK_TIERS = ['risk-tier-0', 'risk-tier-1', 'risk-tier-2', 'risk-tier-3'] as const;

export const CASELOAD_KINDS: CodeList = {
  [CASELOAD_KIND]: ['mdt-caseload', ...RISK_TIERS, 'top-2-percent'],
};

/** A concept as far as its codings are looked at; parts from outside may be anything. */
interface Concept {
  readonly coding?: readonly { readonly system?: unknown; readonly code?: unknown }[] | undefined;
}

/** The first coding of the list that the concept has, as `code`; undefined where it has none. */
export function codeOf(concept: Concept | undefined, list: CodeList): string | undefined {
  for (const { system, code } of concept?.coding ?? []) {
    if (typeof system === 'string' && typeof code === 'string' && holds(list, system, code)) return code;
  }
  return undefined;
}

/** Whether a coding names a system of the list with a code that is not in it. */
export function hasUnknownCode(concept: Concept | undefined, list: CodeList): boolean {
  return (concept?.coding ?? []).some(
    ({ system, code }) =>
      typeof system === 'string' &&
      Object.hasOwn(list, system) &&
      !(typeof code === 'string' && holds(list, system, code)),
  );
}

/** The list in words, for a refusal. */
export function listText(list: CodeList): string {
  return Object.entries(list)
    .map(
      ([system, codes]) => `${system} (${codes === 'snomed' ? 'a SNOMED CT identifier' : codes.join(', ')})`,
    )
    .join(' or ');
}

function holds(list: CodeList, system: string, code: string): boolean {
  // Systems come from outside: only own entries of the list count.
  const codes = Object.hasOwn(list, system) ? list[system] : undefined;
  return codes === 'snomed' ? isSnomedCode(code) : (codes?.includes(code) ?? false);
}
