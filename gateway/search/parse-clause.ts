/** One search parameter with its modifier, chain and values -> one condition. FHIR R4 search.html 3.1.1.4 and 3.1.1.4.17 (chaining). */
import { searchParameter, servedTargets } from '../../conformance/search-parameters.ts';
import {
  isServedType,
  type SearchParameter,
  type ServedType,
} from '../../conformance/search-parameters/definition.ts';
import { VALUE_LIMIT } from './cost.ts';
import { daysOf } from './date-range.ts';
import { isFhirId } from './literal-reference.ts';
import { parseDate, parseReference, parseString, parseToken, parseUri } from './parse-value.ts';
import { rowTable, type Clause, type StringClause } from './query.ts';
import { invalidParameter, safeName, unsupportedParameter } from './refuse.ts';
import { splitEscaped, unescapeValue } from './split-values.ts';

export interface ClauseContext {
  readonly baseUrl: string;
  readonly now: Date;
}

/** Whether the type has a parameter of this name, modifiers and chains aside: what is unknown may be ignored on request. */
export function isKnownParameter(type: ServedType, name: string): boolean {
  const code = /^[^:.]*/.exec(name)?.[0] ?? '';
  return code === '_id' || code === '_lastUpdated' || searchParameter(type, code) !== undefined;
}

/**
 * @param name as written, e.g. `family:exact`, `subject:Patient.birthdate`, `patient.identifier`.
 * @throws OperationOutcomeError 400 naming the parameter: unknown modifier, ambiguous chain, malformed value.
 */
export function parseClause(type: ServedType, name: string, text: string, context: ClauseContext): Clause {
  const dot = name.indexOf('.');
  if (dot >= 0) return parseChain(type, name, name.slice(0, dot), name.slice(dot + 1), text, context);
  const [code = '', modifier, ...more] = name.split(':');
  if (more.length > 0) throw unsupportedParameter(name, 'more than one modifier');
  return parseOwn(type, name, code, modifier, text, context);
}

function parseChain(
  type: ServedType,
  name: string,
  link: string,
  rest: string,
  text: string,
  context: ClauseContext,
): Clause {
  const [code = '', asType, ...more] = link.split(':');
  const reference = searchParameter(type, code);
  if (reference?.kind !== 'reference' || more.length > 0) {
    throw unsupportedParameter(
      name,
      `only a reference parameter can be chained, and ${safeName(code)} is none`,
    );
  }
  if (rest.includes('.')) throw unsupportedParameter(name, 'chains of more than one step are not supported');
  const target = chainTarget(name, reference, asType, rest);
  return {
    kind: 'chain',
    param: `${type}.${code}`,
    type: target,
    clause: parseClause(target, rest, text, context),
  };
}

/** The type that a chain goes through: as named, or the only served target that has the parameter. */
function chainTarget(
  name: string,
  reference: SearchParameter,
  asType: string | undefined,
  rest: string,
): ServedType {
  const possible = servedTargets(reference);
  if (asType !== undefined) {
    if (!isServedType(asType) || !possible.includes(asType)) {
      throw unsupportedParameter(name, `${reference.code} cannot be followed to ${safeName(asType)} here`);
    }
    if (!isKnownParameter(asType, rest)) {
      throw unsupportedParameter(name, `${asType} has no such search parameter here`);
    }
    return asType;
  }
  const having = possible.filter((type) => isKnownParameter(type, rest));
  const [only] = having;
  if (only === undefined) {
    throw unsupportedParameter(name, `nothing that ${reference.code} refers to here has that parameter`);
  }
  if (having.length > 1) {
    const forms = having.map((type) => `${reference.code}:${type}.`).join(' or ');
    throw invalidParameter(name, `several types have that parameter; say which: ${forms}`);
  }
  return only;
}

function parseOwn(
  type: ServedType,
  name: string,
  code: string,
  modifier: string | undefined,
  text: string,
  context: ClauseContext,
): Clause {
  const values = splitEscaped(text, ',');
  if (values.includes('')) throw invalidParameter(name, 'a value is empty');
  if (values.length > VALUE_LIMIT) throw invalidParameter(name, `more than ${VALUE_LIMIT} values`);
  if (code === '_id') return parseId(name, modifier, values);
  if (code === '_lastUpdated') {
    if (modifier !== undefined) throw unsupportedModifier(name, modifier);
    return { kind: 'last-updated', any: values.map((v) => parseDate(name, v, context.now, 'london')) };
  }
  const parameter = searchParameter(type, code);
  if (parameter === undefined) throw unsupportedParameter(name, `${type} has no such search parameter here`);
  if (modifier === 'missing') {
    if (text !== 'true' && text !== 'false') throw invalidParameter(name, ':missing is true or false');
    const table = rowTable(parameter.kind);
    const present = follow(parameter, (param) => ({ kind: 'present', table, param }));
    return text === 'true' ? { kind: 'not', clause: present } : present;
  }
  return parseKind(name, parameter, modifier, values, context);
}

