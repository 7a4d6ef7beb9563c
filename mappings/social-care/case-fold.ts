/**
 * The fold of one thing of the case system, version by version, and what stands of it. A lower version never overwrites a
 * higher; a withdrawal hides the thing, and a higher version told after it starts anew. Design section 3.
 */
import type { SetFact } from '../fact.ts';
import type { SetContext, SetFold, StandingSet } from '../source-set.ts';
import { drawThing } from './case/draw-thing.ts';
import { caseFrame } from './case/frame.ts';
import { withdrawnThing } from './case/withdrawn.ts';
import { nextSuspensions } from './case-suspensions.ts';
import type { CaseFactData, CaseState, ThingCommon } from './case-thing.ts';

export const caseEventFold: SetFold<CaseState> = { step, standing };

/** @param fact of form `case-event`, the next by version: see case-order.ts. */
function step(state: CaseState | undefined, fact: SetFact): CaseState {
  // Safe: only mapCaseEvent makes facts of this form.
  const data = fact.data as CaseFactData;
  if (data.type === 'withdrawal') return withdraw(state, data, fact);
  const known = state?.type === data.type ? state : undefined;
  const payload = merged(known?.payload ?? {}, data.payload);
  const suspensions =
    data.type === 'service' ? nextSuspensions(known?.suspensions ?? [], data.payload, fact.dateTime) : [];
  const changed =
    known === undefined ||
    known.person !== fact.person ||
    !same(known.payload, payload) ||
    !same(known.suspensions, suspensions);
  const common: ThingCommon = {
    ...commonOf(data, fact),
    firstRecorded: earlier(known?.firstRecorded, data.recorded),
    ...(changed
      ? { suspensions }
      : { suspensions, recorded: known.recorded, sourceMessageId: known.sourceMessageId }),
  };
  return { ...common, type: data.type, payload };
}

function standing(state: CaseState, context: SetContext): StandingSet {
  const frame = caseFrame(state, context);
  if (state.type !== 'withdrawal') return drawThing(state, frame);
  const resource = state.withdrawn === undefined ? undefined : withdrawnThing(state.withdrawn, frame);
  return { resources: resource === undefined ? [] : [resource], evidence: [] };
}

function withdraw(state: CaseState | undefined, data: CaseFactData, fact: SetFact): CaseState {
  const withdrawn = state?.type === 'withdrawal' ? state.withdrawn : state?.type;
  const told = state?.type === 'withdrawal' ? state : undefined;
  return {
    ...commonOf(data, fact),
    firstRecorded: earlier(state?.firstRecorded, data.recorded),
    suspensions: [],
    ...(told === undefined ? {} : { recorded: told.recorded, sourceMessageId: told.sourceMessageId }),
    type: 'withdrawal',
    ...(withdrawn === undefined ? {} : { withdrawn }),
  };
}

function commonOf(
  { source, key, version, recorded }: CaseFactData,
  { set, person, sourceMessageId }: SetFact,
): Omit<ThingCommon, 'firstRecorded' | 'suspensions'> {
  return { source, key, version, recorded, set, person, sourceMessageId };
}

/** Absent keeps, null takes away; the keys in one order, so that equal states are equal text. */
function merged(known: object, stated: object): object {
  const all = new Map<string, unknown>([...Object.entries(known), ...Object.entries(stated)]);
  return Object.fromEntries(
    [...all].filter(([, value]) => value !== null).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
  );
}

function earlier(known: string | undefined, now: string): string {
  return known !== undefined && known < now ? known : now;
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
