/** Names of our own for what case events say and no profile has a place for. Design section 2. */
import { ROTHER } from '../../../conformance/systems.ts';
import { SOCIAL_CARE_EXTENSION } from '../interweave.ts';

export const LEGAL_STATUS = `${ROTHER}CodeSystem/legal-status`;
export const CARE_ROLE = `${ROTHER}CodeSystem/care-role`;
/** On the entry of what was entered in error, where its type has no status for it. */
export const RECORD_STATUS = `${ROTHER}CodeSystem/record-status`;

/** An extension on a social-care resource: `frequency`, `not-stated`. */
export function own(name: string): string {
  return `${SOCIAL_CARE_EXTENSION}${name}`;
}
