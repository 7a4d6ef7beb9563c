/**
 * A subscriber's own account of event numbers: what came, what came twice, what is missing. It is all a subscriber
 * needs to prove that nothing was lost. FHIR Subscriptions R5 Backport 1.1.0 "event-number".
 */

export interface EventTally {
  readonly received: number;
  readonly duplicates: number;
  /** How often a number came that left others out. */
  readonly gaps: number;
  readonly highest: number;
  /** Notes one number. `duplicate`: it came before; what it says must have no second effect. */
  take(eventNumber: number): 'new' | 'duplicate';
  /** Numbers from 1 to `upTo` (or to the highest seen, where that is more) that never came. */
  missing(upTo?: number): readonly number[];
}

export function createEventTally(): EventTally {
  const seen = new Set<number>();
  let duplicates = 0;
  let gaps = 0;
  let highest = 0;
  return {
    get received() {
      return seen.size;
    },
    get duplicates() {
      return duplicates;
    },
    get gaps() {
      return gaps;
    },
    get highest() {
      return highest;
    },
    take(eventNumber) {
      if (seen.has(eventNumber)) {
        duplicates += 1;
        return 'duplicate';
      }
      if (eventNumber > highest + 1) gaps += 1;
      seen.add(eventNumber);
      highest = Math.max(highest, eventNumber);
      return 'new';
    },
    missing(upTo = 0) {
      const last = Math.max(upTo, highest);
      return Array.from({ length: last }, (_, i) => i + 1).filter((number) => !seen.has(number));
    },
  };
}
