/**
 * Code lists that case events are read into: those that the council's return has too, with plain words for their codes,
 * and Interweave's lists for what the return lacks. Interweave 0.0.1: codes and displays as published, slips included.
 */
import { ASSESSMENT_OUTCOME, ASSESSMENT_TYPE, CLD_OUTCOME } from '../assessments.ts';
import { CLD_CONTACT_REASON, CONTACT_REASON, REQUESTER_TYPE } from '../contacts.ts';
import { INTERWEAVE_CODES } from '../interweave.ts';
import { CLD_SERVICE_CATEGORY, CLD_SERVICE_TYPE, SERVICE_CATEGORY, SERVICE_TYPE } from '../services.ts';
import { CLD_SUPPORT_REASON, SUPPORT_REASON } from '../support-reasons.ts';
import type { CodeTable } from './coded.ts';

export const CONTACT_REASONS: CodeTable = { ...CONTACT_REASON, wordings: CLD_CONTACT_REASON, other: 'OTH' };

export const REQUESTER_TYPES: CodeTable = {
  ...REQUESTER_TYPE,
  wordings: { GP: 'PCH', Hospital: 'SH', Family: 'FFN', Friend: 'FFN', Neighbour: 'FFN', Unknown: 'UKN' },
  other: 'OTH',
};

export const ASSESSMENT_TYPES: CodeTable = {
  ...ASSESSMENT_TYPE,
  wordings: { 'Care Act assessment': 'CN', "Carer's assessment": 'CA' },
  other: 'OTH',
};

export const OUTCOMES: CodeTable = {
  ...ASSESSMENT_OUTCOME,
  wordings: Object.fromEntries(Object.entries(CLD_OUTCOME).map(([wording, { code }]) => [wording, code])),
  other: 'OTH',
};

export const SERVICE_CATEGORIES: CodeTable = {
  ...SERVICE_CATEGORY,
  wordings: CLD_SERVICE_CATEGORY,
  other: 'OTH',
};

export const SERVICE_TYPES: CodeTable = {
  ...SERVICE_TYPE,
  wordings: { ...CLD_SERVICE_TYPE, 'Home care': 'HS', 'Domiciliary care': 'HS' },
  other: 'OTH',
};

export const SUPPORT_REASONS: CodeTable = {
  ...SUPPORT_REASON,
  wordings: Object.fromEntries(
    Object.entries(CLD_SUPPORT_REASON).map(([wording, { code }]) => [wording, code]),
  ),
};

export const FLAG_CATEGORIES: CodeTable = {
  system: `${INTERWEAVE_CODES}Interweave-FlagCategory`,
  displays: {
    RTO: 'Risk to other',
    RTS: 'Risk to self',
    RSO: 'Risk to self & others',
    SGC: 'Safeguarding concern',
    OTH: 'Other',
  },
  wordings: { 'Risk to others': 'RTO', Safeguarding: 'SGC' },
  other: 'OTH',
};

export const FLAG_TYPES: CodeTable = {
  system: `${INTERWEAVE_CODES}Interweave-FlagType`,
  displays: {
    ABUSIVE: 'Know to be abusive',
    ALPERP: 'Alleged perpetrator',
    COMM: 'Communication',
    COVID19: 'COVID-19',
    DOLS: 'Deprivation of Liberty Safeguards',
    DOL: "Deprivation of Liberty (sometimes called 'Community DoL')",
    EOL: 'End of life',
    HCU: 'Home Checks for the Ukraine',
    HDISCH: 'Hospital Discharge',
    MANHAN: 'Manual Handling/Lifting risk',
    MAPPA: 'Multiple Agency Public Protection Arrangements',
    MARAC: 'Multi-Agency Risk Assessment Conferences',
    MEAM: 'Making Every Adult Matter referral',
    MIGR: 'Migrated risk',
    NVU: 'Not to be visited unaccompanied',
    OTH: 'Other',
    RFO: 'Risk from specified others',
    RNENG: 'Risk of Non-engagement/Non-compliance',
    RTC: 'Risk to Children',
    RTM: 'Risk to Men',
    RTW: 'Risk to Women',
    VARM: 'Vunerable Adult Risk Management',
    VISIT: 'Visiting',
  },
  wordings: {
    'Not to be visited alone': 'NVU',
    'Communication needs': 'COMM',
    'Manual handling': 'MANHAN',
    'Known to be abusive': 'ABUSIVE',
    'Vulnerable Adult Risk Management': 'VARM',
  },
};

export const SUPPORT_ROLES: CodeTable = {
  system: `${INTERWEAVE_CODES}Interweave-SocialCareSupportRole`,
  displays: {
    ADV: 'Advocate',
    AF: 'Appointed For',
    AS: 'Appointeeship',
    CF: 'Cared For',
    CAR: 'Carer',
    DEP: 'Depandant',
    EC: 'Emergency Contact',
    FA: 'Financial Agent',
    HM: 'Household Member',
    IC: 'Informal Carer',
    INV: 'Invoicee',
    KH: 'Key Holder',
    LPA: 'Lasting Power of Attorney',
    MC: 'Main Carer',
    NR: 'Nearest Relative',
    NOK: 'Next of Kin',
    OTH: 'Other',
  },
  wordings: { Dependant: 'DEP', 'Unpaid carer': 'IC' },
  other: 'OTH',
};
