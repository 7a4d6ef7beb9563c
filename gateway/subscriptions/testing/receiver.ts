/** A subscriber's endpoint for tests: a real HTTP server on a free port that keeps what it gets. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Bundle, Parameters, ParametersParameter } from '@medplum/fhirtypes';

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly bundle: Bundle;
  /** Of the status Parameters. */
  readonly type: string | undefined;
  readonly status: string | undefined;
  readonly numbers: readonly string[];
}

/** What the endpoint answers; `hang` never does, `reset` cuts the connection. */
export type Answer = number | 'hang' | 'reset' | { status: number; headers: Record<string, string> };

export class Receiver {
  readonly received: Received[] = [];
  /** Decides each answer; 200 at first. */
  answer: (request: Received) => Answer = () => 200;
  readonly #hanging: ServerResponse[] = [];
  readonly #server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const entry = describe(request.url ?? '', request.headers, text);
      this.received.push(entry);
      const answer = this.answer(entry);
      if (answer === 'hang') this.#hanging.push(response);
      else reply(response, answer);
    });
  });

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  url(path = '/hook'): string {
    // Listening on TCP, so the address is an object.
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${path}`;
  }

  ofType(type: string, path?: string): Received[] {
    return this.received.filter((r) => r.type === type && (path === undefined || r.path === path));
  }

  /** Event numbers in the order of their arrival, repeats included. */
  eventNumbers(path?: string): string[] {
    return this.ofType('event-notification', path).flatMap((r) => r.numbers);
  }

  /** Answers what was left hanging. */
  finishHanging(status: number): void {
    for (const response of this.#hanging.splice(0)) reply(response, status);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** The status Parameters of a notification. */
export function statusOf(bundle: Bundle): ParametersParameter[] {
  // Every notification starts with it; a test of the form itself is in notification.test.ts.
  return (bundle.entry?.[0]?.resource as Parameters | undefined)?.parameter ?? [];
}

function describe(path: string, headers: IncomingHttpHeaders, text: string): Received {
  // Only our own notifications are sent here.
  const bundle = JSON.parse(text) as Bundle;
  const parameters = statusOf(bundle);
  const code = (name: string): string | undefined => parameters.find((p) => p.name === name)?.valueCode;
  const numbers = parameters
    .filter((p) => p.name === 'notification-event')
    .flatMap((p) => p.part?.find((part) => part.name === 'event-number')?.valueString ?? []);
  return { path, headers, text, bundle, type: code('type'), status: code('status'), numbers };
}

function reply(response: ServerResponse, answer: Exclude<Answer, 'hang'>): void {
  if (answer === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  const { status, headers } = typeof answer === 'number' ? { status: answer, headers: {} } : answer;
  response.writeHead(status, headers).end();
}
