/** The journal as it is read for people: a list, a trace, the bytes. */
import { listMessages, type MessageList } from './list-messages.ts';
import { listQuery } from './list-query.ts';
import { readRaw, traceMessage, type MessageTrace, type TraceDependencies } from './trace-message.ts';

export interface MessageReader {
  /** @throws OperationOutcomeError 400 for a parameter that is not understood. */
  list(query: URLSearchParams): Promise<MessageList>;
  /** Undefined where no message has this id. */
  trace(id: string): Promise<MessageTrace | undefined>;
  raw(id: string): Promise<Uint8Array | undefined>;
}

export function createMessageReader(deps: TraceDependencies): MessageReader {
  return {
    list: async (query) => listMessages(listQuery(query), deps),
    trace: (id) => traceMessage(id, deps),
    raw: (id) => readRaw(deps.db, id),
  };
}
