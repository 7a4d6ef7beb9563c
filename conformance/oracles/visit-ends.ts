/** Oracles for the times of a visit and for how it ended: PV1-36, PV1-37, PV1-44, PV1-45. */
import { UK_CORE } from '../systems.ts';
import { visit, type Fields, type Oracle, type OracleMessage, type Outcome } from './oracle.ts';

const method = ({ encounter }: Outcome) =>
  encounter.extension?.find(({ url }) => url === `${UK_CORE}Extension-UKCore-DischargeMethod`)
    ?.valueCodeableConcept;
const ended = (pv1: Fields): OracleMessage[] => [visit('A01'), visit('A03', pv1)];

export const VISIT_ENDS: readonly Oracle[] = [
  {
    source: 'HL7',
    field: 'PV1-36',
    theirs: 'hospitalization.dischargeDisposition',
    gives: [true, undefined],
    verdict: 'differs',
    ours: 'by the feed: in ITK table 0112 the extension DischargeMethod, in words',
    expected: [false, 'No follow-up required'],
    reason: 'UK Core keeps where people go apart from how they leave',
    send: ended({ 36: '3' }),
    look: (outcome) => [
      outcome.encounter.hospitalization?.dischargeDisposition !== undefined,
      method(outcome)?.text,
    ],
  },
  {
    source: 'TIE',
    field: 'PV1-36 4',
    theirs: 'meant for the discharge method 4, died; an inverted test drops it',
    gives: undefined,
    verdict: 'differs',
    ours: 'referred to A&E clinic',
    expected: 'Referred to A&E clinic',
    reason: 'in table 0112 it is a clinic; nobody is declared dead by this field',
    send: ended({ 36: '4' }),
    look: (outcome) => method(outcome)?.text,
  },
  {
    source: 'HL7',
    field: 'PV1-37',
    theirs: 'hospitalization.destination, a Location',
    gives: [true, undefined],
    verdict: 'differs',
    ours: 'hospitalization.dischargeDisposition of UKCore-DischargeDestinationEngland',
    expected: [false, '19'],
    reason: 'the field holds a national code for a kind of place, not a place',
    send: ended({ 37: '19' }),
    look: ({ encounter }) => [
      encounter.hospitalization?.destination !== undefined,
      encounter.hospitalization?.dischargeDisposition?.coding?.[0]?.code,
    ],
  },
  {
    source: 'HL7',
    field: 'PV1-44',
    theirs: 'period.start',
    gives: '2026-11-21T09:40:00+00:00',
    verdict: 'same',
    send: [visit('A01', { 44: '202611210940' }, { at: '20261121100000' })],
    look: ({ encounter }) => encounter.period?.start,
  },
  {
    source: 'HANS',
    field: 'PV1-44, in summer',
    theirs: 'local time read as UTC',
    gives: '2026-07-21T09:40:00Z',
    verdict: 'differs',
    ours: 'local time with its offset',
    expected: '2026-07-21T09:40:00+01:00',
    reason: 'a time without an offset is London’s; from March to October it would be an hour late',
    send: [visit('A01', { 44: '20260721094000' }, { at: '20260721100000' })],
    look: ({ encounter }) => encounter.period?.start,
  },
  {
    source: 'HL7',
    field: 'PV1-45',
    theirs: 'period.end, status finished',
    gives: ['2026-11-21T11:30:00+00:00', 'finished'],
    verdict: 'same',
    send: [
      visit('A01', {}, { at: '20261121100000' }),
      visit('A03', { 45: '202611211130' }, { at: '20261121120000' }),
    ],
    look: ({ encounter }) => [encounter.period?.end, encounter.status],
  },
];
