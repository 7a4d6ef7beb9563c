/** CE, IS and ID values -> CodeableConcept, against a national list; what is not in the list keeps its text only. */
import type { CodeableConcept } from '@medplum/fhirtypes';
import type { IssueList } from '../issue.ts';
import type { SourceSegment } from '../source-message.ts';
import type { CodeList } from '../tables/england.ts';
import { lookUp } from '../tables/look-up.ts';

/** Where a value comes from and goes to, for the issue if it cannot be mapped. */
export interface Ends {
  readonly from: string;
  readonly to: string;
}

/**
 * A code of a national list. A code that the list does not have is kept as text, and reported.
 * @param local a feed's own codes, mapped to those of the list.
 */
export function codedIn(
  list: CodeList,
  code: string,
  ends: Ends,
  issues: IssueList,
  local: Readonly<Record<string, string>> = {},
): CodeableConcept {
  const mapped = lookUp(local, code) ?? code;
  const display = lookUp(list.codes, mapped);
  if (display === undefined) {
    issues.add(
      ends.from,
      ends.to,
      `the code is not in ${list.system.slice(list.system.lastIndexOf('/') + 1)}`,
    );
    return { text: code };
  }
  return {
    coding: [{ system: list.system, code: mapped, display }],
    ...(mapped === code ? {} : { text: code }),
  };
}

/**
 * CE -> a code of a national list, which ITK senders put in the first triplet (code, text, system) or the second.
 * Where neither has it, the sender's own words are kept (the code where there are none), and reported.
 */
export function ceCodedIn(
  list: CodeList,
  segment: SourceSegment,
  field: number,
  ends: Ends,
  issues: IssueList,
): CodeableConcept | null | undefined {
  const part = (component: number): string | undefined => {
    const text = segment.value(field, component)?.trim();
    return text === '' ? undefined : text;
  };
  if (segment.value(field) === null) return null;
  const codes = [part(1), part(4)].filter((code) => code !== undefined);
  const words = part(2) ?? part(5);
  if (codes[0] === undefined && words === undefined) return undefined;
  const national = codes.find((code) => lookUp(list.codes, code) !== undefined);
  const concept = codedIn(list, national ?? codes[0] ?? '', ends, issues);
  return concept.coding === undefined && words !== undefined ? { text: words } : concept;
}

/** Absent, cleared, or the value that `read` makes of the first component's text. */
export function tri<T>(
  segment: SourceSegment,
  field: number,
  read: (text: string) => T | undefined,
): T | null | undefined {
  const value = segment.value(field);
  if (value === null) return null;
  const text = value?.trim();
  return text === undefined || text === '' ? undefined : read(text);
}

/** CE text and code without a list of ours: text for people, the code with the sender's own system as text. */
export function textConcept(segment: SourceSegment, field: number): CodeableConcept | null | undefined {
  const code = segment.value(field);
  if (code === null) return null;
  const text = segment.value(field, 2)?.trim();
  const best = text !== undefined && text !== '' ? text : code?.trim();
  return best === undefined || best === '' ? undefined : { text: best };
}

/** Puts a key into an object only when its value is not undefined, as exact optional properties ask. */
export function present<K extends string, T>(key: K, value: T | undefined): Partial<Record<K, T>> {
  // A computed key widens to an index signature; the object holds exactly K or nothing.
  return (value === undefined ? {} : { [key]: value }) as Partial<Record<K, T>>;
}
