/**
 * PV1-7, 8, 9 and 17 -> Encounter.participant: one entry a person, with all of their parts in it; and one for each who
 * was responsible before (A54, A61), with when that ended.
 * v3-ParticipationType; Interweave asks for one primary performer (PPRF): the first attending doctor.
 */
import type { Coding, EncounterParticipant } from '@medplum/fhirtypes';
import { PARTICIPATION_TYPE } from '../../../conformance/systems.ts';
import type { ClinicianStatement } from '../../fact.ts';
import type { VisitData } from '../visit-fact.ts';
import { personName } from './directory.ts';
import type { ResourceIds } from '../../resource-ids.ts';
import type { CareSetting } from './states.ts';

const ROLES = [
  { field: 'attending', code: 'ATND', display: 'attender' },
  { field: 'referring', code: 'REF', display: 'referrer' },
  { field: 'consulting', code: 'CON', display: 'consultant' },
  { field: 'admitting', code: 'ADM', display: 'admitter' },
] as const;

interface Part {
  readonly statement: ClinicianStatement;
  readonly types: Coding[];
  /** FHIR dateTime. */
  readonly end?: string;
}

/** @param former who handed over, oldest first. */
export function participants(
  data: Partial<VisitData>,
  ids: ResourceIds,
  former: CareSetting['formerParticipants'] = [],
): EncounterParticipant[] {
  const parts = new Map<string, Part>();
  const part = (statement: ClinicianStatement, end?: string): Coding[] => {
    const key = `${end ?? ''} ${identityOf(statement)}`;
    const known = parts.get(key) ?? { statement, types: [], ...(end === undefined ? {} : { end }) };
    parts.set(key, known);
    return known.types;
  };
  for (const { field, code, display } of ROLES) {
    (data[field] ?? []).forEach((statement, i) => {
      const types = part(statement);
      types.push({ system: PARTICIPATION_TYPE, code, display });
      if (code === 'ATND' && i === 0) {
        types.push({ system: PARTICIPATION_TYPE, code: 'PPRF', display: 'primary performer' });
      }
    });
  }
  for (const { role, clinicians, end } of former) {
    const { code, display } = FORMER[role];
    for (const one of clinicians) part(one, end.dateTime).push({ system: PARTICIPATION_TYPE, code, display });
  }
  return [...parts.values()].map((one) => participant(one, ids));
}

const FORMER = { attending: ROLES[0], consulting: ROLES[2] } as const;

function identityOf({ system = '', value, name }: ClinicianStatement): string {
  return value === undefined ? personName(name) : `${system}|${value}`;
}

function participant({ statement, types, end }: Part, ids: ResourceIds): EncounterParticipant {
  const id = ids.practitioner(statement);
  const display = personName(statement.name);
  return {
    type: [{ coding: types }],
    ...(end === undefined ? {} : { period: { end } }),
    individual: {
      ...(id === undefined ? {} : { reference: `Practitioner/${id}` }),
      ...(display === '' ? {} : { display }),
    },
  };
}
