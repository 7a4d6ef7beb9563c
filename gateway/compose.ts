/** The only place where things are constructed and joined. Production and the whole-path tests run this assembly. */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { acknowledge, type AcknowledgementMode } from '../adapters/hl7v2/acknowledge.ts';
import { createDictionarySource } from '../adapters/hl7v2/dictionary-source.ts';
import { TOPICS, topicResources } from '../conformance/topics.ts';
import type { Clock } from './clock.ts';
import { councilIntake } from './compose-councils.ts';
import { placeRosters } from './compose-rosters.ts';
import type { Settings } from './config.ts';
import { createApp } from './http/app.ts';
import { adtAnswer } from './http/adt-answer.ts';
import type { SummaryIntake } from './http/feeds-gp-summary.ts';
import { readiness } from './http/health.ts';
import { closeHttp, listen, urlHost } from './http/server.ts';
import { fhirSide } from './compose-fhir.ts';
import { mllpListener } from './compose-mllp.ts';
import { createFeedHealth } from './intake/feed-health.ts';
import { listsPeer } from './intake/find-feed.ts';
import { receive, type Received, type ReceiveDependencies } from './intake/receive.ts';
import { receiveDocument, type DocumentOrigin } from './intake/receive-document.ts';
import { readSequences } from './intake/case-sequences.ts';
import { clearStale } from './intake/staged-rows.ts';
import type { Taken } from './intake/take.ts';
import { createMatches } from './intake/matches.ts';
import { createRefusedQuota } from './intake/refused-quota.ts';
import { createMessageReader } from './intake/trace/message-reader.ts';
import { noteSoftware } from './interactions/provenance-software.ts';
import { uploadCaseload } from './interactions/operations/caseload-upload.ts';
import type { Log } from './logging.ts';
import { createMetrics } from './metrics.ts';
import { readMllpTls, renewMllpTls } from './mllp-tls.ts';
import type { Place } from './place.ts';
import { placeDocuments } from './place-documents.ts';
import { placeRecord } from './place-lookup.ts';
import { reattribute } from './record/reattribute.ts';
import { writeResources } from './record/write-resources.ts';
import { openSqlite } from './store/sqlite.ts';
import { systemResolve } from './subscriptions/channels/checked-connect.ts';
import { createRestHook } from './subscriptions/channels/rest-hook.ts';
import { Dispatcher } from './subscriptions/dispatcher.ts';
import { createAlertLedger } from './subscriptions/ledger.ts';
import { systemScheduler } from './subscriptions/scheduler.ts';

export interface Gateway {
  /** Listens, resumes pending deliveries. Ports are those that were bound. */
  start(): Promise<{ readonly httpPort: number; readonly mllpPort: number; readonly baseUrl: string }>;
  /** Reads the MLLP listener's certificates again, for the connections to come. */
  renewCertificates(): void;
  /** Stops taking messages, finishes and acknowledges those in progress, ends deliveries, closes the store. */
  stop(): Promise<void>;
}

export interface ComposeDependencies {
  readonly clock: Clock;
  readonly log: Log;
  readonly softwareVersion: string;
}

