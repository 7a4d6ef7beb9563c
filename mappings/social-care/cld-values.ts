/**
 * The values that CLD Release 2 allows, and what the words of Release 1 are called in it. Lists whose Release 2 wording
 * is not published take any text, with a mark; the others take what they hold.
 */
import { CLD_OUTCOME } from './assessments.ts';
import type { CldColumn } from './cld-columns.ts';
import { CLD_SERVICE_CATEGORY, CLD_SERVICE_TYPE } from './services.ts';
import { CLD_SUPPORT_REASON } from './support-reasons.ts';

interface ValueList {
  readonly values: readonly string[];
  /** Words of Release 1 that differ by more than case or punctuation, and what they are in Release 2. */
  readonly former?: Readonly<Record<string, string>>;
  /** The published lists do not say what Release 2 allows. */
  readonly unverified?: true;
}

export type ValueResult =
  | { readonly kind: 'known'; readonly value: string }
  | { readonly kind: 'release-1'; readonly value: string }
  | { readonly kind: 'unverified'; readonly value: string }
  | { readonly kind: 'unknown' };

const YES_NO = ['Yes', 'No', 'Unknown'];
const WHO_WAS_THERE = ['Carer only', 'Service user only', 'Service user and carer'];

const LISTS: Readonly<Partial<Record<CldColumn, ValueList>>> = {
  Gender: { values: ['Male', 'Female', 'Other', 'Unknown'] },
  Ethnicity: {
    values: [
      'Asian or Asian British: Any other Asian background',
      'Asian or Asian British: Bangladeshi',
      'Asian or Asian British: Chinese',
      'Asian or Asian British: Indian',
      'Asian or Asian British: Pakistani',
      'Black, Black British, Caribbean or African: African',
      'Black, Black British, Caribbean or African: Any other Black, Black British or Caribbean background',
      'Black, Black British, Caribbean or African: Caribbean',
      'Mixed or multiple ethnic groups: Any other Mixed or multiple ethnic background',
      'Mixed or multiple ethnic groups: White and Asian',
      'Mixed or multiple ethnic groups: White and Black African',
      'Mixed or multiple ethnic groups: White and Black Caribbean',
      'No data: Refused',
      'No data: Undeclared or not known',
      'Other ethnic group: Any other ethnic group',
      'Other ethnic group: Arab',
      'White: Any other White background',
      'White: English, Welsh, Scottish, Northern Irish or British',
      'White: Gypsy or Irish Traveller',
      'White: Irish',
      'White: Roma',
    ],
  },
  Client_Type: {
    values: ['Service user', 'Unpaid carer', 'Unpaid carer known by association'],
    former: { Carer: 'Unpaid carer', 'Carer known by association': 'Unpaid carer known by association' },
  },
  Primary_Support_Reason: {
    values: Object.keys(CLD_SUPPORT_REASON),
    former: {
      'Social Support: Support for Social Isolation/Other':
        'Social support: Support for social isolation or other reason',
      'Social Support: Support to Carer': 'Social support: Support to unpaid carer',
    },
  },
  Accommodation_Status: {
    values: [
      'Owner occupier or shared ownership scheme',
      'Tenant: Local authority or other social housing provider',
      'Tenant: Private landlord',
      'Settled mainstream housing with family or friends',
      'Supported accommodation, supported lodgings or supported group home',
      'Shared Lives scheme',
      'Approved premises for offenders released from prison or under probation supervision',
      'Sheltered housing, extra care housing or other sheltered housing',
      'Mobile accommodation for Gypsy, Roma and Traveller communities',
      'Rough sleeper or squatting',
      'Night shelter, emergency hostel or direct access hostel',
      'Refuge',
      'Placed in temporary accommodation by the council (inc. homelessness resettlement)',
      'Staying with family or friends as a short term guest',
      'Acute hospital or long term healthcare residential facility',
      'Registered care home',
      'Registered nursing home',
      'Prison, young offenders institution or detention centre',
      'Other temporary accommodation',
      'Unknown',
    ],
  },
  Has_Unpaid_Carer: { values: YES_NO },
  Autism_Spectrum_Disorder_ASD: { values: YES_NO, unverified: true },
  Visual_Impairment: {
    values: [
      'Blind/severely sight impaired',
      'Partial sight/sight impaired',
      'No visual impairment',
      'Visual impairment - severity unknown',
      'Unknown',
    ],
  },
  Hearing_Impairment: {
    values: [
      'Deaf with speech',
      'Deaf without speech',
      'Hard of hearing',
      'No hearing impairment',
      'Hearing impairment: Severity unknown',
      'Unknown',
    ],
  },
  Dementia: { values: YES_NO, unverified: true },
  Client_Funding_Status: {
    values: [
      'Fully social care funded',
      'Joint client and social care funded',
      'Fully client funded',
      'Unknown',
    ],
  },
  Event_Type: { values: ['Request', 'Assessment', 'Service', 'Review'] },
  Event_Outcome: {
    values: Object.keys(CLD_OUTCOME),
    former: {
      'Progress to Assessment': 'Progress to assessment, review or reassessment',
      'Progress to Re-assessment/Unplanned Review': 'Progress to assessment, review or reassessment',
      'Progress to Support Planning / Services': 'Progress to support planning or services',
      'Service ended as planned': 'NFA: Support ended as planned',
      'NFA - Moved to another LA': 'NFA: Responsibility moved to another local authority',
      'NFA - 100% NHS funded care': 'NFA: Referral to NHS services or NHS funded social care',
      'NFA - Self-funded client (inc 12wk disregard)': 'NFA: Self-funded client or under 12wk disregard',
      'NFA - Information & Advice / Signposting only': 'NFA: Information and advice or signposting',
      'NFA - No services offered: Other reason': 'NFA: No services offered for other reason',
      'NFA - Support ended: Other reason': 'NFA: Support ended for other reason',
    },
  },
  Request_Route_of_Access: {
    values: [
      'Planned Entry (Transition)',
      'Discharge from Hospital',
      'Diversion from Hospital Services',
      'Community / Other route',
      'Prison',
      'Self-Funder',
      'Discharge from Reablement',
      'Transfer from Other LA',
    ],
    unverified: true,
  },
  Assessment_Type: { values: ['Long term assessment', 'Short term assessment', 'Financial assessment'] },
  Eligible_Needs_Identified: { values: [], unverified: true },
  Method_of_Assessment: { values: WHO_WAS_THERE, unverified: true },
  Total_Hrs_Caring_per_week: { values: [], unverified: true },
  Service_Type: {
    values: Object.keys(CLD_SERVICE_CATEGORY),
    former: {
      'Carer Support: Direct to Carer': 'Unpaid carer support: Direct to unpaid carer',
      'Carer Support: Support involving the person cared-for':
        'Unpaid carer support: Support involving the person cared-for',
    },
  },
  Service_Component: {
    values: Object.keys(CLD_SERVICE_TYPE),
    former: {
      'Home Support': 'Home support or domiciliary care',
      'Professional Support': 'Professional support: Other',
      'Learning/Education/Employment Support': 'Learning, education or employment support',
      'Carer Respite': 'Unpaid carer respite',
      'Carer Sitting Service': 'Unpaid carer sitting service',
      'Carer Universal Services': 'Unpaid carer universal services',
      'Other Carer Support': 'Other unpaid carer support',
    },
  },
  Delivery_Mechanism: {
    values: [
      'Direct payment',
      'CASSR managed personal budget',
      'CASSR commissioned support',
      'Self-Funder (Metering Only)',
    ],
  },
  Review_Reason: {
    values: [
      'Planned',
      'Unplanned - Hospital (Planned and unplanned episodes)',
      'Unplanned - Carer related',
      'Unplanned - Safeguarding concern',
      'Unplanned - Other Reason',
      'Unplanned - Provider Failure',
      'Unplanned - Change in Commissioning arrangements',
      'Review of short term support',
    ],
    unverified: true,
  },
  Review_Outcomes_Achieved: { values: [], unverified: true },
  Method_of_Review: { values: WHO_WAS_THERE, unverified: true },
};

