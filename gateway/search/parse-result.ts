/** The parameters that shape a search's result: _count, _sort, _total, _include, _revinclude. FHIR R4 search.html 3.1.1.5. */
import { referrers, searchParameter, servedTargets } from '../../conformance/search-parameters.ts';
import { isServedType, type ServedType } from '../../conformance/search-parameters/definition.ts';
import { rowTable, type IncludeKey, type SortKey } from './query.ts';
import { invalidParameter, safeName, unsupportedParameter } from './refuse.ts';

const SORT_LIMIT = 5;
export const COUNT_DEFAULT = 50;
export const COUNT_LIMIT = 1000;

/** A page size from 0 (the total only) to 1000. */
export function parseCount(text: string): number {
  if (!/^\d{1,4}$/.test(text) || Number(text) > COUNT_LIMIT) {
    throw invalidParameter('_count', `a whole number from 0 to ${COUNT_LIMIT}`);
  }
  return Number(text);
}

/** Whether the total is wanted. `estimate` is not offered: an estimate here would cost what the exact figure costs. */
export function parseTotal(text: string): boolean {
  if (text !== 'none' && text !== 'accurate') throw unsupportedParameter('_total', 'none or accurate');
  return text === 'accurate';
}

/** Keys in order, `-` for descending: _id, _lastUpdated and date, string, token and uri parameters. */
export function parseSort(type: ServedType, text: string): SortKey[] {
  const keys = text.split(',');
  if (keys.length > SORT_LIMIT) throw invalidParameter('_sort', `more than ${SORT_LIMIT} keys`);
  return keys.map((key) => {
    const descending = key.startsWith('-');
    const code = descending ? key.slice(1) : key;
    if (code === '_id') return { by: 'id', descending };
    if (code === '_lastUpdated') return { by: 'last-updated', descending };
    const parameter = searchParameter(type, code);
    if (
      parameter === undefined ||
      parameter.kind === 'reference' ||
      parameter.phonetic === true ||
      parameter.through !== undefined
    ) {
      throw unsupportedParameter('_sort', `${type} cannot be sorted by ${safeName(code)}`);
    }
    return { by: { table: rowTable(parameter.kind), param: `${type}.${code}` }, descending };
  });
}

/** `Type:param[:target]` where Type is the searched type: what the matches point to. */
export function parseInclude(type: ServedType, text: string): IncludeKey {
  const { source, code, target, possible } = includeParts('_include', text);
  if (source !== type)
    throw unsupportedParameter('_include', `only references of ${type} can be followed here`);
  if (target === undefined) return { type: source, code, targets: possible };
  return { type: source, code, targets: [target] };
}

/** `Type:param[:target]`: the resources of Type that point to the matches. */
export function parseRevinclude(type: ServedType, text: string): IncludeKey {
  const { source, code, target } = includeParts('_revinclude', text);
  const followed = referrers(type).some((p) => p.type === source && p.code === code);
  if ((target ?? type) !== type || !followed) {
    throw unsupportedParameter('_revinclude', `${source}:${code} cannot be followed back to ${type} here`);
  }
  return { type: source, code, targets: [type] };
}

function includeParts(
  name: '_include' | '_revinclude',
  text: string,
): { source: ServedType; code: string; target: ServedType | undefined; possible: ServedType[] } {
  const [source = '', code = '', target, ...more] = text.split(':');
  if (code === '' || more.length > 0 || text.includes('*')) {
    throw unsupportedParameter(name, 'write Type:parameter or Type:parameter:TargetType; * is not supported');
  }
  if (!isServedType(source)) throw unsupportedParameter(name, `${safeName(source)} is not served`);
  const parameter = searchParameter(source, code);
  if (parameter?.kind !== 'reference') {
    throw unsupportedParameter(name, `${source} has no reference parameter ${safeName(code)}`);
  }
  const possible = servedTargets(parameter);
  if (possible.length === 0) {
    throw unsupportedParameter(name, `nothing that ${source}:${code} refers to is served`);
  }
  if (target === undefined) return { source, code, target, possible };
  if (!isServedType(target) || !possible.includes(target)) {
    throw unsupportedParameter(name, `${source}:${code} does not refer to ${safeName(target)} here`);
  }
  return { source, code, target, possible };
}
