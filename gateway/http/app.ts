/** The HTTP side of the gateway: what a request passes, in order. Tests use the same function as production. */
import type { RequestListener } from 'node:http';
import express from 'express';
import helmet from 'helmet';
import type { Clock } from '../clock.ts';
import type { Matches } from '../intake/matches.ts';
import type { MessageReader } from '../intake/trace/message-reader.ts';
import type { Log } from '../logging.ts';
import type { Metrics } from '../metrics.ts';
import { accessLog } from './access-log.ts';
import { errorHandler, nothingHere } from './error-handler.ts';
import { adtFeed, type ReceiveAdt } from './feeds-adt.ts';
import { summaryFeed, type SummaryIntake } from './feeds-gp-summary.ts';
import { socialCareFeed, type SocialCareIntake } from './feeds-social-care.ts';
import { feeds, type ReportFeeds } from './feeds.ts';
import { fhirEndpoint } from './fhir-endpoint.ts';
import { fhirRoutes, type FhirRouteDeps } from './fhir-routes.ts';
import { health, metrics, type Readiness } from './health.ts';
import { matches } from './matches.ts';
import { messages } from './messages.ts';
import { caseloads, type UploadCaseload } from './caseloads.ts';
import { correlate } from './request-context.ts';
import { roster, type Rosters } from './roster.ts';
import { requireOwnOrigin } from './request-origin.ts';
import { refuseMalformed, withReadableTarget } from './request-target.ts';

export interface AppDeps extends Pick<FhirRouteDeps, 'interactions' | 'writes' | 'operations' | 'topics'> {
  /** The origin that clients see, without a trailing slash; /fhir is below it. */
  readonly publicUrl: string;
  readonly softwareVersion: string;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly ready: () => Promise<Readiness>;
  readonly receiveAdt: ReceiveAdt;
  /** Undefined where the place has no feed of GP summaries. */
  readonly summaries: SummaryIntake | undefined;
  readonly socialCare: SocialCareIntake;
  readonly messages: MessageReader;
  readonly matches: Matches;
  readonly rosters: Rosters;
  readonly uploadCaseload: UploadCaseload;
  readonly feeds: ReportFeeds;
}

/** Builds the app; listening and closing are the caller's. */
export function createApp(deps: AppDeps): RequestListener {
  const baseUrl = `${deps.publicUrl}/fhir`;
  const routes = fhirRoutes({ ...deps, baseUrl, startedAt: deps.clock.now().toISOString() });
  const app = express();
  // Query strings are read by those who use them, and ETags are versions, not hashes of a body.
  app.set('query parser', false);
  app.set('etag', false);
  app.use(correlate(deps.newId));
  app.use(accessLog(deps));
  app.use(helmet());
  app.use(refuseMalformed);
  // Whoever watches the process asks it by whatever name or address it has there.
  app.use(health(deps));
  app.use(requireOwnOrigin(deps.publicUrl));
  app.use(metrics(deps.metrics));
  app.use(adtFeed(deps.receiveAdt));
  app.use(summaryFeed(deps.summaries));
  app.use(socialCareFeed(deps.socialCare));
  app.use(feeds(deps.feeds));
  app.use(messages(deps.messages));
  app.use(matches(deps.matches));
  app.use(roster(deps.rosters));
  app.use(caseloads(deps.uploadCaseload));
  app.use('/fhir', fhirEndpoint(routes, baseUrl));
  app.use(nothingHere);
  app.use(errorHandler(deps.log));
  return withReadableTarget((req, res) => {
    app(req, res);
  });
}
