/**
 * Promise 2 over all who know a person: what hospital, practice and council say, merges, decisions and sets of resources
 * give the same record in any order: the same people, links, work list and references.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Identifier } from '@medplum/fhirtypes';
import { GP_PATIENT, NHS_NUMBER, UK_CORE } from '../../conformance/systems.ts';
import {
  stampOf,
  type FactBase,
  type IdentityFact,
  type PersonData,
  type SetFact,
} from '../../mappings/fact.ts';
import type { SetFold } from '../../mappings/source-set.ts';
import type { Statements } from '../../mappings/statements.ts';
import { VISIT_NUMBER, visitFact } from '../../test-data/adt/facts.ts';
import { recordBench } from '../testing/record-bench.ts';
import { applyMessage } from './apply-message.ts';
import { uuidV5 } from './uuid.ts';

const MRN = 'https://fhir.nhs.uk/RFR/Id/mrn';
const COUNCIL = 'https://rother.example/fhir/Id/rmbc-person';
const HOSPITAL = [`${MRN}|R1`, `${MRN}|R2`, `${MRN}|R3`];
const KEYS = [
  ...HOSPITAL,
  `${GP_PATIENT}/C87017|g1`,
  `${GP_PATIENT}/C87005|g2`,
  `${COUNCIL}|c1`,
  `${COUNCIL}|c2`,
] as const;
const NUMBERS = ['9990000018', '9990000026'];

const key = fc.constantFrom(...KEYS);
const hour = fc.integer({ min: 0, max: 30 });

function nhs(value: string, status: string): Identifier {
  const coding = [{ system: 'status', code: status }];
  return {
    ...(status === ''
      ? {}
      : {
          extension: [
            {
              url: `${UK_CORE}Extension-UKCore-NHSNumberVerificationStatus`,
              valueCodeableConcept: { coding },
            },
          ],
        }),
    system: NHS_NUMBER,
    value,
  };
}

const data = fc
  .record({
    number: fc.constantFrom('', NUMBERS[0], NUMBERS[0], NUMBERS[1]),
    status: fc.constantFrom('01', '01', '01', '02', '', '05'),
    family: fc.constantFrom('', 'HARTLEY', 'HARTLEY', 'Hart-ley', 'SHAW'),
    given: fc.constantFrom('', 'ANN', 'ANN', 'BETH'),
    birthDate: fc.constantFrom('', '1941-03-02', '1941-03-02', '1941-02-03', '1941-03-03', '1970-09-09'),
    gender: fc.constantFrom('', 'female', 'female', 'male'),
    postcode: fc.constantFrom('', 'S65 1AB', 'S65 1AB', 'S60 2AA'),
    practice: fc.constantFrom('', 'C87017', 'C87005'),
    restricted: fc.constantFrom(false, false, false, true),
  })
  .map((m): Omit<PersonData, 'identifiers'> & { identifiers: Identifier[] } => ({
    identifiers: m.number === '' || m.number === undefined ? [] : [nhs(m.number, m.status)],
    ...(m.family === ''
      ? {}
      : { name: [{ family: m.family, ...(m.given === '' ? {} : { given: [m.given] }) }] }),
    ...(m.birthDate === '' ? {} : { birthDate: m.birthDate }),
    ...(m.gender === 'female' || m.gender === 'male' ? { gender: m.gender } : {}),
    ...(m.postcode === '' ? {} : { address: [{ postalCode: m.postcode }] }),
    ...(m.practice === '' ? {} : { practice: { ods: m.practice } }),
    ...(m.restricted ? { restricted: true as const } : {}),
  }));

type Act =
  | { readonly kind: 'person'; readonly key: string; readonly hour: number; readonly data: PersonData }
  | { readonly kind: IdentityFact['kind']; readonly a: string; readonly b: string; readonly hour: number }
  | {
      readonly kind: 'set';
      readonly key: string;
      readonly other: string;
      readonly hour: number;
      readonly text: string;
    }
  | { readonly kind: 'visit'; readonly key: string; readonly hour: number; readonly number: string };

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('person' as const), key, hour, data }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom('merge' as const, 'unlink' as const),
      a: fc.constantFrom(...HOSPITAL),
      b: fc.constantFrom(...HOSPITAL),
      hour,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('decided-same' as const, 'decided-different' as const),
      a: key,
      b: key,
      hour,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('set' as const),
      key,
      other: key,
      hour,
      text: fc.constantFrom('', 'x', 'y'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('visit' as const),
      key: fc.constantFrom(...HOSPITAL),
      hour,
      number: fc.constantFrom('V1', 'V2'),
    }),
  },
);

/** The last word on a thing: a flag on its person that names another one. */
interface Thing {
  readonly person: string;
  readonly other: string;
  readonly text: string;
  readonly source: string;
}

