/**
 * PV1-7, 8, 9 and 17 -> Encounter.participant: one entry a person, with all of their parts in it.
 * v3-ParticipationType; Interweave asks for one primary performer (PPRF): the first attending doctor.
 */
import type { Coding, EncounterParticipant } from '@medplum/fhirtypes';
import { PARTICIPATION_TYPE } from '../../../conformance/systems.ts';
import type { ClinicianStatement, VisitData } from '../fact.ts';
import { personName } from './directory.ts';
import type { ResourceIds } from './ids.ts';

const ROLES = [
  { field: 'attending', code: 'ATND', display: 'attender' },
  { field: 'referring', code: 'REF', display: 'referrer' },
  { field: 'consulting', code: 'CON', display: 'consultant' },
  { field: 'admitting', code: 'ADM', display: 'admitter' },
] as const;

export function participants(data: Partial<VisitData>, ids: ResourceIds): EncounterParticipant[] {
  const byPerson = new Map<string, { statement: ClinicianStatement; types: Coding[] }>();
  for (const role of ROLES) {
    (data[role.field] ?? []).forEach((statement, i) => {
      const key =
        statement.value === undefined
          ? personName(statement.name)
          : `${statement.system ?? ''}|${statement.value}`;
      const entry = byPerson.get(key) ?? { statement, types: [] };
      entry.types.push({ system: PARTICIPATION_TYPE, code: role.code, display: role.display });
      if (role.code === 'ATND' && i === 0) {
        entry.types.push({ system: PARTICIPATION_TYPE, code: 'PPRF', display: 'primary performer' });
      }
      byPerson.set(key, entry);
    });
  }
  return [...byPerson.values()].map(({ statement, types }) => {
    const id = ids.practitioner(statement);
    const display = personName(statement.name);
    return {
      type: [{ coding: types }],
      individual: {
        ...(id === undefined ? {} : { reference: `Practitioner/${id}` }),
        ...(display === '' ? {} : { display }),
      },
    };
  });
}
