/**
 * Groups of a message that repeat: a person begins with each PID (A17, A24, A37; `{PID [PD1] MRG}` of A30 to A51), a
 * visit of theirs with each MRG (`{MRG PV1}` of A45). HL7 v2.4 3.3. A message without repeats is one group, whatever
 * the order of its segments.
 */
import { refuse, type Refused } from './refusal.ts';
import type { SourceMessage, SourceSegment } from './source-message.ts';

/** No real message comes near it; to read a part of one would be to merge a part of what it states. */
const MOST_GROUPS = 50;

/** The message divided at each PID. What stands before the first belongs to it. */
export function personGroups(message: SourceMessage): readonly SourceMessage[] {
  return dividedAt('PID', message);
}

/** A group divided at each MRG; the first part holds what stands before it too. */
export function visitGroups(group: SourceMessage): readonly SourceMessage[] {
  return dividedAt('MRG', group);
}

/** @returns the refusal of a message that holds more than can be applied at once. */
export function tooManyGroups(message: SourceMessage): Refused | undefined {
  for (const name of ['PID', 'MRG']) {
    if (message.all(name).length <= MOST_GROUPS) continue;
    return refuse(100, name, `more than ${MOST_GROUPS} ${name} segments; send them in several messages`);
  }
  return undefined;
}

/** Reads each group in turn; the first fault refuses the whole message and names its group. */
export function eachGroup<T extends object>(
  groups: readonly SourceMessage[],
  read: (group: SourceMessage, index: number) => T | Refused,
): readonly T[] | Refused {
  const all: T[] = [];
  for (const [index, group] of groups.entries()) {
    const result = read(group, index);
    if ('refused' in result) return inGroup(result, index + 1, groups.length);
    all.push(result);
  }
  return all;
}

function inGroup({ refused }: Refused, number: number, of: number): Refused {
  if (of === 1) return { refused };
  return { refused: { ...refused, sequence: number, text: `group ${number} of ${of}: ${refused.text}` } };
}

function dividedAt(name: string, message: SourceMessage): readonly SourceMessage[] {
  if (message.all(name).length <= 1) return [message];
  const parts: SourceSegment[][] = [[]];
  let begun = false;
  for (const segment of message.segments) {
    if (segment.name === name && begun) parts.push([]);
    begun ||= segment.name === name;
    parts.at(-1)?.push(segment);
  }
  return parts.map(messageOf);
}

function messageOf(segments: readonly SourceSegment[]): SourceMessage {
  return {
    segments,
    first: (name) => segments.find((segment) => segment.name === name),
    all: (name) => segments.filter((segment) => segment.name === name),
  };
}
