/**
 * What a mapper of one STU3 resource type is given and gives. STU3 resources are JSON that nobody has checked: every
 * mapper reads them through `read-json.ts` and leaves out, with an issue, what is not of the expected shape.
 */
import type { Resource } from '@medplum/fhirtypes';

/** A JSON object of the bundle: nothing of it is believed until it is read. */
export type Json = Readonly<Record<string, unknown>>;

export interface Stu3Context {
  /** R4 reference to the person, with display never set. */
  readonly patient: { readonly reference: string };
  /** ODS code of the practice that the bundle comes from: scope of identifiers without an authority of their own. */
  readonly practice: string;
  /**
   * The R4 reference of what an STU3 reference points to (`Type/id`, `List/x#contained`), whose type may differ in R4;
   * undefined where it is not in the bundle. The display that the source gave is kept by the caller.
   */
  readonly refer: (reference: string) => string | undefined;
  /** The STU3 resource that a reference points to. */
  readonly resolve: (reference: string) => Json | undefined;
  /** The id of the R4 resource that this STU3 resource becomes. */
  readonly idOf: (type: string, resource: Json) => string;
  /** Tells of an element that could not be carried over: never with its value. */
  readonly issue: (path: string, reason: string) => void;
}

/** One STU3 resource -> the R4 resources that it becomes, usually one. */
export type Stu3Mapper = (resource: Json, context: Stu3Context) => readonly (Resource & { id: string })[];

/**
 * What becomes of every element of a resource type, by path without indices (`MedicationRequest.dosageInstruction.text`;
 * extensions by the last segment of their URL: `Condition.extension(ProblemSignificance)`). A prefix speaks for all
 * below it. The coverage test holds this table against the bundles, and `mapped` against what the mapper does.
 */
export type ElementFates = Readonly<
  Record<string, 'mapped' | { readonly extension: string } | { readonly dropped: string }>
>;
