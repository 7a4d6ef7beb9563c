import type { Resource } from '@medplum/fhirtypes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isServedType } from '../../conformance/search-parameters/definition.ts';
import { FORMER_NHS_NUMBER, NHS_NUMBER } from '../../conformance/systems.ts';
import { searchPage } from '../search/page.ts';
import { parseSearch } from '../search/parse.ts';
import { ids, person, startSearchScenario, type SearchScenario } from './testing/search-scenario.ts';

const CLINICAL = 'http://terminology.hl7.org/CodeSystem/condition-clinical';
const SERVICE = 'https://fhir.interweavedigital.nhs.uk/CodeSystem/Interweave-SocialCareServiceType';
const SETS = 'https://rother.example/fhir/ValueSet/';
const about = (id: string): { reference: string } => ({ reference: `Patient/${id}` });
const coded = (system: string, code: string): { coding: { system: string; code: string }[] } => ({
  coding: [{ system, code }],
});

/** What is known of Ann (central), Bob (north) and others beside their visits. Synthetic people only. */
const RECORD: (Resource & { id: string })[] = [
  person(
    'eli',
    {
      identifier: [
        { system: NHS_NUMBER, value: '9990000034' },
        { system: FORMER_NHS_NUMBER, value: '9990000042' },
      ],
    },
    'central',
  ),
  {
    resourceType: 'Condition',
    id: 'asthma',
    subject: about('ann'),
    clinicalStatus: coded(CLINICAL, 'active'),
    code: coded('http://snomed.info/sct', '195967001'),
    onsetPeriod: { start: '2001', end: '2003' },
    encounter: { reference: 'Encounter/v2' },
  },
  {
    resourceType: 'Condition',
    id: 'fracture',
    subject: about('bob'),
    clinicalStatus: coded(CLINICAL, 'resolved'),
    code: { text: 'broken arm' },
    onsetString: 'as a boy',
  },
  {
    resourceType: 'Observation',
    id: 'pulse',
    status: 'final',
    code: coded('http://loinc.org', '8867-4'),
    subject: about('ann'),
    effectiveInstant: '2026-11-02T11:00:00.000Z',
    encounter: { reference: 'Encounter/v1' },
    component: [{ code: coded('http://loinc.org', 'part'), valueCodeableConcept: { text: 'steady beat' } }],
  },
  {
    resourceType: 'EpisodeOfCare',
    id: 'help',
    status: 'active',
    patient: about('bob'),
    type: [coded(SERVICE, 'HS')],
    period: { start: '2026-01-01' },
  },
  {
    resourceType: 'EpisodeOfCare',
    id: 'home',
    status: 'finished',
    patient: about('ann'),
    type: [coded(SERVICE, 'LTRC')],
    period: { start: '2024-01-01', end: '2025-01-01' },
  },
  {
    resourceType: 'Task',
    id: 'call',
    status: 'requested',
    intent: 'order',
    for: about('ann'),
    encounter: { reference: 'Encounter/v1' },
    focus: { reference: 'Condition/asthma' },
    owner: { reference: 'CareTeam/team' },
  },
  { resourceType: 'Task', id: 'done', status: 'completed', intent: 'order', for: about('bob') },
  {
    resourceType: 'CareTeam',
    id: 'team',
    name: 'Central',
    subject: about('ann'),
    participant: [{ member: { reference: 'Practitioner/nurse' } }],
  },
  { resourceType: 'Practitioner', id: 'nurse', name: [{ family: 'Nightly' }] },
  {
    resourceType: 'QuestionnaireResponse',
    id: 'answers',
    status: 'completed',
    questionnaire: 'http://example.org/Questionnaire/falls|2.0',
    subject: about('ann'),
  },
  {
    resourceType: 'ServiceRequest',
    id: 'order',
    status: 'active',
    intent: 'order',
    subject: about('bob'),
    occurrenceTiming: { event: ['2026-11-02', '2026-11-20'] },
    orderDetail: [{ text: 'Two Carers' }],
  },
  { resourceType: 'List', id: 'watch', status: 'current', mode: 'working', entry: [{ item: about('ann') }] },
  {
    resourceType: 'Group',
    id: 'caseload',
    type: 'person',
    actual: true,
    member: [{ entity: about('bob') }, { entity: about('old-cyd') }],
  },
];

let gateway: SearchScenario;
beforeAll(async () => {
  gateway = await startSearchScenario();
  await gateway.put(...RECORD);
  await gateway.engine.write(async (tx) => {
    await tx.insertInto('patient_alias').values({ id: 'old-cyd', survivor: 'cyd' }).execute();
  });
});
afterAll(async () => {
  await gateway.close();
});

