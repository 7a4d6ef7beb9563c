/**
 * Structured logs. Only event names, ids that we made, codes and counts are logged; never a payload,
 * a name, an NHS number, an address, nor the text of an upstream error.
 */
import { pino } from 'pino';

/** What may stand in a log line. Flat, and scalars only, so that nothing larger slips in. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>> & {
  readonly event: string;
};

export interface Log {
  info(fields: LogFields): void;
  warn(fields: LogFields): void;
  error(fields: LogFields): void;
}

/** @param destination where lines go; standard output if absent (tests pass a collecting stream). */
export function createLog(level: string, destination?: { write(line: string): void }): Log {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  const logger = destination === undefined ? pino(options) : pino(options, destination);
  return {
    info: (fields) => {
      logger.info(fields);
    },
    warn: (fields) => {
      logger.warn(fields);
    },
    error: (fields) => {
      logger.error(fields);
    },
  };
}

/** The class and code of an unknown error: what may be logged of it. Its message may quote personal data. */
export function errorFields(error: unknown): { errorName: string; errorCode?: string; errorAt?: string } {
  if (!(error instanceof Error)) return { errorName: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  // The message stands in the stack too, and may have lines of its own: it is cut out before a line is taken.
  const at = error.stack
    ?.replace(error.message, '')
    .split('\n')
    .find((line) => /^ {4}at \S/.test(line))
    ?.trim();
  return {
    errorName: error.name,
    ...(code === undefined ? {} : { errorCode: code }),
    ...(at === undefined ? {} : { errorAt: at }),
  };
}
