/**
 * The areas' primary Lists: their SNOMED CT codes, titles and members. GP Connect 1.6.2 "List"; SCR, Composition.type.
 * Documents have no List of their own there, supporting resources none at all.
 */
import type { Resource } from '@medplum/fhirtypes';
import { ROTHER } from '../../conformance/systems.ts';
import type { AreaCode, GpAreaData } from './summary.ts';

export interface AreaList {
  readonly title: string;
  /** SNOMED CT code and display of the primary List. */
  readonly code?: { readonly code: string; readonly display: string };
  /** What a GP Connect List refers to; the plans, orders and results that belong to it stand beside. */
  readonly members: readonly Resource['resourceType'][];
}

/** Names every area: with it a List is found whatever code it has besides. */
export const AREA_CODES = `${ROTHER}CodeSystem/gp-area`;

export const AREA_LISTS: Readonly<Record<Exclude<AreaCode, 'supporting'>, AreaList>> = {
  allergies: {
    title: 'Allergies and adverse reactions',
    code: { code: '886921000000105', display: 'Allergies and adverse reactions' },
    members: ['AllergyIntolerance'],
  },
  medications: {
    title: 'Medications and medical devices',
    code: { code: '933361000000108', display: 'Medications and medical devices' },
    members: ['MedicationStatement'],
  },
  problems: {
    title: 'Problems',
    code: { code: '717711000000103', display: 'Problems' },
    members: ['Condition'],
  },
  immunisations: {
    title: 'Immunisations',
    code: { code: '1102181000000102', display: 'Immunisations' },
    members: ['Immunization', 'Observation'],
  },
  uncategorised: {
    title: 'Uncategorised data',
    code: { code: '826501000000100', display: 'Miscellaneous record' },
    members: ['Observation'],
  },
  consultations: {
    title: 'List of consultations',
    code: { code: '1149501000000101', display: 'List of consultations' },
    members: ['Encounter'],
  },
  investigations: {
    title: 'Investigations and results',
    code: { code: '887191000000108', display: 'Investigations and results' },
    members: ['DiagnosticReport'],
  },
  referrals: {
    title: 'Outbound referral',
    code: { code: '792931000000107', display: 'Outbound referral' },
    members: ['ServiceRequest'],
  },
  diary: {
    title: 'Patient recall administration',
    code: { code: '714311000000108', display: 'Patient recall administration' },
    members: ['ServiceRequest'],
  },
  documents: { title: 'Documents', members: ['DocumentReference'] },
  scr: {
    title: 'Summary Care Record',
    code: { code: '196981000000101', display: 'General Practice Summary' },
    members: ['DocumentReference'],
  },
};

/** Resolved allergies have a List of their own, so that none is read as active. */
export const ENDED_ALLERGIES = {
  title: 'Ended allergies',
  code: { code: '1103671000000101', display: 'Ended (resolved) allergies' },
} as const;

/** @returns whether the area's List refers to the resource. In R4 documents all that a section lists is a member. */
export function isMember(resource: Resource, { area, format }: Pick<GpAreaData, 'area' | 'format'>): boolean {
  if (area === 'supporting') return false;
  return format !== 'gp-connect-structured' || AREA_LISTS[area].members.includes(resource.resourceType);
}
