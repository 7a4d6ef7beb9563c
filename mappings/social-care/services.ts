/**
 * Services: Interweave SocialCareServiceCategory and SocialCareServiceType 0.0.1, and which of them the words of CLD
 * Release 2 (`Service_Type`, `Service_Component`) mean.
 */
import { INTERWEAVE_CODES, type InterweaveCodes } from './interweave.ts';

export type ServiceCategory =
  | 'STS-STMAX'
  | 'STS-OLL'
  | 'STS-OST'
  | 'LTS-NC'
  | 'LTS-RS'
  | 'LTS-C'
  | 'LTS-P'
  | 'CS-DC'
  | 'CS-SIPC'
  | 'DNH-SL'
  | 'DNH-IL'
  | 'OTH';

export const SERVICE_CATEGORY: InterweaveCodes<ServiceCategory> = {
  system: `${INTERWEAVE_CODES}Interweave-SocialCareServiceCategory`,
  displays: {
    'STS-STMAX': 'Short Term Support: ST-Max',
    'STS-OLL': 'Short Term Support: Ongoing Low Level',
    'STS-OST': 'Short Term Support: Other Short Term',
    'LTS-NC': 'Long Term Support: Nursing Care',
    'LTS-RS': 'Long Term Support: Residential Care',
    'LTS-C': 'Long Term Support: Community',
    'LTS-P': 'Long Term Support: Prison',
    'CS-DC': 'Carer Support: Direct to Carer',
    'CS-SIPC': 'Carer Support: Support involving the person cared-for',
    'DNH-SL': 'Data Not Held- System Level',
    'DNH-IL': 'Data Not Held-Individual Level',
    OTH: 'Other',
  },
};

export type ServiceType =
  | 'R'
  | 'STNC'
  | 'STRC'
  | 'LTNC'
  | 'LTRC'
  | 'HS'
  | 'DS'
  | 'M'
  | 'TRAN'
  | 'EQ'
  | 'DP'
  | 'SL'
  | 'CSL'
  | 'PS'
  | 'PS-SW'
  | 'LEES'
  | 'EOL'
  | 'ES'
  | 'OSTS'
  | 'OLTS'
  | 'C-R'
  | 'C-SS'
  | 'C-US'
  | 'C-OTH'
  | 'DNH-SL'
  | 'DNH-IL'
  | 'OTH';

export const SERVICE_TYPE: InterweaveCodes<ServiceType> = {
  system: `${INTERWEAVE_CODES}Interweave-SocialCareServiceType`,
  displays: {
    R: 'Reablement',
    STNC: 'Short Term Nursing Care',
    STRC: 'Short Term Residential Care',
    LTNC: 'Long Term Nursing Care',
    LTRC: 'Long Term Residential Care',
    HS: 'Home Support',
    DS: 'Day Support',
    M: 'Meals',
    TRAN: 'Transport',
    EQ: 'Equipment',
    DP: 'Direct Payment',
    SL: 'Shared Lives',
    CSL: 'Community Supported Living',
    PS: 'Professional Support',
    'PS-SW': 'Professional Support- Social Worker',
    LEES: 'Learning/Education/Employment Support',
    EOL: 'End of Life Care',
    ES: 'Emergency Support',
    OSTS: 'Other Short Term Support',
    OLTS: 'Other Long Term Support',
    'C-R': 'Carer Respite',
    'C-SS': 'Carer Sitting Service',
    'C-US': 'Carer Universal Services',
    'C-OTH': 'Other Carer Support',
    'DNH-SL': 'Data Not Held- System Level',
    'DNH-IL': 'Data Not Held-Individual Level',
    OTH: 'Other',
  },
};

/** `Service_Type` of CLD Release 2. */
export const CLD_SERVICE_CATEGORY: Readonly<Record<string, ServiceCategory>> = {
  'Long term support: Nursing care': 'LTS-NC',
  'Long term support: Residential care': 'LTS-RS',
  'Long term support: Community': 'LTS-C',
  'Long term support: Prison': 'LTS-P',
  'Short term support: ST-Max': 'STS-STMAX',
  'Short term support: Ongoing low level': 'STS-OLL',
  'Short term support: Other short term': 'STS-OST',
  'Unpaid carer support: Direct to unpaid carer': 'CS-DC',
  'Unpaid carer support: Support involving the person cared-for': 'CS-SIPC',
};

/** `Service_Component` of CLD Release 2. Extra care housing has no code of its own: the text says what it is. */
export const CLD_SERVICE_TYPE: Readonly<Record<string, ServiceType>> = {
  Reablement: 'R',
  'Short term nursing care': 'STNC',
  'Short term residential care': 'STRC',
  'Long term nursing care': 'LTNC',
  'Long term residential care': 'LTRC',
  'Home support or domiciliary care': 'HS',
  'Day support': 'DS',
  Meals: 'M',
  Transport: 'TRAN',
  Equipment: 'EQ',
  'Direct payment': 'DP',
  'Shared Lives': 'SL',
  'Community supported living': 'CSL',
  'Extra care housing': 'OLTS',
  'Professional support: Social worker': 'PS-SW',
  'Professional support: Other': 'PS',
  'Learning, education or employment support': 'LEES',
  'End of life care': 'EOL',
  'Emergency support': 'ES',
  'Other short term support': 'OSTS',
  'Other long term support': 'OLTS',
  'Unpaid carer respite': 'C-R',
  'Unpaid carer sitting service': 'C-SS',
  'Unpaid carer universal services': 'C-US',
  'Other unpaid carer support': 'C-OTH',
};
