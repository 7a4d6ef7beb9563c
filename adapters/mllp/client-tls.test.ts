import { afterEach, describe, expect, it } from 'vitest';
import { MllpClient, type MllpClientTls } from './client.ts';
import { createScene } from './scripted-peer.ts';
import { createAuthority, expired, type MadeCertificate } from './testing/certificates.ts';
import type { TlsCredentials } from './tls-gate.ts';

const scene = createScene();
const { startServer } = scene;

afterEach(() => scene.close());

const hospital = createAuthority('Hospital CA');
const stranger = createAuthority('Another CA');
const credentials = ({ cert, key }: MadeCertificate): TlsCredentials => ({ cert, key });

async function listening(tls: TlsCredentials) {
  let count = 0;
  const { port } = await startServer({
    tls,
    handle: () => {
      count += 1;
      return Promise.resolve([]);
    },
  });
  return { port, handled: () => count };
}

const connect = (port: number, tls: MllpClientTls): Promise<void> =>
  new MllpClient({ timeoutMs: 5000 }).connect('127.0.0.1', port, tls);

describe('MllpClient over TLS', () => {
  it.each<[string, string, TlsCredentials]>([
    ['has expired', 'CERT_HAS_EXPIRED', credentials(hospital.issue('gateway', expired()))],
    ['is of another authority', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', credentials(stranger.issue('gateway'))],
  ])('sends nothing to a receiver whose certificate %s', async (_, code, tls) => {
    const { port, handled } = await listening(tls);
    await expect(connect(port, { ca: hospital.ca })).rejects.toMatchObject({ code });
    expect(handled()).toBe(0);
  });

  it('rejects its connect where its own key does not fit', async () => {
    const { port } = await listening(credentials(hospital.issue('gateway')));
    const { cert } = hospital.issue('pas');
    const { key } = hospital.issue('lab');
    const unfit = connect(port, { ca: hospital.ca, cert, key });
    await expect(unfit).rejects.toThrow(/key values mismatch/);
  });

  it('sends nothing to a receiver that does not speak TLS', async () => {
    const { port } = await startServer();
    await expect(connect(port, { ca: hospital.ca })).rejects.toMatchObject({
      code: expect.stringMatching(/SSL|ECONNRESET/) as string,
    });
  });
});
