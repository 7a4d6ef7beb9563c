/**
 * One visit as it unfolds: each act appends the event that the hospital would send and says what is true then.
 * Cancelling an act brings back the state before it, as HL7 v2.4 3.3.11 to 3.3.13 (A11, A12, A13) mean it.
 */
import type { Person } from './person.ts';
import type { JourneyEvent, Spot, Trigger, Visit, VisitTruth } from './visit.ts';

export interface Stay {
  readonly events: readonly JourneyEvent[];
  readonly visit: Visit;
  /** A04, A05 or A01: opens the visit, or admits one that is open, with these details. */
  open(at: number, trigger: 'A01' | 'A04' | 'A05', details: Partial<Visit>): void;
  transfer(at: number, to: Spot): void;
  /** A08: details that never move or end the visit. */
  update(at: number, details: Partial<Visit>): void;
  discharge(at: number, details: Pick<Visit, 'disposition' | 'destination'>, diedAt?: string): void;
  /** A11, A12 or A13, whichever takes back the latest act that still stands. */
  cancel(at: number, trigger: 'A11' | 'A12' | 'A13'): void;
}

interface State {
  readonly visit: Visit;
  readonly truth: VisitTruth;
}

/** @param start the visit before anything has happened to it. */
export function createStay(person: Person, start: Visit): Stay {
  const events: JourneyEvent[] = [];
  const past: State[] = [];
  let state: State = {
    visit: start,
    truth: { status: 'cancelled', patientClass: start.patientClass, ward: start.spot.ward.code },
  };

  function send(trigger: Trigger, at: number, next: State, who = person): void {
    state = next;
    events.push({ trigger, person: who, occurredAt: at, visit: next.visit, after: next.truth });
  }

  function act(trigger: Trigger, at: number, visit: Visit, status: VisitTruth['status'], who?: Person): void {
    past.push(state);
    const { patientClass, spot } = visit;
    send(trigger, at, { visit, truth: { status, patientClass, ward: spot.ward.code } }, who);
  }

  return {
    events,
    get visit() {
      return state.visit;
    },
    open(at, trigger, details) {
      const status = ({ A01: 'in-progress', A04: 'arrived', A05: 'planned' } as const)[trigger];
      act(trigger, at, { ...state.visit, ...details }, status);
    },
    transfer(at, to) {
      act('A02', at, { ...state.visit, spot: to, prior: state.visit.spot }, state.truth.status);
    },
    update(at, details) {
      send('A08', at, { visit: { ...state.visit, ...details }, truth: state.truth });
    },
    discharge(at, details, diedAt) {
      const who = diedAt === undefined ? person : { ...person, diedAt };
      act('A03', at, { ...state.visit, ...details, dischargedAt: at }, 'finished', who);
    },
    cancel(at, trigger) {
      const before = past.pop();
      if (before === undefined) throw new RangeError('nothing has happened that could be cancelled');
      const undone = state.visit;
      send(trigger, at, {
        truth: past.length === 0 ? { ...state.truth, status: 'cancelled' } : before.truth,
        visit:
          trigger === 'A12'
            ? { ...before.visit, prior: undone.spot }
            : past.length === 0
              ? undone
              : before.visit,
      });
      // What the message shows of the cancelled act is not the visit's detail from here on.
      if (past.length > 0) state = before;
    },
  };
}
