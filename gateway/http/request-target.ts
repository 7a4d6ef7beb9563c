/** Request targets in origin-form, `/path?query`: the only form that is answered here. RFC 9112 3.2. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import { refusal } from '../outcomes.ts';

/** Stands in for a target that cannot be read. */
const MALFORMED = '/malformed-request-target';
const ORIGIN_FORM = /^\/[^\s#]*$/;

/**
 * Puts a readable target in the place of one that is not, before the framework sees it: the framework answers what it cannot
 * parse itself, in HTML and without our headers. `refuseMalformed` then refuses it.
 */
export function withReadableTarget(
  next: (req: IncomingMessage, res: ServerResponse) => void,
): RequestListener {
  return (req, res) => {
    if (targetUrl(req.url ?? '') === undefined) req.url = MALFORMED;
    next(req, res);
  };
}

/** @throws OperationOutcomeError 400 for what `withReadableTarget` replaced. */
export const refuseMalformed: RequestHandler = (req, _res, next) => {
  if (req.originalUrl === MALFORMED) {
    throw refusal('invalid', 'The request target is not of the form /path?query');
  }
  next();
};

/** The target as a URL of no particular host; undefined where it is absolute or malformed. */
export function targetUrl(target: string): URL | undefined {
  return ORIGIN_FORM.test(target) ? (URL.parse(`http://gateway.invalid${target}`) ?? undefined) : undefined;
}
