/**
 * Readers of the STU3 data types: each gives the R4 value of what stands there, or undefined where it is not of the
 * expected shape. FHIR STU3 and R4 "Data Types"; GP Connect 1.6.2 for codes and references.
 */
import type {
  Annotation,
  CodeableConcept,
  Coding,
  Identifier,
  Meta,
  Period,
  Quantity,
  Range,
  Ratio,
  Reference,
  Resource,
} from '@medplum/fhirtypes';
import { UK_CORE } from '../../../conformance/systems.ts';
import { r4System } from './code-systems.ts';
import type { Json, Stu3Context } from './mapper.ts';
import {
  asObject,
  bool,
  dateTime,
  decimal,
  extension,
  filled,
  objects,
  oneOf,
  present,
  text,
  token,
} from './read-json.ts';

export function period(value: unknown): Period | undefined {
  const source = asObject(value);
  return filled(present({ start: dateTime(source?.['start']), end: dateTime(source?.['end']) }));
}

/** A coding with the R4 name of its system and UK Core's extension for the SNOMED description; the description id is dropped. */
export function coding(value: unknown): Coding | undefined {
  const source = asObject(value);
  if (source === undefined) return undefined;
  const system = token(source['system']);
  const described = extension(source, 'coding-sctdescid');
  const description = text(described && extension(described, 'descriptionDisplay')?.['valueString']);
  return filled(
    present({
      extension:
        description === undefined
          ? undefined
          : [{ url: `${UK_CORE}Extension-UKCore-CodingSCTDescDisplay`, valueString: description }],
      system: system === undefined ? undefined : r4System(system),
      version: token(source['version']),
      code: token(source['code']),
      display: text(source['display']),
      userSelected: bool(source['userSelected']),
    }),
  );
}

/** Every coding in the order given, and the text. Pick one by its system, never by its place. */
export function codeableConcept(value: unknown): CodeableConcept | undefined {
  const source = asObject(value);
  if (source === undefined) return undefined;
  return filled(
    present({
      coding: objects(source['coding']).flatMap((c) => coding(c) ?? []),
      text: text(source['text']),
    }),
  );
}

export function codeableConcepts(value: unknown): CodeableConcept[] {
  return objects(value).flatMap((item) => codeableConcept(item) ?? []);
}

const IDENTIFIER_USES = ['usual', 'official', 'temp', 'secondary'] as const;

/** An identifier with a value; its system stays as it is, also where it is of one practice. */
export function identifier(value: unknown): Identifier | undefined {
  const source = asObject(value);
  const itsValue = token(source?.['value']);
  if (source === undefined || itsValue === undefined) return undefined;
  return present({
    use: oneOf(source['use'], IDENTIFIER_USES),
    type: codeableConcept(source['type']),
    system: token(source['system']),
    value: itsValue,
    period: period(source['period']),
  });
}

export function identifiers(value: unknown): Identifier[] {
  return objects(value).flatMap((item) => identifier(item) ?? []);
}

const COMPARATORS = ['<', '<=', '>=', '>'] as const;

/** A quantity with a value; a unit without code stays a unit without code. */
export function quantity(value: unknown): Quantity | undefined {
  const source = asObject(value);
  const number = decimal(source?.['value']);
  if (source === undefined || number === undefined) return undefined;
  const code = token(source['code']);
  return present({
    value: number,
    comparator: oneOf(source['comparator'], COMPARATORS),
    unit: text(source['unit']),
    // A code without a system names nothing: qty-3.
    ...(token(source['system']) === undefined ? {} : { system: token(source['system']), code }),
  });
}

export function range(value: unknown): Range | undefined {
  const source = asObject(value);
  return filled(present({ low: quantity(source?.['low']), high: quantity(source?.['high']) }));
}

export function ratio(value: unknown): Ratio | undefined {
  const source = asObject(value);
  const [numerator, denominator] = [quantity(source?.['numerator']), quantity(source?.['denominator'])];
  return numerator === undefined || denominator === undefined ? undefined : { numerator, denominator };
}

/** `note`: the text with its line breaks, its time and its author. */
export function annotations(value: unknown, context: Stu3Context, path: string): Annotation[] {
  return objects(value).flatMap((source) => {
    const said = text(source['text']);
    if (said === undefined) return [];
    return present({
      authorReference: reference(source['authorReference'], context, `${path}.authorReference`, [
        'Practitioner',
        'Patient',
        'RelatedPerson',
      ]),
      authorString: text(source['authorString']),
      time: dateTime(source['time']),
      text: said,
    });
  });
}

/**
 * A reference rewritten to the gateway's ids. A target that is not in the bundle, or may not stand there in R4, becomes
 * identifier and display, or is left out with an issue: never a literal reference that leads nowhere.
 * @param types R4 types that the element may point to.
 */
export function reference<T extends Resource['resourceType']>(
  value: unknown,
  context: Stu3Context,
  path: string,
  types: readonly T[],
): Reference<Extract<Resource, { resourceType: T }>> | undefined {
  const source = asObject(value);
  if (source === undefined) return undefined;
  const literal = token(source['reference']);
  const target = literal === undefined ? undefined : context.refer(literal);
  const known = types.some((type) => target?.startsWith(`${type}/`) === true) ? target : undefined;
  if (literal !== undefined && known === undefined) {
    context.issue(path, 'the summary does not contain what it refers to, or R4 does not allow it there');
  }
  return filled(
    present({
      reference: known,
      identifier: identifier(source['identifier']),
      display: text(source['display']),
    }),
  );
}

/** All of a list of references that lead somewhere. */
export function references<T extends Resource['resourceType']>(
  value: unknown,
  context: Stu3Context,
  path: string,
  types: readonly T[],
): Reference<Extract<Resource, { resourceType: T }>>[] {
  return objects(value).flatMap((item) => reference(item, context, path, types) ?? []);
}

/** `meta` of the R4 resource: the UK Core profile, and the labels of confidentiality such as NOPAT. */
export function metaOf(source: Json, profile: string | undefined): { meta?: Meta } {
  const security = objects(asObject(source['meta'])?.['security']).flatMap((c) => coding(c) ?? []);
  const meta = filled(
    present({ profile: profile === undefined ? undefined : [`${UK_CORE}${profile}`], security }),
  );
  return meta === undefined ? {} : { meta };
}
