/**
 * One section of a view: what is told, by whom and of when, what to be careful with, and why it is empty where it is. The
 * same in words (narrative) and as data (entries and extensions), so that a reader of either sees it. FHIR R4
 * composition.html; ips-comp-1: entries or an emptyReason.
 */
import type { CodeableConcept, CompositionSection, Extension } from '@medplum/fhirtypes';
import { ROTHER } from '../../conformance/systems.ts';
import { narrative, type Block } from './narrative.ts';
import type { Stored } from './person-record.ts';

/** On a section: a sentence to read before its entries. */
export const SECTION_WARNING = `${ROTHER}StructureDefinition/section-warning`;
/** On a section: who says what stands in it, of which time, and what to make of it (README.md lists the parts). */
export const SECTION_SOURCE = `${ROTHER}StructureDefinition/section-source`;

const EMPTY_REASON = 'http://terminology.hl7.org/CodeSystem/list-empty-reason';
const MOST_WARNINGS = 50;
const MOST_SOURCES = 50;

/** One thing in words, with the organisation that says so and the time of which it speaks. */
export interface Told {
  readonly text: string;
  readonly source?: string | undefined;
  /** In words. */
  readonly time?: string | undefined;
}

export interface SectionSource {
  readonly name: string;
  /** FHIR dateTime. */
  readonly asOf?: string | undefined;
  /** Of a GP summary: AreaState. */
  readonly state?: string;
  /** It is older than it may be. */
  readonly old?: boolean;
  /** A later summary of the present practice takes its place. */
  readonly superseded?: boolean;
}

/** Never `nilknown`: that nothing is told says nothing of the person. */
export interface Absence {
  readonly code: 'unavailable' | 'withheld';
  readonly text: string;
}

export interface ViewSection {
  readonly title: string;
  readonly code: CodeableConcept;
  readonly warnings: readonly string[];
  readonly told: readonly Told[];
  readonly entries: readonly Stored[];
  readonly sources: readonly SectionSource[];
  /** Why there are no entries; not looked at where there are some. */
  readonly absence: Absence;
}

/** @param referTo the reference by which the document means a resource of its own. */
export function compositionSection(
  section: ViewSection,
  referTo: (entry: Stored) => string,
): CompositionSection {
  const { title, code, told, sources, absence } = section;
  const warnings = [...new Set(section.warnings)].slice(0, MOST_WARNINGS);
  const entries = [...new Set(section.entries)];
  const isEmpty = entries.length === 0;
  const blocks: Block[] = [
    ...warnings.map((text): Block => ({ kind: 'warning', text })),
    ...(isEmpty ? [{ kind: 'paragraph', text: absence.text } as const] : []),
    { kind: 'list', items: told.map(toldText) },
  ];
  const extension = [
    ...warnings.map((valueString) => ({ url: SECTION_WARNING, valueString })),
    ...sources.slice(0, MOST_SOURCES).map(sourceExtension),
  ];
  return {
    ...(extension.length === 0 ? {} : { extension }),
    title,
    code,
    text: narrative(
      warnings.length === 0 && told.length === 0 && !isEmpty
        ? [...blocks, { kind: 'paragraph', text: `${entries.length} entries` }]
        : blocks,
    ),
    ...(isEmpty
      ? { emptyReason: emptyReason(absence) }
      : { entry: entries.map((entry) => ({ reference: referTo(entry) })) }),
  };
}

/** @returns e.g. `Amoxicillin 500 mg (Example Surgery, as of 3 May 2025)`. */
export function toldText({ text, source, time }: Told): string {
  const from = [source, time].filter((part) => part !== undefined);
  return from.length === 0 ? text : `${text} (${from.join(', ')})`;
}

function sourceExtension({ name, asOf, state, old, superseded }: SectionSource): Extension {
  return {
    url: SECTION_SOURCE,
    extension: [
      { url: 'name', valueString: name },
      ...(asOf === undefined ? [] : [{ url: 'asOf', valueDateTime: asOf }]),
      ...(state === undefined ? [] : [{ url: 'state', valueCode: state }]),
      ...(old === true ? [{ url: 'old', valueBoolean: true }] : []),
      ...(superseded === true ? [{ url: 'superseded', valueBoolean: true }] : []),
    ],
  };
}

const DISPLAYS = { unavailable: 'Unavailable', withheld: 'Information Withheld' } as const;

function emptyReason({ code, text }: Absence): CodeableConcept {
  return { coding: [{ system: EMPTY_REASON, code, display: DISPLAYS[code] }], text };
}
