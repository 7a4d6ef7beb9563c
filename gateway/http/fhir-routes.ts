/** Everything that /fhir answers, in one table. The CapabilityStatement is made of this table, and a test holds the two together. FHIR R4 http.html. */
import type { CapabilityStatement } from '@medplum/fhirtypes';
import {
  capabilityStatement,
  type TypeCapabilities,
  type TypeInteraction,
} from '../../conformance/capability-statement.ts';
import { SERVED_TYPES, type ServedType } from '../../conformance/search-parameters/definition.ts';
import { capabilities } from '../interactions/capabilities.ts';
import type { Interaction } from '../interactions/fhir-request.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

export interface FhirRoute {
  readonly method: Method;
  /** Below /fhir; `:name` stands for one segment. */
  readonly path: string;
  /** `refused`: answered with the reason why it is not offered, and so not claimed. */
  readonly interaction: TypeInteraction | 'capabilities' | 'operation' | 'refused';
  /** `any`: every served type. `system`: no type in the path. */
  readonly type: ServedType | 'any' | 'system';
  /** What the body is; absent where the method has none. */
  readonly body?: 'json' | 'optional-json' | 'form';
  /** Of an operation. */
  readonly operation?: { readonly name: string; readonly definition: string };
  readonly handler: Interaction;
}

export interface Operation {
  /** Without the `$`. */
  readonly name: string;
  readonly types: readonly ServedType[];
  readonly levels: readonly ('type' | 'instance')[];
  readonly methods: readonly ('GET' | 'POST')[];
  /** Canonical of its OperationDefinition. */
  readonly definition: string;
  readonly handler: Interaction;
}

export interface FhirRouteDeps {
  /** The read side, the same for every served type. */
  readonly interactions: {
    readonly read: Interaction;
    readonly vread: Interaction;
    readonly history: Interaction;
    readonly searchType: Interaction;
  };
  /** What clients may write, by type. */
  readonly writes: Readonly<
    Partial<
      Record<
        ServedType,
        {
          readonly create?: Interaction;
          readonly update?: Interaction;
          readonly delete?: Interaction;
          /** In place of `delete`, for what is never deleted: says what to do instead. */
          readonly refusedDelete?: Interaction;
        }
      >
    >
  >;
  readonly operations: readonly Operation[];
  /** Canonicals of the subscription topics. */
  readonly topics: readonly string[];
  readonly baseUrl: string;
  readonly softwareVersion: string;
  /** ISO instant, stated as the date of the CapabilityStatement. */
  readonly startedAt: string;
}

/** The table, the CapabilityStatement's own route included. */
export function fhirRoutes(deps: FhirRouteDeps): readonly FhirRoute[] {
  const routes = [...readRoutes(deps), ...writeRoutes(deps), ...deps.operations.flatMap(operationRoutes)];
  const statement = statementOf(routes, deps);
  return [
    {
      method: 'GET',
      path: 'metadata',
      interaction: 'capabilities',
      type: 'system',
      handler: (request) => capabilities(request, { statement }),
    },
    ...routes,
  ];
}

function readRoutes({ interactions }: FhirRouteDeps): FhirRoute[] {
  const { read, vread, history, searchType } = interactions;
  return [
    { method: 'GET', path: ':type', interaction: 'search-type', type: 'any', handler: searchType },
    {
      method: 'POST',
      path: ':type/_search',
      interaction: 'search-type',
      type: 'any',
      body: 'form',
      handler: searchType,
    },
    { method: 'GET', path: ':type/:id', interaction: 'read', type: 'any', handler: read },
    {
      method: 'GET',
      path: ':type/:id/_history',
      interaction: 'history-instance',
      type: 'any',
      handler: history,
    },
    {
      method: 'GET',
      path: ':type/:id/_history/:version',
      interaction: 'vread',
      type: 'any',
      handler: vread,
    },
  ];
}

function writeRoutes({ writes }: FhirRouteDeps): FhirRoute[] {
  return SERVED_TYPES.flatMap((type) => {
    const routes: FhirRoute[] = [];
    const { create, update, delete: remove, refusedDelete } = writes[type] ?? {};
    if (create !== undefined) {
      routes.push({
        method: 'POST',
        path: ':type',
        interaction: 'create',
        type,
        body: 'json',
        handler: create,
      });
    }
    if (update !== undefined) {
      routes.push({
        method: 'PUT',
        path: ':type/:id',
        interaction: 'update',
        type,
        body: 'json',
        handler: update,
      });
    }
    if (remove !== undefined) {
      routes.push({ method: 'DELETE', path: ':type/:id', interaction: 'delete', type, handler: remove });
    }
    if (refusedDelete !== undefined) {
      routes.push({
        method: 'DELETE',
        path: ':type/:id',
        interaction: 'refused',
        type,
        handler: refusedDelete,
      });
    }
    return routes;
  });
}

function operationRoutes({ name, types, levels, methods, definition, handler }: Operation): FhirRoute[] {
  return types.flatMap((type) =>
    levels.flatMap((level) =>
      methods.map((method) => ({
        method,
        path: level === 'type' ? `:type/$${name}` : `:type/:id/$${name}`,
        interaction: 'operation' as const,
        type,
        ...(method === 'POST' ? { body: 'optional-json' as const } : {}),
        operation: { name, definition },
        handler,
      })),
    ),
  );
}

/** The statement that these routes make true. */
function statementOf(routes: readonly FhirRoute[], deps: FhirRouteDeps): CapabilityStatement {
  const types = SERVED_TYPES.map((type): TypeCapabilities => {
    const own = routes.filter((route) => route.type === type || route.type === 'any');
    const operations = new Map(
      own.flatMap((r) => (r.operation === undefined ? [] : [[r.operation.name, r.operation]])),
    );
    const interactions = own
      .map((route) => route.interaction)
      .filter((code) => code !== 'operation' && code !== 'refused');
    return {
      type,
      interactions: [...new Set(interactions)].filter((code) => code !== 'capabilities'),
      operations: [...operations.values()],
    };
  });
  return capabilityStatement({
    types,
    topics: deps.topics,
    baseUrl: deps.baseUrl,
    date: deps.startedAt,
    softwareVersion: deps.softwareVersion,
  });
}
