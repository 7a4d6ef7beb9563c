/** To which locality a person belongs and why, whether they live in a care home, and on which side of a border. Design section 4. */
import type { Extension, Patient } from '@medplum/fhirtypes';
import {
  CARE_HOME_RESIDENCE,
  CROSS_BORDER,
  LOCALITY_ATTRIBUTION,
  VALUE_SOURCE,
} from '../../conformance/systems.ts';
import { dateWords } from '../gp-summary/summary-text.ts';
import { extensionOf, extensionsOf } from './extension-of.ts';
import type { Told } from './view-section.ts';
import { joined } from './view-words.ts';

const REASONS: Readonly<Record<string, string>> = {
  'allocated-team': 'a team there has the case',
  'care-home': 'lives in a care home there',
  'registered-practice': 'is registered with a practice there',
  address: 'has an address there',
  'no-registered-practice': 'no registered practice is known',
  'practice-outside-place': 'is registered with a practice outside the place',
};

/** Each locality with its reason; the primary one first. */
export function attributionTold(patient: Patient): readonly Told[] {
  return extensionsOf(patient, LOCALITY_ATTRIBUTION).map((attribution, i) => {
    const locality = extensionOf(attribution, 'locality')?.valueCoding;
    const reason = extensionOf(attribution, 'reason')?.valueCode ?? '';
    const evidence = extensionOf(attribution, 'evidence')?.valueString;
    const since = extensionOf(attribution, 'since')?.valueDateTime;
    const why = Object.hasOwn(REASONS, reason) ? REASONS[reason] : reason;
    return {
      text: `${i === 0 ? 'Locality' : 'Also'}: ${joined([locality?.display ?? locality?.code, why, evidence]) ?? ''}`,
      source: extensionOf(attribution, 'source')?.valueString,
      time: since === undefined ? undefined : `since ${dateWords(since)}`,
    };
  });
}

/** @returns the name of the home; undefined where nothing says that the person lives in one. */
export function careHomeOf(patient: Patient): string | undefined {
  return extensionOf(extensionOf(patient, CARE_HOME_RESIDENCE), 'home')?.valueCoding?.display;
}

/** That nothing says so is no evidence of living at home: then nothing is told. */
export function residenceTold(patient: Patient): readonly Told[] {
  const residence = extensionOf(patient, CARE_HOME_RESIDENCE);
  if (residence === undefined) return [];
  const home = careHomeOf(patient);
  const likely = extensionOf(residence, 'status')?.valueCode === 'likely';
  const short = extensionOf(residence, 'stay')?.valueCode === 'short';
  const evidence = extensionsOf(residence, 'evidence');
  return [
    {
      text:
        `${likely ? 'Is likely to be' : 'Is'} a ${short ? 'short-stay ' : ''}resident of ` +
        (home ?? 'a care home that is not known here'),
      ...told(evidence[0]),
    },
    ...evidence.map((one) => ({
      text: `Evidence: ${extensionOf(one, 'basis')?.valueString ?? ''}`,
      ...told(one),
    })),
  ];
}

function told(evidence: Extension | undefined): Pick<Told, 'source' | 'time'> {
  const asOf = extensionOf(evidence, 'asOf')?.valueDateTime;
  return {
    source: extensionOf(evidence, 'source')?.valueString,
    time: asOf === undefined ? undefined : `as of ${dateWords(asOf)}`,
  };
}

export function crossBorderWords(patient: Patient): readonly string[] {
  return extensionsOf(patient, CROSS_BORDER).map((border) => {
    const councils = extensionsOf(border, 'council').flatMap(({ valueString }) => valueString ?? []);
    return extensionOf(border, 'kind')?.valueCode === 'other-council'
      ? `Registered with a practice of this place; a client of ${councils.join(', ')}`
      : 'A client of the council of this place; registered with a practice elsewhere';
  });
}

/** What the sources of demographics do not agree about. */
export function differenceWords(patient: Patient): readonly string[] {
  return extensionsOf(patient, VALUE_SOURCE).flatMap((value) => {
    const element = extensionOf(value, 'element')?.valueCode ?? '';
    const source = extensionOf(value, 'source')?.valueString ?? '';
    return extensionsOf(value, 'different').map((other) => {
      const who = extensionOf(other, 'source')?.valueString ?? 'Another source';
      const said = extensionOf(other, 'value')?.valueString;
      return `${who} says otherwise of the ${element}${said === undefined ? '' : `: ${said}`} (shown is what ${source} says)`;
    });
  });
}
