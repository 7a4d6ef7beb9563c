/**
 * Hospital visits in words: where and since when somebody is in hospital, why, and when they are expected home; and those of
 * the past. Consultations of a GP record are told apart: they are no stay. UKCore-Encounter; Interweave grouping parents.
 */
import type { Encounter } from '@medplum/fhirtypes';
import { INTERWEAVE_ENCOUNTER_CLASS, ROTHER, UK_CORE } from '../../conformance/systems.ts';
import { CONSULTATION } from '../gp-summary/gp-record-tags.ts';
import { extensionOf } from './extension-of.ts';
import { ofType, resolve, type PersonRecord, type Stored } from './person-record.ts';
import type { Told } from './view-section.ts';
import { conceptWords, joined, referenceWords, timeWords } from './view-words.ts';

export type Visit = Stored<Encounter>;

const PLANNED = 'http://hl7.org/fhir/5.0/StructureDefinition/extension-Encounter.planned';
const READY = `${ROTHER}StructureDefinition/encounter-ready-for-discharge`;
const RETURN = `${ROTHER}StructureDefinition/encounter-expected-return`;
const OPEN: readonly Encounter['status'][] = ['arrived', 'triaged', 'in-progress', 'onleave'];

/** Those of the hospital feeds, the latest first; grouping parents tell nothing that their children do not. */
export function hospitalVisits(record: PersonRecord): readonly Visit[] {
  return encounters(record).filter((visit) => !isOfGpRecord(visit));
}

export function consultations(record: PersonRecord): readonly Visit[] {
  return encounters(record).filter(isOfGpRecord);
}

function encounters(record: PersonRecord): readonly Visit[] {
  return ofType(record, 'Encounter')
    .filter(
      ({ status, class: { system, code } }) =>
        status !== 'cancelled' && !(system === INTERWEAVE_ENCOUNTER_CLASS && code === 'GROUPING'),
    )
    .toSorted((a, b) => instant(b) - instant(a) || (a.id < b.id ? -1 : 1));
}

function isOfGpRecord({ meta }: Visit): boolean {
  return meta?.tag?.some(({ system }) => system === CONSULTATION.system) === true;
}

/** For sorting and comparing, whatever the offset. */
function instant({ period }: Visit): number {
  const time = Date.parse(period?.start ?? period?.end ?? '');
  return Number.isNaN(time) ? 0 : time;
}

export function isOpen({ status }: Visit): boolean {
  return OPEN.includes(status);
}

/** Whether it took place at or after the instant, in whole or in part. */
export function isSince({ period }: Visit, since: number): boolean {
  const last = Date.parse(period?.end ?? period?.start ?? '');
  return last >= since;
}

/** Where, since when, why, until when: of a visit that goes on. */
export function whereNowWords(record: PersonRecord, visit: Visit): string {
  const { period, location = [] } = visit;
  const place = location.find(({ status }) => status === 'active') ?? location.at(-1);
  const next = location.find(({ status }) => status === 'planned');
  const where = referenceWords(record, place?.location) ?? 'place not told';
  const there = place?.period?.start;
  const begun = period?.start;
  const ready = extensionOf(visit, READY);
  const expected = extensionOf(visit, `${PLANNED}EndDate`)?.valueDateTime;
  const back = extensionOf(visit, RETURN)?.valueDateTime;
  const readySince = extensionOf(ready, 'since')?.valueDateTime;
  const fit = extensionOf(ready, 'fit')?.valueBoolean;
  return (
    joined([
      `${kindWords(visit)}: ${where}`,
      there === undefined ? undefined : `there since ${timeWords(there)}`,
      begun === undefined || begun === there ? undefined : `in hospital since ${timeWords(begun)}`,
      ...whyWords(visit),
      visit.status === 'onleave' ? 'on leave' : undefined,
      back === undefined ? undefined : `expected back ${timeWords(back)}`,
      next === undefined ? undefined : `to go to ${referenceWords(record, next.location) ?? 'another place'}`,
      expected === undefined ? 'no expected discharge is told' : `expected discharge ${timeWords(expected)}`,
      readySince === undefined ? undefined : `ready for discharge since ${timeWords(readySince)}`,
      fit === undefined
        ? undefined
        : fit
          ? 'medically fit for discharge'
          : 'not yet medically fit for discharge',
      consultantWords(record, visit),
    ]) ?? ''
  );
}

