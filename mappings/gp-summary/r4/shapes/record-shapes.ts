/**
 * Resource types of FHIR R4 that record what was found and done, in the notation of shape.ts. A test holds
 * them equal to the definitions.
 */

export const RECORD_SHAPES = {
  AllergyIntolerance: `
    identifier*:Identifier clinicalStatus:CodeableConcept verificationStatus:CodeableConcept
    type:code(allergy|intolerance) category*:code(food|medication|environment|biologic)
    criticality:code(low|high|unable-to-assess) code:CodeableConcept patient!:Reference encounter:Reference
    onset[dateTime|Age|Period|Range|string] recordedDate:dateTime recorder:Reference asserter:Reference
    lastOccurrence:dateTime note*:Annotation reaction*{substance:CodeableConcept manifestation!*:CodeableConcept
    description:string onset:dateTime severity:code(mild|moderate|severe) exposureRoute:CodeableConcept
    note*:Annotation}
  `,
  Condition: `
    identifier*:Identifier clinicalStatus:CodeableConcept verificationStatus:CodeableConcept
    category*:CodeableConcept severity:CodeableConcept code:CodeableConcept bodySite*:CodeableConcept
    subject!:Reference encounter:Reference onset[dateTime|Age|Period|Range|string]
    abatement[dateTime|Age|Period|Range|string] recordedDate:dateTime recorder:Reference asserter:Reference
    stage*{summary:CodeableConcept assessment*:Reference type:CodeableConcept} evidence*{code*:CodeableConcept
    detail*:Reference} note*:Annotation
  `,
  DiagnosticReport: `
    identifier*:Identifier basedOn*:Reference
    status!:code(registered|partial|preliminary|final|amended|corrected|appended|cancelled|entered-in-error|unknown)
    category*:CodeableConcept code!:CodeableConcept subject:Reference encounter:Reference
    effective[dateTime|Period] issued:instant performer*:Reference resultsInterpreter*:Reference
    specimen*:Reference result*:Reference imagingStudy*:Reference media*{comment:string link!:Reference}
    conclusion:string conclusionCode*:CodeableConcept presentedForm*:Attachment
  `,
  DocumentReference: `
    masterIdentifier:Identifier identifier*:Identifier status!:code(current|superseded|entered-in-error)
    docStatus:code(preliminary|final|amended|entered-in-error) type:CodeableConcept category*:CodeableConcept
    subject:Reference date:instant author*:Reference authenticator:Reference custodian:Reference
    relatesTo*{code!:code(replaces|transforms|signs|appends) target!:Reference} description:string
    securityLabel*:CodeableConcept content!*{attachment!:Attachment format:Coding} context{encounter*:Reference
    event*:CodeableConcept period:Period facilityType:CodeableConcept practiceSetting:CodeableConcept
    sourcePatientInfo:Reference related*:Reference}
  `,
  Encounter: `
    identifier*:Identifier
    status!:code(planned|arrived|triaged|in-progress|onleave|finished|cancelled|entered-in-error|unknown)
    statusHistory*{status!:code(planned|arrived|triaged|in-progress|onleave|finished|cancelled|entered-in-error|unknown)
    period!:Period} class!:Coding classHistory*{class!:Coding period!:Period} type*:CodeableConcept
    serviceType:CodeableConcept priority:CodeableConcept subject:Reference episodeOfCare*:Reference
    basedOn*:Reference participant*{type*:CodeableConcept period:Period individual:Reference}
    appointment*:Reference period:Period length:Duration reasonCode*:CodeableConcept reasonReference*:Reference
    diagnosis*{condition!:Reference use:CodeableConcept rank:positiveInt} account*:Reference
    hospitalization{preAdmissionIdentifier:Identifier origin:Reference admitSource:CodeableConcept
    reAdmission:CodeableConcept dietPreference*:CodeableConcept specialCourtesy*:CodeableConcept
    specialArrangement*:CodeableConcept destination:Reference dischargeDisposition:CodeableConcept}
    location*{location!:Reference status:code(planned|active|reserved|completed) physicalType:CodeableConcept
    period:Period} serviceProvider:Reference partOf:Reference
  `,
  Immunization: `
    identifier*:Identifier status!:code(completed|entered-in-error|not-done) statusReason:CodeableConcept
    vaccineCode!:CodeableConcept patient!:Reference encounter:Reference occurrence![dateTime|string]
    recorded:dateTime primarySource:boolean reportOrigin:CodeableConcept location:Reference
    manufacturer:Reference lotNumber:string expirationDate:date site:CodeableConcept route:CodeableConcept
    doseQuantity:Quantity performer*{function:CodeableConcept actor!:Reference} note*:Annotation
    reasonCode*:CodeableConcept reasonReference*:Reference isSubpotent:boolean subpotentReason*:CodeableConcept
    education*{documentType:string reference:uri publicationDate:dateTime presentationDate:dateTime}
    programEligibility*:CodeableConcept fundingSource:CodeableConcept reaction*{date:dateTime detail:Reference
    reported:boolean} protocolApplied*{series:string authority:Reference targetDisease*:CodeableConcept
    doseNumber![positiveInt|string] seriesDoses[positiveInt|string]}
  `,
  Observation: `
    identifier*:Identifier basedOn*:Reference partOf*:Reference
    status!:code(registered|preliminary|final|amended|corrected|cancelled|entered-in-error|unknown)
    category*:CodeableConcept code!:CodeableConcept subject:Reference focus*:Reference encounter:Reference
    effective[dateTime|Period|Timing|instant] issued:instant performer*:Reference
    value[Quantity|CodeableConcept|string|boolean|integer|Range|Ratio|SampledData|time|dateTime|Period]
    dataAbsentReason:CodeableConcept interpretation*:CodeableConcept note*:Annotation bodySite:CodeableConcept
    method:CodeableConcept specimen:Reference device:Reference referenceRange*{low:Quantity high:Quantity
    type:CodeableConcept appliesTo*:CodeableConcept age:Range text:string} hasMember*:Reference
    derivedFrom*:Reference component*{code!:CodeableConcept
    value[Quantity|CodeableConcept|string|boolean|integer|Range|Ratio|SampledData|time|dateTime|Period]
    dataAbsentReason:CodeableConcept interpretation*:CodeableConcept
    referenceRange*:@Observation.referenceRange}
  `,
  QuestionnaireResponse: `
    identifier:Identifier basedOn*:Reference partOf*:Reference questionnaire:canonical
    status!:code(in-progress|completed|amended|entered-in-error|stopped) subject:Reference encounter:Reference
    authored:dateTime author:Reference source:Reference item*{linkId!:string definition:uri text:string
    answer*{value[boolean|decimal|integer|date|dateTime|time|string|uri|Attachment|Coding|Quantity|Reference]
    item*:@QuestionnaireResponse.item} item*:@QuestionnaireResponse.item}
  `,
  Specimen: `
    identifier*:Identifier accessionIdentifier:Identifier
    status:code(available|unavailable|unsatisfactory|entered-in-error) type:CodeableConcept subject:Reference
    receivedTime:dateTime parent*:Reference request*:Reference collection{collector:Reference
    collected[dateTime|Period] duration:Duration quantity:Quantity method:CodeableConcept
    bodySite:CodeableConcept fastingStatus[CodeableConcept|Duration]} processing*{description:string
    procedure:CodeableConcept additive*:Reference time[dateTime|Period]} container*{identifier*:Identifier
    description:string type:CodeableConcept capacity:Quantity specimenQuantity:Quantity
    additive[CodeableConcept|Reference]} condition*:CodeableConcept note*:Annotation
  `,
} as const;
