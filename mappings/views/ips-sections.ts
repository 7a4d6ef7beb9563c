/**
 * The sections of an International Patient Summary: problems, allergies and medicines always, the others where they are fed.
 * IPS 2.0.0, Composition-uv-ips; gp-summary section 12. What is asked for to know a person's whereabouts or safeguarding is
 * no part of a summary that travels.
 */
import type { CodeableConcept } from '@medplum/fhirtypes';
import { ROTHER } from '../../conformance/systems.ts';
import {
  allergies,
  courses,
  immunisations,
  problems,
  reports,
  scrItems,
  vitalSigns,
} from './clinical-picks.ts';
import { flagsOf, flagWords } from './flags.ts';
import { gpSection, type GpHeading } from './gp-section.ts';
import { conceptWords } from './view-words.ts';
import { observationWords } from './item-words.ts';
import { packagesOf, packageWords } from './packages.ts';
import { ofType, type Stored } from './person-record.ts';
import { isCouncils, oldReturnWords, socialSources, toldSocial } from './social-words.ts';
import type { ViewContext } from './view-context.ts';
import type { ViewSection } from './view-section.ts';

function loinc(code: string, display: string): CodeableConcept {
  return { coding: [{ system: 'http://loinc.org', code, display }] };
}

const PROBLEMS: GpHeading = {
  area: 'problems',
  title: 'Problems',
  code: loinc('11450-4', 'Problem list - Reported'),
  noneOfThese: 'None of the problems recorded at the practice is active',
};
const ALLERGIES: GpHeading = {
  area: 'allergies',
  title: 'Allergies and intolerances',
  code: loinc('48765-2', 'Allergies and adverse reactions Document'),
  noneOfThese: 'None of the allergies recorded at the practice is active',
};
const MEDICINES: GpHeading = {
  area: 'medications',
  title: 'Medication summary',
  code: loinc('10160-0', 'History of Medication use Narrative'),
  noneOfThese: 'None of the medicines recorded at the practice is current',
};
const ENDED_MEDICINES: GpHeading = {
  area: 'medications',
  title: 'Medicines that ended lately: acute courses of 12 months, repeats of 6 months',
  code: {
    coding: [
      {
        system: `${ROTHER}CodeSystem/summary-section`,
        code: 'medicines-ended-lately',
        display: 'Medicines that ended lately',
      },
    ],
  },
  noneOfThese: 'None',
};
const PAST_PROBLEMS: GpHeading = {
  area: 'problems',
  title: 'History of past problems',
  code: loinc('11348-0', 'History of Past illness Narrative'),
  noneOfThese: 'None of the problems recorded at the practice is inactive',
};
const IMMUNISATIONS: GpHeading = {
  area: 'immunisations',
  title: 'Immunizations',
  code: loinc('11369-6', 'History of Immunization Narrative'),
  noneOfThese: 'No immunisation is recorded at the practice',
};
const RESULTS: GpHeading = {
  area: 'investigations',
  title: 'Results',
  code: loinc('30954-2', 'Relevant diagnostic tests/laboratory data Narrative'),
  noneOfThese: 'No result is recorded at the practice',
};
const VITAL_SIGNS: GpHeading = {
  area: 'uncategorised',
  title: 'Vital signs',
  code: loinc('8716-3', 'Vital signs'),
  noneOfThese: 'None is recorded at the practice',
};

export function ipsSections(context: ViewContext): readonly ViewSection[] {
  const isTold = ({ area }: GpHeading): boolean =>
    context.areas.some((one) => one.area === area && !one.superseded);
  const hasEntries = ({ entries }: ViewSection): boolean => entries.length > 0;
  return [
    gpSection(
      PROBLEMS,
      context,
      (items) => problems(items, true),
      (all) => scrItems(all, 'Condition'),
    ),
    gpSection(ALLERGIES, context, allergies),
    gpSection(MEDICINES, context, (items) => courses(items, 'current', context)),
    ...[gpSection(ENDED_MEDICINES, context, (items) => courses(items, 'ended-lately', context))].filter(
      hasEntries,
    ),
    ...(isTold(IMMUNISATIONS) ? [gpSection(IMMUNISATIONS, context, immunisations)] : []),
    ...[gpSection(RESULTS, context, reports, (all) => scrItems(all, 'Observation'))].filter(
      (section) => isTold(RESULTS) || hasEntries(section),
    ),
    ...[gpSection(VITAL_SIGNS, context, vitalSigns)].filter(hasEntries),
    ...[gpSection(PAST_PROBLEMS, context, (items) => problems(items, false))].filter(hasEntries),
    ...[alerts(context), supportReasons(context), planOfCare(context), socialHistory(context)].filter(
      hasEntries,
    ),
  ];
}

function alerts({ record, now }: ViewContext): ViewSection {
  const flags = [
    ...flagsOf(record, 'alert', now),
    ...flagsOf(record, 'risk', now),
    ...flagsOf(record, 'requirement', now),
  ];
  const code = loinc('104605-1', 'Alert');
  return told('Alerts', code, flags, (flag) => flagWords(flag), now);
}

/** Why the council supports the person. */
function supportReasons({ record, now }: ViewContext): ViewSection {
  const reasons = ofType(record, 'Condition').filter(
    (condition) =>
      isCouncils(condition) &&
      condition.clinicalStatus?.coding?.some(({ code }) => code === 'active') === true,
  );
  const code = loinc('47420-5', 'Functional status assessment note');
  const words = (reason: (typeof reasons)[number]): string =>
    `Reason for support: ${conceptWords(reason.code) ?? 'not stated'}`;
  return told('Functional status', code, reasons, words, now);
}

function planOfCare({ record, now }: ViewContext): ViewSection {
  const { inPlace, planned } = packagesOf(record, now);
  const code = loinc('18776-5', 'Plan of care note');
  return told('Plan of care', code, [...inPlace, ...planned], (one) => packageWords(record, one), now);
}

function socialHistory({ record, now }: ViewContext): ViewSection {
  const observations = ofType(record, 'Observation').filter(isCouncils);
  const code = loinc('29762-2', 'Social history Narrative');
  return told('Social history', code, observations, observationWords, now);
}

/** Left out where it has no entries, so that its absence is never told. */
function told<T extends Stored>(
  title: string,
  code: CodeableConcept,
  entries: readonly T[],
  words: (entry: T) => string,
  now: string,
): ViewSection {
  return {
    title,
    code,
    warnings: oldReturnWords(entries, now),
    told: entries.map((entry) => toldSocial(entry, words(entry))),
    entries,
    sources: socialSources(entries, now),
    absence: { code: 'unavailable', text: 'Nothing is told' },
  };
}
