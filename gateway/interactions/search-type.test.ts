import type { Bundle, Encounter } from '@medplum/fhirtypes';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isServedType } from '../../conformance/search-parameters/definition.ts';
import { LOCALITY_CODES, NHS_NUMBER } from '../../conformance/systems.ts';
import { searchPage } from '../search/page.ts';
import { parseSearch } from '../search/parse.ts';
import { ids, startSearchScenario, type SearchScenario } from './testing/search-scenario.ts';

let gateway: SearchScenario;
beforeAll(async () => {
  gateway = await startSearchScenario();
});
afterAll(async () => {
  await gateway.close();
});

const bundle = (path: string): Promise<Bundle> => gateway.bundle(path);
const search = async (path: string): Promise<string[]> => ids(await bundle(path));

describe('search: which resources match', () => {
  it.each<[string, string[]]>([
    ['Patient', ['ann', 'bob', 'cyd', 'dee']],
    [`Patient?identifier=${NHS_NUMBER}|9990000018`, ['ann']],
    ['Patient?identifier=9990000018', ['ann']],
    ['Patient?identifier=|9990000018', []],
    ['Patient?identifier=|ab1', ['bob']],
    [`Patient?identifier=${NHS_NUMBER}|`, ['ann']],
    ['Patient?identifier=9990000018,AB1', ['ann', 'bob']],
    ['Patient?gender=http://hl7.org/fhir/administrative-gender|male', ['bob', 'cyd']],
    ['Patient?gender=urn:other|male', []],
    ['Patient?gender:not=male', ['ann', 'dee']],
    ['Patient?gender:missing=true', ['dee']],
    ['Patient?gender:missing=false', ['ann', 'bob', 'cyd']],
    ['Patient?family=TEST', ['ann', 'bob']],
    ['Patient?family:exact=Tèst', ['ann']],
    ['Patient?family:exact=Test', []],
    ['Patient?family:contains=est', ['ann', 'bob']],
    ['Patient?family:contains=e%25t', []],
    ["Patient?family:contains=o'b", ['cyd']],
    ['Encounter?patient.family:contains=est', ['v1', 'v2', 'v3']],
    ['Patient?phonetic=Rupert', ['bob']],
    ['Patient?name=ann', ['ann']],
    ['Patient?name=test ann', ['ann']],
    ['Patient?name=ann bob', []],
    ['Patient?name=te an,rob tes', ['ann', 'bob']],
    ['Encounter?patient.name=an te', ['v1', 'v2']],
    ['Patient?name:exact=test ann', []],
    ['Patient?phone=01709555010', ['ann']],
    ['Patient?telecom=(01709)%20555%20010', ['ann']],
    ['Patient?email=01709555010', []],
    ['Patient?birthdate=1950', ['ann', 'bob']],
    ['Patient?birthdate=1950-03', ['ann']],
    ['Patient?birthdate=ne1950-03', ['bob']],
    ['Patient?birthdate=gt1950-03-04', ['bob']],
    ['Patient?birthdate=sa1950-03-03', ['ann']],
    ['Patient?birthdate=eb1950-03-05', ['ann']],
    ['Patient?birthdate:missing=true', ['cyd', 'dee']],
    ['Patient?deceased=true', ['cyd']],
    ['Patient?death-date=2026', ['cyd']],
    ['Patient?active=false', ['dee']],
    ['Patient?_id=ann,dee,nobody', ['ann', 'dee']],
    ['Patient?_id:not=ann', ['bob', 'cyd', 'dee']],
    ['Patient?_id=ann&gender=male', []],
    ['Patient?_lastUpdated=gt2026-11-01T00:00:03Z', ['dee']],
    ['Patient?_lastUpdated=le2026-11-01T00:00:02Z', ['ann', 'bob']],
    ['Patient?_tag=watch', ['dee']],
    ['Patient?_profile=http://example.org/p/one', ['dee']],
    ['Patient?_profile:below=http://example.org/p', ['dee']],
    ['Patient?_profile:below=http://example.org/p/on', []],
    ['Patient?locality=central', ['ann']],
    [`Patient?locality=${LOCALITY_CODES}|central,north`, ['ann', 'bob']],
    ['Patient?locality:missing=true', ['cyd', 'dee']],
    ['Patient?general-practitioner=C1', ['ann']],
    ['Patient?general-practitioner=Organization/C1', ['ann']],
    ['Patient?general-practitioner:Practitioner=C1', []],
    ['Patient?general-practitioner:Organization.name=central', ['ann']],
    ['Patient?general-practitioner:missing=true', ['bob', 'cyd', 'dee']],
    ['Encounter?patient=ann', ['v1', 'v2']],
    ['Encounter?subject=http://gateway.test/fhir/Patient/ann', ['v1', 'v2']],
    ['Encounter?patient=Patient/ann&status=in-progress', ['v1']],
    ['Encounter?status:not=finished', ['v1', 'v4']],
    ['Encounter?class=EMER', ['v3', 'v4']],
    ['Encounter?class=urn:other|EMER', ['v3']],
    ['Encounter?class=emer', []],
    ['Encounter?locality=central', ['v1', 'v2']],
    ['Encounter?locality=central,north&status=in-progress', ['v1']],
    ['Encounter?locality:not=central', ['v3', 'v4']],
    ['Encounter?locality:missing=true', ['v4']],
    ['Encounter?subject:Patient.birthdate=1950-03', ['v1', 'v2']],
    ['Encounter?patient.birthdate=1950', ['v1', 'v2', 'v3']],
    [`Encounter?patient.identifier=${NHS_NUMBER}|9990000018`, ['v1', 'v2']],
    ['Encounter?patient._id=bob', ['v3']],
    ['Encounter?patient._lastUpdated=gt2020', ['v1', 'v2', 'v3']],
    ['Encounter?patient.gender:not=female', ['v3']],
    ['Encounter?part-of:Encounter.locality=north', ['v2']],
    ['Encounter?location.name=ward', ['v3']],
    ['Encounter?date=2026-10', ['v2']],
    ['Encounter?date=ge2026-11-05', ['v1', 'v3']],
    ['Encounter?date=lt2026-11-01', ['v2']],
    ['Encounter?date=ge2026-10-03', ['v1', 'v2', 'v3']],
    ['Encounter?date=gt2026-10-03', ['v1', 'v3']],
    ['Encounter?date=le2026-10-01', ['v2']],
    ['Encounter?date=lt2026-10-01', []],
    ['Encounter?date=ge2026-10-02&date=le2026-10-02', ['v2']],
    ['Encounter?date=ap2026-09-28', ['v2']],
    ['Organization?name=central', ['C1']],
    ['Subscription?status=active', []],
  ])('%s', async (path, expected) => {
    expect(await search(path)).toEqual(expected);
    const [type = '', text = ''] = path.split('?');
    if (!isServedType(type)) throw new Error(`${type} is not served`);
    const query = parseSearch(type, new URLSearchParams(text), {
      baseUrl: 'http://gateway.test/fhir',
      now: new Date('2026-11-20T12:00:00.000Z'),
    });
    // As if every condition had many matches: the other way to ask must give the same.
    const { rows } = await searchPage(gateway.engine.reader, query, { own: -1, chained: -1 });
    expect(rows.map((row) => row.id)).toEqual(expected);
  });

  it('answers POST _search as it answers GET', async () => {
    const answer = await request(gateway.app)
      .post('/fhir/Patient/_search?active=false')
      .type('form')
      .send({ _id: 'ann,dee' });
    expect(answer.status).toBe(200);
    expect(ids(answer.body as Bundle)).toEqual(['dee']);
  });
});