/** A visit that is over, or one that is to come. */
export function visitWords(record: PersonRecord, visit: Visit): string {
  const { period, hospitalization, location = [] } = visit;
  const planned = extensionOf(visit, `${PLANNED}StartDate`)?.valueDateTime;
  const start = period?.start ?? (visit.status === 'planned' ? planned : undefined);
  const last = location.findLast(({ status }) => status !== 'planned') ?? location.at(-1);
  const method = extensionOf(visit, `${UK_CORE}Extension-UKCore-DischargeMethod`)?.valueCodeableConcept;
  const over = visit.status === 'finished';
  return (
    joined([
      kindWords(visit),
      start === undefined
        ? undefined
        : `${visit.status === 'planned' ? 'planned for' : 'from'} ${timeWords(start)}`,
      period?.end === undefined ? undefined : `to ${timeWords(period.end)}`,
      referenceWords(record, last?.location),
      ...whyWords(visit),
      over ? conceptWords(method) : undefined,
      over && hospitalization?.dischargeDisposition !== undefined
        ? `discharged to: ${conceptWords(hospitalization.dischargeDisposition) ?? 'not told'}`
        : undefined,
    ]) ?? ''
  );
}

/** A consultation: when, of which kind, with whom. Its text is not kept. */
export function consultationWords(record: PersonRecord, visit: Visit): string {
  const when = visit.period?.start;
  return (
    joined([
      'GP consultation',
      when === undefined ? undefined : timeWords(when),
      ...(visit.type ?? []).flatMap((type) => conceptWords(type) ?? []),
      visit.status === 'unknown' ? 'draft' : undefined,
      ...(visit.participant ?? [])
        .flatMap(({ individual }) => referenceWords(record, individual) ?? [])
        .slice(0, 1),
    ]) ?? ''
  );
}

/** Who says so and when the record last learnt of it. */
export function toldVisit(record: PersonRecord, visit: Visit, text: string): Told {
  const updated = visit.meta?.lastUpdated;
  return {
    text,
    source: visitSource(record, visit),
    time: updated === undefined ? undefined : `as told on ${timeWords(updated)}`,
  };
}

export function visitSource(record: PersonRecord, { serviceProvider }: Visit): string | undefined {
  const found = resolve(record, serviceProvider);
  return serviceProvider?.display ?? (found?.resourceType === 'Organization' ? found.name : undefined);
}

function kindWords(visit: Visit): string {
  switch (visit.class.code) {
    case 'EMER':
      return 'A&E';
    case 'IMP':
      return 'Inpatient';
    case 'AMB':
      return 'Outpatient';
    case 'PRENC':
      return 'Planned admission';
    default:
      return visit.class.display ?? 'Visit';
  }
}

function whyWords({ reasonCode = [], hospitalization }: Visit): readonly string[] {
  const method = extensionOf(hospitalization, `${UK_CORE}Extension-UKCore-AdmissionMethod`);
  const reasons = reasonCode.flatMap((reason) => conceptWords(reason) ?? []);
  return [
    ...(reasons.length === 0 ? [] : [`reason: ${reasons.join('; ')}`]),
    ...(method === undefined ? [] : [conceptWords(method.valueCodeableConcept) ?? '']),
  ].filter((part) => part !== '');
}

function consultantWords(record: PersonRecord, { participant = [] }: Visit): string | undefined {
  const attending = participant.find(
    ({ period, type = [] }) =>
      period?.end === undefined &&
      type.some(({ coding = [] }) => coding.some(({ code }) => code === 'PPRF' || code === 'ATND')),
  );
  const name = referenceWords(record, attending?.individual);
  return name === undefined ? undefined : `under ${name}`;
}
