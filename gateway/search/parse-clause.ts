/**
 * One search parameter with its modifier, chain and values -> one condition. FHIR R4 search.html 3.1.1.4, 3.1.1.4.17
 * (chaining) and 3.1.1.4.18 (reverse chaining).
 */
import { whyNotServed } from '../../conformance/search-parameters/not-served.ts';
import { searchParameter, servedTargets } from '../../conformance/search-parameters.ts';
import {
  isDerivedType,
  isServedType,
  type SearchParameter,
  type ServedType,
} from '../../conformance/search-parameters/definition.ts';
import { STEP_LIMIT } from './cost.ts';
import { parseOwn, type ClauseContext } from './parse-own.ts';
import type { Clause } from './query.ts';
import { invalidParameter, safeName, unsupportedParameter } from './refuse.ts';

/** Whether the type has a parameter of this name, modifiers and chains aside: what is unknown may be ignored on request. */
export function isKnownParameter(type: ServedType, name: string): boolean {
  const code = codeOf(name);
  return ['_id', '_lastUpdated', '_has'].includes(code) || searchParameter(type, code) !== undefined;
}

/** The refusal of a parameter that the type has not, with the reason where the specification has it. */
export function unknownParameter(type: ServedType, name: string): Error {
  return unsupportedParameter(
    name,
    whyNotServed(type, codeOf(name)) ?? `${type} has no such search parameter here`,
  );
}

/**
 * @param name as written, e.g. `family:exact`, `subject:Patient.birthdate`, `_has:Encounter:patient:status`.
 * @param steps references that were followed to come here.
 * @throws OperationOutcomeError 400 naming the parameter: unknown modifier, ambiguous chain, malformed value.
 */
export function parseClause(
  type: ServedType,
  name: string,
  text: string,
  context: ClauseContext,
  steps = 0,
): Clause {
  if (codeOf(name) === '_has') return parseHas(type, name, text, context, steps);
  const dot = name.indexOf('.');
  if (dot >= 0) return parseChain(type, name, dot, text, context, steps);
  const [code = '', modifier, ...more] = name.split(':');
  if (more.length > 0) throw unsupportedParameter(name, 'more than one modifier');
  if (!isKnownParameter(type, code)) throw unknownParameter(type, name);
  return parseOwn(type, name, code, modifier, text, context);
}

function parseChain(
  type: ServedType,
  name: string,
  dot: number,
  text: string,
  context: ClauseContext,
  steps: number,
): Clause {
  const [code = '', asType, ...more] = name.slice(0, dot).split(':');
  const rest = name.slice(dot + 1);
  const reference = searchParameter(type, code);
  if (reference?.kind !== 'reference' || more.length > 0) {
    throw unsupportedParameter(
      name,
      `only a reference parameter can be chained, and ${safeName(code)} is none`,
    );
  }
  requireStep(name, steps);
  const target = chainTarget(name, reference, asType, rest);
  const clause = parseClause(target, rest, text, context, steps + 1);
  return { kind: 'chain', param: `${type}.${code}`, type: target, clause };
}

/** The type that a chain goes through: as named, or the only served target that has the parameter. */
function chainTarget(
  name: string,
  reference: SearchParameter,
  asType: string | undefined,
  rest: string,
): ServedType {
  const possible = servedTargets(reference).filter((type) => !isDerivedType(type));
  if (asType !== undefined) {
    if (!isServedType(asType) || !possible.includes(asType)) {
      throw unsupportedParameter(name, `${reference.code} cannot be followed to ${safeName(asType)} here`);
    }
    if (!isFollowable(asType, rest)) {
      throw unsupportedParameter(name, `${asType} has no such search parameter here`);
    }
    return asType;
  }
  const having = possible.filter((type) => isFollowable(type, rest));
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

/** Whether what follows a dot can be asked of the type. */
function isFollowable(type: ServedType, rest: string): boolean {
  return codeOf(rest) === '_has' ? reversedIn(type, rest) !== undefined : isKnownParameter(type, rest);
}

/** `_has:Type:reference:parameter`: what is referred to by something that meets the parameter. */
function parseHas(
  type: ServedType,
  name: string,
  text: string,
  context: ClauseContext,
  steps: number,
): Clause {
  requireStep(name, steps);
  const reversed = reversedIn(type, name);
  if (reversed === undefined) {
    throw unsupportedParameter(
      name,
      `write _has:Type:reference:parameter, where the reference of that Type may point to ${type}`,
    );
  }
  const { source, code, rest } = reversed;
  const clause = parseClause(source, rest, text, context, steps + 1);
  return { kind: 'has', param: `${source}.${code}`, type: source, clause };
}

/** The parts of a `_has`; undefined where it is not one that ends at the type. */
function reversedIn(
  type: ServedType,
  name: string,
): { source: ServedType; code: string; rest: string } | undefined {
  const [, source, code = '', rest = ''] = /^_has:([^:.]*):([^:.]*):(.+)$/s.exec(name) ?? [];
  if (!isServedType(source) || isDerivedType(source)) return undefined;
  const reference = searchParameter(source, code);
  if (reference?.kind !== 'reference' || !servedTargets(reference).includes(type)) return undefined;
  return { source, code, rest };
}

function requireStep(name: string, steps: number): void {
  if (steps < STEP_LIMIT) return;
  throw unsupportedParameter(
    name,
    `a parameter may follow ${STEP_LIMIT} references, in chains and _has together`,
  );
}

function codeOf(name: string): string {
  return /^[^:.]*/.exec(name)?.[0] ?? '';
}
