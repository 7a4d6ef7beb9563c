/** Promise 2 over two senders: attendances, admissions, merges and deaths in any order give the same record, byte for byte. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Encounter } from '@medplum/fhirtypes';
import { senderFeed } from '../../test-data/adt/sender-feeds.ts';
import { adtText } from '../testing/adt-text.ts';
import { recordBench } from '../testing/record-bench.ts';

const MRN = { identifiers: [{ authority: 'RFR', system: 'https://fhir.nhs.uk/RFR/Id/mrn' }] };
const FEEDS = [
  senderFeed(['ED'], {
    id: 'ed',
    organisation: 'RFR',
    visitNumberSystem: 'https://ed.example/visit',
    ...MRN,
  }),
  senderFeed(['PAS'], {
    id: 'pas',
    organisation: 'RFR',
    visitNumberSystem: 'https://pas.example/visit',
    ...MRN,
  }),
];

const HOURS = 60;
const at = (hour: number): string =>
  new Date(Date.UTC(2026, 10, 18, hour)).toISOString().replace(/\D/g, '').slice(0, 14);

const visit = fc
  .record({
    sender: fc.constantFrom('ED', 'PAS'),
    trigger: fc.constantFrom('A04', 'A01', 'A01', 'A03', 'A03', 'A11', 'A13', 'A02', 'A08', 'A45'),
    hour: fc.integer({ min: 0, max: HOURS }),
    number: fc.constantFrom('1', '2'),
    person: fc.constantFrom('R1', 'R1', 'R1', 'R2'),
    method: fc.constantFrom('21', '21', '11', ''),
    disposal: fc.constantFrom('1', '3', ''),
    dead: fc.constantFrom('', '', '', 'Y', 'N'),
  })
  .map((m) => ({
    trigger: m.trigger,
    at: at(m.hour),
    msh: { 4: m.sender },
    pid: { 3: `${m.person}^^^RFR^MR`, 30: m.dead, 32: '' },
    pv1: {
      2: m.sender === 'ED' ? 'E' : 'I',
      3: m.sender === 'ED' ? '^AED^^RFRPA' : '^AMU^1^RFRPA',
      4: m.sender === 'ED' ? '' : m.method,
      19: `${m.sender}${m.number}`,
      36: m.trigger === 'A03' && m.sender === 'ED' ? m.disposal : '',
    },
    ...(m.trigger === 'A45' ? { more: [`MRG|${m.person === 'R1' ? 'R2' : 'R1'}^^^RFR^MR`] } : {}),
  }));
const numbers = fc
  .record({ trigger: fc.constantFrom('A40', 'A37'), hour: fc.integer({ min: 0, max: HOURS }) })
  .map((m) => ({
    trigger: m.trigger,
    at: at(m.hour),
    msh: { 4: 'PAS' },
    pid: { 3: 'R1^^^RFR^MR', 32: '' },
    more: [m.trigger === 'A40' ? 'MRG|R2^^^RFR^MR' : 'PID|2||R2^^^RFR^MR'],
  }));
const story = fc
  .array(fc.oneof({ weight: 5, arbitrary: visit }, { weight: 1, arbitrary: numbers }), {
    minLength: 3,
    maxLength: 12,
  })
  .map((messages) => messages.map((m, i) => adtText({ ...m, controlId: `C${i}` })));

async function recordOf(messages: readonly string[]): Promise<Map<string, string>> {
  const bench = await recordBench(FEEDS);
  try {
    for (const message of messages) {
      const receipt = await bench.send(message);
      if (receipt.kind === 'rejected') throw new Error(receipt.rejection.text);
      if (receipt.kind !== 'committed') throw new Error(receipt.kind);
    }
    requireParents(await bench.resources('Encounter'));
    return await bench.record();
  } finally {
    await bench.close();
  }
}

/** Every parent that is named is there, and has more than one Encounter under it. */
function requireParents(encounters: readonly Encounter[]): void {
  const under = encounters.flatMap((e) => e.partOf?.reference ?? []);
  const parents = encounters.filter((e) => e.class.code === 'GROUPING').map((e) => `Encounter/${e.id ?? ''}`);
  expect(new Set(under)).toEqual(new Set(parents));
  for (const parent of parents) expect(under.filter((u) => u === parent).length).toBeGreaterThan(1);
}

describe('two senders', () => {
  it('give the same record in any order of their messages', async () => {
    await fc.assert(
      fc.asyncProperty(
        story.chain((messages) =>
          fc.record({
            messages: fc.constant(messages),
            order: fc.shuffledSubarray(messages, { minLength: messages.length, maxLength: messages.length }),
          }),
        ),
        async ({ messages, order }) => {
          expect([...(await recordOf(order))]).toEqual([...(await recordOf(messages))]);
        },
      ),
      {
        numRuns: Number(process.env['CONVERGENCE_RUNS'] ?? 60),
        interruptAfterTimeLimit: 120_000,
        markInterruptAsFailure: false,
      },
    );
  }, 300_000);
});
