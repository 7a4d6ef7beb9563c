/** Files to a gateway over HTTP: one request, whose answer is read line by line while the file is still being sent. RFC 9112. */
import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { CliError } from './io.ts';

export interface Target {
  /** Of the gateway: `https://gateway.example`, with a path where it stands behind one. */
  readonly url: string;
  /** PEM of who signed its certificate; the public authorities where absent. */
  readonly ca?: string;
  /** Seconds without a byte in either direction. */
  readonly timeout: number;
}

export interface Posting {
  /** Below the gateway's URL. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly type: string;
  readonly accept: string;
  readonly body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

export interface Answer {
  readonly status: number;
  /** Seconds; undefined where the gateway does not say. */
  readonly retryAfter: number | undefined;
  /** Of the body, as they come. @throws ConnectionLostError where it breaks off. */
  readonly lines: AsyncIterable<string>;
}

/** The request did not come to an answer, or the answer broke off. */
export class ConnectionLostError extends Error {
  constructor(why: string) {
    super(why);
    this.name = 'ConnectionLostError';
  }
}

/** @throws CliError where the gateway cannot be reached, ConnectionLostError where it goes away. */
export async function post(target: Target, posting: Posting, signal: AbortSignal): Promise<Answer> {
  const request = open(target, posting, signal);
  // What is sent behind an answer that has begun may fail: the answer says what became of it.
  request.on('error', () => undefined);
  const responded = new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve);
    request.once('error', (error) => {
      reject(failure(target, error));
    });
  });
  const body = Readable.from(posting.body);
  body.on('error', (error) => request.destroy(error));
  body.pipe(request);
  const response = await responded;
  const retryAfter = Number(response.headers['retry-after'] ?? NaN);
  return {
    status: response.statusCode ?? 0,
    retryAfter: Number.isFinite(retryAfter) ? retryAfter : undefined,
    lines: linesOf(response),
  };
}

function open({ url, ca, timeout }: Target, posting: Posting, signal: AbortSignal): ClientRequest {
  const { path, query = {}, type, accept } = posting;
  let address: URL;
  try {
    address = new URL(`${url.replace(/\/+$/, '')}${path}`);
  } catch {
    throw new CliError(`"${url}" is no URL; http://127.0.0.1:8080 is expected, or the like`);
  }
  if (address.protocol !== 'http:' && address.protocol !== 'https:')
    throw new CliError(`${url}: only http and https are spoken`);
  for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
  const options = {
    method: 'POST',
    headers: { 'Content-Type': type, Accept: accept },
    timeout: timeout * 1000,
    signal,
  };
  const request =
    address.protocol === 'https:'
      ? httpsRequest(address, { ...options, ...(ca === undefined ? {} : { ca }) })
      : httpRequest(address, options);
  request.once('timeout', () => request.destroy(new ConnectionLostError(`nothing moved for ${timeout} s`)));
  return request;
}

async function* linesOf(response: IncomingMessage): AsyncGenerator<string, void> {
  try {
    for await (const line of createInterface({ input: response, crlfDelay: Infinity })) {
      if (line !== '') yield line;
    }
  } catch (error) {
    throw new ConnectionLostError(`the connection broke (${codeOf(error)})`);
  }
}

const NOT_REACHED = ['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN', 'ETIMEDOUT'];

function failure({ url }: Target, error: Error): Error {
  if (error instanceof CliError || error instanceof ConnectionLostError || error.name === 'AbortError')
    return error;
  const code = codeOf(error);
  if (NOT_REACHED.includes(code))
    return new CliError(`cannot connect to ${url} (${code}); is the gateway running there?`);
  return new ConnectionLostError(`the connection broke (${code})`);
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error ? String(error.code) : error.name;
}
