/** Marks on entries of a GP record that a reader must see before trusting them. GP Connect 1.6.2 "Degraded codes". */
import type { CodeableConcept, Coding, Meta } from '@medplum/fhirtypes';
import { ROTHER } from '../../../conformance/systems.ts';
import type { Json } from './mapper.ts';
import { metaOf } from './read-datatypes.ts';

const SNOMED = 'http://snomed.info/sct';
/** Record entry, medication, plan, drug allergy, non-drug allergy. */
const DEGRADED: ReadonlySet<string> = new Set([
  '196411000000103',
  '196421000000109',
  '196451000000104',
  '196461000000101',
  '196471000000108',
]);

/** The entry lost its code when the record was moved: only the text says what it is, and no system can check it. */
const DEGRADED_TAG: Coding = {
  system: `${ROTHER}CodeSystem/gp-record`,
  code: 'degraded',
  display: 'Transferred as text only: decision support cannot check it',
};

/** `meta` with profile and labels, and the mark of a code that says nothing. */
export function markedMeta(
  source: Json,
  profile: string,
  code: CodeableConcept | undefined,
): { meta?: Meta } {
  const { meta } = metaOf(source, profile);
  const degraded = code?.coding?.some(
    ({ system, code: value }) => system === SNOMED && value !== undefined && DEGRADED.has(value),
  );
  return { meta: { ...meta, ...(degraded === true ? { tag: [DEGRADED_TAG] } : {}) } };
}
