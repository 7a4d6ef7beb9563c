/**
 * POST /feeds/social-care: a council's Client Level Data return (text/csv), or its case events (application/json,
 * application/x-ndjson). The feed is the council that lists the sender's address; `?feed=` where several do.
 * docs/social-care-return.md, docs/social-care-events.md.
 */
import { Router } from 'express';
import { refusal } from '../outcomes.ts';
import { takeEvents, type EventIntake } from './feeds-social-care-events.ts';
import { takeReturn, type ReturnIntake } from './feeds-social-care-return.ts';
import { createSlots } from './feeds-adt-slots.ts';
import { noteRoute } from './request-context.ts';

export interface SocialCareIntake {
  /** Councils of the place. */
  readonly feeds: readonly { readonly id: string; readonly accepts: (address: string) => boolean }[];
  readonly upload: ReturnIntake;
  readonly events: EventIntake;
}

const PATH = '/feeds/social-care';
const CSV = 'text/csv';
const EVENTS = ['application/json', 'application/x-ndjson'];
/** 4 bodies of events are 32 MiB at most. */
const MAX_HELD = 4;

export function socialCareFeed(intake: SocialCareIntake): Router {
  const router = Router();
  const slots = createSlots(MAX_HELD, 'bodies of case events');
  router.post(PATH, async (req, res) => {
    noteRoute(res, PATH);
    const address = (req.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
    const query = new URL(req.url, 'http://localhost').searchParams;
    const feed = feedOf(intake, address, query.getAll('feed'));
    const sender = { feed, peer: `http:${address}` };
    if ((req.get('Content-Encoding') ?? 'identity').toLowerCase() !== 'identity')
      throw refusal('unsupportedMediaType', 'A compressed body is not read here');
    if (req.is(CSV) !== false) {
      await takeReturn(req, res, { ...sender, releaseShort: releasesShort(query) }, intake.upload);
      return;
    }
    if (req.is(EVENTS) === false)
      throw refusal(
        'unsupportedMediaType',
        `A return must be ${CSV}, and case events ${EVENTS.join(' or ')}`,
      );
    const release = slots.take(res);
    try {
      await takeEvents(req, res, sender, intake.events);
    } finally {
      release();
    }
  });
  router.all(PATH, (_req, res) => {
    noteRoute(res, PATH);
    res.setHeader('Allow', 'POST');
    throw refusal('methodNotAllowed', 'Here only POST is answered');
  });
  return router;
}

function feedOf({ feeds }: SocialCareIntake, address: string, named: readonly string[]): string {
  if (feeds.length === 0) throw refusal('notFound', 'No council is configured in the place file');
  const allowed = feeds.filter(({ accepts }) => accepts(address)).map(({ id }) => id);
  if (allowed.length === 0) throw refusal('forbidden', 'This address is not among the peers of a council');
  const [asked, second] = named;
  if (second !== undefined) throw refusal('invalid', 'feed names one council');
  if (asked !== undefined) {
    if (allowed.includes(asked)) return asked;
    throw refusal('forbidden', 'This address is not among the peers of the council that feed names');
  }
  const [only, another] = allowed;
  if (only === undefined || another !== undefined)
    throw refusal(
      'invalid',
      `This address is among the peers of several councils: name one by ?feed=, of ${allowed.join(', ')}`,
    );
  return only;
}

function releasesShort(query: URLSearchParams): boolean {
  const asked = query.getAll('release');
  if (asked.some((value) => value !== 'short'))
    throw refusal('invalid', 'release takes "short": a file that is held for its length is then taken');
  return asked.length > 0;
}
