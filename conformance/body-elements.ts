/** Elements that every body of a client may have, as zod schemas: FHIR R4 resource.html, domainresource.html, extensibility.html. */
import { z } from 'zod';
import { isSafeDiv } from './narrative.ts';

/** What a FHIR string may hold: no control characters but tab and line ends, no half of a character. FHIR R4 datatypes.html#string. */
const CHARACTERS = /^(?:[\t\n\r\u007f-\u009f]|[^\p{Cc}\p{Cs}])*$/u;

/** Text that is there, and bounded. */
export const text = (max: number): z.ZodString =>
  z.string().min(1).max(max).regex(CHARACTERS, 'has characters that no FHIR string may have');

/** A tag of BCP 47. */
export const language = text(20).regex(/^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$/, 'is not a language');

const NUMBERS = 'Decimal Integer PositiveInt UnsignedInt'.split(' ');
const TEXTS =
  'Base64Binary Canonical Code Date DateTime Id Instant Markdown Oid String Time Uri Url Uuid'.split(' ');
const OBJECTS = (
  'Address Age Annotation Attachment CodeableConcept Coding ContactDetail ContactPoint Contributor Count DataRequirement ' +
  'Distance Dosage Duration Expression HumanName Identifier Meta Money ParameterDefinition Period Quantity Range Ratio ' +
  'Reference RelatedArtifact SampledData Signature Timing TriggerDefinition UsageContext'
).split(' ');

/** Any extension; its meaning is judged by where it stands. */
export const extension = z
  .looseObject({ url: text(1000) })
  .refine(
    isExtension,
    'is not an extension: a url with one value[x] of its type, or with extensions (ext-1), and nothing else',
  );
export const extensions = z.array(extension).max(20);

const SUBSETTED = 'SUBSETTED';
const coding = z.strictObject({
  id: text(64).optional(),
  system: text(1000).optional(),
  version: text(200).optional(),
  code: text(200).optional(),
  display: text(1000).optional(),
  userSelected: z.boolean().optional(),
});

/** What of `meta` is the client's; version and time are read and not kept. */
export const meta = z.looseObject({
  profile: z.array(text(1000)).max(20).optional(),
  tag: z
    .array(coding)
    .max(20)
    .refine(
      (tags) => !tags.some(({ code }) => code === SUBSETTED),
      'says that this is a part of a resource: what was left out of it would be lost. Read it without _summary and _elements',
    )
    .optional(),
  security: z.array(coding).max(20).optional(),
});

export const narrative = z.strictObject({
  id: text(64).optional(),
  extension: extensions.optional(),
  status: z.enum(['generated', 'extensions', 'additional', 'empty']),
  div: text(20_000).refine(
    isSafeDiv,
    'is not a div of plain XHTML, with nothing that acts or is fetched (txt-1)',
  ),
});

function isExtension(value: unknown): boolean {
  if (!isObject(value) || typeof value['url'] !== 'string' || value['url'] === '') return false;
  const names = Object.keys(value).filter((name) => name !== 'url' && name !== 'id');
  const [name = ''] = names;
  const content = value[name];
  if (names.length !== 1) return false;
  return name === 'extension'
    ? Array.isArray(content) && content.length > 0 && content.every(isExtension)
    : name.startsWith('value') && isValue(name.slice('value'.length), content);
}

function isValue(type: string, value: unknown): boolean {
  if (type === 'Boolean') return typeof value === 'boolean';
  if (NUMBERS.includes(type)) return typeof value === 'number';
  if (TEXTS.includes(type)) return typeof value === 'string' && value !== '' && CHARACTERS.test(value);
  return OBJECTS.includes(type) && isObject(value) && isFull(value);
}

/** Whether nothing in it is empty or null, which FHIR's JSON has no meaning for. FHIR R4 json.html. */
function isFull(value: unknown): boolean {
  if (value === null || value === '') return false;
  if (typeof value === 'string') return CHARACTERS.test(value);
  if (typeof value !== 'object') return true;
  const parts: readonly unknown[] = Object.values(value);
  return parts.length > 0 && parts.every(isFull);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
