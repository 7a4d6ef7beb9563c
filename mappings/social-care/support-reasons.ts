/**
 * Support reasons: Interweave SocialCareSupportReasonCategory and SocialCareSupportReason 0.0.1, and which of them
 * `Primary_Support_Reason` of CLD Release 2 means.
 */
import { INTERWEAVE_CODES, type InterweaveCodes } from './interweave.ts';

export type SupportReasonCategory = 'LDS' | 'MHS' | 'PS' | 'SMC' | 'SOS' | 'SS' | 'UNK';

const CATEGORIES: Readonly<Record<SupportReasonCategory, string>> = {
  LDS: 'Learning Disability Support',
  MHS: 'Mental Health Support',
  PS: 'Physical Support',
  SMC: 'Support with Memory and Cognition',
  SOS: 'Social Support',
  SS: 'Sensory Support',
  UNK: 'PSR Not Known',
};

export const SUPPORT_REASON_CATEGORY: InterweaveCodes<SupportReasonCategory> = {
  system: `${INTERWEAVE_CODES}Interweave-SocialCareSupportReasonCategory`,
  displays: CATEGORIES,
};

export type SupportReason =
  | SupportReasonCategory
  | 'PS-AMO'
  | 'PS-PCS'
  | 'SOS-SMS'
  | 'SOS-ASS'
  | 'SOS-IO'
  | 'SS-SVI'
  | 'SS-SHI'
  | 'SS-SDI';

export const SUPPORT_REASON: InterweaveCodes<SupportReason> = {
  system: `${INTERWEAVE_CODES}Interweave-SocialCareSupportReason`,
  displays: {
    ...CATEGORIES,
    'PS-AMO': 'Physical Support: Access & mobility only',
    'PS-PCS': 'Physical Support: Personal care support',
    'SOS-SMS': 'Social Support: Substance misuse support',
    'SOS-ASS': 'Social Support: Asylum seeker support',
    'SOS-IO': 'Social Support: Support for Social Isolation/Other',
    'SS-SVI': 'Sensory Support: Support for visual impairment',
    'SS-SHI': 'Sensory Support: Support for hearing impairment',
    'SS-SDI': 'Sensory Support: Support for dual impairment',
  },
};

interface CldReason {
  readonly category: SupportReasonCategory;
  readonly code: SupportReason;
}

/** Support to an unpaid carer has no code: its category and the text say what it is. */
export const CLD_SUPPORT_REASON: Readonly<Record<string, CldReason>> = {
  'Physical support: Access and mobility only': { category: 'PS', code: 'PS-AMO' },
  'Physical support: Personal care support': { category: 'PS', code: 'PS-PCS' },
  'Sensory support: Support for visual impairment': { category: 'SS', code: 'SS-SVI' },
  'Sensory support: Support for hearing impairment': { category: 'SS', code: 'SS-SHI' },
  'Sensory support: Support for dual impairment': { category: 'SS', code: 'SS-SDI' },
  'Support with memory and cognition': { category: 'SMC', code: 'SMC' },
  'Learning disability support': { category: 'LDS', code: 'LDS' },
  'Mental health support': { category: 'MHS', code: 'MHS' },
  'Social support: Substance misuse support': { category: 'SOS', code: 'SOS-SMS' },
  'Social support: Asylum seeker support': { category: 'SOS', code: 'SOS-ASS' },
  'Social support: Support for social isolation or other reason': { category: 'SOS', code: 'SOS-IO' },
  'Social support: Support to unpaid carer': { category: 'SOS', code: 'SOS' },
  Unknown: { category: 'UNK', code: 'UNK' },
};
