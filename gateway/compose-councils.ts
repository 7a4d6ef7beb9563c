/** Joins what the councils' feeds need: the intake of returns and of case events over HTTP. */
import type { Clock } from './clock.ts';
import type { SocialCareIntake } from './http/feeds-social-care.ts';
import { noteSequences } from './intake/case-sequences.ts';
import { uploadReturn } from './intake/council-upload.ts';
import { listsPeer } from './intake/find-feed.ts';
import type { DocumentOrigin } from './intake/receive-document.ts';
import { receiveCaseEvents } from './intake/receive-case-events.ts';
import type { Taken } from './intake/take.ts';
import type { Place } from './place.ts';
import { councilSource } from './place-documents.ts';
import type { Engine } from './store/engine.ts';

export interface CouncilDependencies {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly newId: () => string;
  /** Takes one message of a feed other than ADT. */
  readonly take: (raw: Uint8Array, origin: DocumentOrigin) => Promise<Taken>;
}

export function councilIntake(councils: Place['councils'], deps: CouncilDependencies): SocialCareIntake {
  const { engine, take } = deps;
  return {
    feeds: councils.map((council) => ({
      id: council.id,
      accepts: (address) => listsPeer([council], address),
    })),
    upload: ({ feed, peer, chunks, releaseShort }) => {
      const council = councils.find(({ id }) => id === feed);
      if (council === undefined) throw new Error(`no council has the feed ${feed}`);
      return uploadReturn(
        { council: { ...councilSource(council), code: council.code }, chunks, releaseShort },
        { ...deps, receive: (raw, controlId) => take(raw, { feed, peer, controlId }) },
      );
    },
    events: {
      take: (body, { feed, peer }) =>
        receiveCaseEvents(body, (raw, controlId) => take(raw, { feed, peer, controlId })),
      sequences: (feed, numbers) => noteSequences(engine, feed, numbers),
    },
  };
}
