/**
 * GET /messages, /messages/{id} and /messages/{id}/raw: the journal for those who run a feed. What is answered holds
 * personal data: nobody keeps a copy. Errors are OperationOutcomes, as everywhere.
 */
import { Router, type RequestHandler } from 'express';
import type { MessageReader } from '../intake/trace/message-reader.ts';
import { refusal } from '../outcomes.ts';
import { noteRoute } from './request-context.ts';
import { targetUrl } from './request-target.ts';

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function messages(reader: MessageReader): Router {
  const router = Router();
  router.use('/messages', prepare);
  router.get('/messages', async (req, res) => {
    noteRoute(res, '/messages');
    const query = targetUrl(req.originalUrl)?.searchParams ?? new URLSearchParams();
    const { messages: found, cursor } = await reader.list(query);
    if (cursor !== undefined) query.set('cursor', cursor);
    res.json({ messages: found, ...(cursor === undefined ? {} : { next: `/messages?${query.toString()}` }) });
  });
  router.get('/messages/:id', async (req, res) => {
    noteRoute(res, '/messages/:id');
    res.json(found(await reader.trace(idOf(req.params.id))));
  });
  router.get('/messages/:id/raw', async (req, res) => {
    noteRoute(res, '/messages/:id/raw');
    const id = idOf(req.params.id);
    const bytes = found(await reader.raw(id));
    res.setHeader('Content-Type', 'application/hl7-v2');
    res.setHeader('Content-Disposition', `attachment; filename="${id}.hl7"`);
    res.setHeader('Content-Length', bytes.length);
    res.end(bytes);
  });
  router.all(['/messages', '/messages/:id', '/messages/:id/raw'], (_req, res) => {
    noteRoute(res, '/messages');
    res.setHeader('Allow', 'GET, HEAD');
    throw refusal('methodNotAllowed', 'Here only GET is answered');
  });
  return router;
}

const prepare: RequestHandler = (_req, res, next) => {
  res.setHeader('Cache-Control', 'no-store');
  next();
};

function idOf(text: string): string {
  if (!ID.test(text))
    throw refusal('notFound', 'There is no message with this id: ids are UUIDs in lower case');
  return text;
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw refusal('notFound', 'There is no message with this id');
  return value;
}
