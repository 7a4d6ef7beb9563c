/**
 * For tests: X.509 certificates made on the spot, so that no test needs a program beside Node or ages with a file.
 * RFC 5280 4.1 in DER (X.690), EC P-256 keys, ecdsa-with-SHA256 (RFC 5758).
 */
import { generateKeyPairSync, randomBytes, sign, X509Certificate, type KeyObject } from 'node:crypto';

export interface MadeCertificate {
  /** PEM. */
  readonly cert: string;
  readonly key: string;
  /** SHA-256, lower-case hex. */
  readonly fingerprint: string;
}

export interface Authority {
  /** Its own certificate, PEM. */
  readonly ca: string;
  /** Signs one for 127.0.0.1 and localhost, for servers and clients alike; valid for an hour around now. */
  readonly issue: (name: string, validity?: Validity) => MadeCertificate;
}

export interface Validity {
  readonly from: Date;
  readonly to: Date;
}

/** A certificate authority that signs itself. */
export function createAuthority(name: string): Authority {
  const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const root = build({ name, issuer: name, publicKey: own.publicKey, signer: own.privateKey, isCa: true });
  return {
    ca: root,
    issue: (subject, validity) => {
      const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const parts = { name: subject, issuer: name, publicKey, signer: own.privateKey, isCa: false };
      const cert = build(validity === undefined ? parts : { ...parts, validity });
      return {
        cert,
        key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
        fingerprint: new X509Certificate(cert).fingerprint256.replaceAll(':', '').toLowerCase(),
      };
    },
  };
}

/** Yesterday's: ended a minute ago. */
export function expired(): Validity {
  return { from: new Date(Date.now() - 86_400_000), to: new Date(Date.now() - 60_000) };
}

interface Parts {
  readonly name: string;
  readonly issuer: string;
  readonly publicKey: KeyObject;
  readonly signer: KeyObject;
  readonly isCa: boolean;
  readonly validity?: Validity;
}

function build({ name, issuer, publicKey, signer, isCa, validity }: Parts): string {
  const { from, to } = validity ?? {
    from: new Date(Date.now() - 3_600_000),
    to: new Date(Date.now() + 3_600_000),
  };
  const algorithm = sequence(oid('1.2.840.10045.4.3.2'));
  const extensions = isCa
    ? [extension('2.5.29.19', sequence(der(0x01, Buffer.from([0xff]))), true)]
    : [
        extension(
          '2.5.29.17',
          sequence(der(0x82, Buffer.from('localhost')), der(0x87, Buffer.from([127, 0, 0, 1]))),
        ),
      ];
  const serial = Buffer.concat([Buffer.from([0x01]), randomBytes(8)]);
  const tbs = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, serial),
    algorithm,
    commonName(issuer),
    sequence(time(from), time(to)),
    commonName(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions)),
  );
  const signature = sign('sha256', tbs, { key: signer, dsaEncoding: 'der' });
  const certificate = sequence(tbs, algorithm, der(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

/** One element: tag, length, content. */
function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function sequence(...elements: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(elements));
}

function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const digits = [part & 127];
    for (let left = part >> 7; left > 0; left >>= 7) digits.unshift((left & 127) | 128);
    bytes.push(...digits);
  }
  return der(0x06, Buffer.from(bytes));
}

function commonName(name: string): Buffer {
  return sequence(der(0x31, sequence(oid('2.5.4.3'), der(0x0c, Buffer.from(name)))));
}

function time(at: Date): Buffer {
  return der(0x17, Buffer.from(`${at.toISOString().slice(2, 19).replace(/[-:T]/g, '')}Z`));
}

function extension(id: string, value: Buffer, critical = false): Buffer {
  const flag = critical ? [der(0x01, Buffer.from([0xff]))] : [];
  return sequence(oid(id), ...flag, der(0x04, value));
}
