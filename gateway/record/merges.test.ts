/** Merges, moves and other numbers through the whole intake: the record that they leave, whenever they arrive. */
import type { Encounter, Patient } from '@medplum/fhirtypes';
import { afterEach, describe, expect, it } from 'vitest';
import { resourceIds } from '../../mappings/resource-ids.ts';
import { adtText, type AdtText } from '../testing/adt-text.ts';
import { recordBench, type RecordBench } from '../testing/record-bench.ts';
import { localityCodes } from './attribution.ts';
import { uuidV5 } from './uuid.ts';

const open: RecordBench[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((bench) => bench.close()));
});

const IDS = resourceIds(uuidV5);
const key = (number: string): string => `https://fhir.nhs.uk/RFR/Id/mrn|${number}`;
const patientId = (number: string): string => IDS.patient(key(number));
const mrn = (number: string): string => `${number}^^^RFR^MR`;

let controlId = 0;

/** A message about somebody known by this number alone. */
function about(number: string, trigger: string, time: string, more: Partial<AdtText> = {}): string {
  controlId += 1;
  return adtText({
    trigger,
    at: `20261121${time.replace(':', '')}00`,
    controlId: `M${controlId}`,
    ...more,
    pid: { 3: mrn(number), 32: '', ...more.pid },
  });
}

const merge = (from: string, into: string, time: string): string =>
  about(into, 'A40', time, { more: [`MRG|${mrn(from)}`] });
const stay = (visit: string): Partial<AdtText> => ({
  pv1: { 2: 'I', 3: '^B6^1^RFRPA', 19: `${visit}^^^RFR^VN` },
});

async function bench(): Promise<RecordBench> {
  const made = await recordBench();
  open.push(made);
  return made;
}

async function sent(messages: readonly string[]): Promise<RecordBench> {
  const made = await bench();
  for (const message of messages) {
    const receipt = await made.send(message);
    if (receipt.kind !== 'committed' && receipt.kind !== 'quarantined')
      throw new Error(JSON.stringify(receipt));
  }
  return made;
}

async function patients(made: RecordBench): Promise<Map<string, Patient>> {
  return new Map((await made.resources('Patient')).map((patient) => [patient.id ?? '', patient]));
}

/** The record after every order of the messages is one; that one. */
async function converged(messages: readonly string[]): Promise<RecordBench> {
  const straight = await sent(messages);
  const expected = [...(await straight.record())];
  for (const order of permutations(messages)) {
    const other = await sent(order);
    expect([...(await other.record())]).toEqual(expected);
    open.splice(open.indexOf(other), 1);
    await other.close();
  }
  return straight;
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, i) => permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]));
}

