/** Small parts of resources, each left out where nothing is stated: extensions, periods, telephone numbers. */
import type { ContactPoint, Extension, Period } from '@medplum/fhirtypes';
import { own } from './systems.ts';

/** Left out where it is empty. */
export function extensionsOf(extension: readonly Extension[]): { extension?: Extension[] } {
  return extension.length === 0 ? {} : { extension: [...extension] };
}

export function textExtension(name: string, text: string | undefined): Extension[] {
  return text === undefined ? [] : [{ url: own(name), valueString: text }];
}

/** @param time FHIR date or dateTime. */
export function timeExtension(name: string, time: string | undefined): Extension[] {
  return time === undefined ? [] : [{ url: own(name), valueDateTime: time }];
}

export function booleanExtension(name: string, value: boolean | undefined): Extension[] {
  return value === undefined ? [] : [{ url: own(name), valueBoolean: value }];
}

/** Undefined where neither is stated. An end before the start is no period, and the start alone stands. */
export function periodOf(start: string | undefined, end: string | undefined): Period | undefined {
  if (start === undefined && end === undefined) return undefined;
  const reversed = start !== undefined && end !== undefined && end.slice(0, 10) < start.slice(0, 10);
  return { ...(start === undefined ? {} : { start }), ...(end === undefined || reversed ? {} : { end }) };
}

/** Whether something had ended when it was entered; there is no clock here. @param recorded ISO UTC. */
export function hasEnded(end: string | undefined, recorded: string): boolean {
  if (end === undefined) return false;
  return end.length === 10 ? end <= recorded.slice(0, 10) : Date.parse(end) <= Date.parse(recorded);
}

/** A number of the office, and which hours it answers. */
export function officePhone(value: string, hours: 'in-hours' | 'out-of-hours'): ContactPoint {
  return {
    extension: [{ url: own('contact-hours'), valueCode: hours }],
    system: 'phone',
    value,
    use: 'work',
  };
}
