import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isServedType } from '../../conformance/search-parameters/definition.ts';
import { startAppUnderTest, type AppUnderTest } from '../http/testing/app-under-test.ts';
import { changedQuery } from './changed-rows.ts';
import { pageQuery } from './page.ts';
import { parseSearch } from './parse.ts';
import { planConditions, type FewLimits } from './plan.ts';

let gateway: AppUnderTest;
beforeAll(async () => {
  gateway = await startAppUnderTest();
});
afterAll(async () => {
  await gateway.close();
});

/** What SQLite will do for a search: one line a step. The tables keep no statistics, so it does not depend on the data. */
async function planOf(path: string, limits?: FewLimits, of: 'page' | 'changed' = 'page'): Promise<string[]> {
  const [type = '', text = ''] = path.split('?');
  if (!isServedType(type)) throw new Error(`${type} is not served`);
  const query = parseSearch(type, new URLSearchParams(text), { baseUrl: 'http://x', now: new Date(0) });
  const where = await planConditions(gateway.engine.reader, query, limits);
  const made = of === 'changed' ? changedQuery(query, where, '2026') : pageQuery(query, where);
  const { rows } = await sql<{ detail: string }>`explain query plan ${made}`.execute(gateway.engine.reader);
  return rows.map((row) => row.detail);
}

describe('the plan of a search with few matches', () => {
  it.each([
    [
      'Patient?identifier=urn:s|1',
      'SEARCH search_token USING PRIMARY KEY (param=? AND value=? AND system=?)',
    ],
    ['Patient?identifier=1', 'SEARCH search_token USING PRIMARY KEY (param=? AND value=?)'],
    ['Encounter?patient=1', 'SEARCH search_reference USING PRIMARY KEY (param=? AND target=?)'],
    ['Encounter?date=2026-11-01', 'SEARCH search_date USING PRIMARY KEY (param=? AND low>? AND low<?)'],
    ['Patient?family=smith', 'SEARCH search_string USING PRIMARY KEY (param=? AND norm>? AND norm<?)'],
    ['Patient?locality=central', 'SEARCH search_token USING PRIMARY KEY (param=? AND value=?)'],
    ['Encounter?locality=central', 'SEARCH search_reference USING PRIMARY KEY (param=? AND target=?)'],
    ['Encounter?patient.birthdate=1950', 'SEARCH search_reference USING PRIMARY KEY (param=? AND target=?)'],
    ['Observation?patient=1&code=a', 'SEARCH search_reference USING PRIMARY KEY (param=? AND target=?)'],
    [
      'Task?encounter.patient.family=smith',
      'SEARCH search_string USING PRIMARY KEY (param=? AND norm>? AND norm<?)',
    ],
    [
      'CarePlan?patient.identifier=urn:s|1',
      'SEARCH patient_alias USING INDEX patient_alias_survivor (survivor=?)',
    ],
    ['Patient?_has:Group:member:_id=1', 'SEARCH rh USING INDEX resource_id (id=? AND type=?)'],
    [
      'Encounter?_has:Task:encounter:identifier=urn:s|1',
      'SEARCH rhf USING COVERING INDEX search_reference_resource (resource_key=? AND param=?)',
    ],
    [
      'Location?_has:Encounter:location:_has:Task:encounter:identifier=1',
      'SEARCH rhhf USING COVERING INDEX search_reference_resource (resource_key=? AND param=?)',
    ],
  ])('%s goes from the index rows to the resources by their keys', async (path, step) => {
    const plan = await planOf(path);
    expect(plan).toContain(step);
    expect(plan).toContain('SEARCH r USING INTEGER PRIMARY KEY (rowid=?)');
    expect(plan.filter((line) => /^SCAN (?!page$)/.test(line))).toEqual([]);
    expect(plan.filter((line) => /\br USING INDEX/.test(line))).toEqual([]);
    // Keys come in order: nothing has to be sorted before a page can end.
    expect(plan.filter((line) => line.includes('TEMP B-TREE'))).toEqual([]);
  });

  it('finds ids by the unique index', async () => {
    expect(await planOf('Patient?_id=a,b')).toContain('SEARCH r USING INDEX resource_id (id=? AND type=?)');
  });
});

describe('the plan of a search with many matches', () => {
  it.each([
    [
      'Encounter?status=finished',
      'search_token EXISTS USING PRIMARY KEY (param=? AND value=? AND system=? AND resource_key=?)',
    ],
    [
      'Encounter?class=IMP',
      'search_token EXISTS USING PRIMARY KEY (param=? AND value=? AND system=? AND resource_key=?)',
    ],
    [
      'Encounter?location=1',
      'search_reference EXISTS USING COVERING INDEX search_reference_resource (resource_key=? AND param=? AND target=?)',
    ],
    ['Patient?_has:Observation:patient:code=1', 'rhf USING PRIMARY KEY (param=? AND target=?)'],
    [
      'Encounter?_has:Task:encounter:status=draft',
      'search_token EXISTS USING PRIMARY KEY (param=? AND value=? AND system=? AND resource_key=?)',
    ],
    [
      'Task?encounter.patient.family=smith',
      'rccf USING COVERING INDEX search_reference_resource (resource_key=? AND param=?)',
    ],
  ])('%s asks the index for one key at a time', async (path, step) => {
    const plan = (await planOf(path, { own: -1, chained: -1 })).join('\n');
    expect(plan).toContain(`SEARCH ${step}`);
    expect(plan).not.toMatch(/SCAN (?!page$|known$|CONSTANT ROW$)/m);
  });

  it('walks the index of update times where they are the order', async () => {
    const plan = await planOf('Encounter?_sort=_lastUpdated');
    expect(plan.join('\n')).toMatch(/r USING (COVERING )?INDEX resource_updated \(type=\?\)/);
  });
});

describe('the plan of what changed while a search goes on', () => {
  it.each([
    'Patient?_sort=family',
    'Encounter?patient=1&_sort=-date',
    'Patient?_has:Group:member:_id=1&_sort=family',
  ])('%s begins with the update times and reads one former version of each', async (path) => {
    const plan = await planOf(path, undefined, 'changed');
    expect(plan[0]).toBe('SEARCH r USING INDEX resource_updated (type=? AND last_updated>?)');
    expect(plan.join('\n')).toContain(
      'SEARCH h USING INDEX sqlite_autoindex_resource_history_1 (type=? AND id=? AND version=?)',
    );
    expect(plan.filter((line) => line.startsWith('SCAN'))).toEqual([]);
  });
});
