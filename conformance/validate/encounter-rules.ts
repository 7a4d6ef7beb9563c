/**
 * What an Encounter may not say of itself. FHIR R4 encounter.html (location, statusHistory); Interweave guidance on
 * Encounters: a grouping has no place or people of its own, and groups do not nest.
 */
import type { OperationOutcomeIssue } from '@medplum/fhirtypes';
import { INTERWEAVE_ENCOUNTER_CLASS } from '../systems.ts';
import { isAfter } from './data-type-rules.ts';
import { isNode, type Node, type TypedElement } from './elements.ts';
import { fault, warning } from './issue.ts';

const GOES_ON = ['arrived', 'triaged', 'in-progress', 'onleave'];
/** What a grouping leaves to its children. */
const OF_CHILDREN = [
  'location',
  'participant',
  'diagnosis',
  'type',
  'priority',
  'episodeOfCare',
  'basedOn',
  'appointment',
  'reasonCode',
  'reasonReference',
  'partOf',
];

/** Contradictions of each Encounter; a finished one without an end is a warning. */
export function encounterIssues(elements: readonly TypedElement[]): OperationOutcomeIssue[] {
  return elements.flatMap(({ type, path, value, expression }) =>
    type === 'Encounter' && path === 'Encounter' && isNode(value) ? issuesOf(value, expression) : [],
  );
}

function issuesOf(encounter: Node, at: string): OperationOutcomeIssue[] {
  const { status } = encounter;
  const period = isNode(encounter['period']) ? encounter['period'] : {};
  const places = (Array.isArray(encounter['location']) ? encounter['location'] : []).map((one: unknown) =>
    isNode(one) ? one : {},
  );
  const active = places.filter((place) => place['status'] === 'active').length;
  return [
    ...(active > 1 ? [fault('business-rule', 'two places are active at once', `${at}.location`)] : []),
    ...(status === 'finished' && active > 0
      ? [fault('business-rule', 'a place is active although the encounter is finished', `${at}.location`)]
      : []),
    ...(GOES_ON.includes(String(status)) && period['end'] !== undefined
      ? [fault('business-rule', 'has an end and goes on by its status', `${at}.period.end`)]
      : []),
    ...(status === 'finished' && period['end'] === undefined
      ? [warning('business-rule', 'is finished without an end', `${at}.period`)]
      : []),
    ...places.flatMap((place, i) =>
      isOutside(place['period'], period)
        ? [
            fault(
              'business-rule',
              'the place is outside the period of the encounter',
              `${at}.location[${i}].period`,
            ),
          ]
        : [],
    ),
    ...groupingIssues(encounter, at),
  ];
}

function isOutside(place: unknown, { start, end }: Node): boolean {
  if (!isNode(place)) return false;
  return (
    isAfter(start, place['start']) ||
    isAfter(place['end'], end) ||
    isAfter(place['start'], end) ||
    isAfter(start, place['end'])
  );
}

function groupingIssues(encounter: Node, at: string): OperationOutcomeIssue[] {
  const { class: setting } = encounter;
  if (!isNode(setting) || setting['code'] !== 'GROUPING') return [];
  if (setting['system'] !== INTERWEAVE_ENCOUNTER_CLASS) return [];
  return OF_CHILDREN.filter((key) => encounter[key] !== undefined).map((key) =>
    fault('business-rule', 'belongs to the encounters of a group, not to the group', `${at}.${key}`),
  );
}