const things: SetFold<Thing> = {
  step: (_state, fact) => {
    // Made below.
    const { other, text } = fact.data as Pick<Thing, 'other' | 'text'>;
    return { person: fact.person, other, text, source: fact.sourceMessageId };
  },
  standing: ({ person, other, text, source }, { ids, idOf }) => ({
    evidence:
      text === 'y'
        ? [
            {
              kind: 'allocation',
              team: { id: 'asc-wath-swinton', name: 'Wath' },
              asOf: '2026-11-21',
              source: 'test',
            },
          ]
        : [],
    resources:
      text === ''
        ? []
        : [
            {
              resourceType: 'Flag',
              id: idOf('Flag', person),
              meta: { source: `urn:uuid:${source}` },
              status: 'active',
              code: { text },
              subject: { reference: `Patient/${ids.patient(person)}` },
              author: { reference: `Patient/${ids.patient(other)}` },
            },
          ],
  }),
};

function statements(one: Act, index: number): Statements {
  const sourceMessageId = uuidV5('test', String(index));
  const effective = new Date(Date.UTC(2026, 10, 20, one.hour)).toISOString();
  const base: FactBase = {
    stamp: stampOf({
      effective,
      recorded: effective,
      sequence: 0,
      messageTime: effective,
      rank: one.kind === 'person' ? 0 : 90,
      controlId: String(index),
      hash: String(index),
    }),
    effective,
    dateTime: effective,
    sourceMessageId,
  };
  const none = { trigger: 'test', sourceMessageId, effective, people: [], visits: [], identity: [] };
  switch (one.kind) {
    case 'person':
      return { ...none, people: [{ ...base, kind: 'demographics', person: one.key, data: one.data }] };
    case 'set': {
      const set: SetFact = {
        ...base,
        kind: 'case-event',
        set: `case-event|test|${one.key}`,
        person: one.key,
        data: { other: one.other, text: one.text },
      };
      // As every feed does, it names its people.
      const people = [one.key, one.other].map((person) => ({
        ...base,
        kind: 'demographics' as const,
        person,
        data: { identifiers: [] },
      }));
      return { ...none, people: one.key === one.other ? people.slice(0, 1) : people, sets: [set] };
    }
    case 'visit': {
      const visit = `${VISIT_NUMBER.system}|${one.number}`;
      const fact = visitFact('admit', '08:00', 'I', 'AMU');
      return {
        ...none,
        people: [{ ...base, kind: 'demographics', person: one.key, data: { identifiers: [] } }],
        visits: [
          {
            ...fact,
            ...base,
            visit,
            person: one.key,
            data: { ...fact.data, visitNumber: { ...VISIT_NUMBER, value: one.number } },
          },
        ],
      };
    }
    default:
      return one.a === one.b
        ? none
        : { ...none, identity: [{ ...base, kind: one.kind, of: 'person', from: one.a, into: one.b }] };
  }
}

async function recordOf(messages: readonly Statements[]): Promise<Record<string, unknown>> {
  const bench = await recordBench();
  try {
    const { place, ledger } = bench.deps;
    for (const message of messages) {
      await bench.engine.write((tx) =>
        applyMessage(tx, message, {
          ...place,
          folds: {
            ...place.folds,
            'case-event': {
              step: (s, f) => things.step(s as Thing, f),
              standing: (s, c) => things.standing(s as Thing, c),
            },
          },
          organisation: 'RFR',
          organisationOf: () => 'RFR',
          localBase: 'https://fhir.nhs.uk/RFR/Id/',
          ledger,
          now: '2026-12-01T00:00:00.000Z',
        }),
      );
    }
    const { reader } = bench.engine;
    const evidence = await reader.selectFrom('person_evidence').selectAll().orderBy('person').execute();
    const links = await reader.selectFrom('person_link').selectAll().orderBy('person').execute();
    const candidates = await reader.selectFrom('match_candidate').selectAll().orderBy('id').execute();
    const record = Object.fromEntries(await bench.record());
    for (const [name, content] of Object.entries(record))
      for (const [, id = ''] of content.matchAll(/"Patient\/([0-9a-f-]{36})"/g))
        if (!(`Patient/${id}` in record)) throw new Error(`${name} refers to a Patient that is not there`);
    return { record, evidence, links, candidates };
  } finally {
    await bench.close();
  }
}

const RUNS = Number(process.env.CONVERGENCE_RUNS ?? 40);

describe('a person whom several sources know', () => {
  it('is the same whoever spoke first', async () => {
    const story = fc.array(act, { minLength: 3, maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(story, fc.infiniteStream(fc.nat()), async (acts, order) => {
        const messages = acts.map(statements);
        const shuffled = messages
          .map((m) => [order.next().value as number, m] as const)
          .toSorted(([a], [b]) => a - b)
          .map(([, m]) => m);
        expect(await recordOf(shuffled)).toEqual(await recordOf(messages));
      }),
      { numRuns: RUNS },
    );
  }, 600_000);
});
