/** A GP summary as submitted -> its statements, by the mapping of its format. Design section 3, "Snapshots". */
import { mapIpsBundle } from './map-ips-bundle.ts';
import { mapScrBundle } from './map-scr-bundle.ts';
import { mapStu3Bundle } from './map-stu3-bundle.ts';
import { mapUkCoreBundle } from './map-uk-core-bundle.ts';
import type { MappedSummary, SummaryContext } from './mapped-summary.ts';
import { mapRefusal } from './refusal.ts';
import type { ReadSummary, SubmissionContext } from './submission.ts';

/** What the gateway knows of the message; the rest is in the submission. */
export type MessageContext = Omit<SummaryContext, 'request' | 'retrieved'>;

/**
 * @returns the statements of the summary, or of the practice's refusal to give it. Refused, without a value of the person,
 * where the mapping refuses it, or where it is of somebody else than the submission says: another person's record must
 * never come under this one's number.
 */
export function mapSummary({ format, submission }: ReadSummary, message: MessageContext): MappedSummary {
  const { response, ...rest } = submission;
  const context: SubmissionContext = { ...message, ...rest };
  if (response['resourceType'] === 'OperationOutcome') return mapRefusal(response, context);
  switch (format) {
    case 'gp-connect-structured':
      return mapStu3Bundle(response, context);
    case 'scr':
      return mapScrBundle(response, context);
    case 'ips':
      return mapIpsBundle(response, context);
    case 'uk-core':
      return mapUkCoreBundle(response, context);
  }
}
