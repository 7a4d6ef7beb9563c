/**
 * What all resources of one thing share: ids, tags, the person, the council. Interweave "common rules": tags Source and
 * Provenance, local identifier prefixed by the organisation's code, every reference with a display.
 */
import type { Identifier, Meta, Organization, Patient, Practitioner, Reference } from '@medplum/fhirtypes';
import type { SetContext } from '../../source-set.ts';
import type { CaseTeam, CaseWorker } from '../case-payload.ts';
import type { CaseState } from '../case-thing.ts';
import { interweaveMeta, localIdentifier, taggedMeta, type Origin } from '../interweave.ts';
import { teamReference, workerReference } from './directory.ts';

export interface CaseFrame {
  /** @param part of the thing, where it makes several resources. */
  id(type: string, part?: string): string;
  /** @param profile name; absent where the thing is not complete enough for it. */
  meta(profile?: string): Meta;
  /** By which the council itself means the thing, or another. @param kind `socialcareservice`. */
  identifier(kind: string, key?: string): Identifier;
  readonly subject: Reference<Patient> & { reference: string };
  readonly council: Reference<Organization>;
  /** Undefined for one of whom neither id nor name is stated. */
  team(team: CaseTeam | undefined): Reference<Organization> | undefined;
  worker(worker: CaseWorker | undefined): Reference<Practitioner> | undefined;
  readonly context: SetContext;
}

/** The display names nobody: a name would not follow the reference when people are merged. */
export function caseFrame(state: CaseState, context: SetContext): CaseFrame {
  const { ids, idOf } = context;
  const { source, set, sourceMessageId } = state;
  const { organisation } = source;
  const origin: Origin = { organisation, system: { code: source.id, name: source.name }, sourceMessageId };
  return {
    id: (type, part) => idOf(type, part === undefined ? set : `${set}|${part}`),
    meta: (profile) => (profile === undefined ? taggedMeta(origin) : interweaveMeta(profile, origin)),
    identifier: (kind, key = state.key) => localIdentifier(kind, organisation.code, key),
    subject: {
      reference: `Patient/${ids.patient(state.person)}`,
      display: `Person known to ${organisation.name}`,
    },
    council: { reference: `Organization/${ids.organization(organisation.code)}`, display: organisation.name },
    team: (team) => (team === undefined ? undefined : teamReference(team, source, idOf)),
    worker: (worker) => (worker === undefined ? undefined : workerReference(worker, source, idOf)),
    context,
  };
}
