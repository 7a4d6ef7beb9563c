import { afterEach, describe, expect, it } from 'vitest';
import { MllpClient } from './client.ts';
import { MllpServer } from './server.ts';

const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A client connected to a server that answers with what `answer` gives. */
async function connected(
  answer: (message: string) => string | readonly string[] | undefined | Promise<string>,
  timeoutMs = 5000,
  onDeferred: (acknowledgement: Uint8Array) => void = () => undefined,
) {
  const server = new MllpServer({
    host: '127.0.0.1',
    port: 0,
    handle: async (frame) => {
      const texts = await answer(Buffer.from(frame).toString());
      return texts === undefined ? undefined : [texts].flat().map((text) => Buffer.from(text));
    },
  });
  const { port } = await server.start();
  cleanups.push(() => server.stop(0));
  const client = new MllpClient({ timeoutMs, onDeferred });
  cleanups.push(() => client.close());
  await client.connect('127.0.0.1', port);
  return { client, port, server };
}

function message(controlId: string, separator = '|'): Uint8Array {
  return Buffer.from(
    ['MSH', '^~\\&', 'PAS', 'RFR', '', '', '', '', 'ADT^A01', controlId, 'P', '2.4'].join(separator) + '\r',
  );
}

function acknowledgement(controlId: string, separator = '|', code = 'AA'): string {
  return `MSH${separator}^~\\&\rMSA${separator}${code}${separator}${controlId}\r`;
}

describe('MllpClient', () => {
  it('resolves with the acknowledgement of each message in turn, whatever its code', async () => {
    const { client } = await connected((text) =>
      acknowledgement(text.split('|')[9] ?? '').replace('AA', 'AE'),
    );
    for (const id of ['1', '2', '3']) {
      expect(Buffer.from(await client.send(message(id))).toString()).toBe(`MSH|^~\\&\rMSA|AE|${id}\r`);
    }
  });

  it('compares control ids with the separators of the message and of the answer', async () => {
    const { client } = await connected(() => acknowledgement('7', '!'));
    await expect(client.send(message('7', '*'))).resolves.toBeInstanceOf(Uint8Array);
  });

  it('rejects an answer to another message, and closes', async () => {
    const { client } = await connected(() => acknowledgement('1'));
    await expect(client.send(message('2'))).rejects.toMatchObject({ reason: 'other-control-id' });
    await expect(client.send(message('1'))).rejects.toMatchObject({ reason: 'not-connected' });
  });

  it('takes the accept acknowledgement for its answer, and the application acknowledgement for no later one', async () => {
    const deferred: string[] = [];
    const { client } = await connected(
      (text) => {
        const id = text.split('|')[9] ?? '';
        // That of the first comes late: with the answer to the second.
        if (id === '1') return acknowledgement('1', '|', 'CA');
        return [acknowledgement('1', '|', 'AE'), acknowledgement(id, '|', 'CA'), acknowledgement(id)];
      },
      5000,
      (bytes) => deferred.push(Buffer.from(bytes).toString()),
    );
    for (const id of ['1', '2']) {
      expect(Buffer.from(await client.send(message(id))).toString()).toContain(`MSA|CA|${id}`);
    }
    await expect(client.send(message('3'))).rejects.toMatchObject({ reason: 'other-control-id' });
    expect(deferred).toEqual([acknowledgement('1', '|', 'AE'), acknowledgement('2')]);
  });

  it('rejects an answer without MSA', async () => {
    const { client } = await connected(() => 'MSH|^~\\&\r');
    await expect(client.send(message('1'))).rejects.toMatchObject({ reason: 'unreadable-answer' });
  });

  it('rejects when the receiver closes without an answer, and can connect again', async () => {
    let answers = 0;
    const { client, port } = await connected(() => (answers++ === 0 ? undefined : acknowledgement('1')));
    await expect(client.send(message('1'))).rejects.toMatchObject({ reason: 'closed' });
    await client.connect('127.0.0.1', port);
    await expect(client.send(message('1'))).resolves.toBeInstanceOf(Uint8Array);
  });

  it('rejects when no answer comes in time, so that a late one cannot be taken for the next', async () => {
    const { client } = await connected(() => new Promise(() => undefined), 50);
    await expect(client.send(message('1'))).rejects.toMatchObject({ reason: 'timeout' });
    await expect(client.send(message('2'))).rejects.toMatchObject({ reason: 'not-connected' });
  });

  it('refuses a second message while one is in flight', async () => {
    const { client } = await connected((text) => acknowledgement(text.split('|')[9] ?? ''));
    const first = client.send(message('1'));
    await expect(client.send(message('2'))).rejects.toMatchObject({ reason: 'busy' });
    await expect(first).resolves.toBeInstanceOf(Uint8Array);
  });

  it('rejects the message in flight when it is closed', async () => {
    const { client } = await connected(() => new Promise(() => undefined));
    const sent = expect(client.send(message('1'))).rejects.toMatchObject({ reason: 'closed' });
    await client.close();
    await sent;
  });

  it('rejects its connect where nobody listens', async () => {
    const { server, port } = await connected(() => undefined);
    await server.stop(0);
    await expect(new MllpClient().connect('127.0.0.1', port)).rejects.toThrow('ECONNREFUSED');
  });
});
