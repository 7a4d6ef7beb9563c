/** A GP summary as submitted -> its statements, by the mapping of its format. Design section 3, "Snapshots". */
import { mapIpsBundle } from './map-ips-bundle.ts';
import { mapScrBundle } from './map-scr-bundle.ts';
import { mapStu3Bundle } from './map-stu3-bundle.ts';
import { mapUkCoreBundle } from './map-uk-core-bundle.ts';
import type { MappedSummary, SummaryContext } from './mapped-summary.ts';
import { mapRefusal } from './refusal.ts';
import { liesAhead } from './r4/summary-time.ts';
import type { Json } from './stu3/mapper.ts';
import type { ReadSummary, SubmissionContext } from './submission.ts';

/** What the gateway knows of the message; the rest is in the submission. */
export type MessageContext = Omit<SummaryContext, 'request' | 'retrieved'>;

/**
 * @returns the statements of the summary, or of the practice's refusal to give it. Refused, without a value of the person,
 * where the mapping refuses it, or where it is of somebody else than the submission says: another person's record must
 * never come under this one's number.
 */
export function mapSummary({ format, submission }: ReadSummary, message: MessageContext): MappedSummary {
  const { response, retrieved, ...rest } = submission;
  const isAhead = retrieved !== undefined && liesAhead(retrieved, message);
  const context: SubmissionContext = {
    ...message,
    ...rest,
    ...(retrieved === undefined || isAhead ? {} : { retrieved }),
  };
  const mapped = mapResponse(format, response, context);
  if ('refused' in mapped || !isAhead) return mapped;
  const issue = { path: 'Parameters.parameter[retrieved]', reason: AHEAD };
  return { ...mapped, issues: [issue, ...mapped.issues] };
}

/** It would keep every later summary out. */
const AHEAD = 'lies in the future: the time of receipt is taken instead';

function mapResponse(
  format: ReadSummary['format'],
  response: Json,
  context: SubmissionContext,
): MappedSummary {
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
