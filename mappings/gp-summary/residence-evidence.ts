/**
 * GP codes of residence as evidence that a person lives in a care home: fourth in rank, as a code may be stale and names
 * no home. SNOMED CT 160734000, 394923006, 248171000000108, in problems and uncategorised data.
 */
import type { CodeableConcept, Coding, Condition, Observation } from '@medplum/fhirtypes';
import type { PlaceEvidence } from '../source-set.ts';
import type { GpAreaFoldState } from './area-state.ts';
import { shownItems } from './area-state.ts';
import type { HeldItem } from './replace-items.ts';
import { isInError } from './stated-none.ts';

const SNOMED = 'http://snomed.info/sct';
const RESIDENCE: ReadonlySet<string> = new Set(['160734000', '394923006', '248171000000108']);
/** A term of SNOMED CT is no longer than this. */
const LONGEST_TERM = 255;

/** @returns one piece of evidence an item that says so; what is over without a date, withheld or in error says nothing. */
export function residenceEvidence(fold: GpAreaFoldState): readonly PlaceEvidence[] {
  if (fold.area !== 'problems' && fold.area !== 'uncategorised') return [];
  const source = `GP summary of ${fold.practice.name ?? fold.practice.ods}`;
  return shownItems(fold).flatMap((item) => {
    const stay = stayIn(item);
    if (stay === undefined) return [];
    const { code, display } = stay.coding;
    const term = display === undefined ? '' : ` ${display.slice(0, LONGEST_TERM)}`;
    return {
      kind: 'care-home' as const,
      rank: 4 as const,
      home: {},
      stay: 'unknown' as const,
      ...(stay.from === undefined ? {} : { from: stay.from }),
      ...(stay.to === undefined ? {} : { to: stay.to }),
      asOf: stay.asOf,
      source,
      basis: `SNOMED CT ${code ?? ''}${term}`,
    };
  });
}

interface Stay {
  readonly coding: Coding;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly asOf: string;
}

function stayIn({ resource, listed }: HeldItem): Stay | undefined {
  if (isInError(resource)) return undefined;
  if (resource.resourceType === 'Condition') return stayInProblem(resource, listed);
  return resource.resourceType === 'Observation' ? stayInObservation(resource, listed) : undefined;
}

/** A problem list is kept up: what it lists as active is so at the time of the summary. */
function stayInProblem(problem: Condition, listed: string): Stay | undefined {
  const coding = residence(problem.code);
  const active = problem.clinicalStatus?.coding?.some(({ code }) => code === 'active') ?? true;
  const to = problem.abatementDateTime;
  if (coding === undefined || (!active && to === undefined)) return undefined;
  return { coding, from: problem.onsetDateTime, to: active ? undefined : to, asOf: listed };
}

/** An observation speaks of its own time: nobody takes it back when the person moves. */
function stayInObservation(observation: Observation, listed: string): Stay | undefined {
  const coding = residence(observation.code) ?? residence(observation.valueCodeableConcept);
  if (coding === undefined || observation.valueBoolean === false || observation.status === 'cancelled')
    return undefined;
  const from = observation.effectiveDateTime ?? observation.effectivePeriod?.start;
  return { coding, from, to: observation.effectivePeriod?.end, asOf: from ?? observation.issued ?? listed };
}

function residence(concept: CodeableConcept | undefined): Coding | undefined {
  return concept?.coding?.find(
    ({ system, code }) => system === SNOMED && code !== undefined && RESIDENCE.has(code),
  );
}
