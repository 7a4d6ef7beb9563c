/** A field of type TS that describes: its time, with what was wrong or doubtful about it told. HL7 v2.4 2.9.47. */
import type { IssueList } from '../issue.ts';
import type { SourceSegment } from '../source-message.ts';
import { parseTime, type Hl7Time } from './time.ts';

/** @param to the FHIR end, for the issue. @returns undefined where there is nothing, or nothing readable. */
export function timeField(
  segment: SourceSegment,
  field: number,
  to: string,
  issues: IssueList,
): Hl7Time | undefined {
  const text = segment.value(field)?.trim();
  if (text === undefined || text === '') return undefined;
  const from = `${segment.name}-${field}`;
  const result = parseTime(text);
  if ('reason' in result) {
    issues.add(from, to, `the value ${result.reason}`);
    return undefined;
  }
  const { doubt } = result.time;
  if (doubt !== undefined) issues.add(from, to, `the local time is ${doubt} at the clock change`);
  return result.time;
}
