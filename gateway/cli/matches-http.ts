/** One small JSON request to a running gateway, and its answer. RFC 9112; answers of the gateway: application/json. */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { CliError } from './io.ts';

export interface GatewayTarget {
  /** Of the gateway: `https://gateway.example`, with a path where it stands behind one. */
  readonly url: string;
  /** PEM of who signed its certificate; the public authorities where absent. */
  readonly ca?: string;
  /** Seconds without a byte in either direction. */
  readonly timeout: number;
}

export interface JsonAnswer {
  readonly status: number;
  /** Undefined where the answer is no JSON. */
  readonly body: unknown;
}

/** Of an answer; a page of a list is some hundred KiB. */
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * @param path below the gateway's URL. @param body for a POST; a GET where it is absent.
 * @throws CliError where the gateway cannot be reached or its answer does not come.
 */
export async function askGateway(target: GatewayTarget, path: string, body?: unknown): Promise<JsonAnswer> {
  const { url, ca, timeout } = target;
  const address = URL.parse(`${url.replace(/\/+$/, '')}${path}`);
  if (address === null || !['http:', 'https:'].includes(address.protocol))
    throw new CliError(`"${url}" is no URL; http://127.0.0.1:8080 is expected, or the like`);
  const text = body === undefined ? undefined : JSON.stringify(body);
  const options = {
    method: text === undefined ? 'GET' : 'POST',
    headers: {
      Accept: 'application/json',
      ...(text === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    timeout: timeout * 1000,
  };
  try {
    return await new Promise<JsonAnswer>((resolve, reject) => {
      const request =
        address.protocol === 'https:'
          ? httpsRequest(address, { ...options, ...(ca === undefined ? {} : { ca }) })
          : httpRequest(address, options);
      request.once('timeout', () => request.destroy(new Error(`nothing moved for ${timeout} s`)));
      request.once('error', reject);
      request.once('response', (response) => {
        answerOf(response).then(resolve, reject);
      });
      request.end(text);
    });
  } catch (error) {
    const why = error instanceof Error ? ('code' in error ? String(error.code) : error.message) : 'unknown';
    throw new CliError(`no answer from ${url} (${why}); is the gateway running there?`);
  }
}

async function answerOf(response: IncomingMessage): Promise<JsonAnswer> {
  const chunks: Buffer[] = [];
  let length = 0;
  // Without an encoding, a response gives buffers.
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BYTES) throw new Error('the answer is too large');
    chunks.push(chunk);
  }
  const status = response.statusCode ?? 0;
  try {
    return { status, body: JSON.parse(Buffer.concat(chunks).toString('utf8')) };
  } catch {
    return { status, body: undefined };
  }
}
