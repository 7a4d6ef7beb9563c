/**
 * A reference webhook receiver: what a subscriber must do to miss nothing. It checks the signature, counts the
 * event number before it answers, drops repeats, and fetches what a gap left out by $events.
 * FHIR Subscriptions R5 Backport 1.1.0 (rest-hook); Standard Webhooks 1.0.0.
 */
import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { createEventTally, type EventTally } from './event-tally.ts';
import { readNotification, type Notification, type NotifiedEvent } from './notification.ts';

/** An event that came for the first time. */
export interface ReceivedEvent {
  /** The name under which the receiver knows the subscription. */
  readonly name: string;
  readonly event: NotifiedEvent;
  readonly notification: Notification;
  /** By the receiver's clock, when the last byte of the notification was in. */
  readonly receivedAt: number;
  /** True where the webhook never brought it and it had to be fetched. */
  readonly fetched: boolean;
}

export interface ReceiverOptions {
  /** The whole value of the Authorization header that each notification must carry. */
  readonly authorization: string;
  readonly onEvent: (received: ReceivedEvent) => void;
  /** The answer of `$events` for the numbers `from` to `to`, both included. */
  readonly fetchEvents: (subscriptionId: string, from: number, to: number) => Promise<unknown>;
  /** Milliseconds on any steady clock. */
  readonly now: () => number;
}

interface Known {
  readonly tally: EventTally;
  readonly trust: PromiseWithResolvers<Trust>;
  handshakes: number;
  /** One fetch at a time, so that none brings what another is bringing. */
  fetching: boolean;
}

interface Trust {
  readonly subscriptionId: string;
  /** `whsec_...`, told once in the answer to the create. */
  readonly secret: string;
}

const MAX_BODY = 2 * 1024 * 1024;
/** A handshake can overtake the answer to the create, which has the secret. */
const TRUST_WAIT_MS = 10_000;

export class WebhookReceiver {
  readonly #options: ReceiverOptions;
  readonly #server: Server;
  readonly #known = new Map<string, Known>();
  readonly #fetches = new Set<Promise<void>>();
  #refused = 0;

  constructor(options: ReceiverOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => {
      this.#handle(request, response).catch(() => {
        this.#refuse(response, 500);
      });
    });
    this.#server.requestTimeout = 30_000;
  }

  /** Requests refused: unknown path, wrong credentials, bad signature, unreadable body. */
  get refused(): number {
    return this.#refused;
  }

  /** Listens on the loopback address. @returns the base URL. */
  async start(port = 0): Promise<string> {
    const listening = Promise.withResolvers<undefined>();
    this.#server.once('error', listening.reject);
    this.#server.listen(port, '127.0.0.1', () => {
      listening.resolve(undefined);
    });
    await listening.promise;
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the receiver has no port');
    return `http://127.0.0.1:${address.port}`;
  }

  async stop(): Promise<void> {
    await this.settled();
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  /** Names a subscription before it is created. @returns the path of its endpoint. */
  expect(name: string): string {
    const trust = Promise.withResolvers<Trust>();
    this.#known.set(name, { tally: createEventTally(), trust, handshakes: 0, fetching: false });
    return `/alerts/${encodeURIComponent(name)}`;
  }

  /** Tells the receiver what the answer to the create said. */
  trust(name: string, trust: Trust): void {
    this.#of(name).trust.resolve(trust);
  }

  tally(name: string): EventTally {
    return this.#of(name).tally;
  }

  handshakes(name: string): number {
    return this.#of(name).handshakes;
  }

  /** Fetches what is missing up to `upTo`; resolves when that and all running fetches are done. */
  async catchUp(name: string, upTo: number): Promise<void> {
    const known = this.#of(name);
    const { subscriptionId } = await known.trust.promise;
    await this.settled();
    this.#fetchMissing(name, known, subscriptionId, known.tally.missing(upTo));
    await this.settled();
  }

  async settled(): Promise<void> {
    while (this.#fetches.size > 0) await Promise.allSettled(this.#fetches);
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const name = decodeURIComponent(/^\/alerts\/([^/?]+)$/.exec(request.url ?? '')?.[1] ?? '');
    const known = this.#known.get(name);
    if (request.method !== 'POST' || known === undefined) {
      this.#refuse(response, 404);
      return;
    }
    const body = await readBody(request);
    const receivedAt = this.#options.now();
    if (body === undefined) {
      this.#refuse(response, 413);
      return;
    }
    const trust = await within(known.trust.promise, TRUST_WAIT_MS);
    if (trust === undefined) {
      this.#refuse(response, 503);
      return;
    }
    if (!sameText(request.headers.authorization ?? '', this.#options.authorization)) {
      this.#refuse(response, 401);
      return;
    }
    const notification = verified(body, request, trust.secret);
    if (notification?.subscriptionId !== trust.subscriptionId) {
      this.#refuse(response, notification === undefined ? 400 : 403);
      return;
    }
    if (notification.type === 'handshake') known.handshakes += 1;
    this.#take(name, known, notification, receivedAt, false);
    response.writeHead(204).end();
    this.#fetchMissing(name, known, trust.subscriptionId, known.tally.missing());
  }

  #take(name: string, known: Known, notification: Notification, receivedAt: number, fetched: boolean): void {
    for (const event of notification.events) {
      if (known.tally.take(event.eventNumber) === 'duplicate') continue;
      this.#options.onEvent({ name, event, notification, receivedAt, fetched });
    }
  }

  #fetchMissing(name: string, known: Known, subscriptionId: string, missing: readonly number[]): void {
    const [first] = missing;
    const last = missing.at(-1);
    if (first === undefined || last === undefined || known.fetching) return;
    known.fetching = true;
    const fetch = this.#options
      .fetchEvents(subscriptionId, first, last)
      .then((answer) => {
        const notification = readNotification(answer);
        const still = new Set(known.tally.missing(last));
        const lacking = notification.events.filter((e) => still.has(e.eventNumber));
        this.#take(name, known, { ...notification, events: lacking }, this.#options.now(), true);
      })
      // What could not be fetched stays missing: the tally says so, and the next notification tries again.
      .catch(() => undefined)
      .finally(() => {
        known.fetching = false;
        this.#fetches.delete(fetch);
      });
    this.#fetches.add(fetch);
  }

  #of(name: string): Known {
    const known = this.#known.get(name);
    if (known === undefined) throw new RangeError(`no subscription is known as ${name}`);
    return known;
  }

  #refuse(response: ServerResponse, status: number): void {
    this.#refused += 1;
    if (!response.headersSent) response.writeHead(status);
    response.end();
  }
}

/** The notification, where its signature is right and it is one. */
function verified(body: Buffer, request: IncomingMessage, secret: string): Notification | undefined {
  const header = (name: string): string => {
    const value = request.headers[name];
    return typeof value === 'string' ? value : '';
  };
  try {
    const content = new Webhook(secret).verify(body, {
      'webhook-id': header('webhook-id'),
      'webhook-timestamp': header('webhook-timestamp'),
      'webhook-signature': header('webhook-signature'),
    });
    return readNotification(content);
  } catch {
    return undefined;
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    // Safe: a request without an encoding yields Buffers.
    const bytes = chunk as Buffer;
    length += bytes.length;
    if (length > MAX_BODY) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

async function within<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
