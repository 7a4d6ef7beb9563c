/**
 * An HL7 v2 message as the mappings read it. The adapter implements it; the mappings never see bytes.
 * All positions count from 1. HL7 v2.4 chapter 2; ITK ADT 1.0.15 section 3.3.3 for absent versus null.
 */

/** Text; `null` where the sender wrote `""` (clear it); `undefined` where it wrote nothing (keep it). */
export type Value = string | null | undefined;

export interface SourceField {
  /** Unescaped text of one component or sub-component of this repetition; `component` and `sub` count from 1. */
  value(component?: number, sub?: number): Value;
  /** True where the whole repetition is the null value `""`. */
  readonly isNull: boolean;
}

export interface SourceSegment {
  readonly name: string;
  /** Repetitions that are present (text or null); an absent field has none. */
  repetitions(field: number): readonly SourceField[];
  /** Shortcut: first repetition's component. */
  value(field: number, component?: number, sub?: number): Value;
  /** The field's text as sent, escapes and separators included; '' when absent. */
  rawText(field: number): string;
}

export interface SourceMessage {
  /** In the order of the message; unknown segments included. */
  readonly segments: readonly SourceSegment[];
  first(name: string): SourceSegment | undefined;
  all(name: string): readonly SourceSegment[];
}
