/** Watches the alerts that land: prints each in one line, measures how long it took, and notes whose it was. */
import { z } from 'zod';
import { alertLine } from './alert-line.ts';
import { possibleLocalities, type DemoBorough } from './borough-of-demo.ts';
import type { Display } from './display.ts';
import { createLatencies, type Latencies } from './latency.ts';
import type { ReceivedEvent } from './receiver.ts';

export interface AlertWatch {
  readonly alerts: number;
  /** Last byte of the message sent -> last byte of the webhook received. */
  readonly latencies: Latencies;
  /** Alerts about people who never belonged to the locality that was told. */
  readonly foreign: number;
  /** Notes that a message of this visit has just been sent, due at this second of the simulated day. */
  sent(visitNumber: string, second: number): void;
  landed(received: ReceivedEvent): void;
  /** Resolves when everything that has landed is printed. */
  printed(): Promise<void>;
}

export interface AlertWatchOptions {
  readonly borough: DemoBorough;
  readonly display: Display;
  /** The same steady clock as the receiver's. */
  readonly now: () => number;
  /** The instant at which the simulated day begins, in milliseconds. */
  readonly midnight: number;
  /** Allergies of `Patient/<id>` that are known, in words. */
  readonly allergiesOf: (patient: string) => Promise<readonly string[]>;
}

const identified = z.looseObject({
  identifier: z.array(z.looseObject({ system: z.string().optional(), value: z.string().optional() })),
});

export function createAlertWatch(options: AlertWatchOptions): AlertWatch {
  const { borough, display } = options;
  const feed = borough.place.feeds[0];
  const width = Math.max(...borough.watching.map(({ name }) => name.length));
  const names = new Map(borough.watching.map(({ code, name }) => [code, name]));
  const possible = possibleLocalities(borough);
  const lastSent = new Map<string, { readonly at: number; readonly second: number }>();
  const latencies = createLatencies();
  const allergies = new Map<string, Promise<readonly string[]>>();
  let printing = Promise.resolve();
  let alerts = 0;
  let foreign = 0;

  function valueOf(resource: unknown, system: string | undefined): string | undefined {
    const { data } = identified.safeParse(resource);
    return data?.identifier.find((i) => i.system === system)?.value;
  }

  /** Asked once a person; an answer that does not come is no reason to hold back an alert. */
  function allergiesOf(patient: string | undefined): Promise<readonly string[]> {
    if (patient === undefined) return Promise.resolve([]);
    const asked = allergies.get(patient) ?? options.allergiesOf(patient).catch(() => []);
    allergies.set(patient, asked);
    return asked;
  }

  return {
    get alerts() {
      return alerts;
    },
    latencies,
    get foreign() {
      return foreign;
    },
    sent(visitNumber, second) {
      lastSent.set(visitNumber, { at: options.now(), second });
    },
    landed({ name, event, notification, receivedAt, fetched }) {
      alerts += 1;
      const visit = valueOf(notification.resources.get(event.focus ?? ''), feed?.visitNumberSystem);
      const cause = lastSent.get(visit ?? '');
      // What had to be fetched did not come by webhook; its time says nothing of one.
      if (cause !== undefined && !fetched) latencies.add(receivedAt - cause.at);
      const toldAt = new Date(options.midnight + (cause?.second ?? 0) * 1000).toISOString();
      const localNumber = valueOf(
        notification.resources.get(event.patient ?? ''),
        feed?.identifiers[0]?.system,
      );
      if (possible.get(localNumber ?? '')?.has(name) !== true) foreign += 1;
      const who = (names.get(name) ?? name).padEnd(width);
      const known = allergiesOf(event.patient);
      printing = printing.then(async () => {
        const line = alertLine(event, notification, toldAt, await known);
        display.line(`${who} #${String(event.eventNumber).padEnd(4)} ${line}`);
      });
    },
    printed: () => printing,
  };
}
