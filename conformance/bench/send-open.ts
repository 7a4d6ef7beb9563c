/** An open loop: each message has its moment, whatever became of the ones before; a free connection takes it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { MllpClient } from '../../adapters/mllp/client.ts';
import { expectAccepted } from './send-closed.ts';
import { moment } from './webhooks.ts';
import type { BenchMessage } from './workload.ts';

export interface Arrival {
  readonly message: BenchMessage;
  /** Milliseconds from the start. */
  readonly due: number;
}

/** On the clock of `moment()`. */
export interface SentTimes {
  readonly due: number;
  /** Its last byte was handed to the socket. */
  readonly written: number;
  readonly acknowledged: number;
}

export interface Senders {
  /** Resolves when all are acknowledged, with the times by control id. */
  play(arrivals: readonly Arrival[]): Promise<ReadonlyMap<string, SentTimes>>;
  stop(): Promise<void>;
}

export async function startSenders(port: number, connections: number): Promise<Senders> {
  const clients = Array.from({ length: connections }, () => new MllpClient());
  await Promise.all(clients.map((client) => client.connect('127.0.0.1', port)));
  return {
    play: (arrivals) => play(arrivals, clients),
    stop: async () => {
      await Promise.all(clients.map((client) => client.close()));
    },
  };
}

async function play(
  arrivals: readonly Arrival[],
  clients: readonly MllpClient[],
): Promise<ReadonlyMap<string, SentTimes>> {
  const times = new Map<string, SentTimes>();
  const free = [...clients];
  const queue: Arrival[] = [];
  const started = moment();
  const done = Promise.withResolvers<undefined>();
  const sendNext = (): void => {
    const client = free.at(-1);
    const arrival = client === undefined ? undefined : queue.shift();
    if (client === undefined || arrival === undefined) return;
    free.pop();
    const { message, due } = arrival;
    const answer = client.send(message.bytes);
    const written = moment();
    answer
      .then((acknowledgement) => {
        const acknowledged = moment();
        expectAccepted(acknowledgement);
        times.set(message.controlId, { due: started + due, written, acknowledged });
        free.push(client);
        if (times.size === arrivals.length) done.resolve(undefined);
        sendNext();
      })
      .catch(done.reject);
  };
  for (const arrival of arrivals) {
    for (let left = due(arrival); left > 0; left = due(arrival)) await sleep(left);
    queue.push(arrival);
    sendNext();
  }
  await done.promise;
  return times;

  function due(arrival: Arrival): number {
    return started + arrival.due - moment();
  }
}
