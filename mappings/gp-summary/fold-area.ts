/**
 * The fold of one clinical area of one practice's summaries of one person: snapshot-replace in the order of the source's
 * times, so that an older summary never overwrites a newer, whenever it comes. A late older one may show that an item
 * is older than was known: the item then names that message as its source. Design section 3; GP Connect 1.6.2.
 */
import type { Resource } from '@medplum/fhirtypes';
import type { SetFact } from '../fact.ts';
import type { SetFold, StandingSet } from '../source-set.ts';
import { KEPT_TAG, areaLists } from './area-list.ts';
import { shownItems, viewOf, type AreaAnswer, type AreaStatus, type GpAreaFoldState } from './area-state.ts';
import { isConfidential, replaceItems, type HeldItem } from './replace-items.ts';
import { residenceEvidence } from './residence-evidence.ts';
import type { GpAreaData } from './summary.ts';

/** With this reason what is stored is withdrawn from view; to readers it is a refusal like any other. */
const NO_PATIENT_CONSENT = 'NO_PATIENT_CONSENT';

/**
 * Facts of form `gp-area`, whose data is GpAreaData. A refusal changes no item; an area that the practice's system does
 * not provide keeps its items, marked; anything else replaces them (`replaceItems`).
 */
export const gpAreaFold: SetFold<GpAreaFoldState> = {
  step(state, fact) {
    // Safe: facts of form gp-area are made by the mappings of this folder alone, with this data.
    const data = fact.data as GpAreaData;
    const next = answered(state, fact, data);
    const toldTheSame = state !== undefined && JSON.stringify(viewOf(state)) === JSON.stringify(viewOf(next));
    return toldTheSame ? { ...next, source: state.source } : next;
  },
  standing(state, context): StandingSet {
    const items = shownItems(state).map(resourceOf);
    return { resources: [...items, ...areaLists(state, context)], evidence: residenceEvidence(state) };
  },
};

function answered(state: GpAreaFoldState | undefined, fact: SetFact, data: GpAreaData): GpAreaFoldState {
  if (data.state === 'refused') return refused(state, fact, data);
  const former = state?.answer;
  const wasConfidential = former !== undefined && isConfidential(former);
  const { items, changed } = replaceItems(state?.items ?? [], data, wasConfidential, fact);
  const base = { ...begun(state, fact, data), regular: data.regular, items };
  if (data.state === 'not-available') {
    return { ...base, status: { kind: 'unavailable', asOf: data.asOf, warnings: data.warnings } };
  }
  const answer = answerOf(fact, data);
  const ofOneTime = former?.effective === answer.effective;
  const differs = ofOneTime && (state?.differs === true || changed || !sameAnswer(former, answer));
  return { ...base, answer, status: { kind: 'answered', asOf: data.asOf }, differs, withdrawn: false };
}

function refused(state: GpAreaFoldState | undefined, fact: SetFact, data: GpAreaData): GpAreaFoldState {
  const base = begun(state, fact, data);
  // People and places carry nothing of the patient's health, and other patients' items may name them.
  if (data.area === 'supporting') return base;
  const status: AreaStatus = {
    kind: 'refused',
    asOf: state?.status.kind === 'refused' ? state.status.asOf : data.asOf,
    ...(data.reason === undefined ? {} : { reason: data.reason }),
  };
  return { ...base, status, withdrawn: base.withdrawn || data.reason === NO_PATIENT_CONSENT };
}

/** The state so far, with the practice's name where it was given; at first one of which nothing is told yet. */
function begun(state: GpAreaFoldState | undefined, fact: SetFact, data: GpAreaData): GpAreaFoldState {
  const name = data.practice.name ?? state?.practice.name;
  return {
    ...(state ?? {
      set: fact.set,
      person: fact.person,
      area: data.area,
      regular: data.regular,
      items: [],
      status: { kind: 'refused', asOf: data.asOf },
      differs: false,
      withdrawn: false,
    }),
    practice: { ods: data.practice.ods, ...(name === undefined ? {} : { name }) },
    source: fact.sourceMessageId,
  };
}

function answerOf(fact: SetFact, data: GpAreaData): AreaAnswer {
  const { asOf, asOfBasis, state, warnings, scope, note } = data;
  return {
    effective: fact.effective,
    asOf,
    asOfBasis,
    state,
    warnings,
    scope,
    ...(note === undefined ? {} : { note }),
  };
}

function sameAnswer(a: AreaAnswer, b: AreaAnswer): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** With its source and, where the latest summary does not list it, the mark that says so. */
function resourceOf({ resource, source, standing }: HeldItem): Resource & { id: string } {
  const { meta } = resource;
  const tag = standing === 'kept' ? [...(meta?.tag ?? []), { ...KEPT_TAG }] : meta?.tag;
  return {
    ...resource,
    meta: { ...meta, source: `urn:uuid:${source}`, ...(tag === undefined ? {} : { tag }) },
  };
}
