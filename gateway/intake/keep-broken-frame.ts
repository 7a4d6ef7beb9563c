/** A frame that was cut short is kept with the reason, though nobody waits for its acknowledgement. Promise 5. */
import { hash } from 'node:crypto';
import { errorFields } from '../logging.ts';
import { isKept, keep } from './journal.ts';
import type { ReceiveDependencies } from './receive.ts';

export async function keepBrokenFrame(
  raw: Uint8Array,
  peer: string,
  { engine, clock, log, newId, quota }: ReceiveDependencies,
): Promise<void> {
  const correlationId = newId();
  const envelope = {
    feed: 'unknown',
    sender: { application: '', facility: '' },
    controlId: '',
    hash: hash('sha256', raw, 'hex'),
    raw,
    receivedAt: clock.now().toISOString(),
    correlationId,
    peer,
  };
  try {
    await engine.write(async (tx) => {
      if (!(await isKept(tx, envelope, quota, clock.now()))) return;
      await keep(
        tx,
        envelope,
        { charset: null, trigger: null, issues: [{ flag: 'broken-frame' }], skewMs: null },
        {
          kind: 'rejected',
          rejection: {
            code: 'AE',
            condition: 207,
            text: 'the MLLP frame was not ended by FS CR; no acknowledgement was sent',
          },
        },
      );
    });
    log.warn({ event: 'adt.broken-frame', peer, correlationId, bytes: raw.length });
  } catch (error) {
    log.error({ event: 'store.unavailable', correlationId, ...errorFields(error) });
  }
}