describe('search in the shared record: which resources match', () => {
  it.each<[string, string[]]>([
    ['Condition?patient=ann', ['asthma']],
    ['Condition?code=http://snomed.info/sct|195967001', ['asthma']],
    ['Condition?code:missing=true', []],
    ['Condition?onset-date=2002', []],
    ['Condition?onset-date=ge2002', ['asthma']],
    ['Condition?onset-info=as a', ['fracture']],
    ['Condition?locality=central', ['asthma']],
    ['Condition?locality:not=central', ['fracture']],
    ['Condition?encounter.location:missing=true', ['asthma']],
    ['Observation?date=2026-11-02', ['pulse']],
    ['Observation?date=lt2026-11-02T11:00:00Z', []],
    ['Observation?combo-code=part', ['pulse']],
    ['Observation?combo-value-concept:missing=false', ['pulse']],
    ['Observation?value-concept:missing=true', ['pulse']],
    ['ServiceRequest?occurrence=ge2026-11-10&occurrence=le2026-11-10', ['order']],
    ['ServiceRequest?occurrence=gt2026-11-20', []],
    ['ServiceRequest?order-detail=two carers', ['order']],
    ['QuestionnaireResponse?questionnaire=http://example.org/Questionnaire/falls', ['answers']],
    ['QuestionnaireResponse?questionnaire=http://example.org/Questionnaire/falls|2.0', ['answers']],
    ['QuestionnaireResponse?questionnaire=http://example.org/Questionnaire/falls|1.0', []],
    ['Task?intent=http://hl7.org/fhir/request-intent|order', ['call', 'done']],
    ['Task?subject=Patient/ann', ['call']],
    ['Task?focus=asthma', ['call']],
    [`Patient?identifier=${NHS_NUMBER}|9990000042`, ['eli']],
    [`Patient?identifier=${NHS_NUMBER}|999 000 0034`, ['eli']],
    [`Patient?identifier=${FORMER_NHS_NUMBER}|9990000042`, ['eli']],
    [`Patient?identifier=${FORMER_NHS_NUMBER}|9990000034`, []],
    // Value sets of our own.
    [`Condition?clinical-status:in=${SETS}active-problem-statuses`, ['asthma']],
    [`Condition?clinical-status:not-in=${SETS}active-problem-statuses`, ['fracture']],
    [`EpisodeOfCare?type:in=${SETS}home-care-services&status=active`, ['help']],
    [`Task?status:in=${SETS}open-task-statuses`, ['call']],
    [`Encounter?class:in=${SETS}in-hospital`, ['v1', 'v2']],
    [`Encounter?class:not-in=${SETS}in-hospital`, ['v3', 'v4']],
    // Two references on.
    ['Task?encounter.patient.family=tes', ['call']],
    ['Task?encounter.patient.gender=male', []],
    ['Task?owner:CareTeam.participant:Practitioner.family=nightly', ['call']],
    ['Task?focus:Condition.subject:Patient.locality=central', ['call']],
    // From what refers to it.
    ['Patient?_has:Condition:patient:code=195967001', ['ann']],
    [`Patient?_has:EpisodeOfCare:patient:type:in=${SETS}home-care-services`, ['bob']],
    ['Patient?_has:Condition:patient:clinical-status:not=active', ['bob']],
    ['Patient?_has:Condition:patient:code:missing=true', []],
    ['Patient?_has:Task:patient:status=requested,completed', ['ann', 'bob']],
    ['Patient?_has:Task:patient:status=requested&_has:Task:patient:status=completed', []],
    ['Patient?_has:List:item:_id=watch', ['ann']],
    ['Patient?_has:Encounter:patient:location.name=ward', ['bob']],
    ['Patient?_has:Encounter:patient:date=2026-10&gender=female', ['ann']],
    ['Patient?_has:Encounter:patient:_has:Task:encounter:status=requested', ['ann']],
    ['Patient?_has:Encounter:patient:_has:Condition:encounter:code=195967001', ['ann']],
    ['Patient?_has:Encounter:patient:_lastUpdated=lt2020', []],
    ['Encounter?_has:Task:encounter:owner=CareTeam/team', ['v1']],
    ['Encounter?_has:Encounter:part-of:status=finished', ['v3']],
    ['Location?_has:Encounter:location:locality=north', ['b6']],
    // Who is reached by a chain, and is on a caseload; one who was merged is found by the number that goes on.
    ['Encounter?patient._has:Group:member:_id=caseload', ['v3']],
    ['Patient?_has:Group:member:_id=caseload', ['bob', 'cyd']],
    ['Patient?_has:Group:member:type=person&deceased=true', ['cyd']],
  ])('%s', async (path, expected) => {
    expect(ids(await gateway.bundle(path)).sort()).toEqual(expected);
    const [type = '', text = ''] = path.split('?');
    if (!isServedType(type)) throw new Error(`${type} is not served`);
    const query = parseSearch(type, new URLSearchParams(text), {
      baseUrl: 'http://gateway.test/fhir',
      now: new Date('2026-11-20T12:00:00.000Z'),
    });
    // Whichever conditions have many matches: the ways to ask must give the same.
    for (const limits of [
      { own: -1, chained: -1 },
      { own: 1000, chained: -1 },
      { own: -1, chained: 1000 },
    ]) {
      const { rows } = await searchPage(gateway.engine.reader, query, limits);
      expect(rows.map((row) => row.id).sort()).toEqual(expected);
    }
  });

  it('includes what the matches point to and what points to them, of any type', async () => {
    const result = await gateway.bundle(
      'Patient?_id=ann&_revinclude=Condition:patient&_revinclude=Observation:subject&_revinclude=List:item',
    );
    expect(ids(result, 'include').sort()).toEqual(['asthma', 'pulse', 'watch']);
    const forward = await gateway.bundle('Task?_id=call&_include=Task:focus&_include=Task:owner:CareTeam');
    expect(ids(forward, 'include').sort()).toEqual(['asthma', 'team']);
  });
});
