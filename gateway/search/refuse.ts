/** The words in which a search is refused: always the parameter's name, never its value, which may speak of a person. */
import { refusal, type OperationOutcomeError } from '../outcomes.ts';

const NAME = /^[A-Za-z_$][\w.:-]{0,99}$/;

/** A parameter name that is safe to repeat: names are structure, but a client may put anything before the `=`. */
export function safeName(name: string): string {
  return NAME.test(name) ? name : '(unreadable name)';
}

/** The value is at fault. */
export function invalidParameter(name: string, fault: string): OperationOutcomeError {
  return refusal('invalid', `Search parameter ${safeName(name)}: ${fault}`);
}

/** The server does not do this. */
export function unsupportedParameter(name: string, fault: string): OperationOutcomeError {
  return refusal('unsupportedParameter', `Search parameter ${safeName(name)}: ${fault}`);
}
