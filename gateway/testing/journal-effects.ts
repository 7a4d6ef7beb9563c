/** For tests: what a message changed, written by hand: two facts, three versions, a step and its alert. */
import type { Engine } from '../store/engine.ts';
import type { MessageEffects } from '../store/schema.ts';

/** Writes what a message of this id changed, as the record does; gives its effects. */
export async function writeEffects(engine: Engine, source: string): Promise<MessageEffects> {
  const at = '2026-11-20T12:00:00.000Z';
  const version = (type: string, id: string, number: number, content: unknown) => ({
    type,
    id,
    version: number,
    last_updated: at,
    deleted: content === undefined ? 1 : 0,
    content: content === undefined ? '' : JSON.stringify(content),
    source_message_id: source,
  });
  const fact = (subject: string, stamp: string, kind: string, data: unknown) => ({
    subject,
    stamp,
    kind,
    source_message_id: source,
    data: JSON.stringify({ effective: at, dateTime: at, ...Object(data) }),
  });
  const encounter = (status: string, versionId: string) => ({
    id: 'e1',
    meta: { versionId, lastUpdated: at },
    status,
  });
  return engine.write(async (tx) => {
    await tx
      .insertInto('fact')
      .values([
        fact('visit:V|1', `${at}|x`, 'admit', { visit: 'V|1', person: 'P|1', data: { class: 'I' } }),
        fact('person-link:P|1', `${at}|y`, 'merge', { of: 'person', from: 'P|1', into: 'P|2' }),
      ])
      .execute();
    await tx
      .insertInto('resource')
      .values([
        version('Encounter', 'e1', 2, encounter('in-progress', '2')),
        version('Encounter', 'e2', 2, undefined),
        version('Patient', 'p1', 1, { resourceType: 'Patient', id: 'p1' }),
      ])
      .execute();
    await tx
      .insertInto('resource_history')
      .values([
        version('Encounter', 'e1', 1, encounter('planned', '1')),
        version('Encounter', 'e2', 1, { id: 'e2' }),
      ])
      .execute();
    const { seq } = await tx
      .insertInto('step')
      .values({
        kind: 'admitted',
        retracts: null,
        encounter_id: 'e1',
        encounter_version: 2,
        patient_id: 'p1',
        effective: at,
        recorded_at: at,
        late: 0,
        withheld: 1,
        source_message_id: source,
        detail: '{"ward":"A1"}',
      })
      .returning('seq')
      .executeTakeFirstOrThrow();
    await tx
      .insertInto('delivery')
      .values({
        subscription_id: 's1',
        event_number: 7,
        step_seq: seq,
        bundle_id: 'b',
        status: 'sent',
        created_at: at,
        due_at: at,
        expires_at: at,
        attempts: 2,
        sent_at: at,
        last_error: null,
        topic: 't',
        payload: 'empty',
      })
      .execute();
    return {
      facts: [
        ['visit:V|1', `${at}|x`],
        ['person-link:P|1', `${at}|y`],
      ],
      resources: [
        ['Encounter', 'e1', 2],
        ['Patient', 'p1', 1],
        ['Encounter', 'e2', 2],
      ],
      steps: [seq],
    };
  });
}
