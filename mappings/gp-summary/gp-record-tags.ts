/** Tags that keep resources of GP summaries apart from what other feeds state. FHIR R4 resource.html, Meta.tag. */
import type { Coding } from '@medplum/fhirtypes';
import { ROTHER } from '../../conformance/systems.ts';
import type { SummaryFormat } from './summary.ts';

const GP_RECORD = `${ROTHER}CodeSystem/gp-record`;

/** Says that an Encounter is a consultation: never a stay or an arrival. */
export const CONSULTATION: Coding = {
  system: GP_RECORD,
  code: 'consultation',
  display: 'Consultation in a GP record',
};
/** A consultation that the practice has not finished writing. */
export const DRAFT: Coding = { system: GP_RECORD, code: 'draft', display: 'Draft' };

/** By which document or bundle a resource came. */
export function formatTag(format: Exclude<SummaryFormat, 'gp-connect-structured'>): Coding {
  return { system: GP_RECORD, code: format, display: FORMATS[format] };
}

const FORMATS = {
  scr: 'Summary Care Record',
  ips: 'International Patient Summary',
  'uk-core': 'UK Core bundle',
} as const;
