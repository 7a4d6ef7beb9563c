/**
 * Resource types of FHIR R4 of people, organisations and places, and the List, in the notation of shape.ts. A
 * test holds them equal to the definitions.
 */

export const DIRECTORY_SHAPES = {
  List: `
    identifier*:Identifier status!:code(current|retired|entered-in-error) mode!:code(working|snapshot|changes)
    title:string code:CodeableConcept subject:Reference encounter:Reference date:dateTime source:Reference
    orderedBy:CodeableConcept note*:Annotation entry*{flag:CodeableConcept deleted:boolean date:dateTime
    item!:Reference} emptyReason:CodeableConcept
  `,
  Location: `
    identifier*:Identifier status:code(active|suspended|inactive) operationalStatus:Coding name:string
    alias*:string description:string mode:code(instance|kind) type*:CodeableConcept telecom*:ContactPoint
    address:Address physicalType:CodeableConcept position{longitude!:decimal latitude!:decimal altitude:decimal}
    managingOrganization:Reference partOf:Reference
    hoursOfOperation*{daysOfWeek*:code(mon|tue|wed|thu|fri|sat|sun) allDay:boolean openingTime:time
    closingTime:time} availabilityExceptions:string endpoint*:Reference
  `,
  Organization: `
    identifier*:Identifier active:boolean type*:CodeableConcept name:string alias*:string telecom*:ContactPoint
    address*:Address partOf:Reference contact*{purpose:CodeableConcept name:HumanName telecom*:ContactPoint
    address:Address} endpoint*:Reference
  `,
  Patient: `
    identifier*:Identifier active:boolean name*:HumanName telecom*:ContactPoint
    gender:code(male|female|other|unknown) birthDate:date deceased[boolean|dateTime] address*:Address
    maritalStatus:CodeableConcept multipleBirth[boolean|integer] photo*:Attachment
    contact*{relationship*:CodeableConcept name:HumanName telecom*:ContactPoint address:Address
    gender:code(male|female|other|unknown) organization:Reference period:Period}
    communication*{language!:CodeableConcept preferred:boolean} generalPractitioner*:Reference
    managingOrganization:Reference link*{other!:Reference type!:code(replaced-by|replaces|refer|seealso)}
  `,
  Practitioner: `
    identifier*:Identifier active:boolean name*:HumanName telecom*:ContactPoint address*:Address
    gender:code(male|female|other|unknown) birthDate:date photo*:Attachment
    qualification*{identifier*:Identifier code!:CodeableConcept period:Period issuer:Reference}
    communication*:CodeableConcept
  `,
  PractitionerRole: `
    identifier*:Identifier active:boolean period:Period practitioner:Reference organization:Reference
    code*:CodeableConcept specialty*:CodeableConcept location*:Reference healthcareService*:Reference
    telecom*:ContactPoint availableTime*{daysOfWeek*:code(mon|tue|wed|thu|fri|sat|sun) allDay:boolean
    availableStartTime:time availableEndTime:time} notAvailable*{description!:string during:Period}
    availabilityExceptions:string endpoint*:Reference
  `,
  RelatedPerson: `
    identifier*:Identifier active:boolean patient!:Reference relationship*:CodeableConcept name*:HumanName
    telecom*:ContactPoint gender:code(male|female|other|unknown) birthDate:date address*:Address
    photo*:Attachment period:Period communication*{language!:CodeableConcept preferred:boolean}
  `,
} as const;
