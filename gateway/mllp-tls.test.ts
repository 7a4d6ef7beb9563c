import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createAuthority, expired } from '../adapters/mllp/testing/certificates.ts';
import type { LogFields } from './logging.ts';
import { readMllpTls, renewMllpTls, type MllpTlsDependencies } from './mllp-tls.ts';
import { ConfigurationError } from './place.ts';

const folder = mkdtempSync(join(tmpdir(), 'rother-tls-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const authority = createAuthority('Hospital CA');
const own = authority.issue('gateway');
const other = authority.issue('other');
const old = authority.issue('gateway', expired());

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const cert = file('cert.pem', own.cert);
const key = file('key.pem', own.key);
const ca = file('ca.pem', authority.ca);

function deps(files: { cert?: string; key?: string; ca?: string }, feeds: MllpTlsDependencies['feeds'] = []) {
  const lines: LogFields[] = [];
  const log = (fields: LogFields): void => void lines.push(fields);
  return {
    lines,
    settings: {
      CONFIG: 'place.json',
      MLLP_TLS_CERT_FILE: files.cert,
      MLLP_TLS_KEY_FILE: files.key,
      MLLP_TLS_CA_FILE: files.ca,
    },
    feeds,
    clock: { now: () => new Date() },
    log: { info: log, warn: log, error: log },
  };
}

describe('readMllpTls', () => {
  it('gives certificate and key, and the authority where clients must show theirs', () => {
    expect(readMllpTls(deps({}))).toBeUndefined();
    expect(readMllpTls(deps({ cert, key }))).toEqual({ cert: own.cert, key: own.key });
    const both = deps({ cert, key, ca });
    expect(readMllpTls(both)).toEqual({ cert: own.cert, key: own.key, ca: authority.ca });
    expect(both.lines).toEqual([
      { event: 'mllp.tls', mutual: true, validUntil: expect.stringMatching(/^20.*Z$/) as string },
    ]);
  });

  it('says so where the certificate has expired: every sender will refuse it', () => {
    const late = deps({ cert: file('old.pem', old.cert), key: file('old-key.pem', old.key) });
    expect(readMllpTls(late)).toBeDefined();
    expect(late.lines).toMatchObject([{ event: 'mllp.tls-certificate-expired' }]);
  });

  const garbage = file('garbage.pem', 'no PEM at all');
  const torn = file('torn.pem', authority.ca + authority.ca.replace(/[A-Za-z0-9+/]{64}/, 'AAAA'));
  it.each([
    ['no such file', { cert: join(folder, 'none.pem'), key }, /MLLP_TLS_CERT_FILE=.*cannot be read/],
    ['a folder', { cert, key: folder }, /MLLP_TLS_KEY_FILE=.*cannot be read/],
    ['no certificate', { cert: garbage, key }, /MLLP_TLS_CERT_FILE=.*no certificate in PEM form/],
    ['no key', { cert, key: garbage }, /MLLP_TLS_KEY_FILE=.*no private key/],
    ['the key of another', { cert, key: file('other.pem', other.key) }, /MLLP_TLS_KEY_FILE=.*not the key/],
    ['no authority', { cert, key, ca: garbage }, /MLLP_TLS_CA_FILE=.*no certificate/],
    ['a torn authority', { cert, key, ca: torn }, /MLLP_TLS_CA_FILE=.*certificate that cannot be read/],
  ])('refuses %s, naming the setting', (_, files, expected) => {
    expect(() => readMllpTls(deps(files))).toThrow(ConfigurationError);
    expect(() => readMllpTls(deps(files))).toThrow(expected);
  });

  it('refuses a feed that lists certificates where no client is asked for one', () => {
    const feeds = [{ id: 'pas', clientCertificates: [own.fingerprint] }];
    for (const files of [{}, { cert, key }]) {
      expect(() => readMllpTls(deps(files, feeds))).toThrow(/feed "pas" lists clientCertificates/);
    }
    expect(readMllpTls(deps({ cert, key, ca }, feeds))).toBeDefined();
  });
});

describe('renewMllpTls', () => {
  it('hands the listener what the files hold now, and keeps the old where they cannot be used', () => {
    const renewed: unknown[] = [];
    const listener = { renew: (credentials: unknown) => renewed.push(credentials) };
    const paths = { cert: file('live.pem', own.cert), key: file('live-key.pem', own.key) };
    const live = deps(paths);
    writeFileSync(paths.cert, other.cert);
    renewMllpTls(listener, live);
    expect(renewed).toEqual([]);
    expect(live.lines).toMatchObject([{ event: 'mllp.tls-renewal-failed', errorName: 'ConfigurationError' }]);
    writeFileSync(paths.key, other.key);
    renewMllpTls(listener, live);
    expect(renewed).toEqual([{ cert: other.cert, key: other.key }]);
  });

  it('does nothing where the listener speaks plain text', () => {
    const plain = deps({});
    renewMllpTls({ renew: () => expect.unreachable() }, plain);
    expect(plain.lines).toEqual([]);
  });
});
