/** Pairs of numbers -> identity facts of one message. */
import type { MessageContext } from './fact-base.ts';
import { IDENTITY_RANK, type IdentityFact } from '../fact.ts';

/** Two numbers of a person or of a visit, and what the message says of them. */
export type Numbers = Pick<IdentityFact, 'kind' | 'of' | 'from' | 'into'>;

/** One fact for each pair, however often the message names it; no two share a stamp. */
export function identityFacts(
  numbers: readonly Numbers[],
  { base }: Pick<MessageContext, 'base'>,
): readonly IdentityFact[] {
  const distinct = new Map(numbers.map((pair) => [JSON.stringify([pair.of, pair.from, pair.into]), pair]));
  return [...distinct.values()].map((pair, index) => ({ ...base(IDENTITY_RANK, index), ...pair }));
}
