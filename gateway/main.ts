/** The service: reads its settings and its place, runs until SIGTERM or SIGINT, and then stops cleanly. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { systemClock } from './clock.ts';
import { compose } from './compose.ts';
import { readSettings } from './config.ts';
import { createLog, errorFields } from './logging.ts';
import { ConfigurationError, loadPlace } from './place.ts';

/** Node 24 is what the types are stripped by and the tests run on. */
const NODE_MAJOR = 24;

/**
 * The young generation is kept small: what a message leaves behind is short-lived, and V8 would let it grow to 200 MB
 * under load for no gain in rate. Takes effect as the heap has not grown yet.
 */
const YOUNG_GENERATION = ['--semi-space-growth-factor=1', '--max-semi-space-size=4'];

async function main(): Promise<void> {
  for (const flag of YOUNG_GENERATION) setFlagsFromString(flag);
  if (Number(process.versions.node.split('.')[0]) < NODE_MAJOR) {
    throw new ConfigurationError(
      'This Node',
      `✖ ${process.version} is too old: Node ${NODE_MAJOR} is needed (npm start brings it)`,
    );
  }
  const settings = readSettings(process.env);
  const place = loadPlace(settings.CONFIG);
  const log = createLog(settings.LOG_LEVEL);
  const gateway = await compose(settings, place, { clock: systemClock, log, softwareVersion: version() });
  const { httpPort, mllpPort, baseUrl } = await gateway.start();
  process.stdout.write(
    `${JSON.stringify({ event: 'gateway.ready', httpPort, mllpPort, baseUrl, pid: process.pid })}\n`,
  );
  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) return;
    stopping = true;
    log.info({ event: 'gateway.stopping', signal });
    gateway.stop().then(
      () => {
        log.info({ event: 'gateway.stopped' });
        process.exitCode = 0;
      },
      (error: unknown) => {
        log.error({ event: 'gateway.stop-failed', ...errorFields(error) });
        process.exitCode = 1;
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('SIGHUP', () => {
    gateway.renewCertificates();
  });
}

function version(): string {
  const json: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8'));
  if (typeof json === 'object' && json !== null && 'version' in json && typeof json.version === 'string') {
    return json.version;
  }
  throw new Error('package.json has no version');
}

main().catch((error: unknown) => {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  const text =
    error instanceof ConfigurationError
      ? error.message
      : code === 'EADDRINUSE'
        ? 'A port is taken by another program: set HTTP_PORT or MLLP_PORT.'
        : `The gateway could not start: ${error instanceof Error ? error.message : 'unknown error'}`;
  process.stderr.write(`${text}\n`);
  process.exit(1);
});
