/** What one source message states, whatever feed it came by: the record applies it as one unit of work. */
import type { Organization, Practitioner } from '@medplum/fhirtypes';
import type { VisitFact } from './adt/visit-fact.ts';
import type { IdentityFact, PersonFact, SetFact } from './fact.ts';

export interface Statements {
  /** What kind of message it was: `A01`, `gp-connect-structured`, `case-event`. */
  readonly trigger: string;
  readonly sourceMessageId: string;
  /** ISO UTC. */
  readonly effective: string;
  readonly people: readonly PersonFact[];
  readonly visits: readonly VisitFact[];
  readonly identity: readonly IdentityFact[];
  readonly sets?: readonly SetFact[];
  /** Organisations and practitioners who are the same whoever names them: by ODS code or by a national number. */
  readonly directory?: readonly ((Practitioner | Organization) & { id: string })[];
}
