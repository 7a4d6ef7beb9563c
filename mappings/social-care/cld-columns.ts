/**
 * The 46 columns of Client Level Data, Release 2, and how a file's header is matched to them. DHSC's procedure gives
 * their order and names; which of them a file must have follows the rules of Release 1.
 */

/** In the order of the return. */
export const CLD_COLUMNS = [
  'LA_Code',
  'Reporting_Period_End_Date',
  'Reporting_Period_Start_Date',
  'NHS_Number',
  'LA_Person_Unique_Identifier',
  'GP_Practice_Code',
  'Gender',
  'Ethnicity',
  'Date_of_Birth',
  'Date_of_Death',
  'Client_Type',
  'Primary_Support_Reason',
  'Postcode',
  'Accommodation_Status',
  'Employment_Status',
  'Has_Unpaid_Carer',
  'Autism_Spectrum_Disorder_ASD',
  'Visual_Impairment',
  'Hearing_Impairment',
  'Dementia',
  'Client_Funding_Status',
  'Event_Type',
  'Event_Reference',
  'Event_Start_Date',
  'Event_End_Date',
  'Event_Description',
  'Event_Outcome',
  'Request_Route_of_Access',
  'Assessment_Type',
  'Eligible_Needs_Identified',
  'Method_of_Assessment',
  'Total_Hrs_Caring_per_week',
  'No_of_adults_being_cared_for',
  'Adult_1_Linked_Person_ID',
  'Adult_2_Linked_Person_ID',
  'Adult_3_Linked_Person_ID',
  'Service_Type',
  'Service_Component',
  'Delivery_Mechanism',
  'Provider_CQC_Location_ID',
  'Review_Reason',
  'Review_Outcomes_Achieved',
  'Method_of_Review',
  'Unit_Cost',
  'Cost_Frequency_Unit_Type',
  'Planned_units_per_week',
] as const;

export type CldColumn = (typeof CLD_COLUMNS)[number];

/** Without one of these nothing can be said of whole kinds of rows: the file is refused. */
const MANDATORY: readonly CldColumn[] = [
  'LA_Code',
  'Reporting_Period_End_Date',
  'Reporting_Period_Start_Date',
  'NHS_Number',
  'LA_Person_Unique_Identifier',
  'Gender',
  'Ethnicity',
  'Date_of_Birth',
  'Client_Type',
  'Primary_Support_Reason',
  'Postcode',
  'Accommodation_Status',
  'Has_Unpaid_Carer',
  'Event_Type',
  'Event_Start_Date',
  'Event_End_Date',
  'Event_Outcome',
  'Assessment_Type',
  'Service_Type',
  'Service_Component',
];

/** Where each column stands in a file. */
export interface CldHeader {
  readonly positions: Readonly<Partial<Record<CldColumn, number>>>;
  readonly width: number;
  /** Names that the return does not have, as written: ignored and reported. At most 50, of 60 characters each. */
  readonly unknown: readonly string[];
  /** Columns that this file leaves out and may. */
  readonly absent: readonly CldColumn[];
}

export type HeaderResult =
  | { readonly kind: 'header'; readonly header: CldHeader }
  | {
      readonly kind: 'refused';
      readonly rule: 'missing-columns' | 'repeated-columns';
      readonly columns: readonly CldColumn[];
    };

const BY_NAME = new Map(CLD_COLUMNS.map((column) => [matchable(column), column]));
const MOST_UNKNOWN = 50;
const LONGEST_UNKNOWN = 60;

/**
 * Matches without regard to case, spaces and underscores.
 * @returns refused, by our names alone: what stands in the first line of a file without a header may be personal.
 */
export function readHeader(cells: readonly string[]): HeaderResult {
  const positions: Partial<Record<CldColumn, number>> = {};
  const repeated = new Set<CldColumn>();
  const unknown: string[] = [];
  for (const [i, cell] of cells.entries()) {
    const column = BY_NAME.get(matchable(cell));
    if (column === undefined) {
      if (cell.trim() !== '' && unknown.length < MOST_UNKNOWN)
        unknown.push(cell.trim().slice(0, LONGEST_UNKNOWN));
      continue;
    }
    if (positions[column] !== undefined) repeated.add(column);
    positions[column] ??= i;
  }
  const missing = MANDATORY.filter((column) => positions[column] === undefined);
  if (missing.length > 0) return { kind: 'refused', rule: 'missing-columns', columns: missing };
  if (repeated.size > 0) return { kind: 'refused', rule: 'repeated-columns', columns: [...repeated] };
  const absent = CLD_COLUMNS.filter((column) => positions[column] === undefined);
  return { kind: 'header', header: { positions, width: cells.length, unknown, absent } };
}

function matchable(name: string): string {
  return name.replace(/[\s_\uFEFF]+/g, '').toLowerCase();
}