describe('a merged number', () => {
  it('leaves one active person with both numbers and both visits, whatever came first', async () => {
    const made = await converged([
      about('9', 'A28', '08:00', { pid: { 13: '01709 555010' } }),
      about('12', 'A01', '09:00', stay('V1')),
      about('9', 'A01', '07:00', stay('V2')),
      merge('9', '12', '10:00'),
    ]);
    const people = await patients(made);
    const survivor = people.get(patientId('12'));
    const loser = people.get(patientId('9'));
    expect([survivor?.active, loser?.active]).toEqual([true, false]);
    expect(survivor?.link).toEqual([{ other: { reference: `Patient/${patientId('9')}` }, type: 'replaces' }]);
    expect(loser?.link).toEqual([
      { other: { reference: `Patient/${patientId('12')}` }, type: 'replaced-by' },
    ]);
    expect(survivor?.identifier?.map(({ value, use }) => [value, use ?? null])).toEqual([
      ['9', 'old'],
      ['12', null],
    ]);
    // What only the retired number told fills a gap.
    expect(survivor?.telecom?.[0]?.value).toBe('01709 555010');
    const encounters = await made.resources('Encounter');
    expect(new Set(encounters.map((e) => e.subject?.reference))).toEqual(
      new Set([`Patient/${patientId('12')}`]),
    );
  }, 60_000);

  it('says nothing against what the survivor is known by', async () => {
    const made = await sent([
      about('12', 'A28', '08:00', { pid: { 5: 'Hartley^Joan' } }),
      about('9', 'A28', '09:00', { pid: { 5: 'Hartley^J' } }),
      merge('9', '12', '10:00').replace('Hartley^Joan^^^Mrs^^L', ''),
    ]);
    expect((await patients(made)).get(patientId('12'))?.name?.[0]?.given).toEqual(['Joan']);
  });

  it('that nobody knew is known from the merge on', async () => {
    const made = await converged([merge('9', '12', '10:00'), about('9', 'A01', '11:00', stay('V1'))]);
    const people = await patients(made);
    expect(people.get(patientId('9'))?.active).toBe(false);
    expect((await made.resources('Encounter')).map((e) => e.subject?.reference)).toEqual([
      `Patient/${patientId('12')}`,
    ]);
  });

  it('follows a chain to the last survivor', async () => {
    const made = await converged([
      about('9', 'A01', '08:00', stay('V1')),
      merge('9', '12', '09:00'),
      merge('12', '15', '10:00'),
    ]);
    const [encounter] = await made.resources('Encounter');
    expect(encounter?.subject?.reference).toBe(`Patient/${patientId('15')}`);
    const people = await patients(made);
    expect(people.get(patientId('15'))?.link?.map((l) => l.type)).toEqual(['replaces', 'replaces']);
  }, 60_000);

  it('in a circle is quarantined with its reason, the earlier merge stands, and the record is one', async () => {
    const messages = [
      about('9', 'A28', '08:00'),
      about('12', 'A28', '08:00'),
      merge('9', '12', '09:00'),
      merge('12', '9', '10:00'),
    ];
    const made = await converged(messages);
    for (const order of [messages, messages.toReversed()]) {
      const other = await sent(order);
      const rows = await other.engine.reader.selectFrom('source_message').selectAll().execute();
      const aside = rows.filter((row) => row.outcome === 'quarantined');
      expect(aside.map((row) => [row.trigger, Buffer.from(row.raw).toString()])).toEqual([
        ['A40', messages[3]],
      ]);
      expect(aside[0]?.quarantine).toContain('circular-merge');
    }
    expect((await patients(made)).get(patientId('12'))?.active).toBe(true);
  }, 60_000);

  it('into itself is refused, and names the field', async () => {
    const made = await bench();
    const receipt = await made.send(merge('9', '9', '10:00'));
    expect(receipt).toMatchObject({ kind: 'rejected', rejection: { code: 'AE', segment: 'MRG', field: 1 } });
  });

  it('is its own person again when the merge is undone', async () => {
    const messages = [
      about('9', 'A01', '08:00', stay('V1')),
      about('12', 'A28', '08:00'),
      merge('9', '12', '09:00'),
      about('9', 'A37', '10:00', { more: [`PID|2||${mrn('12')}||Hartley^Joan`] }),
    ];
    const made = await converged(messages);
    const people = await patients(made);
    expect([people.get(patientId('9'))?.active, people.get(patientId('12'))?.active]).toEqual([true, true]);
    expect(people.get(patientId('9'))?.link).toBeUndefined();
    expect((await made.resources('Encounter')).map((e) => e.subject?.reference)).toEqual([
      `Patient/${patientId('9')}`,
    ]);
    expect(await made.engine.reader.selectFrom('patient_alias').selectAll().execute()).toEqual([]);
  }, 60_000);
});

