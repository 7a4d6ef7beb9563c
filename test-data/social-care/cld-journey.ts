/** What a synthetic person has of the council in a year: request, assessment, package, review. See cld-return.ts. */
import { ageOn } from '../borough/person.ts';
import type { Random } from '../borough/random.ts';
import type { CldCellsByName, ReturnPerson } from './cld-person.ts';

interface Period {
  readonly start: string;
  readonly end: string;
}

interface Package {
  readonly type: string;
  readonly component: string;
  readonly mechanism?: string;
  readonly provider?: string;
  /** Weeks; open without it. */
  readonly weeks?: number;
}

/** Providers of care at home; the numbers are of nobody. */
const AGENCIES = ['1-9990000101', '1-9990000102', '1-9990000103', '1-9990000104'];

/** The events of one person, the cells that are theirs. @param cared whom the person cares for, if anybody. */
export function careJourney(
  person: ReturnPerson,
  period: Period,
  random: Random,
  cared: ReturnPerson | undefined,
): CldCellsByName[] {
  if (cared !== undefined) return carersYear(period, random, cared);
  const age = ageOn(person.birthDate, period.start);
  const reason = supportReason(age, person, random);
  // Spread over the period, so that each month has events of each kind.
  const asked = dayIn(period, random);
  const assessed = plusDays(asked, random.int(2, 21));
  const begun = plusDays(assessed, random.int(1, 14));
  const events: CldCellsByName[] = [
    {
      ...event('Request', asked, plusDays(asked, random.int(0, 5)), period),
      Request_Route_of_Access: random.chance(0.35) ? 'Discharge from Hospital' : 'Community / Other route',
      Event_Outcome: 'Progress to assessment, review or reassessment',
    },
    {
      ...event('Assessment', assessed, plusDays(assessed, random.int(3, 28)), period),
      Assessment_Type: age < 65 || random.chance(0.7) ? 'Long term assessment' : 'Short term assessment',
      Method_of_Assessment: random.chance(0.3) ? 'Service user and carer' : 'Service user only',
      Eligible_Needs_Identified: 'Yes',
      Event_Outcome: 'Progress to support planning or services',
      Event_Description: random.chance(0.1) ? 'Seen at home, "much better"\nto be called again' : undefined,
    },
    service(packageFor(age, person, random), begun, period, random),
  ];
  if (random.chance(0.8)) {
    const reviewed = dayIn(period, random);
    events.push({
      ...event('Review', reviewed, plusDays(reviewed, random.int(0, 10)), period),
      Review_Reason: random.chance(0.7) ? 'Planned' : 'Unplanned - Other Reason',
      Method_of_Review: 'Service user only',
      Review_Outcomes_Achieved: 'Fully achieved',
      Event_Outcome: 'Continuation of support or services',
    });
  }
  return events
    .filter((cells) => cells['Event_End_Date'] !== undefined || cells['Event_Type'] === 'Service')
    .map((cells) => ({ Client_Type: 'Service user', Primary_Support_Reason: reason, ...cells }));
}

function carersYear(period: Period, random: Random, cared: ReturnPerson): CldCellsByName[] {
  const assessed = dayIn(period, random);
  const carer: CldCellsByName = {
    Client_Type: 'Unpaid carer',
    Primary_Support_Reason: 'Social support: Support to unpaid carer',
    No_of_adults_being_cared_for: '1',
    Adult_1_Linked_Person_ID: cared.councilId,
    Total_Hrs_Caring_per_week: random.pick(['20-34 hours', '35-49 hours', '50-99 hours']),
  };
  if (random.chance(0.3)) return [{ ...carer, Client_Type: 'Unpaid carer known by association' }];
  const assessment: CldCellsByName = {
    ...carer,
    ...event('Assessment', assessed, plusDays(assessed, random.int(0, 14)), period),
    Assessment_Type: 'Long term assessment',
    Method_of_Assessment: 'Carer only',
    Event_Outcome: 'NFA: Information and advice or signposting',
  };
  return assessment['Event_End_Date'] === undefined ? [] : [assessment];
}

function event(type: string, start: string, end: string, period: Period): CldCellsByName {
  return {
    Event_Type: type,
    Event_Start_Date: start,
    // What is not yet completed is not in the return.
    Event_End_Date: end <= period.end ? end : undefined,
  };
}

function service(chosen: Package, start: string, period: Period, random: Random): CldCellsByName {
  const end = chosen.weeks === undefined ? undefined : plusDays(start, chosen.weeks * 7);
  const over = end !== undefined && end <= period.end;
  return {
    Event_Type: 'Service',
    Event_Start_Date: start <= period.end ? start : period.end,
    Event_End_Date: over ? end : undefined,
    Event_Outcome: over ? 'NFA: Support ended as planned' : 'Continuation of support or services',
    Service_Type: chosen.type,
    Service_Component: chosen.component,
    Delivery_Mechanism: chosen.mechanism,
    Provider_CQC_Location_ID: chosen.provider,
    Unit_Cost: (random.int(1800, 2600) / 100).toFixed(2),
    Cost_Frequency_Unit_Type: 'Hourly',
    Planned_units_per_week: String(random.int(4, 21)),
  };
}

function supportReason(age: number, { careHome }: ReturnPerson, random: Random): string {
  if (age < 65) {
    return random.weighted([
      ['Learning disability support', 5],
      ['Mental health support', 3],
      ['Physical support: Personal care support', 2],
    ]);
  }
  return random.weighted([
    ['Physical support: Personal care support', 6],
    ['Physical support: Access and mobility only', 2],
    ['Support with memory and cognition', careHome === undefined ? 1 : 6],
  ]);
}

function packageFor(age: number, { careHome }: ReturnPerson, random: Random): Package {
  if (careHome !== undefined) {
    const kind = careHome.nursing ? 'ursing' : 'esidential';
    return {
      type: `Long term support: ${careHome.nursing ? 'N' : 'R'}${kind} care`,
      component: `Long term ${careHome.nursing ? 'n' : 'r'}${kind} care`,
      mechanism: 'CASSR commissioned support',
      provider: careHome.cqc,
    };
  }
  const community = { type: 'Long term support: Community', mechanism: 'CASSR managed personal budget' };
  if (age < 65) {
    return random.weighted<Package>([
      [{ ...community, component: 'Community supported living', provider: random.pick(AGENCIES) }, 3],
      [{ ...community, component: 'Direct payment', mechanism: 'Direct payment' }, 3],
      [{ ...community, component: 'Day support' }, 2],
    ]);
  }
  return random.weighted<Package>([
    [{ ...community, component: 'Home support or domiciliary care', provider: random.pick(AGENCIES) }, 5],
    [{ type: 'Short term support: ST-Max', component: 'Reablement', weeks: random.int(3, 6) }, 4],
    [{ type: 'Short term support: Ongoing low level', component: 'Equipment' }, 2],
    [{ type: 'Short term support: Other short term', component: 'Short term residential care', weeks: 4 }, 1],
  ]);
}

function dayIn({ start, end }: Period, random: Random): string {
  const days = Math.floor((Date.parse(end) - Date.parse(start)) / 86_400_000);
  return plusDays(start, random.int(0, days));
}

function plusDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);
}
