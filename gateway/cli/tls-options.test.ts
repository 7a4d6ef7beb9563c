import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAuthority } from '../../adapters/mllp/testing/certificates.ts';
import { MllpServer } from '../../adapters/mllp/server.ts';
import { run } from './program.ts';
import { readTlsOptions } from './tls-options.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rother-cli-tls-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

describe('readTlsOptions', () => {
  it('gives nothing for plain text, and the texts of the files for TLS', async () => {
    expect(await readTlsOptions({})).toBeUndefined();
    expect(await readTlsOptions({ tls: true })).toEqual({});
    const [ca, cert, key] = [await file('ca', 'A'), await file('cert', 'C'), await file('key', 'K')];
    expect(await readTlsOptions({ tls: true, ca, cert, key })).toEqual({ ca: 'A', cert: 'C', key: 'K' });
  });

  it.each([
    ['a file without --tls', { ca: 'ca.pem' }, '--ca needs --tls'],
    ['a certificate without its key', { tls: true, cert: 'c.pem' }, '--cert and --key belong together'],
    ['a key without its certificate', { tls: true, key: 'k.pem' }, '--cert and --key belong together'],
    ['a file that is not there', { tls: true, ca: '/none/ca.pem' }, 'cannot read /none/ca.pem (--ca)'],
  ])('refuses %s', async (_, flags, text) => {
    await expect(readTlsOptions(flags)).rejects.toThrow(text);
  });
});

describe('rother send --tls', () => {
  it('sends with the certificate of the sender, and says why a receiver is not trusted', async () => {
    const authority = createAuthority('Hospital CA');
    const [own, sender] = [authority.issue('gateway'), authority.issue('pas')];
    const seen: (string | undefined)[] = [];
    const server = new MllpServer({
      host: '127.0.0.1',
      port: 0,
      tls: { cert: own.cert, key: own.key, ca: authority.ca },
      handle: (_frame, _peer, { certificate }) => {
        seen.push(certificate);
        return Promise.resolve([Buffer.from('MSH|^~\\&|ROTHER|RTH|PAS|RFR|||ACK|1|P|2.4\rMSA|AA|c1\r')]);
      },
    });
    const { port } = await server.start();
    const written = { out: '', err: '' };
    const send = async (...flags: readonly string[]): Promise<number> => {
      const message = await file('c1.hl7', 'MSH|^~\\&|PAS|RFR|||||ADT^A31|c1|P|2.4\r');
      return run(['send', '--port', String(port), '--tls', ...flags, message], {
        stdin: (async function* () {
          await Promise.resolve();
          yield Buffer.from('');
        })(),
        stdout: { write: (text) => (written.out += text) },
        stderr: { write: (text) => (written.err += text) },
        now: () => 0,
      });
    };
    try {
      const [cert, key] = [await file('cert.pem', sender.cert), await file('key.pem', sender.key)];
      expect(await send('--ca', await file('ca.pem', authority.ca), '--cert', cert, '--key', key)).toBe(0);
      expect(seen).toEqual([sender.fingerprint]);
      expect(written.err).toBe('1 of 1 accepted\n');
      const stranger = await file('stranger.pem', createAuthority('Another CA').ca);
      expect(await send('--ca', stranger, '--cert', cert, '--key', key)).toBe(1);
      expect(written.err).toMatch(
        /cannot connect to 127\.0\.0\.1:\d+ \(SELF_SIGNED_CERT_IN_CHAIN\).*certificate/,
      );
      expect(seen).toHaveLength(1);
    } finally {
      await server.stop(0);
    }
  });
});