function parseId(name: string, modifier: string | undefined, values: readonly string[]): Clause {
  if (modifier !== undefined && modifier !== 'not') throw unsupportedModifier(name, modifier);
  const ids = values.map(unescapeValue);
  if (!ids.every(isFhirId)) throw invalidParameter(name, 'not a FHIR id');
  const clause: Clause = { kind: 'id', any: ids };
  return modifier === 'not' ? { kind: 'not', clause } : clause;
}

function parseKind(
  name: string,
  parameter: SearchParameter,
  modifier: string | undefined,
  values: readonly string[],
  context: ClauseContext,
): Clause {
  const param = `${parameter.type}.${parameter.code}`;
  switch (parameter.kind) {
    case 'token': {
      if (modifier !== undefined && modifier !== 'not') throw unsupportedModifier(name, modifier);
      const any = values.map((value) => parseToken(name, parameter, value));
      const clause = follow(parameter, (own) => ({ kind: 'token', param: own, any }));
      return modifier === 'not' ? { kind: 'not', clause } : clause;
    }
    case 'uri': {
      if (modifier !== undefined && modifier !== 'below') throw unsupportedModifier(name, modifier);
      const below = modifier === 'below' ? { below: true as const } : {};
      return { kind: 'token', param, any: values.map((value) => ({ ...parseUri(value), ...below })) };
    }
    case 'date':
      if (modifier !== undefined) throw unsupportedModifier(name, modifier);
      return {
        kind: 'date',
        param,
        any: values.map((value) => parseDate(name, value, context.now, daysOf(parameter.element))),
      };
    case 'string': {
      const mode = modifier ?? 'starts';
      if ((mode !== 'exact' && mode !== 'contains' && mode !== 'starts') || modifier === 'starts') {
        throw unsupportedModifier(name, modifier ?? '');
      }
      if (parameter.phonetic === true && modifier !== undefined) throw unsupportedModifier(name, modifier);
      const any = values.map((v) => parseString(name, parameter, v, mode));
      return wordsOf({ kind: 'string', param, any }, parameter);
    }
    case 'reference': {
      const targets = parameter.targets ?? [];
      const known =
        modifier !== undefined && (targets === 'any' ? isServedType(modifier) : targets.includes(modifier));
      if (modifier !== undefined && !known) throw unsupportedModifier(name, modifier);
      const any = values.flatMap((value) =>
        parseReference(name, parameter, value, context.baseUrl, modifier),
      );
      return { kind: 'reference', param, any };
    }
  }
}

/** A name of several words is found by its words too, wherever they stand: `Ann Test` and `Test Ann` are one person. */
function wordsOf(clause: StringClause, parameter: SearchParameter): Clause {
  if (parameter.element !== 'HumanName' || parameter.phonetic === true) return clause;
  const several = clause.any.filter(({ mode, norm }) => mode === 'starts' && norm.includes(' '));
  if (several.length === 0) return clause;
  const byWords = several.map(({ norm }) =>
    norm
      .split(' ')
      .map((word) => ({ ...clause, any: [{ mode: 'starts', norm: word, value: word } as const] })),
  );
  return { kind: 'words', any: [[clause], ...byWords] };
}

/** The condition itself, or, for a parameter that is answered through a reference, the chain to where its rows are. */
function follow(parameter: SearchParameter, clause: (param: string) => Clause): Clause {
  const { through } = parameter;
  if (through === undefined) return clause(`${parameter.type}.${parameter.code}`);
  return {
    kind: 'chain',
    param: `${parameter.type}.${through.reference}`,
    type: through.type,
    clause: clause(`${through.type}.${through.code}`),
  };
}

function unsupportedModifier(name: string, modifier: string): Error {
  return unsupportedParameter(name, `the modifier ${safeName(modifier)} is not supported`);
}
