/** What stands of a person's returns, as resources. Interweave social-care profiles 0.0.1. */
import type { Resource } from '@medplum/fhirtypes';
import type { SetContext } from '../source-set.ts';
import { carerResources } from './return-carers.ts';
import { circumstancesResource } from './return-circumstances.ts';
import { contactResource } from './return-contact.ts';
import { continuations } from './return-joins.ts';
import { reasonResources } from './return-reason.ts';
import { serviceResource } from './return-service.ts';
import type { StandingEvent } from './return-settle.ts';
import type { ReturnState, ToldCircumstances } from './return-state.ts';
import { taskResource } from './return-task.ts';

export function returnResources(
  state: ReturnState,
  events: readonly StandingEvent[],
  told: ToldCircumstances | undefined,
  context: SetContext,
): (Resource & { id: string })[] {
  const joins = continuations(events);
  const circumstances = circumstancesResource(told, state, context);
  return [
    ...events.map((standing): Resource & { id: string } => {
      switch (standing.event.type) {
        case 'request':
          return contactResource(standing, state, context);
        case 'assessment':
        case 'review':
          return taskResource(standing, standing.event.type, state, context);
        case 'service':
          return serviceResource(standing, joins.get(standing.key), state, context);
      }
    }),
    ...reasonResources(events, told, state, context),
    ...carerResources(state, context),
    ...(circumstances === undefined ? [] : [circumstances]),
  ];
}
