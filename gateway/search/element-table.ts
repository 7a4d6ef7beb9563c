/**
 * The elements of each served type, with what the specification says of them: `^` in its summary, `!` mandatory, `?` modifies
 * the meaning of the resource, `[x]` a choice of types. Of a backbone element that is in the summary, those of its elements
 * that are in it too stand in brackets. FHIR R4 elementdefinition.html (isSummary, min, isModifier). A test holds it equal.
 */
import type { ServedType } from '../../conformance/search-parameters/definition.ts';

export interface ElementMarks {
  readonly name: string;
  readonly choice: boolean;
  readonly summary: boolean;
  readonly mandatory: boolean;
  readonly modifier: boolean;
  /** Of a backbone element in the summary: those of its elements that are in it; empty for all others. */
  readonly inside: readonly ElementMarks[];
}

/** The elements of a type's own: without those that every resource has. */
export function elementsOf(type: ServedType): readonly ElementMarks[] {
  return TABLE.get(type) ?? [];
}

const ELEMENTS: Readonly<Record<ServedType, string>> = {
  Patient: `
    identifier^ active^? name^ telecom^ gender^ birthDate^ deceased[x]^? address^ maritalStatus
    multipleBirth[x] photo contact communication generalPractitioner managingOrganization^ link^?(other^!
    type^!)
  `,
  Encounter: `
    identifier^ status^!? statusHistory class^! classHistory type^ serviceType^ priority subject^
    episodeOfCare^ basedOn participant^(type^ individual^) appointment^ period length reasonCode^
    reasonReference^ diagnosis^(condition^!) account hospitalization location serviceProvider partOf
  `,
  Location: `
    identifier^ status^? operationalStatus^ name^ alias description^ mode^ type^ telecom address
    physicalType^ position managingOrganization^ partOf hoursOfOperation availabilityExceptions endpoint
  `,
  Organization: `
    identifier^ active^? type^ name^ alias telecom address partOf^ contact endpoint
  `,
  Practitioner: `
    identifier^ active^ name^ telecom^ address^ gender^ birthDate^ photo qualification communication
  `,
  Group: `
    identifier^ active^ type^! actual^! code^ name^ quantity^ managingEntity^ characteristic member
  `,
  Subscription: `
    status^!? contact^ end^ reason^! criteria^! error^ channel^!(type^! endpoint^ payload^ header^)
  `,
  Basic: `
    identifier^ code^!? subject^ created^ author^
  `,
  AllergyIntolerance: `
    identifier^ clinicalStatus^? verificationStatus^? type^ category^ criticality^ code^ patient^! encounter
    onset[x] recordedDate recorder asserter^ lastOccurrence note reaction
  `,
  CarePlan: `
    identifier^ instantiatesCanonical^ instantiatesUri^ basedOn^ replaces^ partOf^ status^!? intent^!?
    category^ title^ description^ subject^! encounter^ period^ created^ author^ contributor careTeam
    addresses^ supportingInfo goal activity note
  `,
  CareTeam: `
    identifier^ status^? category^ name^ subject^ encounter^ period^ participant reasonCode reasonReference
    managingOrganization^ telecom note
  `,
  Communication: `
    identifier^ instantiatesCanonical^ instantiatesUri^ basedOn^ partOf^ inResponseTo status^!?
    statusReason^ category priority^ medium subject^ topic about encounter^ sent received recipient sender
    reasonCode^ reasonReference^ payload note
  `,
  Composition: `
    identifier^ status^!? type^! category^ subject^ encounter^ date^! author^! title^! confidentiality^
    attester custodian^ relatesTo event^(code^ period^ detail^) section
  `,
  Condition: `
    identifier^ clinicalStatus^? verificationStatus^? category severity code^ bodySite^ subject^! encounter^
    onset[x]^ abatement[x] recordedDate^ recorder^ asserter^ stage evidence note
  `,
  Consent: `
    identifier^ status^!? scope^!? category^! patient^ dateTime^ performer^ organization^ source[x]^ policy
    policyRule^ verification^(verified^!) provision^(type^ period^ action^ securityLabel^ purpose^ class^
    code^ dataPeriod^ data^(meaning^! reference^!))
  `,
  DeviceRequest: `
    identifier^ instantiatesCanonical^ instantiatesUri^ basedOn^ priorRequest^ groupIdentifier^ status^?
    intent^!? priority^ code[x]^! parameter subject^! encounter^ occurrence[x]^ authoredOn^ requester^
    performerType^ performer^ reasonCode^ reasonReference^ insurance supportingInfo note relevantHistory
  `,
  DiagnosticReport: `
    identifier^ basedOn status^!? category^ code^! subject^ encounter^ effective[x]^ issued^ performer^
    resultsInterpreter^ specimen result imagingStudy media^(link^!) conclusion conclusionCode presentedForm
  `,
  DocumentReference: `
    masterIdentifier^ identifier^ status^!? docStatus^ type^ category^ subject^ date^ author^ authenticator
    custodian relatesTo^(code^! target^!) description^ securityLabel^ content^!(attachment^! format^)
    context^(period^)
  `,
  EpisodeOfCare: `
    identifier status^!? statusHistory type^ diagnosis^(condition^! role^ rank^) patient^!
    managingOrganization^ period^ referralRequest careManager team account
  `,
  Flag: `
    identifier^ status^!? category^ code^! subject^! period^ encounter^ author^
  `,
  Goal: `
    identifier lifecycleStatus^!? achievementStatus^ category^ priority^ description^! subject^! start[x]^
    target statusDate^ statusReason expressedBy^ addresses note outcomeCode outcomeReference
  `,
  Immunization: `
    identifier status^!? statusReason vaccineCode^! patient^! encounter occurrence[x]^! recorded
    primarySource^ reportOrigin location manufacturer lotNumber expirationDate site route doseQuantity
    performer^(function^ actor^!) note^ reasonCode reasonReference isSubpotent^? subpotentReason education
    programEligibility fundingSource reaction protocolApplied
  `,
  List: `
    identifier status^!? mode^!? title^ code^ subject^ encounter date^ source^ orderedBy note entry
    emptyReason
  `,
  Medication: `
    identifier^ code^ status^? manufacturer^ form amount^ ingredient batch
  `,
  MedicationRequest: `
    identifier status^!? statusReason intent^!? category priority^ doNotPerform^? reported[x]^
    medication[x]^! subject^! encounter supportingInformation authoredOn^ requester^ performer
    performerType^ recorder reasonCode reasonReference instantiatesCanonical^ instantiatesUri^ basedOn^
    groupIdentifier^ courseOfTherapyType insurance note dosageInstruction dispenseRequest substitution
    priorPrescription detectedIssue eventHistory
  `,
  MedicationStatement: `
    identifier^ basedOn^ partOf^ status^!? statusReason category^ medication[x]^! subject^! context^
    effective[x]^ dateAsserted^ informationSource derivedFrom reasonCode reasonReference note dosage
  `,
  Observation: `
    identifier^ basedOn^ partOf^ status^!? category code^! subject^ focus^ encounter^ effective[x]^ issued^
    performer^ value[x]^ dataAbsentReason interpretation note bodySite method specimen device referenceRange
    hasMember^ derivedFrom^ component^(code^! value[x]^)
  `,
  PractitionerRole: `
    identifier^ active^ period^ practitioner^ organization^ code^ specialty^ location^ healthcareService
    telecom^ availableTime notAvailable availabilityExceptions endpoint
  `,
  Provenance: `
    target^! occurred[x] recorded^! policy location reason activity agent! entity signature
  `,
  QuestionnaireResponse: `
    identifier^ basedOn^ partOf^ questionnaire^ status^!? subject^ encounter^ authored^ author^ source^ item
  `,
  RelatedPerson: `
    identifier^ active^? patient^! relationship^ name^ telecom^ gender^ birthDate^ address^ photo period
    communication
  `,
  ServiceRequest: `
    identifier^ instantiatesCanonical^ instantiatesUri^ basedOn^ replaces^ requisition^ status^!? intent^!?
    category^ priority^ doNotPerform^? code^ orderDetail^ quantity[x]^ subject^! encounter^ occurrence[x]^
    asNeeded[x]^ authoredOn^ requester^ performerType^ performer^ locationCode^ locationReference^
    reasonCode^ reasonReference^ insurance supportingInfo specimen^ bodySite^ note patientInstruction^
    relevantHistory
  `,
  Specimen: `
    identifier^ accessionIdentifier^ status^? type^ subject^ receivedTime^ parent request collection
    processing container condition^ note
  `,
  Task: `
    identifier instantiatesCanonical^ instantiatesUri^ basedOn^ groupIdentifier^ partOf^ status^!?
    statusReason^ businessStatus^ intent^! priority code^ description^ focus^ for^ encounter^
    executionPeriod^ authoredOn lastModified^ requester^ performerType owner^ location^ reasonCode
    reasonReference insurance note relevantHistory restriction input output
  `,
};

const TOKEN = /[A-Za-z]+(?:\[x\])?[\^!?]*|[()]/g;

const TABLE: ReadonlyMap<string, readonly ElementMarks[]> = new Map(
  Object.entries(ELEMENTS).map(([type, text]) => [type, parse(text)]),
);

function parse(text: string): ElementMarks[] {
  const top: ElementMarks[] = [];
  const open: ElementMarks[][] = [top];
  let last: ElementMarks[] = [];
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '(') {
      open.push(last);
      continue;
    }
    if (token === ')') {
      open.pop();
      continue;
    }
    last = [];
    open.at(-1)?.push({
      name: /^[A-Za-z]+/.exec(token)?.[0] ?? '',
      choice: token.includes('[x]'),
      summary: token.includes('^'),
      mandatory: token.includes('!'),
      modifier: token.includes('?'),
      inside: last,
    });
  }
  return top;
}
