import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Encounter, Patient } from '@medplum/fhirtypes';
import { describe, expect, it } from 'vitest';
import { adtText } from '../../gateway/testing/adt-text.ts';
import { recordBench, type RecordBench } from '../../gateway/testing/record-bench.ts';
import type { Fields, OracleMessage, Outcome } from './oracle.ts';
import { ORACLES } from './oracles.ts';
import { SOURCES } from './sources.ts';

const START = Date.parse('2026-11-21T10:00:00Z');

/** The message as text; in winter, London's time is UTC. */
function textOf(message: OracleMessage, index: number): string {
  const later = new Date(START + index * 60_000).toISOString().replace(/\D/g, '').slice(0, 14);
  const text = adtText({ at: later, controlId: String(index + 1), ...message });
  const { evn } = message;
  return evn === undefined
    ? text
    : text.replace(/^EVN.*?\r/m, (line) => `${withFields(line.trimEnd(), evn)}\r`);
}

function withFields(segment: string, fields: Fields): string {
  const parts = segment.split('|');
  for (const [field, value] of Object.entries(fields)) {
    while (parts.length <= Number(field)) parts.push('');
    parts[Number(field)] = value;
  }
  return parts.join('|');
}

async function play(messages: readonly OracleMessage[]): Promise<Outcome> {
  const bench = await recordBench();
  try {
    const receipts: string[] = [];
    for (const [i, message] of messages.entries()) {
      const receipt = await bench.send(textOf(message, i));
      const condition = receipt.kind === 'rejected' ? ` ${receipt.rejection.condition}` : '';
      receipts.push(receipt.kind + condition);
    }
    return await outcome(bench, receipts);
  } finally {
    await bench.close();
  }
}

async function outcome(bench: RecordBench, receipts: readonly string[]): Promise<Outcome> {
  const patients = await bench.resources('Patient');
  const all = await bench.resources('Encounter');
  const encounters = all.filter((encounter) => encounter.class.code !== 'GROUPING');
  const stored = [...(await bench.record()).keys()];
  return {
    patient: patients.find(({ active }) => active === true) ?? ({} satisfies Partial<Patient>),
    encounter: encounters[0] ?? ({} satisfies Partial<Encounter>),
    patients,
    encounters,
    receipts,
    count: (type) => stored.filter((key) => key.startsWith(`${type}/`)).length,
  };
}

const named = ORACLES.map(
  (oracle) => [`${oracle.source} on ${oracle.field}: ${oracle.verdict}`, oracle] as const,
);

describe('against what others make of ADT', () => {
  it.each(named)('%s', async (_, oracle) => {
    const found = oracle.look(await play(oracle.send));
    if (oracle.verdict === 'same') {
      expect(found).toEqual(oracle.gives);
      return;
    }
    expect(found).toEqual(oracle.expected);
    expect(found).not.toEqual(oracle.gives);
  });

  it('says everything once, and covers every segment and source', () => {
    const keys = named.map(([name]) => name);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.length).toBeGreaterThanOrEqual(60);
    for (const segment of ['MSH', 'EVN', 'PID', 'PD1', 'NK1', 'MRG', 'PV1', 'PV2', 'A01', 'A13', 'A40']) {
      expect(
        ORACLES.some(({ field }) => field.startsWith(segment)),
        segment,
      ).toBe(true);
    }
    expect(new Set(ORACLES.map(({ source }) => source))).toEqual(new Set(Object.keys(SOURCES)));
  });
});

describe('conformance/README.md', () => {
  const readme = readFileSync(join(import.meta.dirname, '..', 'README.md'), 'utf8');
  const section = /^## Oracles\n([\s\S]*?)(?=^## |(?![\s\S]))/m.exec(readme)?.[1] ?? '';
  const rows = section
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    .filter(([first = '']) => !/^(-+|source|)$/.test(first));

  it('has the sources as they were read, and every oracle', () => {
    expect(rows).toEqual([
      ...Object.entries(SOURCES).map(([id, { name, repository, read }]) => [
        id,
        `${name} (${repository})`,
        read,
      ]),
      ...ORACLES.map((oracle) => [
        oracle.source,
        oracle.field,
        oracle.theirs,
        ...(oracle.verdict === 'same' ? ['the same', 'same', ''] : [oracle.ours, 'differs', oracle.reason]),
      ]),
    ]);
  });
});
