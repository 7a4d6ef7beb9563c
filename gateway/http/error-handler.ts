/** The one place where an error becomes an answer. FHIR R4 http.html 3.1.0.4. Unknown errors tell the caller nothing but an id. */
import type { ErrorRequestHandler, RequestHandler } from 'express';
import { errorFields, type Log } from '../logging.ts';
import { OperationOutcomeError, internalError, refusal } from '../outcomes.ts';
import { correlationIdOf, routeOf } from './request-context.ts';
import { sendResource } from './respond.ts';

/** Errors of the body reader, by their `type`. Their messages may quote the body, and are never used. */
const BODY_ERRORS: Readonly<Record<string, () => OperationOutcomeError>> = {
  'entity.too.large': () => refusal('tooLarge', 'The body is larger than is taken here'),
  'entity.parse.failed': () => refusal('invalid', 'The body is not well-formed JSON in UTF-8'),
  'charset.unsupported': () => refusal('unsupportedMediaType', 'The body must be in UTF-8'),
  'encoding.unsupported': () => refusal('unsupportedMediaType', 'The Content-Encoding is not supported'),
  'request.aborted': () => refusal('invalid', 'The body ended early'),
  'request.size.invalid': () => refusal('invalid', 'The body is not as long as Content-Length says'),
};

/** Refusals as they are; body errors by their type; anything else is a fault of ours: 500, and the cause to the log only. */
export function errorHandler(log: Log): ErrorRequestHandler {
  // Express tells an error handler by its four parameters, used or not.
  return (error: unknown, _req, res, _next) => {
    if (res.headersSent) {
      // Too late for an answer: a broken connection is the only honest sign left.
      res.destroy();
      return;
    }
    const known = error instanceof OperationOutcomeError ? error : bodyError(error);
    if (known !== undefined) {
      sendResource(res, known.status, known.outcome);
      return;
    }
    const correlationId = correlationIdOf(res);
    log.error({ event: 'http.fault', route: routeOf(res), correlationId, ...errorFields(error) });
    sendResource(res, 500, internalError(correlationId));
  };
}

/** The end of the chain: nothing answers at this address. */
export const nothingHere: RequestHandler = () => {
  throw refusal('notFound', 'There is nothing at this address');
};

function bodyError(error: unknown): OperationOutcomeError | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('type' in error && typeof error.type === 'string') return BODY_ERRORS[error.type]?.();
  // A compressed body that cannot be unpacked: zlib's own error, marked by the body reader with a status.
  return 'status' in error && error.status === 400
    ? refusal('invalid', 'The body cannot be read')
    : undefined;
}
