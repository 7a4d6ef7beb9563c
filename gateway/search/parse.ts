/**
 * URL or form parameters -> a typed search, or a refusal that names the parameter. FHIR R4 search.html 3.1.1.
 * Nothing is ignored in silence: what is unknown is refused, unless the client asked for leniency
 * (Prefer: handling=lenient), and is then reported. Modifiers are never ignored: that would widen the result.
 */
import type { ServedType } from '../../conformance/search-parameters/definition.ts';
import { NO_COST, addCost, type Cost } from './cost.ts';
import { requireJsonFormat } from './format.ts';
import { isKnownParameter, parseClause, unknownParameter } from './parse-clause.ts';
import type { ClauseContext } from './parse-own.ts';
import {
  COUNT_DEFAULT,
  COUNT_LIMIT,
  parseCount,
  parseInclude,
  parseRevinclude,
  parseSort,
  parseTotal,
} from './parse-result.ts';
import type { Clause, IncludeKey, SearchQuery, SortKey } from './query.ts';
import { invalidParameter, unsupportedParameter } from './refuse.ts';
import { parseElements, parseSummary, type Subset } from './subset.ts';
import { refusal } from '../outcomes.ts';

const PARAMETER_LIMIT = 30;
const INCLUDE_LIMIT = 10;
const LENGTH_LIMIT = 8192;
/** May stand once only: a second one would contradict the first. */
const SINGLE = new Set(['_count', '_sort', '_total', '_summary', '_elements', '_cursor']);

export interface ParseContext extends ClauseContext {
  /** The Prefer header. */
  readonly prefer?: string;
}

interface Draft {
  readonly clauses: Clause[];
  readonly includes: IncludeKey[];
  readonly revincludes: IncludeKey[];
  readonly processed: [string, string][];
  readonly ignored: string[];
  cost: Cost;
  count: number;
  withTotal: boolean;
  sort: SortKey[];
  subset?: Subset;
  cursor?: string;
}

/** @throws OperationOutcomeError 400, or 406 for a `_format` that is not JSON. */
export function parseSearch(type: ServedType, query: URLSearchParams, context: ParseContext): SearchQuery {
  requireJsonFormat(query);
  checkBounds(query);
  const lenient = isLenient(context.prefer);
  const draft: Draft = {
    clauses: [],
    includes: [],
    revincludes: [],
    processed: [],
    ignored: [],
    cost: NO_COST,
    count: COUNT_DEFAULT,
    withTotal: false,
    sort: [],
  };
  for (const [name, value] of query) {
    if (!readResultParameter(type, draft, name, value)) {
      if (!isKnownParameter(type, name)) {
        if (!lenient) throw unknownParameter(type, name);
        draft.ignored.push(name);
        continue;
      }
      const clause = parseClause(type, name, value, context);
      draft.cost = addCost(draft.cost, name, value, clause);
      draft.clauses.push(clause);
    }
    if (name !== '_cursor') draft.processed.push([name, value]);
  }
  if (draft.includes.length + draft.revincludes.length > INCLUDE_LIMIT) {
    throw refusal('invalid', `More than ${INCLUDE_LIMIT} _include and _revinclude parameters`);
  }
  if (draft.subset?.kind === 'text' && draft.includes.length + draft.revincludes.length > 0) {
    throw invalidParameter('_summary', 'text cannot be combined with _include or _revinclude');
  }
  const { cost: _cost, ...understood } = draft;
  return { type, ...understood, withTotal: draft.withTotal || draft.count === 0 };
}

/** Whether `Prefer` holds `handling=lenient`. FHIR R4 search.html 3.1.1.3.1. */
export function isLenient(prefer: string | undefined): boolean {
  return (prefer ?? '').split(/[,;]/).some((part) => /^handling\s*=\s*"?lenient"?$/i.test(part.trim()));
}

function checkBounds(query: URLSearchParams): void {
  // The cursor is ours and has its own bound: a query that was taken must be able to go on to its next page.
  const own = [...query].filter(([name]) => name !== '_cursor');
  let length = 0;
  for (const [name, value] of own) length += name.length + value.length + 2;
  if (length > LENGTH_LIMIT) throw refusal('invalid', `The query is longer than ${LENGTH_LIMIT} characters`);
  if (own.length > PARAMETER_LIMIT) {
    throw refusal('invalid', `More than ${PARAMETER_LIMIT} search parameters`);
  }
  for (const name of SINGLE) {
    if (query.getAll(name).length > 1) throw invalidParameter(name, 'may be given once only');
  }
}

/** Takes a parameter that shapes the result; false where the name is none of those. */
function readResultParameter(type: ServedType, draft: Draft, name: string, value: string): boolean {
  switch (name) {
    case '_count':
      // _summary=count may have come before and holds.
      draft.count = Math.min(parseCount(value), draft.count === 0 ? 0 : COUNT_LIMIT);
      return true;
    case '_summary': {
      const summary = parseSummary(value);
      if (summary === 'count') draft.count = 0;
      else if (summary !== 'whole') setSubset(draft, name, summary);
      return true;
    }
    case '_elements':
      setSubset(draft, name, parseElements(type, value));
      return true;
    case '_total':
      draft.withTotal = parseTotal(value);
      return true;
    case '_sort':
      draft.sort = parseSort(type, value);
      return true;
    case '_include':
      draft.includes.push(parseInclude(type, value));
      return true;
    case '_revinclude':
      draft.revincludes.push(parseRevinclude(type, value));
      return true;
    case '_cursor':
      draft.cursor = value;
      return true;
    case '_format':
      return true;
    default:
      if (/^_(rev)?include:/.test(name)) throw unsupportedParameter(name, 'iterating is not supported');
      return false;
  }
}

function setSubset(draft: Draft, name: string, subset: Subset): void {
  if (draft.subset !== undefined)
    throw invalidParameter(name, '_summary and _elements contradict each other');
  draft.subset = subset;
}