describe('search: days and presence', () => {
  type Visit = Encounter & { id: string };
  const visit = (id: string, rest: Partial<Encounter>): Visit => ({
    resourceType: 'Encounter',
    id,
    status: 'finished',
    class: { code: 'IMP' },
    ...rest,
  });

  it('finds the visits of a London day, also on the days on which the clocks change', async () => {
    const night = (id: string, start: string, end: string): Visit =>
      visit(id, { meta: { tag: [{ code: 'night' }] }, period: { start, end } });
    const visits = [
      night('july', '2026-07-02T00:30:00+01:00', '2026-07-02T02:00:00+01:00'),
      night('whole', '2026-07-02', '2026-07-02'),
      night('march', '2026-03-29T23:30:00+01:00', '2026-03-29T23:50:00+01:00'),
      night('october', '2026-10-25T00:10:00+01:00', '2026-10-25T23:50:00+00:00'),
    ];
    await gateway.put(...visits);
    const on = (day: string): Promise<string[]> => search(`Encounter?_tag=night&date=${day}`);
    expect(await on('2026-07-02')).toEqual(['july', 'whole']);
    expect(await on('2026-07-01')).toEqual([]);
    expect(await on('2026-03-29')).toEqual(['march']);
    expect(await on('2026-10-25')).toEqual(['october']);
    for (const one of visits) await gateway.remove(one);
  });

  it('says that an element is missing only where it is', async () => {
    const told = visit('told', {
      meta: { tag: [{ code: 'told' }] },
      reasonCode: [{ text: 'fall' }],
      serviceProvider: { display: 'The trust' },
    });
    await gateway.put(told, visit('bare', { meta: { tag: [{ code: 'told' }] } }));
    const missing = (code: string, is: boolean): Promise<string[]> =>
      search(`Encounter?_tag=told&${code}:missing=${String(is)}`);
    for (const code of ['reason-code', 'service-provider']) {
      expect(await missing(code, false)).toEqual(['told']);
      expect(await missing(code, true)).toEqual(['bare']);
    }
    expect(await missing('account', true)).toEqual(['told', 'bare']);
    // Nothing but :missing meets the row that says so.
    expect(await search('Encounter?_tag=told&reason-code:not=x')).toEqual(['told', 'bare']);
    await gateway.remove(told);
    await gateway.remove(visit('bare', {}));
  });
});
