/** For tests: the tables as they follow from the published definitions. */
import type { ElementDefinition, StructureDefinition } from '@medplum/fhirtypes';
import type { BaseTable, Codes, ElementTable, NationalTable } from '../binding-tables.ts';
import { codesOf, expand, joined } from './expand.ts';
import type { Published } from './published.ts';

/** The types of the record, of its answers, and those that they may hold. */
const RESOURCES = new Set(
  `AllergyIntolerance AuditEvent Basic Bundle CarePlan CareTeam Communication Composition Condition Consent DeviceRequest
  DiagnosticReport DocumentReference Encounter EpisodeOfCare Flag Goal Group HealthcareService Immunization List Location
  Media Medication MedicationRequest MedicationStatement Observation OperationOutcome Organization Parameters Patient
  Practitioner PractitionerRole Procedure Provenance QuestionnaireResponse RelatedPerson ServiceRequest Specimen
  Subscription Substance Task`.split(/\s+/),
);
/** Data types of definitions, which no element of the record has. */
const OF_DEFINITIONS =
  /^(ElementDefinition|DataRequirement|ParameterDefinition|TriggerDefinition|Contributor|RelatedArtifact)$/;

/** Every required binding of base R4 below the resources above. */
export function deriveBase(base: Published): BaseTable {
  const all = base.structures.filter(
    (s) =>
      s.derivation !== 'constraint' &&
      (s.kind === 'complex-type'
        ? !OF_DEFINITIONS.test(s.type)
        : s.kind === 'resource' && RESOURCES.has(s.type)),
  );
  const isData = new Set(all.filter((s) => s.kind === 'complex-type').map((s) => s.type));
  const types = Object.fromEntries(all.map((s) => [s.type, elementTable(s, isData)]));
  prune(types);
  const valueSets: Record<string, Codes> = {};
  for (const structure of all) {
    for (const { binding } of elements(structure)) {
      if (binding?.strength !== 'required' || types[structure.type] === undefined) continue;
      valueSets[lastPart(binding.valueSet)] = expand(binding.valueSet ?? '', [base], new Set()) ?? {};
    }
  }
  return { types: sorted(types), valueSets: sorted(valueSets) };
}

/** The complete code systems of UK Core and Interweave. */
export function deriveCodeSystems({ codeSystems }: Published): Codes {
  return sorted(
    Object.fromEntries(
      [...codeSystems]
        .filter(([, { content }]) => content === 'complete')
        .map(([url, system]) => [url, joined(codesOf(system))]),
    ),
  );
}

/**
 * What profiles and extensions bind beyond base R4, to sets that can be listed: required, and extensible where the set is
 * their own or decides what an Encounter is.
 */
export function deriveNational(national: Published, base: Published, baseTable: BaseTable): NationalTable {
  const listed = new Set(Object.keys(deriveCodeSystems(national)));
  const valueSets: Record<string, Codes> = {};
  const bound = (element: ElementDefinition): string | undefined => {
    const { strength, valueSet = '' } = element.binding ?? {};
    const own = national.valueSets.has(bare(valueSet)) || lastPart(valueSet) === 'v3-ActEncounterCode';
    if (strength !== 'required' && (strength !== 'extensible' || !own)) return undefined;
    if (!element.type?.some(({ code }) => /^(code|Coding|CodeableConcept)$/.test(code))) return undefined;
    const codes = expand(valueSet, [national, base], listed);
    if (codes === undefined || element.max === '0') return undefined;
    const name = lastPart(valueSet);
    valueSets[name] = codes;
    return (strength === 'required' ? '=' : '~') + name;
  };
  const profiles: Record<string, ElementTable> = {};
  const extensions: Record<string, ElementTable> = {};
  for (const structure of national.structures) {
    const found: Record<string, string> = {};
    for (const element of elements(structure)) {
      const path = structure.type === 'Extension' ? partOf(element) : pathOf(element, structure);
      const binding = path === undefined ? undefined : bound(element);
      if (path === undefined || binding === undefined) continue;
      if (binding !== bindingAt(baseTable, structure.type, path)) found[path] = binding;
    }
    if (Object.keys(found).length === 0) continue;
    (structure.type === 'Extension' ? extensions : profiles)[structure.url] = found;
  }
  const used = new Set(
    [profiles, extensions].flatMap((t) => Object.values(t)).flatMap((t) => Object.values(t)),
  );
  const kept = Object.entries(valueSets).filter(([name]) => used.has(`=${name}`) || used.has(`~${name}`));
  return {
    profiles: sorted(profiles),
    extensions: sorted(extensions),
    valueSets: sorted(Object.fromEntries(kept)),
  };
}

function elementTable(structure: StructureDefinition, isData: ReadonlySet<string>): Record<string, string> {
  const table: Record<string, string> = {};
  for (const { path, binding, type = [], contentReference } of elements(structure)) {
    const below = path.slice(structure.type.length + 1);
    if (contentReference !== undefined) {
      table[below] = `#${contentReference.slice(contentReference.indexOf('.') + 1)}`;
      continue;
    }
    for (const { code } of type) {
      const key = below.replace('[x]', code.charAt(0).toUpperCase() + code.slice(1));
      if (binding?.strength === 'required') table[key] = `=${lastPart(binding.valueSet)}`;
      else if (isData.has(code) && code !== 'Extension') table[key] = code;
    }
  }
  return table;
}

/** Takes out what leads to no binding, until nothing more goes. */
function prune(types: Record<string, ElementTable>): void {
  for (let changed = true; changed;) {
    changed = false;
    for (const [type, table] of Object.entries(types)) {
      const kept = Object.entries(table).filter(([, to]) => {
        if (to.startsWith('=')) return true;
        if (!to.startsWith('#')) return types[to] !== undefined;
        return Object.keys(table).some((path) => path.startsWith(`${to.slice(1)}.`) && table[path] !== to);
      });
      if (kept.length === Object.keys(table).length && kept.length > 0) continue;
      changed = true;
      if (kept.length === 0) Reflect.deleteProperty(types, type);
      else types[type] = Object.fromEntries(kept);
    }
  }
}

/** What base R4 binds at a path, through data types. */
function bindingAt({ types }: BaseTable, type: string, path: string): string | undefined {
  const parts = path.split('.');
  for (let length = parts.length; length > 0; length--) {
    const to = types[type]?.[parts.slice(0, length).join('.')];
    if (to === undefined) continue;
    return length === parts.length
      ? to
      : bindingAt({ types, valueSets: {} }, to, parts.slice(length).join('.'));
  }
  return undefined;
}

function elements({ snapshot }: StructureDefinition): readonly ElementDefinition[] {
  return (snapshot?.element ?? []).slice(1);
}

/** Undefined within a slice, and where the element is an extension's. */
function pathOf({ id = '', path }: ElementDefinition, { type }: StructureDefinition): string | undefined {
  if (id.includes(':') || path.includes('.extension') || path.includes('[x]')) return undefined;
  return path.slice(type.length + 1);
}

/** Of an extension: `` for its value, `type` for that of the part with that url. */
function partOf({ id = '' }: ElementDefinition): string | undefined {
  if (/^Extension\.value\[x\](:\w+)?$/.test(id)) return '';
  return /^Extension\.extension:([\w-]+)\.value\[x\]$/.exec(id)?.[1];
}

function lastPart(url = ''): string {
  return bare(url).slice(bare(url).lastIndexOf('/') + 1);
}

/** Without its version. */
function bare(url: string): string {
  return url.split('|')[0] ?? '';
}

function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
