/** Base parameters of served types that this server refuses, with the reason that the client is told. FHIR R4 search.html 3.1.1.4. */
import type { ServedType } from './definition.ts';

const COMPOSITE = 'composite parameters are not supported: ask for each part in a parameter of its own';
const QUANTITY =
  'quantities are not indexed: to compare them, units would have to be converted; read the values from the matches';
const UNKNOWN_TO_PROVENANCE =
  'Provenance is made from the journal of source messages, which does not record this';

const NOT_SERVED: Readonly<Partial<Record<ServedType, Readonly<Record<string, string>>>>> = {
  Condition: { 'abatement-age': QUANTITY, 'onset-age': QUANTITY },
  DocumentReference: { relationship: COMPOSITE },
  Encounter: { length: QUANTITY },
  Group: { 'characteristic-value': COMPOSITE },
  Location: { near: 'positions are not indexed' },
  Observation: {
    'code-value-concept': COMPOSITE,
    'code-value-date': COMPOSITE,
    'code-value-quantity': COMPOSITE,
    'code-value-string': COMPOSITE,
    'combo-code-value-concept': COMPOSITE,
    'combo-code-value-quantity': COMPOSITE,
    'component-code-value-concept': COMPOSITE,
    'component-code-value-quantity': COMPOSITE,
    'combo-value-quantity': QUANTITY,
    'component-value-quantity': QUANTITY,
    'value-quantity': QUANTITY,
  },
  Provenance: {
    'agent-role': UNKNOWN_TO_PROVENANCE,
    'agent-type': UNKNOWN_TO_PROVENANCE,
    location: UNKNOWN_TO_PROVENANCE,
    patient: 'Provenance is found by target: ask for Provenance?target=Patient/<id>',
    'signature-type': UNKNOWN_TO_PROVENANCE,
    when: UNKNOWN_TO_PROVENANCE,
  },
};

/** Parameters of every type that the specification has and this server has not. */
const OF_EVERY_TYPE: Readonly<Record<string, string>> = {
  _content: 'the text of resources is not indexed',
  _text: 'the narrative of resources is not indexed',
  _filter: 'filter expressions are not supported: write the conditions as parameters',
  _query: 'there are no named queries here',
  _list: 'membership of a List is asked with _has:List:item:_id=<id of the List>',
  _contained: 'contained resources are part of what contains them',
  _containedType: 'contained resources are part of what contains them',
  _score: 'matches are not ranked',
};

/** Why a parameter of the base specification is not served; undefined for one that is, and for one that does not exist. */
export function whyNotServed(type: ServedType, code: string): string | undefined {
  // Names come from outside: only own entries of the tables count.
  const of = (table: Readonly<Record<string, string>>): string | undefined =>
    Object.hasOwn(table, code) ? table[code] : undefined;
  return of(OF_EVERY_TYPE) ?? of(NOT_SERVED[type] ?? {});
}
