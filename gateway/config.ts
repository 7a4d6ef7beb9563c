/** The gateway's settings, read once from the environment and refused with every fault named. Design section 11. */
import { z } from 'zod';
import { ConfigurationError } from './place.ts';

/** Digits only: coercion would take '' for 0 and 0x10 for 16. */
const whole = (min: number, max: number): z.ZodType<number, string> =>
  z
    .string()
    .regex(/^\d+$/, 'a whole number')
    .transform(Number)
    .refine((n) => n >= min && n <= max, `from ${min} to ${max}`);

const port = whole(0, 65535);
const file = z.string().min(1).optional();

export const settingsSchema = z.object({
  HOST: z.string().min(1).default('127.0.0.1').describe('address that HTTP and MLLP listen on'),
  HTTP_PORT: port.prefault('8080').describe('port of the API; 0 takes any free one'),
  MLLP_PORT: port.prefault('2575').describe('port of the MLLP listener; 0 takes any free one'),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('base URL that clients see, without /fhir; by default http://HOST:HTTP_PORT'),
  DATABASE_URL: z
    .string()
    .regex(/^sqlite:.+/, 'sqlite:<path>; PostgreSQL is not offered yet')
    .default('sqlite:data/rother.db')
    .describe('where the record is kept'),
  CONFIG: z.string().min(1).default('place.json').describe("path of the place's configuration"),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'])
    .default('info')
    .describe('least severe log line that is written'),
  MLLP_MAX_CONNECTIONS: whole(1, 10_000).prefault('500').describe('MLLP connections at once'),
  MLLP_MAX_CONNECTIONS_PER_PEER: whole(1, 10_000)
    .prefault('50')
    .describe('MLLP connections at once from one address'),
  MLLP_MAX_FRAME_BYTES: whole(1024, 16_777_216).prefault('1048576').describe('largest MLLP frame'),
  MLLP_READ_DEADLINE_S: whole(1, 600)
    .prefault('30')
    .describe('seconds from the first byte of a frame to its last'),
  MLLP_IDLE_S: whole(0, 604_800)
    .prefault('0')
    .describe('seconds of silence after which a connection is closed; 0 never, as a quiet night is normal'),
  MLLP_TLS_CERT_FILE: file.describe(
    "the MLLP listener's certificate (PEM); with it the port speaks TLS and only TLS",
  ),
  MLLP_TLS_KEY_FILE: file.describe('its private key (PEM, without a passphrase)'),
  MLLP_TLS_CA_FILE: file.describe(
    "who signs the senders' certificates (PEM); with it a sender must show one: mutual TLS",
  ),
  REFUSED_KEEP_MB: whole(0, 1_000_000)
    .prefault('64')
    .describe(
      'MiB a day that are kept of messages of unknown senders; what comes beyond is answered, not kept',
    ),
  PROFILES: z
    .string()
    .min(1)
    .optional()
    .describe('folders of FHIR profiles (JSON) that $validate knows beside base R4, parted by commas'),
  STOP_GRACE_S: whole(1, 120).prefault('10').describe('seconds that a stop waits for work in progress'),
  ALLOW_OPEN_ACCESS: z
    .stringbool()
    .prefault('off')
    .describe(
      'listen beyond loopback although this release has no access control: only behind a guarded proxy',
    ),
});

export type Settings = z.infer<typeof settingsSchema>;

/** @throws ConfigurationError with one line for every fault. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const named = Object.fromEntries(
    Object.keys(settingsSchema.shape).map((name) => [
      name,
      environment[name] === '' ? undefined : environment[name],
    ]),
  );
  const result = settingsSchema.safeParse(named);
  if (!result.success) throw new ConfigurationError('The environment', z.prettifyError(result.error));
  refuseHalfTls(result.data);
  const { HOST, ALLOW_OPEN_ACCESS } = result.data;
  if (!isLoopback(HOST) && !ALLOW_OPEN_ACCESS) {
    throw new ConfigurationError(
      'The environment',
      `✖ HOST=${HOST} would open personal records to the network, and this release has no access control.\n` +
        '  Listen on 127.0.0.1, or set ALLOW_OPEN_ACCESS=on where a guarded proxy stands before it.',
    );
  }
  return result.data;
}

/** Less than certificate and key is no TLS: it must not end in a plain-text port that was meant to be closed. */
function refuseHalfTls(settings: Settings): void {
  const { MLLP_TLS_CERT_FILE: cert, MLLP_TLS_KEY_FILE: key, MLLP_TLS_CA_FILE: ca } = settings;
  if ((cert === undefined) === (key === undefined) && (ca === undefined || cert !== undefined)) return;
  const missing = cert === undefined ? 'MLLP_TLS_CERT_FILE' : 'MLLP_TLS_KEY_FILE';
  throw new ConfigurationError(
    'The environment',
    `✖ ${missing} is missing: TLS needs MLLP_TLS_CERT_FILE and MLLP_TLS_KEY_FILE, mutual TLS MLLP_TLS_CA_FILE beside them`,
  );
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
