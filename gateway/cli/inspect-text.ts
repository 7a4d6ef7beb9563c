/** An inspection as text for people: header, segments with the names of fields, warnings, and what it becomes. */
import type { FieldDescription, SegmentDescription } from '../../adapters/hl7v2/dictionary.ts';
import type { Fact } from '../../mappings/any-fact.ts';
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
    ...(description?.truncated === true ? ['There is more of it than is shown.', ''] : []),
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

function fieldLines({ position, name, datatype, table, text, repetitions }: FieldDescription): string[] {
  const number = String(position).padStart(4);
  const type = table === undefined ? datatype : `${datatype} ${table}`;
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

function mappingLines({ feed, mapping, fault }: Inspection): string[] {
  if (mapping !== undefined) {
    return [
      'refused' in mapping ? refusalLines(mapping.refused) : factLines(feed ?? '', mapping.mapped),
      issueLines(mapping),
    ].flat();
  }
  if (fault !== undefined) return [];
  return [
    'Mapping',
    '  no feed is configured for this sender (MSH-3, MSH-4): the gateway would answer AR',
    '',
  ];
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
  const { trigger, effective, people, visits, identity } = mapped;
  return [
    'Mapping',
    `  feed ${feed}, ${trigger}, effective ${effective}`,
    ...[...people, ...visits, ...identity].flatMap((fact) => [
      `  fact: ${factTitle(fact)}`,
      ...('data' in fact ? json(fact.data) : []),
    ]),
    '',
  ];
}

function factTitle(fact: Fact): string {
  if ('visit' in fact) return `${fact.kind} of visit ${fact.visit}`;
  if ('of' in fact) return `${fact.kind} of ${fact.of} ${fact.from} into ${fact.into}`;
  return `${fact.kind} of person ${fact.person}`;
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
