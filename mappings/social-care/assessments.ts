/**
 * Assessments and reviews: Interweave SocialCareAssessmentType and SocialCareAssessmentOutcome 0.0.1, our own codes for
 * what the profile has none, and which of them the outcomes of CLD mean.
 */
import { ROTHER } from '../../conformance/systems.ts';
import { INTERWEAVE_CODES, type InterweaveCodes } from './interweave.ts';

export type AssessmentType = 'CN' | 'CA' | 'HD' | 'MH' | 'OT' | 'RA' | 'SA' | 'EOL' | 'OTH';

export const ASSESSMENT_TYPE: InterweaveCodes<AssessmentType> = {
  system: `${INTERWEAVE_CODES}Interweave-SocialCareAssessmentType`,
  displays: {
    CN: 'Care Act Needs Assessment',
    CA: 'Carers Assessment',
    HD: 'Hospital Discharge Assessment',
    MH: 'Mental Health Assessment',
    OT: 'Occupational Therapy Assessment',
    RA: 'Reablement Assessment',
    SA: 'Social Assessment',
    EOL: 'End of Life Assessment',
    OTH: 'Other',
  },
};

/** There is no review profile: an own coding beside `OTH` says which kind of task it is. */
export const TASK_KIND: InterweaveCodes<'assessment' | 'review'> = {
  system: `${ROTHER}CodeSystem/social-care-task`,
  displays: { assessment: 'Assessment', review: 'Review' },
};

export type AssessmentOutcome =
  | 'PRO-R'
  | 'PRO-ASS'
  | 'ADMH'
  | 'PRO-RASS'
  | 'PRO-SUP'
  | 'PRO-EOL'
  | 'NCP'
  | 'SEP'
  | 'NFA-MALA'
  | 'NFA-1NFC'
  | 'NFA-SFC'
  | 'NFA-SD'
  | 'NFA-IA'
  | 'NFA-D'
  | 'NFA-NSO'
  | 'NFA-SEO'
  | 'NFA-OTH'
  | 'PRO-FA'
  | 'POS'
  | 'DNH-SL'
  | 'DNH-IL'
  | 'OTH';

export const ASSESSMENT_OUTCOME: InterweaveCodes<AssessmentOutcome> = {
  system: `${INTERWEAVE_CODES}Interweave-SocialCareAssessmentOutcome`,
  displays: {
    'PRO-R': 'Progress to Reablement/ST-Max',
    'PRO-ASS': 'Progress to Assessment',
    ADMH: 'Admitted to hospital',
    'PRO-RASS': 'Progress to Re-assessment/Unplanned Review',
    'PRO-SUP': 'Progress to Support Planning / Services',
    'PRO-EOL': 'Progress to End of Life Care',
    NCP: 'No change in package',
    SEP: 'Service ended as planned',
    'NFA-MALA': 'NFA - Moved to another LA',
    'NFA-1NFC': 'NFA - 100% NHS funded care',
    'NFA-SFC': 'NFA - Self-funded client (inc 12wk disregard)',
    'NFA-SD': 'NFA - Support declined',
    'NFA-IA': 'NFA - Information & Advice / Signposting only',
    'NFA-D': 'NFA - Deceased',
    'NFA-NSO': 'NFA - No services offered: Other reason',
    'NFA-SEO': 'NFA - Support ended: Other reason',
    'NFA-OTH': 'NFA - Other',
    'PRO-FA': 'Progress to financial assessment',
    POS: 'Provision of service',
    'DNH-SL': 'Data Not Held- System Level',
    'DNH-IL': 'Data Not Held-Individual Level',
    OTH: 'Other',
  },
};

interface CldOutcome {
  readonly code: AssessmentOutcome;
  /** Where rows of one event differ, the lowest wins: the national order of outcomes. */
  readonly rank: number;
}

/**
 * `Event_Outcome` of CLD Release 2, in the order of the national hierarchy; its place 3 is Release 1's, whose four
 * further outcomes stand there. `NFA-1NFC` means wholly NHS funded: the text says what the council said.
 */
export const CLD_OUTCOME: Readonly<Record<string, CldOutcome>> = {
  'Progress to reablement/ST-Max': { code: 'PRO-R', rank: 1 },
  'Progress to assessment, review or reassessment': { code: 'PRO-ASS', rank: 2 },
  'Progress to financial assessment': { code: 'PRO-FA', rank: 3 },
  'Progress to End of Life Care': { code: 'PRO-EOL', rank: 3 },
  'Provision of service': { code: 'POS', rank: 3 },
  'No change in package': { code: 'NCP', rank: 3 },
  'Progress to support planning or services': { code: 'PRO-SUP', rank: 4 },
  'Continuation of support or services': { code: 'NCP', rank: 5 },
  'Admitted to hospital': { code: 'ADMH', rank: 6 },
  'NFA: Responsibility moved to another local authority': { code: 'NFA-MALA', rank: 7 },
  'NFA: Referral to NHS services or NHS funded social care': { code: 'NFA-1NFC', rank: 8 },
  'NFA: Self-funded client or under 12wk disregard': { code: 'NFA-SFC', rank: 9 },
  'NFA: Information and advice or signposting': { code: 'NFA-IA', rank: 10 },
  'NFA: Referral to other service within the local authority': { code: 'NFA-OTH', rank: 11 },
  'NFA: Support declined': { code: 'NFA-SD', rank: 12 },
  'NFA: Deceased': { code: 'NFA-D', rank: 13 },
  'NFA: Support ended as planned': { code: 'SEP', rank: 14 },
  'NFA: Support ended for other reason': { code: 'NFA-SEO', rank: 15 },
  'NFA: No services offered for other reason': { code: 'NFA-NSO', rank: 16 },
  'NFA: Other': { code: 'NFA-OTH', rank: 17 },
};
