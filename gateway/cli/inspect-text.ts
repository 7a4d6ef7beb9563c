/** An inspection as text for people: header, segments with the names of fields, warnings, and what it becomes. */
import type { FieldDescription, SegmentDescription } from '../../adapters/hl7v2/dictionary.ts';
import type { MappingResult } from '../../mappings/adt/map-message.ts';
import type { Inspection } from './inspection.ts';

export function inspectionText(inspection: Inspection): string {
  const { label, fault, description } = inspection;
  const lines = [
    `== ${label}`,
    ...headerLines(inspection),
    ...(fault === undefined ? [] : [`fault      ${fault}`]),
    '',
    ...(description?.segments.flatMap(segmentLines) ?? []),
    ...section('Structure', description?.warnings ?? [], 'nothing required is missing'),
    ...mappingLines(inspection),
  ];
  return `${lines.join('\n')}\n`;
}

function headerLines({ header, charset, flags }: Inspection): string[] {
  if (header === undefined) return [];
  const declared = header.charset === '' ? 'none declared' : `MSH-18 ${header.charset}`;
  return [
    `message    ${header.type}^${header.trigger}, HL7 ${header.version}, control id ${header.controlId}`,
    `from       ${header.sendingApplication}/${header.sendingFacility} at ${header.messageTime}`,
    ...(charset === undefined ? [] : [`read as    ${charset} (${declared})`]),
    ...(flags.length === 0 ? [] : [`flags      ${flags.join(', ')}`]),
  ];
}

function segmentLines({ name, title, kind, fields }: SegmentDescription): string[] {
  const what = kind === 'standard' ? title : kind === 'local' ? 'local segment' : 'not of this version';
  return [`${name === '' ? '???' : name}  ${what}`, ...fields.flatMap(fieldLines), ''];
}

function fieldLines({ position, name, type, text, repetitions }: FieldDescription): string[] {
  const number = String(position).padStart(4);
  const title = `${name}${type === '' ? '' : ` (${type})`}`.padEnd(44);
  const first = `${number}  ${title}  ${text}`;
  const [only] = repetitions;
  if (repetitions.length === 1 && only !== undefined && only.length < 2) return [first];
  return [
    first,
    ...repetitions.flatMap((components, i) =>
      components.map((component) => {
        const place = `${repetitions.length > 1 ? `[${i + 1}]` : ''}.${component.position}`;
        return `        ${place.padEnd(7)} ${component.name.padEnd(34)}  ${component.text}`;
      }),
    ),
  ];
}

function mappingLines({ feed, mapping }: Inspection): string[] {
  if (mapping === undefined || feed === undefined) {
    return [
      'Mapping',
      '  no feed is configured for this sender (MSH-3, MSH-4): the gateway would answer AR',
      '',
    ];
  }
  return [
    'refused' in mapping ? refusalLines(mapping.refused) : factLines(feed, mapping.mapped),
    issueLines(mapping),
  ].flat();
}

function refusalLines(refused: Extract<MappingResult, { refused: unknown }>['refused']): string[] {
  const field = refused.field === undefined ? '' : `-${refused.field}`;
  const code = refused.condition === 201 ? 'AR' : 'AE';
  return [
    'Mapping',
    `  refused with ${code} ${refused.condition}: ${refused.segment}${field}: ${refused.text}`,
    '',
  ];
}

function factLines(feed: string, mapped: Extract<MappingResult, { mapped: unknown }>['mapped']): string[] {
  const { trigger, effective } = mapped;
  const [person] = mapped.people;
  const [visit] = mapped.visits;
  if (person === undefined) return [];
  return [
    'Mapping',
    `  feed ${feed}, ${trigger}, effective ${effective}`,
    `  fact: ${person.kind} of person ${person.person}`,
    ...json(person.data),
    ...(visit === undefined ? [] : [`  fact: ${visit.kind} of visit ${visit.visit}`, ...json(visit.data)]),
    '',
  ];
}

function issueLines(mapping: MappingResult): string[] {
  const issues = 'mapped' in mapping ? mapping.mapped.issues : mapping.issues;
  return section(
    'Not mapped',
    issues.map(({ from, to, reason }) => `${from} -> ${to}: ${reason}`),
    'everything that was sent has a place',
  );
}

function section(title: string, lines: readonly string[], otherwise: string): string[] {
  return [title, ...(lines.length === 0 ? [otherwise] : lines).map((line) => `  ${line}`), ''];
}

function json(data: unknown): string[] {
  return JSON.stringify(data, null, 2)
    .split('\n')
    .map((line) => `    ${line}`);
}
