/** Oracles for the events that take back others: A11, A12, A13. */
import { openWards, visit, type Oracle } from './oracle.ts';

const WARD = { 3: '^B7^1^RFRPA' };

export const REVERSALS: readonly Oracle[] = [
  {
    source: 'HL7',
    field: 'A11',
    theirs: 'status cancelled',
    gives: 'cancelled',
    verdict: 'same',
    send: [visit('A01'), visit('A11')],
    look: ({ encounter }) => encounter.status,
  },
  {
    source: 'HL7',
    field: 'A11, after A05',
    theirs: 'status cancelled',
    gives: 'cancelled',
    verdict: 'differs',
    ours: 'status planned, as before the A01',
    expected: 'planned',
    reason: 'it takes back the admission, and the patient is still to come',
    send: [visit('A05'), visit('A01'), visit('A11')],
    look: ({ encounter }) => encounter.status,
  },
  {
    source: 'MS',
    field: 'A08, after A11',
    theirs: 'status unknown: the last message replaces the Encounter',
    gives: 'unknown',
    verdict: 'differs',
    ours: 'status cancelled',
    expected: 'cancelled',
    reason: 'an update describes and brings nobody back',
    send: [visit('A01'), visit('A11'), visit('A08')],
    look: ({ encounter }) => encounter.status,
  },
  {
    source: 'MS',
    field: 'A12',
    theirs: 'no template: the transfer stands',
    gives: ['B7'],
    verdict: 'differs',
    ours: 'the place before is open again',
    expected: ['B6'],
    reason: 'a visitor is sent to a ward where the patient never was',
    send: [visit('A01'), visit('A02', WARD), visit('A12')],
    look: openWards,
  },
  {
    source: 'HL7',
    field: 'A13',
    theirs: 'status in-progress, without an end',
    gives: ['in-progress', undefined],
    verdict: 'same',
    send: [visit('A01'), visit('A03'), visit('A13')],
    look: ({ encounter }) => [encounter.status, encounter.period?.end],
  },
];
