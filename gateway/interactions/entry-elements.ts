/**
 * FHIR R4 data types as entries of clients may have them (datatypes.html, references.html), strict: an element that is not
 * listed is refused by its path, and every list and text has its bound. Primitive extensions are not taken.
 */
import { z } from 'zod';
import { extensions, language, meta, narrative, text } from '../../conformance/body-elements.ts';
import { dateRange, periodRange } from '../search/date-range.ts';
import { codeOf, hasUnknownCode, listText, type CodeList } from './entry-codes.ts';

const element = { id: text(64).optional(), extension: extensions.optional() };

const DATE_TIME = /^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2}))?)?)?$/;
const DATE = /^\d{4}(-\d{2}(-\d{2})?)?$/;

export const dateTime = z
  .string()
  .max(40)
  .refine(
    (value) => DATE_TIME.test(value) && dateRange(value, 'london') !== undefined,
    'is not a FHIR dateTime: a date, or a date and time with seconds and an offset',
  );
export const date = z
  .string()
  .max(10)
  .refine((value) => DATE.test(value) && dateRange(value, 'zoneless') !== undefined, 'is not a FHIR date');

export const period = z
  .strictObject({ ...element, start: dateTime.optional(), end: dateTime.optional() })
  .refine((value) => periodRange(value) !== undefined, 'is not a start, an end, or both in their order');

const coding = z
  .strictObject({
    ...element,
    system: text(1000).optional(),
    version: text(200).optional(),
    code: text(200).optional(),
    display: text(1000).optional(),
    userSelected: z.boolean().optional(),
  })
  .refine((value) => (value.code ?? value.display) !== undefined, 'has neither code nor display');

export const concept = z
  .strictObject({
    ...element,
    coding: z.array(coding).min(1).max(20).optional(),
    text: text(2000).optional(),
  })
  .refine((value) => (value.coding ?? value.text) !== undefined, 'has neither coding nor text');
export const concepts = z.array(concept).min(1).max(50);
export const codings = z.array(coding).min(1).max(50);

/** A concept that needs a coding of the list. */
export const boundConcept = (list: CodeList) =>
  concept.refine(
    (value) => codeOf(value, list) !== undefined && !hasUnknownCode(value, list),
    `needs a coding of ${listText(list)}`,
  );

const identifier = z
  .strictObject({
    ...element,
    use: z.enum(['usual', 'official', 'temp', 'secondary', 'old']).optional(),
    type: concept.optional(),
    system: text(1000).optional(),
    value: text(200).optional(),
    period: period.optional(),
  })
  .refine((value) => value.value !== undefined, 'has no value');
export const identifiers = z.array(identifier).min(1).max(20);

/** Type and id at the end of a reference, whether it is relative or not. */
const NAMED = /(?:^|\/)([A-Z][A-Za-z]{1,63})\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/;

/** A reference: literal, logical or a name alone. That a literal one is there is checked against the record. @param types none: any. */
export const reference = (...types: readonly string[]) =>
  z
    .strictObject({
      ...element,
      reference: text(2000).optional(),
      type: text(100).optional(),
      identifier: identifier.optional(),
      display: text(500).optional(),
    })
    .refine(
      (value) => (value.reference ?? value.identifier ?? value.display) !== undefined,
      'has neither reference nor identifier nor display',
    )
    .refine(
      (value) => {
        const named = value.reference === undefined ? value.type : NAMED.exec(value.reference)?.[1];
        const agrees = value.type === undefined || named === undefined || value.type === named;
        return agrees && (types.length === 0 || named === undefined || types.includes(named));
      },
      `refers to another type than ${types.length === 0 ? 'it says' : types.join(', ')}`,
    );
export const references = (...types: readonly string[]) =>
  z
    .array(reference(...types))
    .min(1)
    .max(100);

/** Whom the entry is about: somebody of the record, not a name. */
export const person = reference('Patient').refine(
  ({ reference: literal }) => literal !== undefined && !literal.includes('/_history/'),
  'needs a reference to Patient/[id] of this server',
);

/** Those who act and answer for something in FHIR R4. */
export const ACTORS = [
  'Practitioner',
  'PractitionerRole',
  'Organization',
  'Patient',
  'RelatedPerson',
  'Device',
] as const;

export const annotations = z
  .array(
    z.strictObject({
      ...element,
      authorReference: reference('Practitioner', 'Patient', 'RelatedPerson', 'Organization').optional(),
      authorString: text(200).optional(),
      time: dateTime.optional(),
      text: text(10_000),
    }),
  )
  .min(1)
  .max(100);

export const telecoms = z
  .array(
    z.strictObject({
      ...element,
      system: z.enum(['phone', 'fax', 'email', 'pager', 'url', 'sms', 'other']).optional(),
      value: text(200),
      use: z.enum(['home', 'work', 'temp', 'old', 'mobile']).optional(),
      rank: z.int().min(1).max(100).optional(),
      period: period.optional(),
    }),
  )
  .min(1)
  .max(20);

export const quantity = z.strictObject({
  ...element,
  value: z.number(),
  comparator: z.enum(['<', '<=', '>=', '>']).optional(),
  unit: text(100).optional(),
  system: text(1000).optional(),
  code: text(100).optional(),
});

/** Elements of every entry, beside its own; contained resources and modifier extensions are not taken. */
export const entryBase = {
  id: text(64).optional(),
  meta: meta.optional(),
  language: language.optional(),
  text: narrative.optional(),
  extension: extensions.optional(),
  identifier: identifiers.optional(),
};

/** The parts of a repeating or nested element, with what every element may have. */
export const part = <T extends z.core.$ZodShape>(shape: T) => z.strictObject({ ...element, ...shape });

/** At most one element of a choice, such as `value[x]`. */
export function oneOf(value: object, names: readonly string[]): boolean {
  return names.filter((name) => Object.hasOwn(value, name)).length <= 1;
}