describe('a visit that was somebody else’s', () => {
  it('is the right person’s after it was moved, and later words of the wrong one do not take it back', async () => {
    const made = await converged([
      about('9', 'A01', '08:00', stay('V1')),
      about('12', 'A45', '09:00', { ...stay('V1'), more: [`MRG|${mrn('9')}||||V1^^^RFR^VN`] }),
      about('9', 'A02', '10:00', { pv1: { 2: 'I', 3: '^STROKE^2^RFRPA', 19: 'V1^^^RFR^VN' } }),
    ]);
    const [encounter] = await made.resources('Encounter');
    expect(encounter?.subject?.reference).toBe(`Patient/${patientId('12')}`);
    expect(encounter?.location?.at(-1)?.location.display).toContain('Stroke');
  });

  it('under another number is one visit with one history', async () => {
    const made = await converged([
      about('9', 'A01', '08:00', stay('V1')),
      about('9', 'A50', '09:00', { ...stay('V2'), more: [`MRG|${mrn('9')}||||V1^^^RFR^VN`] }),
      about('9', 'A03', '12:00', stay('V2')),
    ]);
    const encounters: Encounter[] = await made.resources('Encounter');
    expect(encounters).toHaveLength(1);
    expect(encounters[0]).toMatchObject({
      status: 'finished',
      id: IDS.encounter('https://fhir.nhs.uk/RFR/Id/Encounter|V2', 'inpatient'),
    });
  });

  it('that has a history of its own is not overwritten: the change is quarantined', async () => {
    const messages = [
      about('9', 'A01', '08:00', stay('V1')),
      about('12', 'A01', '08:30', stay('V2')),
      about('12', 'A50', '09:00', { ...stay('V2'), more: [`MRG|${mrn('9')}||||V1^^^RFR^VN`] }),
    ];
    const made = await converged(messages);
    expect(await made.resources('Encounter')).toHaveLength(2);
    const aside = await made.engine.reader
      .selectFrom('source_message')
      .selectAll()
      .where('outcome', '=', 'quarantined')
      .execute();
    expect(aside.map((row) => row.quarantine)).toEqual([expect.stringContaining('conflicting-visit')]);
  });
});

describe('those who were told', () => {
  const CENTRAL = 'Clifton^^C87017';
  const WATH = 'Market Surgery^^C87029';

  it('of an open stay hear that it is now another number’s, once, and the new team hears of the stay', async () => {
    const made = await sent([
      about('9', 'A01', '08:00', { ...stay('V1'), pd1: { 3: CENTRAL } }),
      about('12', 'A28', '08:00', { pd1: { 3: WATH } }),
    ]);
    expect(made.told.map(({ kind }) => kind)).toEqual(['admitted']);
    await made.send(about('12', 'A40', '09:00', { pd1: { 3: WATH }, more: [`MRG|${mrn('9')}`] }));
    expect(
      made.told
        .slice(1)
        .map(({ kind, onlyIfNotTold, patient }) => [kind, onlyIfNotTold ?? false, patient.id]),
    ).toEqual([
      ['corrected', false, patientId('12')],
      ['admitted', true, patientId('12')],
    ]);
    expect(made.told.at(-1)?.aliases).toEqual([patientId('9')]);
    expect(made.told.at(-1)?.localities).toEqual(['wath-swinton']);
    const steps = await made.engine.reader.selectFrom('step').select('patient_id').execute();
    expect(new Set(steps.map((s) => s.patient_id))).toEqual(new Set([patientId('12')]));
    await made.send(about('12', 'A03', '10:00', stay('V1')));
    expect(made.told.at(-1)?.kind).toBe('discharged');
  });

  it('of a stay that was moved to another person are told that it is not theirs', async () => {
    const made = await sent([
      about('9', 'A01', '08:00', { ...stay('V1'), pd1: { 3: CENTRAL } }),
      about('12', 'A45', '09:00', {
        ...stay('V1'),
        pd1: { 3: WATH },
        more: [`MRG|${mrn('9')}||||V1^^^RFR^VN`],
      }),
    ]);
    expect(made.told.map(({ kind, patient, localities }) => [kind, patient.id, localities])).toEqual([
      ['admitted', patientId('9'), ['health-village-central']],
      ['cancelled', patientId('9'), ['health-village-central']],
      ['admitted', patientId('12'), ['wath-swinton']],
    ]);
    expect(localityCodes((await patients(made)).get(patientId('12'))?.extension)).toEqual(['wath-swinton']);
  });

  it('hear nothing of a restricted person into whom theirs was merged', async () => {
    const made = await sent([
      about('9', 'A01', '08:00', stay('V1')),
      about('12', 'A31', '08:00', { more: ['ZU8||2'] }),
    ]);
    await made.send(merge('9', '12', '09:00'));
    await made.send(about('12', 'A03', '10:00', stay('V1')));
    expect(made.told.map(({ kind }) => kind)).toEqual(['admitted']);
    const steps = await made.engine.reader.selectFrom('step').select('withheld').execute();
    expect(new Set(steps.map((s) => s.withheld))).toEqual(new Set([1]));
  });

  it('of the survivor what was another’s after all are told so when the merge is undone, and the right team anew', async () => {
    const made = await sent([
      about('9', 'A28', '07:00', { pd1: { 3: CENTRAL } }),
      about('12', 'A28', '07:00', { pd1: { 3: WATH } }),
      merge('9', '12', '08:00'),
      about('9', 'A01', '09:00', stay('V1')),
    ]);
    expect(made.told.map(({ kind, localities }) => [kind, localities[0]])).toEqual([
      ['admitted', 'wath-swinton'],
    ]);
    await made.send(about('9', 'A37', '10:00', { more: [`PID|2||${mrn('12')}`] }));
    expect(
      made.told.slice(1).map(({ kind, patient, localities }) => [kind, patient.id, localities[0]]),
    ).toEqual([
      ['cancelled', patientId('12'), 'wath-swinton'],
      ['admitted', patientId('9'), 'health-village-central'],
    ]);
  });

  it('of a stay that turns out to be a restricted person’s are told that it was not theirs, and no more', async () => {
    const made = await sent([
      about('12', 'A31', '07:00', { more: ['ZU8||2'] }),
      about('9', 'A01', '08:00', stay('V1')),
      about('12', 'A45', '09:00', { ...stay('V1'), more: [`MRG|${mrn('9')}||||V1^^^RFR^VN`] }),
    ]);
    expect(made.told.map(({ kind, patient }) => [kind, patient.id])).toEqual([
      ['admitted', patientId('9')],
      ['cancelled', patientId('9')],
    ]);
  });

  it('nothing, hear of the stay once a mark that came by a wrong merge is gone', async () => {
    const made = await sent([
      about('9', 'A31', '07:00', { more: ['ZU8||2'] }),
      about('12', 'A01', '08:00', stay('V1')),
      merge('9', '12', '09:00'),
      about('9', 'A37', '10:00', { more: [`PID|2||${mrn('12')}`] }),
      about('12', 'A02', '11:00', { pv1: { 2: 'I', 3: '^STROKE^2^RFRPA', 19: 'V1^^^RFR^VN' } }),
    ]);
    // The move is told after the stay that was told like new when the mark was gone.
    expect(made.told.map(({ kind }) => kind)).toEqual(['admitted', 'admitted', 'transferred']);
  });
});

