import { join } from 'node:path';
import { format } from 'prettier';
import { describe, expect, it } from 'vitest';
import { documentedExamples, readOne } from '../../test-data/social-care/case-examples.ts';
import { CASE_EVENT_TYPES } from './case-event.ts';
import { caseEventSchema } from './case-schema.ts';

const PUBLISHED = join(import.meta.dirname, '..', '..', 'conformance', 'case-event.schema.json');

/** Names of the properties that a schema lists, with those of the schemas within. */
function pathsOf(schema: unknown, root: unknown, path: string): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  // Safe: every object within a JSON Schema is one.
  const { properties, items, anyOf, oneOf, $ref } = schema as Record<string, unknown>;
  if (typeof $ref === 'string') {
    const name = $ref.slice('#/$defs/'.length);
    // As above.
    return pathsOf((root as { $defs: Record<string, unknown> }).$defs[name], root, path);
  }
  if (Array.isArray(anyOf)) return anyOf.flatMap((one) => pathsOf(one, root, path));
  if (Array.isArray(oneOf)) return oneOf.flatMap((one) => pathsOf(one, root, path));
  if (items !== undefined) return pathsOf(items, root, path);
  return Object.entries(properties ?? {}).flatMap(([name, inner]) => {
    const at = path === '' ? name : `${path}.${name}`;
    return [at, ...pathsOf(inner, root, at)];
  });
}

function pathsIn(value: unknown, path: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => pathsIn(item, path));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const at = path === '' ? name : `${path}.${name}`;
    return [at, ...pathsIn(inner, at)];
  });
}

describe('the published JSON Schema', () => {
  it('is the one that the source makes (vitest -u writes it)', async () => {
    const text = await format(JSON.stringify(caseEventSchema()), { parser: 'json', printWidth: 110 });
    await expect(text).toMatchFileSnapshot(PUBLISHED);
  });

  it('has a type for each that is read', () => {
    // Safe: the schema is a union of objects with a constant type.
    const { oneOf } = caseEventSchema() as { oneOf: { properties: { type: { const: string } } }[] };
    expect(oneOf.map(({ properties }) => properties.type.const).toSorted()).toEqual(
      CASE_EVENT_TYPES.toSorted(),
    );
  });
});

describe('the page for developers', () => {
  const examples = documentedExamples().map((text) => ({ text, event: readOne(text) }));

  it('has an example of each type', () => {
    expect(examples.map(({ event }) => event.type).toSorted()).toEqual(CASE_EVENT_TYPES.toSorted());
  });

  it.each(examples.map(({ text, event }) => [event.type, text] as const))(
    'shows every field of %s',
    (type, text) => {
      const schema = caseEventSchema();
      // Safe: as above.
      const { oneOf } = schema as { oneOf: { properties: { type: { const: string } } }[] };
      const own = oneOf.find(({ properties }) => properties.type.const === type);
      const payload = pathsOf(own, schema, '').filter((path) => path.startsWith('payload.'));
      const shown = new Set(pathsIn(JSON.parse(text), ''));
      expect(payload.filter((path) => !shown.has(path) && path !== 'payload.councilPersonId')).toEqual([]);
    },
  );
});
