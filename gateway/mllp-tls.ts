/**
 * The certificates of the MLLP listener: read and checked at start and at each renewal, every fault told by the name
 * of its setting. RFC 5280; RFC 7468 (PEM).
 */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { TlsCredentials } from '../adapters/mllp/tls-gate.ts';
import type { Clock } from './clock.ts';
import type { Settings } from './config.ts';
import { errorFields, type Log } from './logging.ts';
import { ConfigurationError, type Feed } from './place.ts';

type TlsSetting = 'MLLP_TLS_CERT_FILE' | 'MLLP_TLS_KEY_FILE' | 'MLLP_TLS_CA_FILE';

export interface MllpTlsDependencies {
  readonly settings: Pick<Settings, TlsSetting | 'CONFIG'>;
  readonly feeds: readonly Pick<Feed, 'id' | 'clientCertificates'>[];
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * The listener's certificates; undefined where it is to speak plain text. Logs until when they are valid.
 * @throws ConfigurationError where a file cannot be used, or a feed asks for certificates that nobody is asked to show.
 */
export function readMllpTls({
  settings,
  feeds,
  clock,
  log,
}: MllpTlsDependencies): TlsCredentials | undefined {
  const { MLLP_TLS_CERT_FILE: certFile, MLLP_TLS_KEY_FILE: keyFile, MLLP_TLS_CA_FILE: caFile } = settings;
  const asking = feeds.find(({ clientCertificates }) => clientCertificates !== undefined);
  if (caFile === undefined && asking !== undefined) {
    throw new ConfigurationError(
      settings.CONFIG,
      `✖ feed "${asking.id}" lists clientCertificates, which needs mutual TLS: set MLLP_TLS_CA_FILE`,
    );
  }
  if (certFile === undefined || keyFile === undefined) return undefined;
  const cert = readPem('MLLP_TLS_CERT_FILE', certFile);
  const key = readPem('MLLP_TLS_KEY_FILE', keyFile);
  const own = certificatesOf(cert, 'MLLP_TLS_CERT_FILE', certFile)[0];
  checkKey(key, own, keyFile);
  const ca = caFile === undefined ? undefined : readPem('MLLP_TLS_CA_FILE', caFile);
  if (ca !== undefined && caFile !== undefined) certificatesOf(ca, 'MLLP_TLS_CA_FILE', caFile);
  const credentials: TlsCredentials = { cert, key, ...(ca === undefined ? {} : { ca }) };
  try {
    createSecureContext(credentials);
  } catch (error) {
    const { errorCode = 'not usable' } = errorFields(error);
    throw fault('MLLP_TLS_CERT_FILE', certFile, `OpenSSL refuses it (${errorCode})`);
  }
  const until = own.validToDate;
  const fields = { mutual: ca !== undefined, validUntil: until.toISOString() };
  if (until > clock.now()) log.info({ event: 'mllp.tls', ...fields });
  else log.warn({ event: 'mllp.tls-certificate-expired', ...fields });
  return credentials;
}

/** Reads the certificates again and uses them from the next connection on; where they cannot be used, tells and keeps the old. */
export function renewMllpTls(
  listener: { renew(credentials: TlsCredentials): void },
  deps: MllpTlsDependencies,
): void {
  try {
    const credentials = readMllpTls(deps);
    if (credentials !== undefined) listener.renew(credentials);
  } catch (error) {
    const reason = error instanceof ConfigurationError ? error.message : undefined;
    deps.log.error({ event: 'mllp.tls-renewal-failed', reason, ...errorFields(error) });
  }
}

function readPem(setting: TlsSetting, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw fault(setting, path, 'the file cannot be read');
  }
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/** All certificates of the file: OpenSSL would pass over those that it cannot read, and trust fewer than are listed. */
function certificatesOf(
  pem: string,
  setting: TlsSetting,
  path: string,
): readonly [X509Certificate, ...X509Certificate[]] {
  const [first, ...more] = pem.match(CERTIFICATE) ?? [];
  if (first === undefined) throw fault(setting, path, 'the file holds no certificate in PEM form');
  try {
    return [new X509Certificate(first), ...more.map((text) => new X509Certificate(text))];
  } catch {
    throw fault(setting, path, 'the file holds a certificate that cannot be read');
  }
}

function checkKey(pem: string, certificate: X509Certificate, path: string): void {
  let fits: boolean;
  try {
    fits = certificate.checkPrivateKey(createPrivateKey(pem));
  } catch {
    throw fault('MLLP_TLS_KEY_FILE', path, 'the file holds no private key in PEM form without a passphrase');
  }
  if (!fits)
    throw fault('MLLP_TLS_KEY_FILE', path, 'this is not the key of the certificate in MLLP_TLS_CERT_FILE');
}

function fault(setting: TlsSetting, path: string, text: string): ConfigurationError {
  return new ConfigurationError('The environment', `✖ ${setting}=${path}: ${text}`);
}
