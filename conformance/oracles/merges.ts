/** Oracles for A40 and MRG. */
import { person, type Oracle, type OracleMessage, type Outcome } from './oracle.ts';

const LOSER = 'R99^^^RFR^MR';
const SURVIVOR = 'R12345^^^RFR^MR';
const MERGED: readonly OracleMessage[] = [
  ...person({ 3: LOSER }),
  ...person({ 3: SURVIVOR }),
  { trigger: 'A40', pid: { 3: SURVIVOR }, more: [`MRG|${LOSER}`] },
];
const links = ({ patients }: Outcome): unknown =>
  patients
    .map(({ active, link }) => `${active === true ? 'active' : 'inactive'} ${link?.[0]?.type ?? 'alone'}`)
    .toSorted();

export const MERGES: readonly Oracle[] = [
  {
    source: 'LFH',
    field: 'A40',
    theirs: 'the survivor is active and replaces; the other is inactive and replaced-by',
    gives: ['active replaces', 'inactive replaced-by'],
    verdict: 'same',
    send: MERGED,
    look: links,
  },
  {
    source: 'MS',
    field: 'A40',
    theirs: 'a Linkage of the two identifiers; both Patients stay as they are',
    gives: ['active alone', 'active alone'],
    verdict: 'differs',
    ours: 'Patient.link both ways, and the other one inactive',
    expected: ['active replaces', 'inactive replaced-by'],
    reason: 'whoever reads the old record must see that it is one',
    send: MERGED,
    look: links,
  },
  {
    source: 'HL7',
    field: 'MRG-1',
    theirs: 'not mapped',
    gives: ['active alone', 'active alone'],
    verdict: 'differs',
    ours: 'the number that is retired',
    expected: ['active replaces', 'inactive replaced-by'],
    reason: 'a merge that is not followed leaves half of a stay with nobody',
    send: MERGED,
    look: links,
  },
  {
    source: 'LFH',
    field: 'MRG-1, on the survivor',
    theirs: 'Patient.identifier with use old',
    gives: 'old',
    verdict: 'same',
    send: MERGED,
    look: ({ patient }) => patient.identifier?.find(({ value }) => value === 'R99')?.use,
  },
  {
    source: 'HL7',
    field: 'MRG-3',
    theirs: 'an Account',
    gives: 1,
    verdict: 'differs',
    ours: 'not mapped',
    expected: 0,
    reason: 'nobody here keeps accounts',
    send: [...person({}), { trigger: 'A40', pid: { 3: SURVIVOR }, more: [`MRG|${LOSER}||ACC1`] }],
    look: ({ count }) => count('Account'),
  },
];
