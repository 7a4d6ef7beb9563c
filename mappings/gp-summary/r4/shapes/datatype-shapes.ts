/**
 * Data types of FHIR R4 that summaries use, in the notation of shape.ts. FHIR R4 datatypes.html; a test holds
 * them equal to the definitions.
 */

export const DATATYPE_SHAPES = {
  Address: `
    use:code(home|work|temp|old|billing) type:code(postal|physical|both) text:string line*:string city:string
    district:string state:string postalCode:string country:string period:Period
  `,
  Age: `
    value:decimal comparator:code(<|<=|>=|>) unit:string system:uri code:code
  `,
  Annotation: `
    author[Reference|string] time:dateTime text!:markdown
  `,
  Attachment: `
    contentType:code language:code data:base64Binary url:url size:unsignedInt hash:base64Binary title:string creation:dateTime
  `,
  CodeableConcept: `
    coding*:Coding text:string
  `,
  Coding: `
    system:uri version:string code:code display:string userSelected:boolean
  `,
  ContactPoint: `
    system:code(phone|fax|email|pager|url|sms|other) value:string use:code(home|work|temp|old|mobile)
    rank:positiveInt period:Period
  `,
  Dosage: `
    sequence:integer text:string additionalInstruction*:CodeableConcept patientInstruction:string timing:Timing
    asNeeded[boolean|CodeableConcept] site:CodeableConcept route:CodeableConcept method:CodeableConcept
    doseAndRate*{type:CodeableConcept dose[Range|Quantity] rate[Ratio|Range|Quantity]} maxDosePerPeriod:Ratio
    maxDosePerAdministration:Quantity maxDosePerLifetime:Quantity
  `,
  Duration: `
    value:decimal comparator:code(<|<=|>=|>) unit:string system:uri code:code
  `,
  HumanName: `
    use:code(usual|official|temp|nickname|anonymous|old|maiden) text:string family:string given*:string
    prefix*:string suffix*:string period:Period
  `,
  Identifier: `
    use:code(usual|official|temp|secondary|old) type:CodeableConcept system:uri value:string period:Period
    assigner:Reference
  `,
  Period: `
    start:dateTime end:dateTime
  `,
  Quantity: `
    value:decimal comparator:code(<|<=|>=|>) unit:string system:uri code:code
  `,
  Range: `
    low:Quantity high:Quantity
  `,
  Ratio: `
    numerator:Quantity denominator:Quantity
  `,
  Reference: `
    reference:string type:uri identifier:Identifier display:string
  `,
  SampledData: `
    origin!:Quantity period!:decimal factor:decimal lowerLimit:decimal upperLimit:decimal
    dimensions!:positiveInt data:string
  `,
  Timing: `
    event*:dateTime repeat{bounds[Duration|Range|Period] count:positiveInt countMax:positiveInt duration:decimal
    durationMax:decimal durationUnit:code(s|min|h|d|wk|mo|a) frequency:positiveInt frequencyMax:positiveInt
    period:decimal periodMax:decimal periodUnit:code(s|min|h|d|wk|mo|a)
    dayOfWeek*:code(mon|tue|wed|thu|fri|sat|sun) timeOfDay*:time
    when*:code(MORN|MORN.early|MORN.late|NOON|AFT|AFT.early|AFT.late|EVE|EVE.early|EVE.late|NIGHT|PHS|HS|WAKE|C|CM|CD|CV|AC|ACM|ACD|ACV|PC|PCM|PCD|PCV)
    offset:unsignedInt} code:CodeableConcept
  `,
} as const;