describe('a person with many visits', () => {
  it('is merged with all of them', async () => {
    const visits = Array.from({ length: 210 }, (_, i) => about('9', 'A01', '08:00', stay(`V${i}`)));
    const made = await sent([...visits, merge('9', '12', '10:00')]);
    const encounters = await made.resources('Encounter');
    expect(encounters).toHaveLength(210);
    expect(new Set(encounters.map((e) => e.subject?.reference))).toEqual(
      new Set([`Patient/${patientId('12')}`]),
    );
  }, 60_000);
});

describe('what is left under a retired number', () => {
  it('is protected as the survivor is', async () => {
    const made = await sent([
      about('9', 'A28', '07:00'),
      merge('9', '12', '08:00'),
      about('12', 'A31', '09:00', { more: ['ZU8||2'] }),
    ]);
    const loser = (await patients(made)).get(patientId('9'));
    expect(loser?.meta?.security?.map(({ code }) => code)).toContain('R');
  });

  it('may be deleted without the survivor', async () => {
    const made = await sent([
      about('12', 'A28', '07:00'),
      merge('9', '12', '08:00'),
      about('9', 'A29', '09:00'),
    ]);
    expect((await patients(made)).get(patientId('12'))?.active).toBe(true);
  });

  it('is remembered when it was said behind what had been folded before', async () => {
    const many = Array.from({ length: 60 }, (_, i) =>
      about('9', 'A31', `08:${String(i).padStart(2, '0')}`, { pid: { 13: `01709 ${String(555_000 + i)}` } }),
    );
    const made = await sent([
      ...many,
      merge('9', '12', '10:00'),
      about('9', 'A31', '07:00', { more: ['ZU8||2'] }),
      about('9', 'A37', '11:00', { more: [`PID|2||${mrn('12')}`] }),
    ]);
    expect((await patients(made)).get(patientId('9'))?.meta?.security?.[0]?.code).toBe('R');
  });
});
