/**
 * A GP summary as a connector submits it: the practice system's answer, and what the answer itself does not repeat
 * (what was asked, when, of whom, about whom). GP Connect 1.6.2: the bundle does not hold the request.
 */
import type { SummaryContext } from './mapped-summary.ts';
import type { SummaryFormat } from './summary.ts';
import type { Json } from './stu3/mapper.ts';

export interface SummarySubmission {
  /** Bundle, or the OperationOutcome with which the practice refused. */
  readonly response: Json;
  /** The Parameters as they were sent to the practice. */
  readonly request?: Json;
  /** When the answer was given, ISO UTC. */
  readonly retrieved?: string;
  /** ODS code of the practice that was asked, in capitals. */
  readonly practice?: string;
  /** NHS number of the person who was asked about; its check digit is right. */
  readonly nhsNumber?: string;
}

export interface ReadSummary {
  readonly format: SummaryFormat;
  readonly submission: SummarySubmission;
}

/** What mapping is given beside the response: all formats alike. */
export interface SubmissionContext extends SummaryContext {
  readonly practice?: string;
  readonly nhsNumber?: string;
}
