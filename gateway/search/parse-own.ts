/** A parameter of the searched type itself, with its modifier and values -> one condition. FHIR R4 search.html 3.1.1.4.4 to 3.1.1.4.12. */
import { searchParameter } from '../../conformance/search-parameters.ts';
import {
  isServedType,
  type SearchParameter,
  type ServedType,
} from '../../conformance/search-parameters/definition.ts';
import { VALUE_LIMIT } from './cost.ts';
import { daysOf } from './date-range.ts';
import { isFhirId } from './literal-reference.ts';
import {
  parseDate,
  parseReference,
  parseString,
  parseToken,
  parseUri,
  parseValueSet,
} from './parse-value.ts';
import { rowTable, type Clause, type StringClause } from './query.ts';
import { invalidParameter, safeName, unsupportedParameter } from './refuse.ts';
import { splitEscaped, unescapeValue } from './split-values.ts';

export interface ClauseContext {
  readonly baseUrl: string;
  readonly now: Date;
}

/**
 * @param name as written, for refusals. @param code a parameter that the type has.
 * @throws OperationOutcomeError 400 naming the parameter.
 */
export function parseOwn(
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
    case 'token':
      return parseTokens(name, parameter, modifier, values);
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

/** Elements whose values are of code systems: of them alone it can be asked whether they are in a value set. */
const CODED = new Set(['Coding', 'CodeableConcept', 'code']);

function parseTokens(
  name: string,
  parameter: SearchParameter,
  modifier: string | undefined,
  values: readonly string[],
): Clause {
  const inSet = modifier === 'in' || modifier === 'not-in';
  if (modifier !== undefined && modifier !== 'not' && !(inSet && CODED.has(parameter.element))) {
    throw unsupportedModifier(name, modifier);
  }
  const any = values.flatMap((value) =>
    inSet ? parseValueSet(name, parameter, value) : [parseToken(name, parameter, value)],
  );
  const clause = follow(parameter, (param) => ({ kind: 'token', param, any }));
  return modifier === 'not' || modifier === 'not-in' ? { kind: 'not', clause } : clause;
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
