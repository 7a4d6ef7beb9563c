/**
 * A synthetic return of the council: Client Level Data, Release 2, 46 columns, as CSV. The people are the caller's; what
 * befalls them is drawn from a seed and could have happened: somebody asks, is assessed, gets a package that fits their
 * age and home, is reviewed; some are cared for by somebody of the list. Nothing here is of a real person.
 */
import { createRandom, type Random } from '../borough/random.ts';
import { careJourney } from './cld-journey.ts';
import type { CldCellsByName, ReturnPerson } from './cld-person.ts';

export interface ReturnOptions {
  readonly seed: number;
  /** `LA_Code`. */
  readonly council: string;
  /** YYYY-MM-DD, both included. */
  readonly period: { readonly start: string; readonly end: string };
  /** At least so many rows: people have as many journeys as it takes. Without it each has one. */
  readonly rows?: number;
}

export const CLD_HEADER =
  'LA_Code Reporting_Period_End_Date Reporting_Period_Start_Date NHS_Number LA_Person_Unique_Identifier GP_Practice_Code Gender Ethnicity Date_of_Birth Date_of_Death Client_Type Primary_Support_Reason Postcode Accommodation_Status Employment_Status Has_Unpaid_Carer Autism_Spectrum_Disorder_ASD Visual_Impairment Hearing_Impairment Dementia Client_Funding_Status Event_Type Event_Reference Event_Start_Date Event_End_Date Event_Description Event_Outcome Request_Route_of_Access Assessment_Type Eligible_Needs_Identified Method_of_Assessment Total_Hrs_Caring_per_week No_of_adults_being_cared_for Adult_1_Linked_Person_ID Adult_2_Linked_Person_ID Adult_3_Linked_Person_ID Service_Type Service_Component Delivery_Mechanism Provider_CQC_Location_ID Review_Reason Review_Outcomes_Achieved Method_of_Review Unit_Cost Cost_Frequency_Unit_Type Planned_units_per_week'.split(
    ' ',
  );

/** Lines with CRLF, the header first: as long as the caller reads them, none is kept. */
export function* cldReturn(
  people: readonly ReturnPerson[],
  options: ReturnOptions,
): Generator<string, void, void> {
  yield csvLine(CLD_HEADER);
  if (people.length === 0) return;
  const random = createRandom(options.seed, 'cld');
  const wanted = options.rows ?? 0;
  let rows = 0;
  for (let round = 0; round === 0 || rows < wanted; round++) {
    for (const [i, person] of people.entries()) {
      const about = random.fork(`${person.councilId}/${round}`);
      const cared = caredFor(about, people, i);
      for (const event of careJourney(person, options.period, about, cared)) {
        yield cldLine({ ...common(person, options, random.fork(person.councilId)), ...event });
        rows += 1;
      }
      if (wanted > 0 && rows >= wanted) return;
    }
  }
}

/** The same as one text. */
export function cldReturnText(people: readonly ReturnPerson[], options: ReturnOptions): string {
  return [...cldReturn(people, options)].join('');
}

/** One line of a return, from cells by column. */
export function cldLine(cells: CldCellsByName): string {
  return csvLine(CLD_HEADER.map((column) => cells[column] ?? ''));
}

/** RFC 4180: quoted where it must be. */
function csvLine(cells: readonly string[]): string {
  const quoted = cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell));
  return `${quoted.join(',')}\r\n`;
}

/** About one grown-up in twelve cares for the next on the list. */
function caredFor(random: Random, people: readonly ReturnPerson[], i: number): ReturnPerson | undefined {
  const next = people[i + 1];
  return random.chance(1 / 12) && people[i]?.careHome === undefined ? next : undefined;
}

const ETHNICITIES: readonly (readonly [string, number])[] = [
  ['White: English, Welsh, Scottish, Northern Irish or British', 88],
  ['Asian or Asian British: Pakistani', 4],
  ['White: Any other White background', 3],
  ['White: Roma', 1],
  ['Black, Black British, Caribbean or African: African', 1],
  ['No data: Undeclared or not known', 3],
];

/** The same on all rows of a person. */
function common(person: ReturnPerson, { council, period }: ReturnOptions, random: Random): CldCellsByName {
  const home = person.careHome;
  return {
    LA_Code: council,
    Reporting_Period_Start_Date: period.start,
    Reporting_Period_End_Date: period.end,
    NHS_Number: person.nhsNumber,
    LA_Person_Unique_Identifier: person.councilId,
    GP_Practice_Code: person.practice,
    Gender: { male: 'Male', female: 'Female', other: 'Other', unknown: 'Unknown' }[person.gender],
    Ethnicity: random.weighted(ETHNICITIES),
    Date_of_Birth: person.birthDate,
    Postcode: person.postcode,
    Accommodation_Status:
      home === undefined
        ? random.weighted([
            ['Owner occupier or shared ownership scheme', 5],
            ['Tenant: Local authority or other social housing provider', 4],
            ['Tenant: Private landlord', 1],
          ])
        : home.nursing
          ? 'Registered nursing home'
          : 'Registered care home',
    Has_Unpaid_Carer: random.weighted([
      ['Yes', 4],
      ['No', 5],
      ['Unknown', 1],
    ]),
    Visual_Impairment: 'No visual impairment',
    Hearing_Impairment: random.chance(0.2) ? 'Hard of hearing' : 'No hearing impairment',
    Dementia: random.chance(home === undefined ? 0.08 : 0.6) ? 'Yes' : 'No',
    Client_Funding_Status: random.weighted([
      ['Fully social care funded', 5],
      ['Joint client and social care funded', 4],
      ['Fully client funded', 1],
    ]),
  };
}
