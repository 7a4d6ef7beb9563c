/**
 * The official UK Core examples (HL7 UK, NHSDigital/FHIR-R4-UKCORE): they validate against the profile of their type, are
 * stored as they are, and are found by every search row that the index makes of them. Skipped where they are not beside
 * the checkout.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bundle, Resource } from '@medplum/fhirtypes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FhirRequest } from '../gateway/interactions/fhir-request.ts';
import { read } from '../gateway/interactions/read.ts';
import { searchType } from '../gateway/interactions/search-type.ts';
import { writeResources } from '../gateway/record/write-resources.ts';
import { indexRows } from '../gateway/search/index-rows.ts';
import { openSqlite } from '../gateway/store/sqlite.ts';
import type { Engine } from '../gateway/store/engine.ts';
import { isDerivedType, isServedType } from './search-parameters/definition.ts';
import { searchParameter } from './search-parameters.ts';
import { UK_CORE } from './systems.ts';
import { HAS_PROFILES, loadBeside } from './validate/every-resource.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'shared', 'data', 'uk-core', 'examples');
const NOW = '2026-03-02T09:00:00.000Z';
const BASE_URL = 'https://rother.example/fhir';

/** What is wrong in the examples as they are published. */
const PUBLISHED_FAULTS: Readonly<Record<string, readonly string[]>> = {
  'UKCore-Patient-BabyPatient-Example': ['Patient.identifier[0].value'],
  'UKCore-Provenance-RARecordConsent-Example': ['Provenance.agent[0].onBehalfOf'],
};

type Example = Resource & { readonly id: string };
const examples = (existsSync(FOLDER) ? readdirSync(FOLDER).sort() : []).map((file) => ({
  name: file.replace(/\.json$/, ''),
  // The folder holds resources alone, each with its id.
  resource: JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Example,
}));
const kept = examples.filter(
  ({ resource: { resourceType } }) => isServedType(resourceType) && !isDerivedType(resourceType),
);

describe.skipIf(!HAS_PROFILES)('the official UK Core examples', () => {
  it('are valid by the profile of their type', { timeout: 60_000 }, () => {
    const { validator } = loadBeside();
    expect(examples.length).toBeGreaterThanOrEqual(50);
    for (const { name, resource } of examples) {
      const issues = validator.validateResource(resource, [`${UK_CORE}UKCore-${resource.resourceType}`]);
      const faults = issues.filter(({ severity }) => severity === 'error');
      expect(
        faults.map(({ expression }) => expression?.join()),
        name,
      ).toEqual(PUBLISHED_FAULTS[name] ?? []);
    }
  });
});

describe.skipIf(kept.length === 0)('the official UK Core examples of types that are served', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rother-examples-'));
  let store: Engine;

  beforeAll(async () => {
    store = await openSqlite(join(folder, 'test.db'), () => NOW);
    await store.write((tx) =>
      writeResources(
        tx,
        kept.map(({ resource }) => ({ resource })),
        { now: NOW, sourceMessageId: null },
      ),
    );
  });
  afterAll(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  const ask = (resource: Example, more: Partial<FhirRequest> & { query?: URLSearchParams }): FhirRequest => ({
    method: 'GET',
    type: resource.resourceType,
    query: new URLSearchParams(),
    baseUrl: BASE_URL,
    correlationId: 'c1',
    ...more,
  });

  it.for(kept)('$name is read as it was sent', async ({ resource }) => {
    const { body } = await read(ask(resource, { id: resource.id }), { db: store.reader });
    const { meta, ...rest } = parsed(body);
    expect(meta).toMatchObject({ ...resource.meta, versionId: '1', lastUpdated: NOW });
    const { meta: _, ...sent } = resource;
    expect(rest).toEqual(sent);
  });

  it.for(kept)('$name is found by each of its search rows', async ({ resource }) => {
    const queries = queriesOf(resource);
    expect(queries).not.toEqual([]);
    for (const query of queries) {
      const request = ask(resource, { query: new URLSearchParams([...query, ['_count', '1000']]) });
      const { body } = await searchType(request, { db: store.reader, clock: { now: () => new Date(NOW) } });
      // The answer of a search is a Bundle.
      const { entry = [] } = parsed(body) as Bundle;
      expect(
        entry.map((one) => one.resource?.id),
        query.toString(),
      ).toContain(resource.id);
    }
  });
});

/** Reads and searches answer with the text of a resource. */
function parsed(body: Resource | string | undefined): Resource {
  // What is no text has none of what is looked for, and fails the test.
  return JSON.parse(typeof body === 'string' ? body : '{}') as Resource;
}

/** One query for each row that a client can ask for. */
function queriesOf(resource: Example): URLSearchParams[] {
  const { tokens, references, dates, strings } = indexRows(resource);
  const codeOf = (param: string): string => param.slice(param.indexOf('.') + 1);
  const pairs = [
    ...tokens.map(({ param, system, value }): [string, string] =>
      param.endsWith(':present')
        ? [codeOf(param).replace(':present', ':missing'), 'false']
        : [codeOf(param), system === '' ? literal(value) : `${literal(system)}|${literal(value)}`],
    ),
    ...references.map(({ param, target }): [string, string] => [codeOf(param), target]),
    // A range without a start is asked for by its end.
    ...dates.map(({ param, low, high }): [string, string] => [
      codeOf(param),
      /^\d{4}-\d/.test(low) ? `ge${low}` : `le${high}`,
    ]),
    ...strings
      .filter(({ param }) => !isPhonetic(resource, codeOf(param)))
      .map(({ param, value }): [string, string] => [`${codeOf(param)}:exact`, literal(value)]),
  ];
  return pairs.map((pair) => new URLSearchParams([pair]));
}

/** Rows of sounds are not what is asked for: a client sends the name. */
function isPhonetic({ resourceType }: Example, code: string): boolean {
  return isServedType(resourceType) && searchParameter(resourceType, code)?.phonetic === true;
}

/** FHIR R4 search.html 3.1.1.5.7: what separates values within one. */
function literal(value: string): string {
  return value.replaceAll(/[\\,|$]/g, (character) => `\\${character}`);
}
