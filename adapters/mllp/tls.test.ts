import { once } from 'node:events';
import { connect as connectPlain } from 'node:net';
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { MllpClient, type MllpClientTls } from './client.ts';
import { createScene, END, gate, VT } from './scripted-peer.ts';
import type { MllpServerOptions, PeerIdentity } from './server.ts';
import { createAuthority, expired } from './testing/certificates.ts';
import type { TlsCredentials } from './tls-gate.ts';

const scene = createScene();
const { startServer, dial, atEnd } = scene;

afterEach(() => scene.close());

const hospital = createAuthority('Hospital CA');
const stranger = createAuthority('Another CA');
const server = hospital.issue('gateway');
const sender = hospital.issue('pas');
const credentials = (from = server): TlsCredentials => ({ cert: from.cert, key: from.key });
const mutual: TlsCredentials = { ...credentials(), ca: hospital.ca };
const asSender: MllpClientTls = { ca: hospital.ca, cert: sender.cert, key: sender.key };

const message = Buffer.from('MSH|^~\\&|PAS|RFR|||||ADT^A01|C1|P|2.4\r');
const answer = Buffer.from('MSH|^~\\&\rMSA|AA|C1\r');

/** A server that tells who sent what it handled. */
async function listening(tls: TlsCredentials, more: Partial<MllpServerOptions> = {}) {
  const handled: PeerIdentity[] = [];
  const running = await startServer({
    tls,
    handle: (_frame, _peer, identity) => {
      handled.push(identity);
      return Promise.resolve([answer]);
    },
    ...more,
  });
  return { ...running, handled };
}

async function client(port: number, tls: MllpClientTls): Promise<MllpClient> {
  const made = new MllpClient({ timeoutMs: 5000 });
  atEnd(() => made.close());
  await made.connect('127.0.0.1', port, tls);
  return made;
}

async function rawTls(port: number, options: ConnectionOptions = {}): Promise<TLSSocket> {
  const socket = connectTls({ host: '127.0.0.1', port, ca: hospital.ca, ...options });
  socket.on('error', () => undefined);
  atEnd(() => {
    socket.destroy();
  });
  await once(socket, 'secureConnect');
  return socket;
}

