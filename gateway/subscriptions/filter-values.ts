/**
 * The values of filters, each read into one canonical form. A value that no record of this gateway can ever have is
 * refused: its subscription would be silent, and nobody would know that it is deaf.
 * FHIR R4 search.html 3.1.1.4.10 "Token"; NHS Data Dictionary "NHS Number"; ODS codes; GMP codes (G and 7 digits).
 */
import {
  ACT_CODE,
  GMP_NUMBER,
  INTERWEAVE_ENCOUNTER_CLASS,
  LOCALITY_CODES,
  NHS_NUMBER,
  ODS_ORGANISATION,
} from '../../conformance/systems.ts';
import { readNhsNumber } from '../../mappings/nhs-number.ts';

export type FilterParam =
  'patient' | 'patient:identifier' | 'group' | 'locality' | 'general-practitioner' | 'class';

/** What a value may refer to. */
export interface ValueContext {
  /** Base of this server; an absolute URL of a resource here is read as its relative form. */
  readonly baseUrl: string;
  /** Locality codes of the place; where given, another code is refused. */
  readonly localities?: ReadonlySet<string>;
  /** ODS codes of the place's practices; where given, a code without a system must be one of them. */
  readonly practices?: ReadonlySet<string>;
}

/** What is asked for, in the words of a refusal. */
export const VALUE_FORMS: Readonly<Record<FilterParam, string>> = {
  patient: 'Patient/[id] or [id]',
  'patient:identifier': '[system]|[value], an NHS number being one by its check digit',
  group: 'Group/[id] or [id]',
  locality: `a locality of this place, [code] or ${LOCALITY_CODES}|[code]`,
  'general-practitioner':
    'the ODS [code] of a practice of this place, a GMP [code], [system]|[code] or Organization/[id]',
  class:
    'EMER, IMP, AMB, PRENC, UNK or GROUPING (case-sensitive), alone or after the [system]| that it is of',
};

/** Gives the canonical value, or undefined where the text is no value of the parameter. */
export function readFilterValue(
  param: FilterParam,
  value: string,
  context: ValueContext,
): string | undefined {
  return READERS[param](value, context);
}

const ID = /^[A-Za-z0-9\-.]{1,64}$/;
const GMP = /^G\d{7}$/;
const ODS = /^[A-Z0-9]{3,10}$/;

/** Every class that mappings write, with its system. */
const CLASSES: ReadonlyMap<string, string> = new Map([
  ['EMER', ACT_CODE],
  ['IMP', ACT_CODE],
  ['AMB', ACT_CODE],
  ['PRENC', ACT_CODE],
  ['UNK', 'http://terminology.hl7.org/CodeSystem/v3-NullFlavor'],
  ['GROUPING', INTERWEAVE_ENCOUNTER_CLASS],
]);

const READERS: Readonly<Record<FilterParam, (value: string, context: ValueContext) => string | undefined>> = {
  patient: (value, context) => ofType('Patient', value, context),
  'patient:identifier': (value) => {
    const token = systemAndCode(value);
    if (token?.system !== NHS_NUMBER) return token === undefined ? undefined : value;
    const number = readNhsNumber(token.code);
    return 'value' in number ? `${NHS_NUMBER}|${number.value}` : undefined;
  },
  group: (value, context) => ofType('Group', value, context),
  locality: (value, { localities }) => {
    const code = value.startsWith(`${LOCALITY_CODES}|`) ? value.slice(LOCALITY_CODES.length + 1) : value;
    if (code === '' || code.includes('|')) return undefined;
    return localities?.has(code) === false ? undefined : code;
  },
  'general-practitioner': (value, context) => {
    const token = systemAndCode(value);
    if (token !== undefined) return practitionerToken(token);
    const relative = withoutBase(value, context);
    const [type, id, ...rest] = relative.split('/');
    if (id !== undefined) {
      const known = type === 'Organization' || type === 'Practitioner' || type === 'PractitionerRole';
      return known && rest.length === 0 && ID.test(id) ? relative : undefined;
    }
    const code = value.toUpperCase();
    if (GMP.test(code)) return `${GMP_NUMBER}|${code}`;
    if (!ODS.test(code) || context.practices?.has(code) === false) return undefined;
    return `${ODS_ORGANISATION}|${code}`;
  },
  class: (value) => {
    const token = systemAndCode(value);
    if (token === undefined) return CLASSES.has(value) ? value : undefined;
    return CLASSES.get(token.code) === token.system ? value : undefined;
  },
};

/** `Type/id`, alone or under our base, or an id alone. */
function ofType(type: string, value: string, context: ValueContext): string | undefined {
  const relative = withoutBase(value, context);
  const id = relative.startsWith(`${type}/`) ? relative.slice(type.length + 1) : relative;
  return ID.test(id) ? `${type}/${id}` : undefined;
}

/** A practice out of the area is named with its system: it may fire, if one of its people comes. */
function practitionerToken({ system, code }: Token): string | undefined {
  const upper = code.toUpperCase();
  if (system === ODS_ORGANISATION) return ODS.test(upper) ? `${system}|${upper}` : undefined;
  if (system === GMP_NUMBER) return GMP.test(upper) ? `${system}|${upper}` : undefined;
  return undefined;
}

interface Token {
  readonly system: string;
  readonly code: string;
}

/** A token with both parts; `|code` and `system|` are none. */
function systemAndCode(value: string): Token | undefined {
  const bar = value.indexOf('|');
  if (bar < 1 || bar === value.length - 1) return undefined;
  const code = value.slice(bar + 1);
  return code.includes('|') || /\s/.test(value) ? undefined : { system: value.slice(0, bar), code };
}

function withoutBase(value: string, { baseUrl }: ValueContext): string {
  return value.startsWith(`${baseUrl}/`) ? value.slice(baseUrl.length + 1) : value;
}
