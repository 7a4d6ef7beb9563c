/**
 * Where an extension may stand and what it holds, which the validator of @medplum/core does not look at. FHIR R4
 * defining-extensions.html. Extensions of this product and the cross-version ones of HL7 have no definition here, and are taken as they are.
 */
import type { ElementDefinition, OperationOutcomeIssue, StructureDefinition } from '@medplum/fhirtypes';
import { ROTHER, UK_CORE } from '../systems.ts';
import type { Definitions } from './definitions.ts';
import { isNode, type Node, type TypedElement } from './elements.ts';
import { fault, warning } from './issue.ts';

const REGION = 'https://fhir.interweavedigital.nhs.uk/R4/StructureDefinition/';
/** R5 and R6 elements as extensions: https://hl7.org/fhir/versions.html#extensions. */
const CROSS_VERSION = /^http:\/\/hl7\.org\/fhir\/[456]\.0\/StructureDefinition\/extension-/;

/** Contexts that the region states otherwise than its own profiles use them: ids of profiles, and a level too high. */
const REGIONAL_CONTEXTS: Readonly<Record<string, readonly string[]>> = {
  InterweaveSocialCareAssessment: ['Task'],
  InterweaveSocialCareContact: ['ServiceRequest'],
  InterweaveSocialCareServiceCategory: ['EpisodeOfCare'],
  Encounter: ['Encounter', 'Encounter.hospitalization'],
};

/** Faults of each extension that is defined; a warning of each that nobody here knows. */
export function extensionIssues(
  elements: readonly TypedElement[],
  { extensions }: Pick<Definitions, 'extensions'>,
): OperationOutcomeIssue[] {
  return elements.flatMap((owner) => {
    // An extension's own parts are looked at with it.
    if (owner.type === 'Extension') return [];
    const holder = isNode(owner.value) ? owner.value : owner.more;
    return ['extension', 'modifierExtension'].flatMap((key) => {
      const list: unknown = holder?.[key];
      return (Array.isArray(list) ? list : []).flatMap((one: unknown, i) => {
        const at = `${owner.expression}.${key}[${i}]`;
        if (!isNode(one) || typeof one['url'] !== 'string') return [];
        const definition = extensions.get(one['url']);
        if (definition === undefined) return unknown(one['url'], key, at, extensions);
        return [...contextIssues(definition, owner, at), ...contentIssues(definition, one, at)];
      });
    });
  });
}

function unknown(
  url: string,
  key: string,
  at: string,
  extensions: Definitions['extensions'],
): OperationOutcomeIssue[] {
  if (key === 'modifierExtension') {
    return [fault('not-supported', 'is a modifier that is not known here', at)];
  }
  if (url.startsWith(ROTHER) || CROSS_VERSION.test(url)) return [];
  const national = [UK_CORE, REGION].find((base) => url.startsWith(base));
  // Where the national definitions are at hand, what they have not is retired or misspelt.
  if (national !== undefined && [...extensions.keys()].some((known) => known.startsWith(national))) {
    return [fault('extension', 'is not among the published extensions', at)];
  }
  return [warning('extension', 'is an extension that is not known here', at)];
}

function contextIssues(
  { context = [], url }: StructureDefinition,
  owner: TypedElement,
  at: string,
): OperationOutcomeIssue[] {
  const expressions = context
    .filter(({ type }) => type === 'element')
    .flatMap(({ expression }) =>
      url.startsWith(REGION) ? (REGIONAL_CONTEXTS[expression] ?? [expression]) : [expression],
    );
  const general = owner.type === owner.path ? ['Resource', 'DomainResource', 'Element'] : ['Element'];
  const here = [owner.type, owner.path, ...general];
  const stands = expressions.some((expression) => here.includes(expression));
  // Contexts by FHIRPath or by another extension are not looked at.
  if (stands || expressions.length < context.length) return [];
  return [fault('extension', `may not stand here, but on ${expressions.join(', ')}`, at)];
}

function contentIssues(
  { snapshot }: StructureDefinition,
  extension: Node,
  at: string,
): OperationOutcomeIssue[] {
  const elements = snapshot?.element ?? [];
  const value = elements.find(({ id }) => id === 'Extension.value[x]');
  const parts = elements.filter(({ id = '' }) => /^Extension\.extension:[\w-]+$/.test(id));
  const issues = valueIssues(value, extension, at);
  const sent: unknown = extension['extension'];
  const items: unknown[] = Array.isArray(sent) ? sent : [];
  if (parts.length === 0) return issues;
  const known = new Map(
    parts.map((part) => [
      part.sliceName ?? '',
      elements.find(({ id }) => id === `${part.id ?? ''}.value[x]`),
    ]),
  );
  for (const { sliceName = '', min = 0, max = '*' } of parts) {
    const count = items.filter((item) => isNode(item) && item['url'] === sliceName).length;
    if (count < min || (max !== '*' && count > Number(max))) {
      issues.push(fault('extension', `part ${sliceName}: expected ${min}..${max}, found ${count}`, at));
    }
  }
  for (const [i, item] of items.entries()) {
    if (!isNode(item)) continue;
    const url = String(item['url']);
    if (known.has(url)) issues.push(...valueIssues(known.get(url), item, `${at}.extension[${i}]`));
    else issues.push(fault('extension', 'is no part of this extension', `${at}.extension[${i}]`));
  }
  return issues;
}

/** Whether the value is of a type that the definition allows; with a maximum of 0 there must be none. */
function valueIssues(
  definition: ElementDefinition | undefined,
  holder: Node,
  at: string,
): OperationOutcomeIssue[] {
  if (definition === undefined) return [];
  const key = Object.keys(holder).find((name) => /^_?value[A-Z]/.test(name));
  const allowed = definition.max === '0' ? [] : (definition.type ?? []).map(({ code }) => code);
  const names = allowed.map((code) => `value${code.charAt(0).toUpperCase()}${code.slice(1)}`);
  if (key === undefined) {
    return (definition.min ?? 0) > 0 ? [fault('extension', `needs ${names.join(' or ')}`, at)] : [];
  }
  if (names.includes(key.replace(/^_/, ''))) return [];
  return [
    fault('extension', names.length === 0 ? 'may have no value' : `must hold ${names.join(' or ')}`, at),
  ];
}
