/** Teams, workers, providers and the council that an event names -> the directory. */
import type { Organization, Practitioner } from '@medplum/fhirtypes';
import type { IdOf, ResourceIds } from '../../resource-ids.ts';
import type { ThingEvent } from '../case-event.ts';
import type { CaseProvider, CaseTeam, CaseWorker } from '../case-payload.ts';
import type { CaseSource } from '../case-thing.ts';
import { councilOrganization } from '../providers.ts';
import { providerEntry, teamEntry, workerEntry } from './directory.ts';

type Entry = (Organization | Practitioner) & { id: string };

export interface DirectoryContext {
  readonly source: CaseSource;
  readonly ids: Pick<ResourceIds, 'organization'>;
  readonly idOf: IdOf;
}

/** @param event undefined for one that is about the person alone. */
export function mentioned(event: ThingEvent | undefined, context: DirectoryContext): readonly Entry[] {
  const { source, idOf } = context;
  const { team, worker, provider } = event === undefined ? {} : namedBy(event);
  return [
    councilOrganization(source.organisation, idOf),
    ...(team == null ? [] : [teamEntry(team, source, context)]),
    ...(worker == null ? [] : [workerEntry(worker, source, idOf)]),
    ...(provider == null ? [] : [providerEntry(provider, idOf)]),
  ].filter((entry) => entry !== undefined);
}

interface Named {
  readonly team?: CaseTeam | null | undefined;
  readonly worker?: CaseWorker | null | undefined;
  readonly provider?: CaseProvider | null | undefined;
}

function namedBy({ type, payload }: ThingEvent): Named {
  switch (type) {
    case 'contact':
    case 'review':
      return { team: payload.team };
    case 'assessment':
      return { team: payload.team, worker: payload.performer };
    case 'service':
      return { worker: payload.careManager, provider: payload.provider };
    case 'allocation':
      return { team: payload.team, worker: payload.worker };
    case 'placement': {
      const { cqcLocationId = null, homeName = null } = payload;
      return { provider: { cqcLocationId, name: homeName } };
    }
    default:
      return {};
  }
}
