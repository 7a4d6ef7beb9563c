/**
 * A person's record -> what a locality team asks for when one of their people is in hospital, by the headings of the PRSB
 * Core Information Standard v2 and in the order in which people asked for it (uk-core reference, section 7).
 */
import type { Bundle, CodeableConcept } from '@medplum/fhirtypes';
import { ROTHER } from '../../conformance/systems.ts';
import { allergies, courses, problems, scrItems } from './clinical-picks.ts';
import { documentBundle } from './document-bundle.ts';
import { gpAreas } from './gp-areas.ts';
import { gpSection, type GpHeading } from './gp-section.ts';
import type { DocumentInput } from './ips-document.ts';
import {
  equipment,
  flags,
  personalContacts,
  plans,
  professionalContacts,
  servicesAndCare,
} from './locality-home.ts';
import { coming, lastDischarge, recentEvents, whereNow } from './locality-now.ts';
import { demographics, localityAndPractice, socialContext } from './locality-person.ts';
import { heading } from './prsb-headings.ts';
import type { ViewContext } from './view-context.ts';
import type { ViewSection } from './view-section.ts';

const TYPE: CodeableConcept = {
  coding: [{ system: `${ROTHER}CodeSystem/document-type`, code: 'locality-view', display: 'Locality view' }],
  text: 'Locality view',
};

const PROBLEMS: GpHeading = {
  area: 'problems',
  title: 'Problems',
  code: heading('problems'),
  noneOfThese: 'None of the problems recorded at the practice is active',
};
const ALLERGIES: GpHeading = {
  area: 'allergies',
  title: 'Allergies and adverse reactions',
  code: heading('allergies-and-adverse-reaction'),
  noneOfThese: 'None of the allergies recorded at the practice is active',
};
const MEDICINES: GpHeading = {
  area: 'medications',
  title: 'Medicines',
  code: heading('medications-and-medical-devices'),
  noneOfThese: 'None of the medicines recorded at the practice is current',
};

/**
 * @param input `record` holds the hospital visits of the time since `since` (ISO UTC) and all that are open or planned.
 * @returns a document Bundle: every section has entries, or says why it has none.
 */
export function localityDocument(input: DocumentInput & { readonly since: string }): Bundle {
  const { record, feeds, now, since } = input;
  const context: ViewContext = { record, feeds, now, areas: gpAreas(record, now) };
  return documentBundle({
    ...input,
    title: 'Locality view',
    type: TYPE,
    sections: localitySections(context, since),
  });
}

function localitySections(context: ViewContext, since: string): readonly ViewSection[] {
  return [
    whereNow(context),
    servicesAndCare(context),
    equipment(context),
    professionalContacts(context),
    personalContacts(context),
    flags('alert', context),
    flags('risk', context),
    flags('safeguarding', context),
    flags('requirement', context),
    gpSection(
      PROBLEMS,
      context,
      (items) => problems(items, true),
      (all) => scrItems(all, 'Condition'),
    ),
    gpSection(ALLERGIES, context, allergies),
    gpSection(MEDICINES, context, (items) => courses(items, 'current', context)),
    flags('legal', context),
    socialContext(context),
    localityAndPractice(context),
    recentEvents(context, since),
    coming(context),
    plans(context),
    lastDischarge(context),
    demographics(context),
  ];
}
