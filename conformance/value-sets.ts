/**
 * Value sets of our own, asked with `:in` and `:not-in`. Each is a list of codes of one code system: what a team means by a
 * question that the codes alone do not ask. FHIR R4 search.html 3.1.1.4.10, valueset.html.
 */
import { ACT_CODE, ROTHER } from './systems.ts';

export interface OwnValueSet {
  readonly url: string;
  /** What its codes have in common. */
  readonly title: string;
  readonly system: string;
  readonly codes: readonly string[];
}

const valueSet = (id: string, title: string, system: string, codes: string): OwnValueSet => ({
  url: `${ROTHER}ValueSet/${id}`,
  title,
  system,
  codes: codes.split(' '),
});

/** The value sets of this product, by their purpose. */
export const OWN_VALUE_SETS: readonly OwnValueSet[] = [
  // Encounter.class. The grouping parent of a journey is of another code system: it would count a stay twice.
  valueSet(
    'in-hospital',
    'Encounter classes of somebody who is in the hospital',
    ACT_CODE,
    'EMER IMP ACUTE NONAC OBSENC SS',
  ),
  // EpisodeOfCare.type of a social care service.
  valueSet(
    'home-care-services',
    'Social care services that come to the person’s home, or are bought by the person to come there',
    'https://fhir.interweavedigital.nhs.uk/CodeSystem/Interweave-SocialCareServiceType',
    'R HS M DP CSL EOL ES C-SS',
  ),
  // Condition.clinicalStatus.
  valueSet(
    'active-problem-statuses',
    'Clinical statuses of a problem that the person has now',
    'http://terminology.hl7.org/CodeSystem/condition-clinical',
    'active recurrence relapse',
  ),
  // Task.status.
  valueSet(
    'open-task-statuses',
    'Statuses of a task that somebody still has to do',
    'http://hl7.org/fhir/task-status',
    'draft requested received accepted ready in-progress on-hold',
  ),
];

/** The value set of a canonical URL, without a version; undefined where it is none of ours. */
export function ownValueSet(url: string): OwnValueSet | undefined {
  return OWN_VALUE_SETS.find((set) => set.url === url);
}
