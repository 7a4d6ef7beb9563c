/**
 * The person as all sources know them, to which locality they belong and why, and how they live. PRSB "Person demographics",
 * "GP practice", "Social context".
 */
import { NHS_NUMBER, UK_CORE } from '../../conformance/systems.ts';
import { councilSection } from './council-section.ts';
import { extensionOf } from './extension-of.ts';
import { observationWords } from './item-words.ts';
import { attributionTold, crossBorderWords, differenceWords, residenceTold } from './locality-words.ts';
import { ofType, resolve } from './person-record.ts';
import { heading } from './prsb-headings.ts';
import { isCouncils } from './social-words.ts';
import type { ViewContext } from './view-context.ts';
import type { Told, ViewSection } from './view-section.ts';
import { addressWords, conceptWords, joined, nameWords, telecomWords } from './view-words.ts';

const VERIFICATION = `${UK_CORE}Extension-UKCore-NHSNumberVerificationStatus`;

export function demographics({ record: { patient } }: ViewContext): ViewSection {
  const numbers = (patient.identifier ?? []).filter(({ system }) => system === NHS_NUMBER);
  const told: Told[] = [
    { text: nameWords(patient.name) ?? 'Name not known' },
    ...(numbers.length === 0 ? [{ text: 'NHS number not known' }] : []),
    ...numbers.map((number): Told => {
      const status = extensionOf(number, VERIFICATION)?.valueCodeableConcept;
      return { text: joined([`NHS number ${number.value ?? ''}`, conceptWords(status)]) ?? '' };
    }),
    ...(patient.address ?? []).flatMap((address): Told[] => {
      const words = addressWords(address);
      return words === undefined ? [] : [{ text: joined(['Address', address.use, words]) ?? '' }];
    }),
    ...telecomWords(patient.telecom).map((text): Told => ({ text })),
    ...(patient.communication ?? []).flatMap(({ language }): Told[] => {
      const words = conceptWords(language);
      return words === undefined ? [] : [{ text: `Language: ${words}` }];
    }),
  ];
  return {
    title: 'Person demographics',
    code: heading('person-demographics'),
    warnings: differenceWords(patient),
    told,
    entries: [patient],
    sources: [],
    absence: { code: 'unavailable', text: 'Nothing is known' },
  };
}

export function localityAndPractice({ record }: ViewContext): ViewSection {
  const { patient } = record;
  const practices = (patient.generalPractitioner ?? []).flatMap(
    (reference) => resolve(record, reference) ?? [],
  );
  return {
    title: 'Locality and GP practice',
    code: heading('gp-practice'),
    warnings: crossBorderWords(patient),
    told: attributionTold(patient),
    entries: practices.length === 0 ? [patient] : practices,
    sources: [],
    absence: { code: 'unavailable', text: 'Nothing is known' },
  };
}

/** That no care home is told is no evidence of living elsewhere. */
export function socialContext(context: ViewContext): ViewSection {
  const { record } = context;
  const residence = residenceTold(record.patient);
  const observations = ofType(record, 'Observation').filter(isCouncils);
  const reasons = ofType(record, 'Condition').filter(
    (condition) =>
      isCouncils(condition) &&
      condition.clinicalStatus?.coding?.some(({ code }) => code === 'active') === true,
  );
  const names = {
    title: 'Social context',
    code: heading('social-context'),
    nothing: 'Nothing of how the person lives is told',
  };
  const section = councilSection(
    names,
    context,
    [...reasons, ...observations],
    (one) =>
      one.resourceType === 'Condition'
        ? `Reason for support: ${conceptWords(one.code) ?? 'not stated'}`
        : observationWords(one),
    residence,
  );
  // Where the person lives is told on the Patient.
  return residence.length === 0 ? section : { ...section, entries: [record.patient, ...section.entries] };
}
