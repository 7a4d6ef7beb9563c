/** FHIR data types in the words of a view: concepts, names, times, telephone numbers, periods. Times are those of Europe/London. */
import type {
  Address,
  CodeableConcept,
  ContactPoint,
  HumanName,
  Period,
  Quantity,
  Reference,
} from '@medplum/fhirtypes';
import { dateWords } from '../gp-summary/summary-text.ts';
import { resolve, type PersonRecord } from './person-record.ts';

const CLOCK = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
  timeZone: 'Europe/London',
});

/** The source's own words first, as they are what was seen when it was recorded; undefined where nothing is said. */
export function conceptWords(concept: CodeableConcept | undefined): string | undefined {
  const coding = concept?.coding?.find(({ display }) => display !== undefined) ?? concept?.coding?.[0];
  return filled(concept?.text) ?? filled(coding?.display) ?? filled(coding?.code);
}

/** @param dateTime FHIR date or dateTime. @returns `3 May 2025, 14:05`, or the date alone where no time is told. */
export function timeWords(dateTime: string): string {
  const time = Date.parse(dateTime);
  if (!dateTime.includes('T') || Number.isNaN(time)) return dateWords(dateTime);
  return `${dateWords(dateTime)}, ${CLOCK.format(time)}`;
}

/** @returns e.g. `since 3 May 2025`, `from 3 May 2025 to 9 May 2025`; undefined where neither is told. */
export function periodWords(period: Period | undefined): string | undefined {
  const { start, end } = period ?? {};
  if (start !== undefined && end !== undefined) return `from ${dateWords(start)} to ${dateWords(end)}`;
  if (start !== undefined) return `since ${dateWords(start)}`;
  return end === undefined ? undefined : `until ${dateWords(end)}`;
}

/** @returns `Mrs Joan Hartley`; the official name of several, undefined where none is known. */
export function nameWords(names: readonly HumanName[] | undefined): string | undefined {
  const name = names?.find(({ use }) => use === 'official' || use === 'usual') ?? names?.[0];
  if (name === undefined) return undefined;
  const parts = [...(name.prefix ?? []), ...(name.given ?? []), name.family ?? ''].filter(
    (part) => part !== '',
  );
  return filled(name.text) ?? filled(parts.join(' '));
}

export function addressWords(address: Address): string | undefined {
  const parts = [...(address.line ?? []), address.city, address.district, address.postalCode];
  return filled(address.text) ?? filled(parts.filter((part) => filled(part) !== undefined).join(', '));
}

/** @returns the numbers and addresses, e.g. `01709 000000 (work)`. */
export function telecomWords(telecom: readonly ContactPoint[] | undefined): readonly string[] {
  return (telecom ?? []).flatMap(({ value, use }) => {
    const said = filled(value);
    return said === undefined ? [] : use === undefined ? said : `${said} (${use})`;
  });
}

export function quantityWords({ value, unit, comparator }: Quantity): string | undefined {
  if (value === undefined) return filled(unit);
  return [`${comparator ?? ''}${value}`, filled(unit)].filter((part) => part !== undefined).join(' ');
}

/** @returns the name of what is referred to, as the record has it, else as the reference shows it. */
export function referenceWords(record: PersonRecord, reference: Reference | undefined): string | undefined {
  const found = resolve(record, reference);
  switch (found?.resourceType) {
    case 'Organization':
    case 'Location':
      return filled(found.name) ?? filled(reference?.display);
    case 'Practitioner':
      return nameWords(found.name) ?? filled(reference?.display);
    case 'PractitionerRole':
      return (
        referenceWords(record, found.practitioner) ??
        filled(reference?.display) ??
        referenceWords(record, found.organization)
      );
    default:
      return filled(reference?.display);
  }
}

/** @returns the parts that are there, with commas; undefined where none is. */
export function joined(parts: readonly (string | undefined)[], separator = ', '): string | undefined {
  return filled(parts.filter((part) => filled(part) !== undefined).join(separator));
}

/** Whole years between a date of birth and an instant; undefined for a partial date. */
export function yearsOld(birthDate: string | undefined, now: string): number | undefined {
  if (birthDate?.length !== 10 || Number.isNaN(Date.parse(birthDate))) return undefined;
  const years = Number(now.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return now.slice(5, 10) < birthDate.slice(5) ? years - 1 : years;
}

function filled(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text;
}
