/**
 * Requests and contacts: Interweave SocialCareContactReason and SocialCareRequesterType 0.0.1, and which reasons the
 * routes of access of CLD mean. A route says by which way somebody came, not why: most have no reason.
 */
import { INTERWEAVE_CODES, type InterweaveCodes } from './interweave.ts';

export type ContactReason =
  | 'FOI'
  | 'AEI'
  | 'AR'
  | 'CAQ'
  | 'C'
  | 'CFW'
  | 'CHC'
  | 'DSR'
  | 'DOLS'
  | 'FIQ'
  | 'HRF-2D'
  | 'HRF-EOL'
  | 'HRF-FT'
  | 'HD'
  | 'MHAAR'
  | 'MHTRR'
  | 'NRR'
  | 'NF'
  | 'ND'
  | 'OSF'
  | 'OTH'
  | 'PUI'
  | 'RR'
  | 'R-SI'
  | 'R-I'
  | 'R-IPC'
  | 'REQ-AE'
  | 'REQ-ADVO'
  | 'REQ-ASS'
  | 'REQ-CS'
  | 'REQ-DST'
  | 'REQ-I'
  | 'REQ-PSPA'
  | 'REQ-R'
  | 'REQ-TSPA'
  | 'REQ-USC'
  | 'REQ-USS'
  | 'SA'
  | 'TC'
  | 'TRAN';

export const CONTACT_REASON: InterweaveCodes<ContactReason> = {
  system: `${INTERWEAVE_CODES}Interweave-SocialCareContactReason`,
  displays: {
    FOI: 'Access to Records Request/FOI',
    AEI: 'Adaptation/ Equipment Issue',
    AR: 'Application/Registration',
    CAQ: 'Care Act Query',
    C: 'Complaint',
    CFW: 'Concern for Welfare',
    CHC: 'Continuing Health Care',
    DSR: 'Data Sharing Request from Other Agency',
    DOLS: 'DoLS',
    FIQ: 'Financial/Invoicing Query',
    'HRF-2D': 'Health referral pathway 2D/2E',
    'HRF-EOL': 'Health referral pathway 4 end of life',
    'HRF-FT': 'Health referral pathway 4 fastrak',
    HD: 'Hospital Discharge',
    MHAAR: 'Mental Health Act Assessment Request',
    MHTRR: 'Mental Health Tribunal Report Requested',
    NRR: 'Nearest Relative Request for MHA Assessment',
    NF: 'Not For Adult Social Care',
    ND: 'Notification that SU Deceased',
    OSF: 'Online - Self Assessment Form',
    OTH: 'Other',
    PUI: 'Providing Update/ Information',
    RR: 'Repeat Respite',
    'R-SI': 'Reporting a Safeguarding Incident',
    'R-I': 'Reporting an Incident',
    'R-IPC': 'Reporting an Issue with a Package of Care',
    'REQ-AE': 'Request for Adaptation/Equipment',
    'REQ-ADVO': 'Request for Advocacy',
    'REQ-ASS': 'Request for Assessment',
    'REQ-CS': 'Request for Carers Services',
    'REQ-DST': 'Request for Decision Support Tool (DST) Meeting',
    'REQ-I': 'Request for Information',
    'REQ-PSPA': 'Request for Permanent Support Plan Adjustment',
    'REQ-R': 'Request for Review',
    'REQ-TSPA': 'Request for Temporary Support Plan Adjustment',
    'REQ-USC': 'Request for Urgent Support - Carer',
    'REQ-USS': 'Request for Urgent Support - Service User',
    SA: 'Self Assessment',
    TC: 'Transitions Case',
    TRAN: 'Transport',
  },
};

export type RequesterType =
  | 'ADV'
  | 'ANON'
  | 'ASCP'
  | 'FFN'
  | 'ICC'
  | 'IC'
  | 'INT'
  | 'LAHD'
  | 'LA'
  | 'MA'
  | 'UKN'
  | 'P'
  | 'PCH'
  | 'SH'
  | 'TA'
  | 'OTH'
  | 'S';

export const REQUESTER_TYPE: InterweaveCodes<RequesterType> = {
  system: `${INTERWEAVE_CODES}Interweave-SocialCareRequesterType`,
  displays: {
    ADV: 'Advocate',
    ANON: 'Anonymous',
    ASCP: 'Adult Social Care Provider',
    FFN: 'Family/Friend/Neighbour',
    ICC: 'Integrated Care Centre',
    IC: 'Intermediate Care',
    INT: 'Internal',
    LAHD: 'LA Housing Department/Association',
    LA: 'Legal Agency (Police, Court, Probation etc)',
    MA: 'Managing Authority',
    UKN: 'Not Known',
    P: 'Portal',
    PCH: 'Primary Community Health (GP, community based)',
    SH: 'Secondary Health (A&E, Hospital, OT, Ward, Hospice)',
    TA: 'Trusted Assessor',
    OTH: 'Other',
    S: 'Self',
  },
};

/** `Request_Route_of_Access`, Release 1 wording; all others are `OTH` with the route as text. */
export const CLD_CONTACT_REASON: Readonly<Record<string, ContactReason>> = {
  'Discharge from Hospital': 'HD',
  'Planned Entry (Transition)': 'TC',
};
