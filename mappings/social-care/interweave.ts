/**
 * What all resources of Interweave's social-care profiles share: canonical bases, tags, codings, local identifiers.
 * Interweave R4 0.0.1, "common rules": tags Source and Provenance; every Coding has system, code and display; a local
 * identifier starts with the organisation's code and a full stop.
 */
import type { CodeableConcept, Coding, Identifier, Meta } from '@medplum/fhirtypes';
import { ROTHER } from '../../conformance/systems.ts';

const INTERWEAVE = 'https://fhir.interweavedigital.nhs.uk/';
export const INTERWEAVE_PROFILE = `${INTERWEAVE}R4/StructureDefinition/`;
export const INTERWEAVE_CODES = `${INTERWEAVE}CodeSystem/`;
/** Base of this product's own extensions on social-care resources; README.md lists them. */
export const SOCIAL_CARE_EXTENSION = `${ROTHER}StructureDefinition/social-care-`;

/** A published code system: displays are copied as they are, slips of spelling included. */
export interface InterweaveCodes<Code extends string> {
  readonly system: string;
  readonly displays: Readonly<Record<Code, string>>;
}

/** Who is responsible for a resource and by which system it came. */
export interface Origin {
  /** The council: its code (three digits or ODS) and name. */
  readonly organisation: { readonly code: string; readonly name: string };
  /** The supplying system. */
  readonly system: { readonly code: string; readonly name: string };
  /** Id of the message that last changed the resource. */
  readonly sourceMessageId: string;
}

/** `meta` of a resource of an Interweave profile. @param profile its name, `Interweave-SocialCareService`. */
export function interweaveMeta(profile: string, origin: Origin): Meta {
  return { ...taggedMeta(origin), profile: [`${INTERWEAVE_PROFILE}${profile}`] };
}

/** The same for a resource that claims no profile. */
export function taggedMeta({ organisation, system, sourceMessageId }: Origin): Meta {
  return {
    source: `urn:uuid:${sourceMessageId}`,
    tag: [
      { system: `${INTERWEAVE}Source`, code: system.code, display: system.name },
      { system: `${INTERWEAVE}Provenance`, code: organisation.code, display: organisation.name },
    ],
  };
}

export function interweaveCoding<Code extends string>(codes: InterweaveCodes<Code>, code: Code): Coding {
  return { system: codes.system, code, display: codes.displays[code] };
}

/** A code of the list, with the source's own words as text. */
export function interweaveConcept<Code extends string>(
  codes: InterweaveCodes<Code>,
  code: Code,
  text?: string,
): CodeableConcept {
  return { coding: [interweaveCoding(codes, code)], ...(text === undefined ? {} : { text }) };
}

/** @param type as in the system's name: `socialcareservice`. */
export function localIdentifier(type: string, organisation: string, value: string): Identifier {
  return { system: `${INTERWEAVE}Id/local-${type}-identifier`, value: `${organisation}.${value}` };
}
