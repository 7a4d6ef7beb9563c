/**
 * One area as a UKCore-List (2.4.0): the holder of its state, time, warnings and doubts, and what it lists; and back,
 * for whoever shows it. GP Connect 1.6.2 "List"; FHIR R4 List, lst-1: an empty reason only where there is no entry.
 */
import type { Annotation, CodeableConcept, Extension, List, ListEntry } from '@medplum/fhirtypes';
import { ODS_ORGANISATION, ROTHER, UK_CORE, UK_CORE_CODES } from '../../conformance/systems.ts';
import type { SetContext } from '../source-set.ts';
import { AREA_CODES, AREA_LISTS, ENDED_ALLERGIES } from './area-members.ts';
import { viewOf, type AreaView, type EntryView, type GpAreaFoldState } from './area-state.ts';

/** Sub-extensions: code, text, practice, registration, refreshed, notRefreshedSince, contradiction. */
export const AREA_STATE = `${ROTHER}StructureDefinition/gp-area-state`;
/** The tag of an item, and the flag of its entry, that the latest summary does not list. */
export const KEPT_TAG = {
  system: `${ROTHER}CodeSystem/gp-item-standing`,
  code: 'not-in-latest-summary',
  display: 'Not in the latest summary',
} as const;

const SNOMED = 'http://snomed.info/sct';
const WARNING_DISPLAYS = {
  'confidential-items': 'Confidential Items',
  'data-in-transit': 'Data in Transit',
  'data-awaiting-filing': 'Data Awaiting Filing',
} as const;

/**
 * @returns the area's List and, where resolved allergies stand, theirs; none for `supporting`, which is nothing that a
 * practice lists. Their ids are of practice, person and area.
 */
export function areaLists(fold: GpAreaFoldState, context: SetContext): readonly (List & { id: string })[] {
  if (fold.area === 'supporting') return [];
  const view = viewOf(fold);
  const { title, code } = AREA_LISTS[fold.area];
  const coding = [
    ...(code === undefined ? [] : [{ system: SNOMED, ...code }]),
    { system: AREA_CODES, code: fold.area, display: title },
  ];
  const shared = (id: string): Pick<List, 'resourceType' | 'meta'> & { id: string } => ({
    resourceType: 'List',
    id: context.idOf('List', id),
    meta: { source: `urn:uuid:${fold.source}`, profile: [`${UK_CORE}UKCore-List`] },
  });
  const subject = { reference: `Patient/${context.ids.patient(fold.person)}` };
  const warnings = warningsOf(view);
  const list: List & { id: string } = {
    ...shared(fold.set),
    extension: [careSetting(), ...warnings, stateOf(view, context)],
    status: 'current',
    mode: 'snapshot',
    title,
    code: { coding },
    subject,
    date: view.asOf,
    ...notesOf(view),
    ...(view.entries.length > 0 ? { entry: view.entries.map(entryOf) } : { emptyReason: emptyReason(view) }),
  };
  if (view.ended.length === 0) return [list];
  const ended: List & { id: string } = {
    ...shared(`${fold.set}|ended`),
    extension: [careSetting(), ...warnings],
    status: 'current',
    mode: 'snapshot',
    title: ENDED_ALLERGIES.title,
    code: { coding: [{ system: SNOMED, ...ENDED_ALLERGIES.code }] },
    subject,
    date: view.asOf,
    ...notesOf(view),
    entry: view.ended.map(entryOf),
  };
  return [list, ended];
}

function stateOf({ practice, ...view }: AreaView, { ids }: SetContext): Extension {
  return {
    url: AREA_STATE,
    extension: [
      { url: 'code', valueCode: view.state },
      { url: 'text', valueString: view.words },
      {
        url: 'practice',
        valueReference: {
          reference: `Organization/${ids.organization(practice.ods)}`,
          identifier: { system: ODS_ORGANISATION, value: practice.ods },
          ...(practice.name === undefined ? {} : { display: practice.name }),
        },
      },
      { url: 'registration', valueCode: view.regular ? 'regular' : 'temporary' },
      ...(view.refreshed === undefined ? [] : [{ url: 'refreshed', valueDateTime: view.refreshed }]),
      ...(view.notRefreshedSince === undefined
        ? []
        : [{ url: 'notRefreshedSince', valueDateTime: view.notRefreshedSince }]),
      ...(view.contradiction ? [{ url: 'contradiction', valueBoolean: true }] : []),
    ],
  };
}

function careSetting(): Extension {
  return {
    url: `${UK_CORE}Extension-UKCore-CareSettingType`,
    valueCodeableConcept: {
      coding: [{ system: SNOMED, code: '1060971000000108', display: 'General practice service' }],
    },
  };
}

function warningsOf({ warnings }: AreaView): readonly Extension[] {
  return warnings.map(({ code, sentence }) => ({
    url: `${UK_CORE}Extension-UKCore-ListWarningCode`,
    valueCodeableConcept: {
      coding: [{ system: `${UK_CORE_CODES}UKCore-ListWarningCode`, code, display: WARNING_DISPLAYS[code] }],
      ...(sentence.trim() === '' ? {} : { text: sentence }),
    },
  }));
}

function notesOf({ said, doubts, practice }: AreaView): { note?: Annotation[] } {
  const notes = [
    ...said.map((text) => ({ authorString: practice.name ?? practice.ods, text })),
    ...doubts.map((text) => ({ text })),
  ];
  return notes.length === 0 ? {} : { note: notes };
}

function entryOf({ type, id, kept }: EntryView): ListEntry {
  return {
    ...(kept ? { flag: { coding: [{ ...KEPT_TAG }] } } : {}),
    item: { reference: `${type}/${id}` },
  };
}

/** Never `nilknown`: that nothing is listed says nothing of the patient. */
function emptyReason({ state, words, ended }: AreaView): CodeableConcept {
  if (state === 'nothing-recorded' || (state === 'recorded' && ended.length > 0)) {
    const coding = { system: `${UK_CORE_CODES}UKCore-ListEmptyReasonCode`, code: 'no-content-recorded' };
    return { coding: [{ ...coding, display: 'No Content Recorded' }], text: words };
  }
  const system = 'http://terminology.hl7.org/CodeSystem/list-empty-reason';
  const coding =
    state === 'withheld'
      ? { system, code: 'withheld', display: 'Information Withheld' }
      : { system, code: 'unavailable', display: 'Unavailable' };
  return { coding: [coding], text: words };
}
