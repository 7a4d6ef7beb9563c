/** Location -> UKCore-Location 2.3.0: a place where the practice sees people. GP Connect 1.6.2 "Location". */
import type { Location } from '@medplum/fhirtypes';
import type { ElementFates, Json, Stu3Mapper } from './mapper.ts';
import { addresses, contactPoints } from './read-contacts.ts';
import { codeableConcept, codeableConcepts, identifiers, metaOf, reference } from './read-datatypes.ts';
import { asObject, decimal, oneOf, present, text, token, tokens } from './read-json.ts';

const STATUSES = ['active', 'suspended', 'inactive'] as const;
const MODES = ['instance', 'kind'] as const;

export const mapLocation: Stu3Mapper = (source, context) => {
  const location: Location & { id: string } = present({
    resourceType: 'Location' as const,
    id: context.idOf('Location', source),
    ...metaOf(source, 'UKCore-Location'),
    identifier: identifiers(source['identifier']),
    status: oneOf(source['status'], STATUSES),
    name: token(source['name']),
    alias: tokens(source['alias']),
    description: text(source['description']),
    mode: oneOf(source['mode'], MODES),
    type: codeableConcepts(source['type']),
    telecom: contactPoints(source['telecom']),
    address: addresses(source['address'])[0],
    physicalType: codeableConcept(source['physicalType']),
    position: position(asObject(source['position'])),
    managingOrganization: reference(
      source['managingOrganization'],
      context,
      'Location.managingOrganization',
      ['Organization'],
    ),
    partOf: reference(source['partOf'], context, 'Location.partOf', ['Location']),
  });
  return [location];
};

function position(source: Json | undefined): Location['position'] {
  const [longitude, latitude] = [decimal(source?.['longitude']), decimal(source?.['latitude'])];
  return longitude === undefined || latitude === undefined ? undefined : { longitude, latitude };
}

export const LOCATION_FATES: ElementFates = {
  'Location.meta.security': 'mapped',
  'Location.identifier': 'mapped',
  'Location.status': 'mapped',
  'Location.operationalStatus': { dropped: 'not used by GP Connect: the state of a bed' },
  'Location.name': 'mapped',
  'Location.alias': 'mapped',
  'Location.description': 'mapped',
  'Location.mode': 'mapped',
  'Location.type': 'mapped',
  'Location.telecom': 'mapped',
  'Location.address': 'mapped',
  'Location.physicalType': 'mapped',
  'Location.position.longitude': 'mapped',
  'Location.position.latitude': 'mapped',
  'Location.position.altitude': { dropped: 'not used by GP Connect' },
  'Location.managingOrganization': 'mapped',
  'Location.partOf': 'mapped',
  'Location.endpoint': { dropped: 'not used by GP Connect' },
};