/** Opens the store, binds HTTP (its port is part of every URL that is told) and joins everything; MLLP waits for `start`. */
export async function compose(settings: Settings, place: Place, deps: ComposeDependencies): Promise<Gateway> {
  const { clock, log } = deps;
  const newId = (): string => randomUUID();
  const now = (): string => clock.now().toISOString();
  const tlsFiles = { settings, feeds: place.feeds, clock, log };
  const tls = readMllpTls(tlsFiles);
  const engine = await openSqlite(settings.DATABASE_URL.replace(/^sqlite:/, ''), now);
  const feedHealth = createFeedHealth({
    feeds: [
      ...place.feeds,
      ...(place.gpSummaries === undefined ? [] : [place.gpSummaries]),
      ...place.councils,
    ],
    db: engine.reader,
    clock,
    steady: () => performance.now(),
    sequence: (feed) => readSequences(engine.reader, feed),
  });
  const metrics = createMetrics(feedHealth.report);
  const policy = { allow: place.webhooks.allow };

  // A batch is read at the speed of commits; its silence is bounded where it is read.
  const httpServer = createServer({ requestTimeout: 3_600_000 });
  await listen(httpServer, settings.HTTP_PORT, settings.HOST);
  const httpPort = (httpServer.address() as AddressInfo).port;
  const publicUrl = (settings.PUBLIC_URL ?? `http://${urlHost(settings.HOST)}:${httpPort}`).replace(
    /\/+$/,
    '',
  );
  const baseUrl = `${publicUrl}/fhir`;

  const channel = createRestHook(policy, systemResolve, clock);
  const dispatcher = new Dispatcher({
    store: engine,
    channel: {
      ...channel,
      send: async (...args) => {
        const outcome = await channel.send(...args);
        metrics.delivery(outcome.kind === 'failed' ? outcome.code : outcome.kind);
        return outcome;
      },
    },
    clock,
    newId,
    baseUrl,
    random: Math.random,
    log,
    scheduler: systemScheduler,
  });
  const ledger = createAlertLedger({
    newId,
    hint: (ids) => {
      dispatcher.hint(ids);
    },
  });

  const receiving: ReceiveDependencies = {
    engine,
    feeds: place.feeds,
    place: placeRecord(place),
    documents: placeDocuments(place),
    ledger,
    clock,
    log,
    newId,
    quota: createRefusedQuota(settings.REFUSED_KEEP_MB * 1_048_576, () => {
      log.warn({ event: 'adt.refused-quota-reached', megabytes: settings.REFUSED_KEEP_MB });
    }),
  };
  /** Takes one message. */
  const take = async (raw: Uint8Array, peer: string, certificate?: string): Promise<Received> => {
    const started = performance.now();
    const received = await receive(raw, { peer, certificate }, receiving);
    if (received.steps > 0) dispatcher.wake();
    metrics.adtMessage(received.feed, received.receipt.kind);
    const ms = performance.now() - started;
    metrics.ackLatency(received.feed, ms);
    feedHealth.answered(received, peer, ms);
    return received;
  };
  /** Takes one message of a feed other than ADT. */
  const takeDocument = async (raw: Uint8Array, origin: DocumentOrigin): Promise<Taken> => {
    const started = performance.now();
    const taken = await receiveDocument(raw, origin, receiving);
    if (taken.steps > 0) dispatcher.wake();
    const ms = performance.now() - started;
    const { feed, peer } = origin;
    metrics.adtMessage(feed, taken.receipt.kind);
    feedHealth.answered({ feed, receipt: taken.receipt, skewMs: null }, peer, ms);
    return taken;
  };
  /** How the feed of GP summaries takes its documents; undefined where the place has none. */
  const documentIntake = (feed: Place['gpSummaries']): SummaryIntake | undefined =>
    feed === undefined
      ? undefined
      : {
          accepts: (address) => listsPeer([feed], address),
          receive: (raw, peer) => takeDocument(raw, { feed: feed.id, peer, controlId: '' }),
        };
  const answer = (
    { header, receipt }: Received,
    mode: AcknowledgementMode,
  ): readonly Uint8Array[] | undefined =>
    acknowledge(header, receipt, clock.now(), () => newId().slice(0, 20), mode);

  const mllp = mllpListener({ settings, place, tls, receiving, take, answer, metrics, feedHealth, log });

  const db = engine.reader;
  const fhir = fhirSide(
    {
      settings,
      place,
      engine,
      clock,
      newId,
      log,
      policy,
      names: receiving.place.names,
      feeds: feedHealth.report,
    },
    (id) => {
      dispatcher.changed(id);
    },
  );
  const app = createApp({
    publicUrl,
    softwareVersion: deps.softwareVersion,
    clock,
    newId,
    log,
    metrics,
    ready: async () => {
      await db.selectFrom('setting').select('name').limit(1).execute();
      return readiness(await feedHealth.report());
    },
    receiveAdt: async (raw, peer) => {
      const received = await take(raw, peer);
      return adtAnswer(received, answer(received, 'original')?.[0]);
    },
    summaries: documentIntake(place.gpSummaries),
    socialCare: councilIntake(place.councils, { engine, clock, newId, take: takeDocument }),
    matches: createMatches(receiving),
    rosters: placeRosters(place, db),
    uploadCaseload: (request, lines) => uploadCaseload(request, lines, { store: engine, clock, newId }),
    messages: createMessageReader({ db, feeds: place.feeds, dictionaries: createDictionarySource() }),
    feeds: feedHealth.report,
    ...fhir,
    topics: TOPICS.map((topic) => topic.canonical),
  });
  httpServer.on('request', app);

  return {
    start: async () => {
      await engine.write((tx) =>
        writeResources(
          tx,
          topicResources().map((resource) => ({ resource: { ...resource, id: resource.id ?? '' } })),
          { now: now(), sourceMessageId: null },
        ),
      );
      await engine.write((tx) => noteSoftware(tx, deps.softwareVersion, now()));
      await clearStale(engine, clock.now());
      await reattribute(engine, { ...receiving.place, now, log });
      await dispatcher.start();
      const { port: mllpPort } = await mllp.start();
      return { httpPort, mllpPort, baseUrl };
    },
    renewCertificates: () => {
      renewMllpTls(mllp, tlsFiles);
    },
    stop: async () => {
      const grace = settings.STOP_GRACE_S * 1000;
      await mllp.stop(grace);
      await closeHttp(httpServer, grace);
      await fhir.stop();
      await dispatcher.stop();
      await channel.close();
      await engine.close();
    },
  };
}
