/**
 * Carers as the return links them (Adult_1 to Adult_3) -> RelatedPerson, both ways: the carer of the person cared for,
 * and the person whom the carer cares for. A return has no names, which Interweave-RelatedPerson demands: these follow
 * UKCore-RelatedPerson 2.5.0 and carry Interweave's support role. The person cared for may be in no row of the file.
 */
import type { RelatedPerson } from '@medplum/fhirtypes';
import { UK_CORE, UK_CORE_CODES } from '../../conformance/systems.ts';
import type { SetContext } from '../source-set.ts';
import { INTERWEAVE_CODES, INTERWEAVE_PROFILE, interweaveConcept, taggedMeta } from './interweave.ts';
import { asOfExtension, originOf, personIdOf, subjectOf, textExtension } from './return-extensions.ts';
import type { ReturnState } from './return-state.ts';

const ROLES = {
  system: `${INTERWEAVE_CODES}Interweave-SocialCareSupportRole`,
  displays: { CAR: 'Carer', CF: 'Cared For' },
};

/** Part of the carer's set, whose latest file alone says whom they care for. */
export function carerResources(
  state: ReturnState,
  { ids, idOf }: SetContext,
): (RelatedPerson & { id: string })[] {
  const { latest, person, set } = state;
  const system = person.slice(0, person.lastIndexOf('|'));
  const own = personIdOf(state);
  const hours = textExtension('hours-caring', latest.circumstances.hoursCaring?.text);
  return latest.caresFor.flatMap((other) => {
    const cared = `${system}|${other}`;
    return [
      {
        ...common(state, ids.patient(cared), { system, value: own }),
        id: idOf('RelatedPerson', `${set}|carer-of|${other}`),
        extension: [...role('CAR'), ...hours, ...asOfExtension(latest.period.end)],
        relationship: [relationship('Carer', 'Carer of patient', 'Unpaid carer')],
      },
      {
        ...common(state, ids.patient(person), { system, value: other }),
        id: idOf('RelatedPerson', `${set}|cares-for|${other}`),
        extension: [...role('CF'), ...asOfExtension(latest.period.end)],
        relationship: [
          relationship('Personal', 'Personal relationship with the patient', 'Person cared for'),
        ],
      },
    ];
  });
}

function common(
  state: ReturnState,
  patient: string,
  identifier: { readonly system: string; readonly value: string },
): Pick<RelatedPerson, 'meta' | 'identifier' | 'active'> & Pick<RelatedPerson, 'resourceType' | 'patient'> {
  return {
    resourceType: 'RelatedPerson',
    meta: {
      ...taggedMeta(originOf(state, state.latest.source)),
      profile: [`${UK_CORE}UKCore-RelatedPerson`],
    },
    identifier: [identifier],
    active: true,
    patient: subjectOf(patient, state),
  };
}

function role(code: 'CAR' | 'CF'): NonNullable<RelatedPerson['extension']> {
  return [
    {
      url: `${INTERWEAVE_PROFILE}Extension-Interweave-SocialCareSupportRole`,
      extension: [{ url: 'supportRoleType', valueCodeableConcept: interweaveConcept(ROLES, code) }],
    },
  ];
}

function relationship(
  code: string,
  display: string,
  text: string,
): NonNullable<RelatedPerson['relationship']>[number] {
  return {
    coding: [{ system: `${UK_CORE_CODES}UKCore-AdditionalPersonRelationshipRole`, code, display }],
    text,
  };
}