const INDEX = new Map<string, ReadonlyMap<string, string>>(
  Object.entries(LISTS).map(([column, { values, former = {} }]) => [
    column,
    new Map([
      ...Object.entries(former).map(([from, to]) => [matchable(from), to] as const),
      ...values.map((value) => [matchable(value), value] as const),
    ]),
  ]),
);

const EXACT = new Map<string, ReadonlySet<string>>(
  Object.entries(LISTS).map(([column, { values }]) => [column, new Set(values)]),
);

/** @param text not blank. @returns the value in the words of Release 2; without regard to case and spacing. */
export function readValue(column: CldColumn, text: string): ValueResult {
  // Nearly all values are written as the list has them.
  if (EXACT.get(column)?.has(text) === true) return { kind: 'known', value: text };
  const value = INDEX.get(column)?.get(matchable(text));
  if (value === undefined) {
    return LISTS[column]?.unverified === true ? { kind: 'unverified', value: text } : { kind: 'unknown' };
  }
  return { kind: spaced(value) === spaced(text) ? 'known' : 'release-1', value };
}

/** Release 1 wrote hyphens where Release 2 has colons, and ampersands for "and". */
function matchable(text: string): string {
  return spaced(text)
    .replaceAll('&', 'and')
    .replace(/ *[:\u2010-\u2015-] */g, ':')
    .replace(/ *\/ */g, '/');
}

function spaced(text: string): string {
  return text.toLowerCase().replace(/\s+/g, ' ').trim();
}
