/**
 * Organization -> UKCore-Organization 2.5.1. One with an ODS code is the same in all feeds; manufacturers and suppliers
 * have none and are this bundle's. GP Connect 1.6.2 "Organization".
 */
import type { Extension, Identifier, Organization } from '@medplum/fhirtypes';
import { ODS_ORGANISATION, ODS_SITE, UK_CORE } from '../../../conformance/systems.ts';
import type { ElementFates, Json, Stu3Context, Stu3Mapper } from './mapper.ts';
import { addresses, contactPoints } from './read-contacts.ts';
import { codeableConcepts, identifiers, metaOf, reference } from './read-datatypes.ts';
import { bool, extension, present, token } from './read-json.ts';

/** @returns the organisation; none where it has neither name nor identifier (org-1). */
export const mapOrganization: Stu3Mapper = (source, context) => {
  const identifier = identifiers(source['identifier']).filter(firstOfItsSystem);
  const name = token(source['name']);
  if (identifier.length === 0 && name === undefined) {
    context.issue('Organization', 'has neither name nor identifier: it is left out');
    return [];
  }
  const organization: Organization & { id: string } = present({
    resourceType: 'Organization' as const,
    id: context.idOf('Organization', source),
    ...metaOf(source, 'UKCore-Organization'),
    extension: mainLocation(source, context),
    identifier,
    active: bool(source['active']),
    type: codeableConcepts(source['type']),
    name,
    telecom: contactPoints(source['telecom']),
    // org-2: the address of an organisation is never a home.
    address: addresses(source['address']).map(({ use, ...rest }) =>
      use === 'home' ? rest : present({ use, ...rest }),
    ),
    partOf: reference(source['partOf'], context, 'Organization.partOf', ['Organization']),
  });
  return [organization];
};

/** UK Core has room for one organisation code and one site code. */
function firstOfItsSystem({ system }: Identifier, at: number, all: readonly Identifier[]): boolean {
  if (system !== ODS_ORGANISATION && system !== ODS_SITE) return true;
  return all.findIndex((one) => one.system === system) === at;
}

function mainLocation(source: Json, context: Stu3Context): Extension[] {
  const link = extension(source, 'MainLocation')?.['valueReference'];
  const location = reference(link, context, 'Organization.extension(MainLocation)', ['Location']);
  return location === undefined
    ? []
    : [{ url: `${UK_CORE}Extension-UKCore-MainLocation`, valueReference: location }];
}

export const ORGANIZATION_FATES: ElementFates = {
  'Organization.meta.security': 'mapped',
  'Organization.extension(MainLocation)': { extension: 'Extension-UKCore-MainLocation' },
  'Organization.extension(ODSAPI-ActivePeriod)': { dropped: 'the ODS directory is the source of it' },
  'Organization.identifier': 'mapped',
  'Organization.active': 'mapped',
  'Organization.type': 'mapped',
  'Organization.name': 'mapped',
  'Organization.alias': { dropped: 'not used by GP Connect' },
  'Organization.telecom': 'mapped',
  'Organization.address': 'mapped',
  'Organization.partOf': 'mapped',
  'Organization.contact': { dropped: 'people of an organisation are no part of the record' },
  'Organization.endpoint': { dropped: 'not used by GP Connect' },
};
