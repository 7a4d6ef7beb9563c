/** Every fact that any feed states. */
import type { VisitFact } from './adt/visit-fact.ts';
import type { IdentityFact, PersonFact, SetFact } from './fact.ts';

export type Fact = PersonFact | VisitFact | IdentityFact | SetFact;
