/** Bodies on /fhir: JSON for resources, a form for POST _search. Bounded in size and depth; a parser's message is never told. */
import express, { type Request, type RequestHandler, type Response } from 'express';
import { refusal } from '../outcomes.ts';

const LIMIT = '4mb';
/** What a query may be long, with every character encoded. */
const FORM_LIMIT = '64kb';
/** FHIR resources nest far less; a deeper one would only be there to exhaust whoever walks it. */
const DEPTH_LIMIT = 64;
const JSON_TYPES = new Set(['application/fhir+json', 'application/json']);
const FORM = 'application/x-www-form-urlencoded';
const FAULT = 'The body is not well-formed JSON in UTF-8';

const readRaw: RequestHandler = express.raw({ type: () => true, limit: LIMIT });
const readRawForm: RequestHandler = express.raw({ type: () => true, limit: FORM_LIMIT });

/**
 * The JSON body as an unknown value; undefined where there is none.
 * @throws OperationOutcomeError 400 for what is not JSON or too deep, 415 for another type; the body reader's own for size.
 */
export async function readJsonBody(req: Request, res: Response): Promise<unknown> {
  const text = await readText(req, res, JSON_TYPES, readRaw);
  if (text === undefined) return undefined;
  if (isDeeper(text, DEPTH_LIMIT))
    throw refusal('invalid', `The body nests deeper than ${DEPTH_LIMIT} levels`);
  try {
    return JSON.parse(text);
  } catch {
    throw refusal('invalid', FAULT);
  }
}

/** The form's parameters; none where there is no body. @throws OperationOutcomeError 415 for another type; the body reader's own for size. */
export async function readForm(req: Request, res: Response): Promise<URLSearchParams> {
  return new URLSearchParams((await readText(req, res, new Set([FORM]), readRawForm)) ?? '');
}

async function readText(
  req: Request,
  res: Response,
  types: ReadonlySet<string>,
  read: RequestHandler,
): Promise<string | undefined> {
  await new Promise<void>((resolve, reject) => {
    read(req, res, (error: unknown) => {
      if (error === undefined) resolve();
      else reject(error instanceof Error ? error : new Error('the body could not be read', { cause: error }));
    });
  });
  const body: unknown = req.body;
  if (!Buffer.isBuffer(body) || body.length === 0) return undefined;
  const [mime = '', ...parameters] = (req.get('Content-Type') ?? '')
    .split(';')
    .map((p) => p.trim().toLowerCase());
  const utf8 = parameters.every((p) => !p.startsWith('charset=') || /^charset="?utf-?8"?$/.test(p));
  if (!types.has(mime) || !utf8) {
    throw refusal('unsupportedMediaType', `The body must be ${[...types].join(' or ')} in UTF-8`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw refusal('invalid', FAULT);
  }
}

/** Counts brackets outside of strings, so that nothing deep is ever built. */
function isDeeper(json: string, limit: number): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < json.length; i++) {
    const letter = json.charCodeAt(i);
    if (inString) {
      if (letter === 0x5c) i++;
      else if (letter === 0x22) inString = false;
      continue;
    }
    if (letter === 0x22) inString = true;
    else if (letter === 0x7b || letter === 0x5b) depth++;
    else if (letter === 0x7d || letter === 0x5d) depth--;
    if (depth > limit) return true;
  }
  return false;
}
