/**
 * A carer's relationship in plain words -> UKCore-PersonRelationshipType 2.1.0, which Interweave-RelatedPerson requires:
 * v3-RoleCode, HL7 table 0131 and UKCore-AdditionalPersonRelationshipRole.
 */
import type { CodeableConcept } from '@medplum/fhirtypes';
import { UK_CORE_CODES } from '../../../conformance/systems.ts';
import { codeOf, coded, type CodeTable } from './coded.ts';

const ROLE_CODES: CodeTable = {
  system: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode',
  displays: {
    AUNT: 'aunt',
    BRO: 'brother',
    BROINLAW: 'brother-in-law',
    CHILD: 'child',
    COUSN: 'cousin',
    DAUC: 'daughter',
    DAUINLAW: 'daughter in-law',
    DOMPART: 'domestic partner',
    EXT: 'extended family member',
    FAMMEMB: 'family member',
    FMRSPS: 'former spouse',
    FRND: 'unrelated friend',
    FTH: 'father',
    FTHINLAW: 'father-in-law',
    GRFTH: 'grandfather',
    GRMTH: 'grandmother',
    GRNDCHILD: 'grandchild',
    GRNDDAU: 'granddaughter',
    GRNDSON: 'grandson',
    GRPRN: 'grandparent',
    HUSB: 'husband',
    INLAW: 'inlaw',
    MTH: 'mother',
    MTHINLAW: 'mother-in-law',
    NBOR: 'neighbor',
    NEPHEW: 'nephew',
    NIECE: 'niece',
    PRN: 'parent',
    ROOM: 'Roommate',
    SIB: 'sibling',
    SIGOTHR: 'significant other',
    SIS: 'sister',
    SISINLAW: 'sister-in-law',
    SONC: 'son',
    SONINLAW: 'son in-law',
    SPS: 'spouse',
    STPCHLD: 'step child',
    STPDAU: 'stepdaughter',
    STPPRN: 'step parent',
    STPSON: 'stepson',
    UNCLE: 'uncle',
    WIFE: 'wife',
  },
  wordings: {
    partner: 'DOMPART',
    'civil partner': 'SPS',
    friend: 'FRND',
    neighbour: 'NBOR',
    'other family': 'FAMMEMB',
    'other relative': 'FAMMEMB',
    relative: 'FAMMEMB',
    housemate: 'ROOM',
  },
};

const OTHER_ROLES: CodeTable = {
  system: `${UK_CORE_CODES}UKCore-AdditionalPersonRelationshipRole`,
  displays: {
    Agent: 'Agent of patient',
    Carer: 'Carer of patient',
    Dependant: 'Dependant of patient',
    Guardian: 'Guardian of patient',
    NotSpecified: 'Not Specified',
  },
  wordings: { 'Unpaid carer': 'Carer', 'Not known': 'NotSpecified', Unknown: 'NotSpecified' },
  other: 'NotSpecified',
};

/** The words stay in `text`; what is in no list is "Not Specified", which the required list has. */
export function relationship(words: string): CodeableConcept {
  return coded(codeOf(ROLE_CODES, words) === undefined ? OTHER_ROLES : ROLE_CODES, words);
}
