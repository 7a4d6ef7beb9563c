/** Identifier and code system URIs. UK Core STU3 sequence; HL7 terminology; FHIR Subscriptions R5 Backport 1.1.0. */

export const NHS_NUMBER = 'https://fhir.nhs.uk/Id/nhs-number';
export const ODS_ORGANISATION = 'https://fhir.nhs.uk/Id/ods-organization-code';
export const ODS_SITE = 'https://fhir.nhs.uk/Id/ods-site-code';
export const GMC_NUMBER = 'https://fhir.hl7.org.uk/Id/gmc-number';
export const GMP_NUMBER = 'https://fhir.hl7.org.uk/Id/gmp-number';
/** Interweave's regional form of a local visit number; its value is prefixed with the ODS code and a dot. */
export const INTERWEAVE_LOCAL_ENCOUNTER =
  'https://fhir.interweavedigital.nhs.uk/Id/local-encounter-identifier';

export const UK_CORE = 'https://fhir.hl7.org.uk/StructureDefinition/';
export const UK_CORE_CODES = 'https://fhir.hl7.org.uk/CodeSystem/';
export const INTERWEAVE_ENCOUNTER_CLASS =
  'https://fhir.interweavedigital.nhs.uk/CodeSystem/Interweave-EncounterClass';
export const ACT_CODE = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
export const PARTICIPATION_TYPE = 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType';
export const LOCATION_PHYSICAL_TYPE = 'http://terminology.hl7.org/CodeSystem/location-physical-type';
export const IDENTIFIER_TYPE = 'http://terminology.hl7.org/CodeSystem/v2-0203';

/** Everything that is this product's own starts here. */
export const ROTHER = 'https://rother.example/fhir/';
/** A person's entry at a practice: `<this>/<ODS code of the practice>` is the system of its number. */
export const GP_PATIENT = `${ROTHER}Id/gp-patient`;
/** A verified NHS number that another one took the place of: UK Core has room for one NHS number a person. */
export const FORMER_NHS_NUMBER = `${ROTHER}Id/former-nhs-number`;
export const LOCALITY_CODES = `${ROTHER}CodeSystem/locality`;
export const LOCALITY_ATTRIBUTION = `${ROTHER}StructureDefinition/locality-attribution`;
/** On a Patient: that the person lives in a care home, or is likely to, with the evidence. Its absence says nothing. */
export const CARE_HOME_RESIDENCE = `${ROTHER}StructureDefinition/care-home-residence`;
/** On a Patient whose practice and whose council are not of the same place. */
export const CROSS_BORDER = `${ROTHER}StructureDefinition/cross-border`;
/** On a Patient whom several sources know: whose value of an element stands, since when, and who says otherwise. */
export const VALUE_SOURCE = `${ROTHER}StructureDefinition/value-source`;
export const TOPIC = `${ROTHER}SubscriptionTopic/`;

export const BACKPORT = 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/';
export const BACKPORT_OPERATION = 'http://hl7.org/fhir/uv/subscriptions-backport/OperationDefinition/';
