/** What becomes of the elements of Patient: mappings/gp-summary/person.ts and registration.ts read it. GP Connect 1.6.2. */
import type { ElementFates } from './mapper.ts';

const NO_PLACE = 'the shared demographics have no place for it yet';

export const PATIENT_FATES: ElementFates = {
  'Patient.meta.security': 'mapped',
  'Patient.extension(RegistrationDetails)': { extension: 'gp-registration-status' },
  'Patient.extension(RegistrationDetails).extension(registrationPeriod)': 'mapped',
  'Patient.extension(RegistrationDetails).extension(registrationType)': 'mapped',
  'Patient.extension(RegistrationDetails).extension(preferredBranchSurgery)': {
    extension: 'preferred-branch-surgery',
  },
  'Patient.extension(NHSCommunication).extension(language)': 'mapped',
  'Patient.extension(NHSCommunication).extension(preferred)': 'mapped',
  'Patient.extension(NHSCommunication).extension(modeOfCommunication)': { dropped: NO_PLACE },
  'Patient.extension(NHSCommunication).extension(communicationProficiency)': { dropped: NO_PLACE },
  'Patient.extension(NHSCommunication).extension(interpreterRequired)': { dropped: NO_PLACE },
  'Patient.identifier': 'mapped',
  'Patient.identifier.extension(NHSNumberVerificationStatus)': {
    dropped: 'the code alone says the status; its system and display are those of UK Core',
  },
  'Patient.identifier.extension(NHSNumberVerificationStatus).valueCodeableConcept.coding.code': 'mapped',
  'Patient.active': { dropped: 'speaks of the entry in the practice system, not of the person' },
  'Patient.name': 'mapped',
  'Patient.telecom': 'mapped',
  'Patient.gender': 'mapped',
  'Patient.birthDate': 'mapped',
  'Patient.deceasedBoolean': 'mapped',
  'Patient.deceasedDateTime': 'mapped',
  'Patient.address': 'mapped',
  'Patient.maritalStatus': 'mapped',
  'Patient.multipleBirthBoolean': 'mapped',
  'Patient.photo': { dropped: 'not sent by GP Connect' },
  'Patient.contact': 'mapped',
  'Patient.animal': { dropped: 'removed in R4' },
  'Patient.generalPractitioner': 'mapped',
  'Patient.managingOrganization': 'mapped',
  'Patient.link': { dropped: 'not sent by GP Connect' },
};