describe('MllpServer with certificates', () => {
  it('speaks TLS, and knows of a client no more than its address', async () => {
    const { port, handled } = await listening(credentials());
    const sending = await client(port, { ca: hospital.ca });
    expect(Buffer.from(await sending.send(message))).toEqual(answer);
    expect(handled).toEqual([{}]);
  });

  it('asks for a client certificate where it has a client CA, and tells whose each message is', async () => {
    const { port, handled } = await listening(mutual);
    const other = hospital.issue('lab');
    for (const tls of [asSender, { ca: hospital.ca, cert: other.cert, key: other.key }]) {
      await (await client(port, tls)).send(message);
    }
    expect(handled).toEqual([{ certificate: sender.fingerprint }, { certificate: other.fingerprint }]);
    expect(sender.fingerprint).toMatch(/^[0-9a-f]{64}$/);
  });

  const ended = hospital.issue('pas', expired());
  const foreign = stranger.issue('pas');
  it.each<[string, string, MllpClientTls]>([
    ['has expired', 'CERT_HAS_EXPIRED', ended],
    ['is of another authority', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', foreign],
    ['is not there', 'NO_CERTIFICATE', {}],
  ])(
    'handles nothing of a client whose certificate %s, tells it, and serves others',
    async (_, code, shown) => {
      const { port, told, handled } = await listening(mutual);
      const refused = async (): Promise<void> => {
        const sending = await client(port, { ...shown, ca: hospital.ca });
        await sending.send(message);
      };
      // With TLS 1.3 the client believes itself connected until the server has looked at its certificate.
      await expect(refused()).rejects.toThrow();
      expect(await told('tls-refused')).toEqual({ kind: 'tls-refused', peer: '127.0.0.1', code });
      expect(handled).toEqual([]);
      await (await client(port, asSender)).send(message);
      expect(handled).toHaveLength(1);
    },
  );

  it('answers nothing to plain text, tells it, and serves others', async () => {
    const { port, told, handled } = await listening(credentials());
    const plain = await dial(port);
    plain.socket.write(`${VT}${message.toString()}${END}`);
    await plain.closed;
    expect(plain.received()).not.toContain('MSA');
    expect(await told('tls-refused')).toMatchObject({ code: expect.stringMatching(/^ERR_SSL_/) as string });
    await (await client(port, { ca: hospital.ca })).send(message);
    expect(handled).toHaveLength(1);
  });

  it('takes no version before TLS 1.2', async () => {
    const { port, told } = await listening(credentials());
    const old = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await expect(rawTls(port, old)).rejects.toThrow();
    expect(await told('tls-refused')).toMatchObject({ code: 'ERR_SSL_UNSUPPORTED_PROTOCOL' });
    expect((await rawTls(port, { maxVersion: 'TLSv1.2' })).getProtocol()).toBe('TLSv1.2');
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'verifies a client anew at each connection: no session is resumed (%s)',
    async (version) => {
      const { port } = await listening(mutual);
      const options = { ...asSender, minVersion: version, maxVersion: version };
      const first = await rawTls(port, options);
      first.write(`${VT}${message.toString()}${END}`);
      await once(first, 'data');
      const session = first.getSession();
      const second = await rawTls(port, { ...options, ...(session === undefined ? {} : { session }) });
      expect(second.isSessionReused()).toBe(false);
    },
  );

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'acknowledges what a sender wrote before it shut its side (%s)',
    async (maxVersion) => {
      const { port } = await listening(credentials());
      const socket = await rawTls(port, { maxVersion });
      let received = '';
      socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
      socket.end(`${VT}${message.toString()}${END}${VT}${message.toString()}${END}`);
      await once(socket, 'close');
      expect(received).toBe(`${VT}${answer.toString()}${END}`.repeat(2));
    },
  );

  it('takes a message of many records, and what a sender writes ahead', async () => {
    const { port } = await listening(credentials(), {
      handle: (frame) => Promise.resolve([Buffer.from(`MSA ${frame.length}`)]),
    });
    const socket = await rawTls(port);
    let received = '';
    const all = gate();
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString();
      if (received.split(END).length > 20) all.open();
    });
    for (let count = 0; count < 20; count++) socket.write(`${VT}${'x'.repeat(300_000)}${END}`);
    await all.opened;
    expect(received).toBe(`${VT}MSA 300000${END}`.repeat(20));
  });

  it('closes a connection whose handshake drips in past the deadline', async () => {
    const { port, told } = await listening(credentials(), { handshakeDeadlineMs: 150 });
    const slow = await dial(port);
    // The beginning of a ClientHello that is said to be 512 bytes long.
    slow.socket.write(Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03]));
    const drip = setInterval(() => slow.socket.write('x'), 10);
    atEnd(() => {
      clearInterval(drip);
    });
    await slow.closed;
    expect(await told('tls-refused')).toMatchObject({ code: 'HANDSHAKE_DEADLINE' });
  });

  it('tells of a connection that is closed in its handshake', async () => {
    const { port, told } = await listening(credentials());
    (await dial(port)).socket.end();
    expect(await told('tls-refused')).toEqual({ kind: 'tls-refused', peer: '127.0.0.1', code: 'ECONNRESET' });
  });

  it('counts a handshake as a connection, and reads nothing of an address that it does not accept', async () => {
    const { port, told } = await listening(credentials(), { maxConnectionsPerPeer: 1 });
    const silent = await dial(port);
    await (
      await dial(port)
    ).closed;
    expect(await told('refused')).toMatchObject({ reason: 'connections-of-peer' });
    silent.socket.destroy();
    await told('tls-refused');
    await (await client(port, { ca: hospital.ca })).send(message);

    const closedDoor = await listening(credentials(), { accepts: () => false });
    await expect(rawTls(closedDoor.port)).rejects.toThrow();
    expect(await closedDoor.told('refused')).toMatchObject({ reason: 'unknown-peer' });
  });

  it('stops at once where a handshake is in progress, and acknowledges what it has read', async () => {
    const { opened, open } = gate();
    const begun = gate();
    const running = await listening(credentials(), {
      handle: async () => {
        begun.open();
        await opened;
        return [answer];
      },
    });
    const silent = connectPlain(running.port, '127.0.0.1');
    silent.on('error', () => undefined);
    await once(silent, 'connect');
    const sent = (await client(running.port, { ca: hospital.ca })).send(message);
    await begun.opened;
    const stopped = running.server.stop(10_000);
    open();
    expect(Buffer.from(await sent)).toEqual(answer);
    await stopped;
  });

  it('takes renewed certificates from the next connection on, and keeps those that are open', async () => {
    const old = hospital.issue('gateway', expired());
    const { port, server: running, handled } = await listening({ ...mutual, ...credentials(old) });
    await expect(client(port, asSender)).rejects.toMatchObject({ code: 'CERT_HAS_EXPIRED' });
    running.renew(mutual);
    const before = await client(port, asSender);
    running.renew({ ...mutual, ca: stranger.ca });
    const foreigner = { ca: hospital.ca, cert: foreign.cert, key: foreign.key };
    await (await client(port, foreigner)).send(message);
    await before.send(message);
    const after = client(port, asSender).then((late) => late.send(message));
    await expect(after).rejects.toThrow();
    expect(handled.map(({ certificate }) => certificate)).toEqual([foreign.fingerprint, sender.fingerprint]);
  });

  it('keeps the certificates that it has where others cannot be used', async () => {
    const { port, server: running } = await listening(mutual);
    expect(() => {
      running.renew({ ...mutual, key: sender.key });
    }).toThrow(/key values mismatch/);
    expect(() => {
      running.renew(credentials());
    }).toThrow(/cannot change/);
    await (await client(port, asSender)).send(message);
    const plain = await startServer();
    expect(() => {
      plain.server.renew(mutual);
    }).toThrow(/does not speak TLS/);
  });
});
