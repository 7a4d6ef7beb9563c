/**
 * The JSON Schema (2020-12) of case events, for the council's developers: made from the zod source. What a schema cannot
 * say (that a withdrawal names the envelope's key, that a day exists) is in docs/social-care-events.md.
 */
import { z } from 'zod';
import { ROTHER } from '../../conformance/systems.ts';
import { caseEvent } from './case-event.ts';

/** Stays with version 1 for good; what cannot be read as version 1 gets another. */
const CASE_EVENT_SCHEMA_ID = `${ROTHER}schema/case-event-1.json`;

/** Equal to conformance/case-event.schema.json, which a test holds it to and writes. */
export function caseEventSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...schema } = z.toJSONSchema(caseEvent, {
    target: 'draft-2020-12',
    io: 'input',
  });
  return {
    $schema,
    $id: CASE_EVENT_SCHEMA_ID,
    title: 'Case event of a council, version 1',
    description:
      'A field that is absent is not stated; null clears it. Fields that are not listed are kept and ignored.',
    ...schema,
  };
}
