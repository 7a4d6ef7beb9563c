/** Rows of a return and their facts, for tests: what a test does not say is sound. */
import { readHeader, type CldHeader } from '../../mappings/social-care/cld-columns.ts';
import type { CldFault } from '../../mappings/social-care/cld-fault.ts';
import { readRow, type CldRow, type RowResult } from '../../mappings/social-care/cld-row.ts';
import type { ReturnContext } from '../../mappings/social-care/return-facts.ts';
import type { CldCellsByName } from './cld-person.ts';
import { CLD_HEADER } from './cld-return.ts';

export const COUNCIL = '206';
export const PERSON_SYSTEM = 'https://rother.example/fhir/Id/council-person';

const SOUND: CldCellsByName = {
  LA_Code: COUNCIL,
  Reporting_Period_Start_Date: '2024-07-01',
  Reporting_Period_End_Date: '2025-06-30',
  NHS_Number: '9990000018',
  LA_Person_Unique_Identifier: 'P1',
  GP_Practice_Code: 'C87005',
  Gender: 'Female',
  Ethnicity: 'White: Irish',
  Date_of_Birth: '1941-02-03',
  Client_Type: 'Service user',
  Primary_Support_Reason: 'Physical support: Personal care support',
  Postcode: 'S60 1AB',
  Accommodation_Status: 'Tenant: Private landlord',
  Has_Unpaid_Carer: 'No',
  Event_Type: 'Service',
  Event_Start_Date: '2024-09-02',
  Event_Outcome: 'Continuation of support or services',
  Service_Type: 'Long term support: Community',
  Service_Component: 'Home support or domiciliary care',
};

export const REQUEST: CldCellsByName = {
  Event_Type: 'Request',
  Event_Start_Date: '2024-08-01',
  Event_End_Date: '2024-08-03',
  Event_Outcome: 'Progress to assessment, review or reassessment',
  Request_Route_of_Access: 'Discharge from Hospital',
  Service_Type: '',
  Service_Component: '',
};

export const ASSESSMENT: CldCellsByName = {
  Event_Type: 'Assessment',
  Event_Start_Date: '2024-08-05',
  Event_End_Date: '2024-08-20',
  Event_Outcome: 'Progress to support planning or services',
  Assessment_Type: 'Long term assessment',
  Service_Type: '',
  Service_Component: '',
};

export const REVIEW: CldCellsByName = {
  Event_Type: 'Review',
  Event_Start_Date: '2025-01-10',
  Event_End_Date: '2025-01-11',
  Review_Reason: 'Planned',
  Service_Type: '',
  Service_Component: '',
};

export function soundHeader(): CldHeader {
  const result = readHeader(CLD_HEADER);
  if (result.kind !== 'header') throw new Error('the header of the synthetic return is not sound');
  return result.header;
}

/** A sound service row, but for `cells`; read as line 7. */
export function readCells(cells: CldCellsByName): RowResult {
  const all = { ...SOUND, ...cells };
  return readRow(
    CLD_HEADER.map((column) => all[column] ?? ''),
    soundHeader(),
    7,
    COUNCIL,
  );
}

/** @throws Error where the row is refused. */
export function rowOf(cells: CldCellsByName = {}): CldRow {
  const result = readCells(cells);
  if (result.kind === 'refused') throw new Error(`refused: ${faultsOf(result).join('; ')}`);
  return result.row;
}

/** `Gender not-in-list (letters, 5 characters)`. */
export function faultsOf(result: RowResult): string[] {
  const faults: readonly CldFault[] = result.kind === 'row' ? result.notes : result.faults;
  return faults.map(({ column = '', rule, value }) => `${column} ${rule} (${value})`);
}

/** Of the file `june`, whose derived period is that which the rows state. */
export function contextOf(part: Partial<ReturnContext> = {}): ReturnContext {
  const period = { start: '2024-07-01', end: '2025-06-30' };
  return {
    sourceMessageId: 'message-june',
    council: { code: COUNCIL, name: 'Rotherham Council' },
    system: { code: 'council-return', name: 'Client Level Data return' },
    personSystem: PERSON_SYSTEM,
    file: 'june',
    chunk: 0,
    period: { ...period, stated: period },
    idOf: (kind, key) => `${kind}:${key}`,
    ...part,
  };
}
