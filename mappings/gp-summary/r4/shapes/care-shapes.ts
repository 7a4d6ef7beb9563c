/**
 * Resource types of FHIR R4 of medicines, requests and plans, in the notation of shape.ts. A test holds them
 * equal to the definitions.
 */

export const CARE_SHAPES = {
  CarePlan: `
    identifier*:Identifier instantiatesCanonical*:canonical instantiatesUri*:uri basedOn*:Reference
    replaces*:Reference partOf*:Reference
    status!:code(draft|active|on-hold|revoked|completed|entered-in-error|unknown)
    intent!:code(proposal|plan|order|option) category*:CodeableConcept title:string description:string
    subject!:Reference encounter:Reference period:Period created:dateTime author:Reference
    contributor*:Reference careTeam*:Reference addresses*:Reference supportingInfo*:Reference goal*:Reference
    activity*{outcomeCodeableConcept*:CodeableConcept outcomeReference*:Reference progress*:Annotation
    reference:Reference
    detail{kind:code(Appointment|CommunicationRequest|DeviceRequest|MedicationRequest|NutritionOrder|Task|ServiceRequest|VisionPrescription)
    instantiatesCanonical*:canonical instantiatesUri*:uri code:CodeableConcept reasonCode*:CodeableConcept
    reasonReference*:Reference goal*:Reference
    status!:code(not-started|scheduled|in-progress|on-hold|completed|cancelled|stopped|unknown|entered-in-error)
    statusReason:CodeableConcept doNotPerform:boolean scheduled[Timing|Period|string] location:Reference
    performer*:Reference product[CodeableConcept|Reference] dailyAmount:Quantity quantity:Quantity
    description:string}} note*:Annotation
  `,
  Consent: `
    identifier*:Identifier status!:code(draft|proposed|active|rejected|inactive|entered-in-error)
    scope!:CodeableConcept category!*:CodeableConcept patient:Reference dateTime:dateTime performer*:Reference
    organization*:Reference source[Attachment|Reference] policy*{authority:uri uri:uri}
    policyRule:CodeableConcept verification*{verified!:boolean verifiedWith:Reference verificationDate:dateTime}
    provision{type:code(deny|permit) period:Period actor*{role!:CodeableConcept reference!:Reference}
    action*:CodeableConcept securityLabel*:Coding purpose*:Coding class*:Coding code*:CodeableConcept
    dataPeriod:Period data*{meaning!:code(instance|related|dependents|authoredby) reference!:Reference}
    provision*:@Consent.provision}
  `,
  Flag: `
    identifier*:Identifier status!:code(active|inactive|entered-in-error) category*:CodeableConcept
    code!:CodeableConcept subject!:Reference period:Period encounter:Reference author:Reference
  `,
  Medication: `
    identifier*:Identifier code:CodeableConcept status:code(active|inactive|entered-in-error)
    manufacturer:Reference form:CodeableConcept amount:Ratio ingredient*{item![CodeableConcept|Reference]
    isActive:boolean strength:Ratio} batch{lotNumber:string expirationDate:dateTime}
  `,
  MedicationRequest: `
    identifier*:Identifier
    status!:code(active|on-hold|cancelled|completed|entered-in-error|stopped|draft|unknown)
    statusReason:CodeableConcept
    intent!:code(proposal|plan|order|original-order|reflex-order|filler-order|instance-order|option)
    category*:CodeableConcept priority:code(routine|urgent|asap|stat) doNotPerform:boolean
    reported[boolean|Reference] medication![CodeableConcept|Reference] subject!:Reference encounter:Reference
    supportingInformation*:Reference authoredOn:dateTime requester:Reference performer:Reference
    performerType:CodeableConcept recorder:Reference reasonCode*:CodeableConcept reasonReference*:Reference
    instantiatesCanonical*:canonical instantiatesUri*:uri basedOn*:Reference groupIdentifier:Identifier
    courseOfTherapyType:CodeableConcept insurance*:Reference note*:Annotation dosageInstruction*:Dosage
    dispenseRequest{initialFill{quantity:Quantity duration:Duration} dispenseInterval:Duration
    validityPeriod:Period numberOfRepeatsAllowed:unsignedInt quantity:Quantity expectedSupplyDuration:Duration
    performer:Reference} substitution{allowed![boolean|CodeableConcept] reason:CodeableConcept}
    priorPrescription:Reference detectedIssue*:Reference eventHistory*:Reference
  `,
  MedicationStatement: `
    identifier*:Identifier basedOn*:Reference partOf*:Reference
    status!:code(active|completed|entered-in-error|intended|stopped|on-hold|unknown|not-taken)
    statusReason*:CodeableConcept category:CodeableConcept medication![CodeableConcept|Reference]
    subject!:Reference context:Reference effective[dateTime|Period] dateAsserted:dateTime
    informationSource:Reference derivedFrom*:Reference reasonCode*:CodeableConcept reasonReference*:Reference
    note*:Annotation dosage*:Dosage
  `,
  ServiceRequest: `
    identifier*:Identifier instantiatesCanonical*:canonical instantiatesUri*:uri basedOn*:Reference
    replaces*:Reference requisition:Identifier
    status!:code(draft|active|on-hold|revoked|completed|entered-in-error|unknown)
    intent!:code(proposal|plan|directive|order|original-order|reflex-order|filler-order|instance-order|option)
    category*:CodeableConcept priority:code(routine|urgent|asap|stat) doNotPerform:boolean code:CodeableConcept
    orderDetail*:CodeableConcept quantity[Quantity|Ratio|Range] subject!:Reference encounter:Reference
    occurrence[dateTime|Period|Timing] asNeeded[boolean|CodeableConcept] authoredOn:dateTime requester:Reference
    performerType:CodeableConcept performer*:Reference locationCode*:CodeableConcept
    locationReference*:Reference reasonCode*:CodeableConcept reasonReference*:Reference insurance*:Reference
    supportingInfo*:Reference specimen*:Reference bodySite*:CodeableConcept note*:Annotation
    patientInstruction:string relevantHistory*:Reference
  `,
} as const;
