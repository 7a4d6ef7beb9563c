/**
 * What a resource says in codes that its bindings do not allow. FHIR R4 terminologies.html 4.1.4: of a required binding one
 * coding must be of the set; of an extensible one it should be. Codes of complete national systems and of SNOMED CT are
 * checked wherever they stand. No issue quotes a value.
 */
import type { OperationOutcomeIssue } from '@medplum/fhirtypes';
import { BASE, NATIONAL, type ElementTable } from './binding-tables.ts';
import { hasCode, hasCoding, inSystem, valueSet } from './membership.ts';

type Node = Readonly<Record<string, unknown>>;

/** Where the walk is: in one resource, along the base table of a type and the tables of profiles. */
interface Place {
  /** FHIRPath. */
  readonly expression: string;
  /** Undefined where the base has no bindings below. */
  readonly type: string | undefined;
  readonly below: string;
  readonly profiles: readonly ElementTable[];
  /** From the resource, as profiles say it. */
  readonly path: string;
  readonly depth: number;
}

/** Deeper than any resource; what is below is not looked at. */
const MAX_DEPTH = 100;

/**
 * @param resource anything; what is no resource has no issues here.
 * @param profiles canonicals to hold it to; by default those that it claims. Of contained resources and of entries of a
 * Bundle those that they claim.
 * @returns errors (and warnings of extensible bindings), each with a FHIRPath.
 */
export function checkBindings(resource: unknown, profiles?: readonly string[]): OperationOutcomeIssue[] {
  const issues: OperationOutcomeIssue[] = [];
  if (isNode(resource)) checkResource(resource, issues, { expression: '', depth: 0, profiles });
  return issues;
}

function checkResource(
  resource: Node,
  issues: OperationOutcomeIssue[],
  at: { expression: string; depth: number; profiles?: readonly string[] | undefined },
): void {
  const type = typeof resource['resourceType'] === 'string' ? resource['resourceType'] : '';
  walk(resource, issues, {
    expression: at.expression === '' ? type : at.expression,
    type,
    below: '',
    profiles: (at.profiles ?? claimed(resource)).flatMap(profileTable),
    path: '',
    depth: at.depth,
  });
}

function walk(node: Node, issues: OperationOutcomeIssue[], place: Place): void {
  if (place.depth > MAX_DEPTH) return;
  if (typeof node['system'] === 'string' && typeof node['code'] === 'string') {
    if (inSystem(node['system'], node['code']) === 'stranger') {
      issues.push(issue('error', `is not a code of ${node['system']}`, `${place.expression}.code`));
    }
  }
  for (const [key, value] of Object.entries(node)) {
    const name = key.startsWith('_') ? key.slice(1) : key;
    each(value, `${place.expression}.${name}`, (item, expression) => {
      if (isNode(item) && typeof item['resourceType'] === 'string') {
        checkResource(item, issues, { expression, depth: place.depth + 1 });
      } else if (isNode(item) && (name === 'extension' || name === 'modifierExtension')) {
        checkExtension(item, issues, { ...place, expression, depth: place.depth + 1 });
      } else {
        checkElement(item, key, issues, { ...place, expression, depth: place.depth + 1 });
      }
    });
  }
}

/** One value of an element; `place` is its owner's, its expression its own. */
function checkElement(value: unknown, key: string, issues: OperationOutcomeIssue[], place: Place): void {
  const below = join(place.below, key);
  const path = join(place.path, key);
  const to = place.type === undefined ? undefined : BASE.types[place.type]?.[below];
  const bindings = [to, ...place.profiles.map((table) => table[path])];
  for (const binding of new Set(bindings)) {
    if (binding !== undefined && /^[=~]/.test(binding))
      checkBinding(value, binding, issues, place.expression);
  }
  if (!isNode(value)) return;
  const next = (type: string | undefined, at: string): void => {
    walk(value, issues, { ...place, type, below: at, path });
  };
  if (to === undefined) next(place.type, below);
  else if (to.startsWith('#')) next(place.type, to.slice(1));
  else next(/^[=~]/.test(to) ? undefined : to, '');
}

function checkExtension(extension: Node, issues: OperationOutcomeIssue[], place: Place): void {
  if (place.depth > MAX_DEPTH) return;
  const table = NATIONAL.extensions[String(extension['url'])] ?? {};
  const at = { ...place, type: undefined, below: '', profiles: [], path: '' };
  check(extension, '', place.expression);
  each(extension['extension'], `${place.expression}.extension`, (part, expression) => {
    if (isNode(part)) check(part, String(part['url']), expression);
  });
  for (const [key, value] of Object.entries(extension)) {
    if (!key.startsWith('value') && key !== 'extension') continue;
    each(value, `${place.expression}.${key}`, (item, expression) => {
      if (!isNode(item)) return;
      if (key === 'extension') checkExtension(item, issues, { ...at, expression, depth: place.depth + 1 });
      else walk(item, issues, { ...at, expression, type: key.slice('value'.length), depth: place.depth + 1 });
    });
  }

  function check(holder: Node, part: string, expression: string): void {
    const binding = table[part];
    const [key, value] = Object.entries(holder).find(([name]) => name.startsWith('value')) ?? [];
    if (binding === undefined || key === undefined) return;
    checkBinding(value, binding, issues, `${expression}.${key}`);
  }
}

function checkBinding(
  value: unknown,
  binding: string,
  issues: OperationOutcomeIssue[],
  expression: string,
): void {
  const name = binding.slice(1);
  const set = valueSet(name);
  const required = binding.startsWith('=');
  if (typeof value === 'string') {
    if (!hasCode(set, value))
      issues.push(issue('error', `is not a code of the value set ${name}`, expression));
    return;
  }
  if (!isNode(value)) return;
  const codings = Array.isArray(value['coding']) ? value['coding'].filter(isNode) : [value];
  const member = codings.some(({ system, code }) => hasCoding(set, text(system), text(code)));
  if (member) return;
  if (required) issues.push(issue('error', `has no code of the required value set ${name}`, expression));
  // Words alone are what an extensible binding leaves to those who have no code.
  else if (codings.some(({ code }) => text(code) !== '')) {
    issues.push(issue('warning', `has no code of the extensible value set ${name}`, expression));
  }
}

function each(value: unknown, expression: string, check: (item: unknown, expression: string) => void): void {
  if (!Array.isArray(value)) {
    check(value, expression);
    return;
  }
  for (const [i, item] of value.entries()) check(item, `${expression}[${i}]`);
}

function profileTable(canonical: string): readonly ElementTable[] {
  const table = NATIONAL.profiles[canonical.split('|')[0] ?? ''];
  return table === undefined ? [] : [table];
}

function claimed({ meta }: Node): string[] {
  const profile = isNode(meta) ? meta['profile'] : undefined;
  return Array.isArray(profile) ? profile.filter((url) => typeof url === 'string') : [];
}

function issue(
  severity: 'error' | 'warning',
  diagnostics: string,
  expression: string,
): OperationOutcomeIssue {
  return { severity, code: 'code-invalid', diagnostics, expression: [expression] };
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
