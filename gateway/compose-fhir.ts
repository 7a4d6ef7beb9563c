/** What /fhir answers: the read side, what clients may write, and the operations, each joined with what it needs. */
import type { Clock } from './clock.ts';
import type { Settings } from './config.ts';
import { SERVED_TYPES } from '../conformance/search-parameters/definition.ts';
import { BACKPORT_OPERATION, ROTHER } from '../conformance/systems.ts';
import type { FeedMonitor } from './intake/feed-health.ts';
import type { FhirRouteDeps, Operation } from './http/fhir-routes.ts';
import { entryWrites } from './interactions/entry-writes.ts';
import { createGroup } from './interactions/group-create.ts';
import { deleteGroup } from './interactions/group-delete.ts';
import { updateGroup } from './interactions/group-update.ts';
import { history } from './interactions/history.ts';
import { everything } from './interactions/operations/everything.ts';
import { localityHistory } from './interactions/operations/locality-history.ts';
import { localityView } from './interactions/operations/locality-view.ts';
import { patientMatch } from './interactions/operations/patient-match.ts';
import { subscriptionEvents } from './interactions/operations/subscription-events.ts';
import { subscriptionStatus } from './interactions/operations/subscription-status.ts';
import { summary } from './interactions/operations/summary.ts';
import { validate } from './interactions/operations/validate.ts';
import { startValidatorChild, ValidatorProcess } from './interactions/operations/validator-process.ts';
import { readsWithProvenance } from './interactions/provenance-read.ts';
import { provenanceType } from './interactions/provenance-search.ts';
import { read } from './interactions/read.ts';
import { searchType } from './interactions/search-type.ts';
import { createSubscription } from './interactions/subscription-create.ts';
import { deleteSubscription } from './interactions/subscription-delete.ts';
import { updateSubscription } from './interactions/subscription-update.ts';
import { vread } from './interactions/vread.ts';
import { systemResolve } from './subscriptions/channels/checked-connect.ts';
import { systemScheduler } from './subscriptions/scheduler.ts';
import type { Log } from './logging.ts';
import type { Place } from './place.ts';
import { placeFeedNotes } from './place-feed-notes.ts';
import type { PlaceNames } from '../mappings/adt/resources/directory.ts';
import type { Engine } from './store/engine.ts';

export interface FhirSideDependencies {
  readonly settings: Settings;
  readonly place: Place;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly log: Log;
  readonly policy: { readonly allow: Place['webhooks']['allow'] };
  readonly names: PlaceNames;
  readonly feeds: FeedMonitor['report'];
}

export interface FhirSide extends Pick<FhirRouteDeps, 'interactions' | 'writes' | 'operations'> {
  /** Ends what runs beside: the validator. */
  stop(): Promise<void>;
}

/** @param changed told of every Subscription that a client wrote. */
export function fhirSide(
  { settings, place, engine, clock, newId, log, policy, names, feeds }: FhirSideDependencies,
  changed: (id: string) => void,
): FhirSide {
  const db = engine.reader;
  const writes = {
    store: engine,
    clock,
    newId,
    policy,
    resolve: systemResolve,
    localities: new Set([...place.localities.map((l) => l.code), 'unknown', 'out-of-area']),
    practices: new Set(place.practices.map((practice) => practice.ods)),
    changed,
  };
  const provenance = {
    db,
    sources: {
      feed: (id: string) => {
        const council = place.councils.find((one) => one.id === id);
        if (council !== undefined) return { ...council, organisation: council.organisation ?? council.code };
        return place.gpSummaries?.id === id ? place.gpSummaries : place.feeds.find((one) => one.id === id);
      },
      organisationName: (ods: string) => names.organisation(ods),
    },
  };
  const validator = new ValidatorProcess({
    scheduler: systemScheduler,
    log,
    start: startValidatorChild(settings.PROFILES?.split(',') ?? []),
  });
  const interactions: FhirRouteDeps['interactions'] = {
    ...readsWithProvenance(
      {
        read: (request) => read(request, { db }),
        vread: (request) => vread(request, { db }),
        history: (request) => history(request, { db }),
      },
      provenance,
    ),
    searchType: (request) =>
      searchType(request, { db, clock, derived: { Provenance: provenanceType(provenance) } }),
  };
  const clientWrites: FhirRouteDeps['writes'] = {
    Subscription: {
      create: (request) => createSubscription(request, writes),
      update: (request) => updateSubscription(request, writes),
      delete: (request) => deleteSubscription(request, writes),
    },
    Group: {
      create: (request) => createGroup(request, writes),
      update: (request) => updateGroup(request, writes),
      delete: (request) => deleteGroup(request, writes),
    },
    ...entryWrites(writes),
  };
  const documents = { db, clock, newId, feeds: async () => placeFeedNotes(place, await feeds()) };
  const operations: readonly Operation[] = [
    {
      name: 'validate',
      types: [...SERVED_TYPES],
      levels: ['type', 'instance'],
      methods: ['POST'],
      definition: 'http://hl7.org/fhir/OperationDefinition/Resource-validate',
      handler: (request) =>
        validate(request, {
          validator,
          read: interactions.read,
          accepts: (type, write) => clientWrites[type]?.[write] !== undefined,
        }),
    },
    {
      name: 'match',
      types: ['Patient'],
      levels: ['type'],
      methods: ['POST'],
      definition: 'http://hl7.org/fhir/OperationDefinition/Patient-match',
      handler: (request) => patientMatch(request, { db }),
    },
    {
      name: 'everything',
      types: ['Patient'],
      levels: ['instance'],
      methods: ['GET', 'POST'],
      definition: 'http://hl7.org/fhir/OperationDefinition/Patient-everything',
      handler: (request) => everything(request, { db }),
    },
    {
      name: 'summary',
      types: ['Patient'],
      levels: ['type', 'instance'],
      methods: ['GET', 'POST'],
      definition: 'http://hl7.org/fhir/uv/ips/OperationDefinition/summary',
      handler: (request) => summary(request, documents),
    },
    {
      name: 'locality-view',
      types: ['Patient'],
      levels: ['instance'],
      methods: ['GET', 'POST'],
      definition: `${ROTHER}OperationDefinition/locality-view`,
      handler: (request) => localityView(request, documents),
    },
    {
      name: 'locality-history',
      types: ['Patient'],
      levels: ['instance'],
      methods: ['GET'],
      definition: `${ROTHER}OperationDefinition/locality-history`,
      handler: (request) => localityHistory(request, { db }),
    },
    {
      name: 'status',
      types: ['Subscription'],
      levels: ['type', 'instance'],
      methods: ['GET', 'POST'],
      definition: `${BACKPORT_OPERATION}backport-subscription-status`,
      handler: (request) => subscriptionStatus(request, { db, newId }),
    },
    {
      name: 'events',
      types: ['Subscription'],
      levels: ['instance'],
      methods: ['GET', 'POST'],
      definition: `${BACKPORT_OPERATION}backport-subscription-events`,
      handler: (request) => subscriptionEvents(request, { db, clock, newId }),
    },
  ];
  return { interactions, writes: clientWrites, operations, stop: () => validator.stop() };
}
