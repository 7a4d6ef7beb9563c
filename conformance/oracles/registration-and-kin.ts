/** Oracles for PD1 and NK1. */
import { ODS_ORGANISATION } from '../systems.ts';
import { person, type Oracle, type OracleMessage } from './oracle.ts';

const registered = (pd1: Readonly<Record<number, string>>): OracleMessage[] => person({}, { pd1 });
const kin = (...fields: readonly string[]): OracleMessage[] =>
  person({}, { more: [['NK1', '1', ...fields].join('|')] });
const NAME = 'Hartley^Albert^^^Mr^^L';

export const REGISTRATION_AND_KIN: readonly Oracle[] = [
  {
    source: 'HL7',
    field: 'PD1-3',
    theirs: 'generalPractitioner, an Organization',
    gives: ['Organization', 'C87017'],
    verdict: 'same',
    send: registered({ 3: 'Clifton Medical Centre^^C87017' }),
    look: ({ patient }) => {
      const { reference, identifier } = patient.generalPractitioner?.[0] ?? {};
      return [reference?.split('/')[0], identifier?.value];
    },
  },
  {
    source: 'LFH',
    field: 'PD1-3',
    theirs: 'not mapped',
    gives: undefined,
    verdict: 'differs',
    ours: 'generalPractitioner with the ODS code of the practice',
    expected: ODS_ORGANISATION,
    reason: 'the registered practice decides which locality team is told',
    send: registered({ 3: 'Clifton Medical Centre^^C87017' }),
    look: ({ patient }) => patient.generalPractitioner?.[0]?.identifier?.system,
  },
  {
    source: 'HL7',
    field: 'PD1-3, repeated',
    theirs: 'a generalPractitioner for each',
    gives: 2,
    verdict: 'differs',
    ours: 'the first',
    expected: 1,
    reason: 'in ITK the first is the practice and the second its branch surgery, which has no code',
    send: registered({ 3: 'Clifton Medical Centre^^C87017~Branch' }),
    look: ({ patient }) => patient.generalPractitioner?.length,
  },
  {
    source: 'HL7',
    field: 'PD1-4',
    theirs: 'generalPractitioner, a Practitioner',
    gives: 'Practitioner',
    verdict: 'same',
    send: registered({ 4: 'G5612908^Townley^Gregory^^^Dr^^^GMP' }),
    look: ({ patient }) => patient.generalPractitioner?.[0]?.reference?.split('/')[0],
  },
  {
    source: 'HL7',
    field: 'PD1-12',
    theirs: 'not mapped',
    gives: undefined,
    verdict: 'differs',
    ours: 'meta.security R',
    expected: 'R',
    reason: 'who asks for protection is not told of to anybody until somebody has looked into it',
    send: registered({ 12: 'Y' }),
    look: ({ patient }) => patient.meta?.security?.[0]?.code,
  },
  {
    source: 'MS',
    field: 'PD1-16',
    theirs: 'Patient.active, by the registry status',
    gives: false,
    verdict: 'differs',
    ours: 'not mapped: active until merged or taken back',
    expected: true,
    reason: 'an immunisation registry’s word says nothing of the hospital’s patient',
    send: registered({ 16: 'I' }),
    look: ({ patient }) => patient.active,
  },
  {
    source: 'HL7',
    field: 'NK1-2, NK1-4 and NK1-15',
    theirs: 'contact.name, address and gender',
    gives: ['Hartley', 'S60 9ZZ', 'male'],
    verdict: 'same',
    send: kin(NAME, '1', '1 Mill Lane^^Rotherham^^S60 9ZZ', '', '', '', '', '', '', '', '', '', '', 'M'),
    look: ({ patient }) => {
      const { name, address, gender } = patient.contact?.[0] ?? {};
      return [name?.family, address?.postalCode, gender];
    },
  },
  {
    source: 'HL7',
    field: 'NK1, as a person',
    theirs: 'a RelatedPerson, unless it is an emergency contact, an employer or an insurer',
    gives: 1,
    verdict: 'differs',
    ours: 'Patient.contact alone',
    expected: 0,
    reason: 'whom to ring is a note on the patient; it has no life and no record of its own here',
    send: kin(NAME, '1'),
    look: ({ count }) => count('RelatedPerson'),
  },
  {
    source: 'HL7',
    field: 'NK1-3',
    theirs: 'contact.relationship with the code',
    gives: '1',
    verdict: 'differs',
    ours: 'contact.relationship in the words of ITK table 0063',
    expected: undefined,
    reason: 'the numbers are ITK’s own, and UK Core’s relationship list has no code for most of them',
    send: kin(NAME, '1'),
    look: ({ patient }) => patient.contact?.[0]?.relationship?.[0]?.coding?.[0]?.code,
  },
  {
    source: 'HL7',
    field: 'NK1-5',
    theirs: 'contact.telecom without a use',
    gives: ['01709 555010', undefined],
    verdict: 'differs',
    ours: 'use home',
    expected: ['01709 555010', 'home'],
    reason: 'as PID-13: the field beside it is the one for work',
    send: kin(NAME, '1', '', '01709 555010'),
    look: ({ patient }) => [
      patient.contact?.[0]?.telecom?.[0]?.value,
      patient.contact?.[0]?.telecom?.[0]?.use,
    ],
  },
  {
    source: 'HL7',
    field: 'NK1-6',
    theirs: 'contact.telecom, use work',
    gives: ['01709 555020', 'work'],
    verdict: 'same',
    send: kin(NAME, '1', '', '', '01709 555020'),
    look: ({ patient }) => [
      patient.contact?.[0]?.telecom?.[0]?.value,
      patient.contact?.[0]?.telecom?.[0]?.use,
    ],
  },
  {
    source: 'HL7',
    field: 'NK1-8 and NK1-9',
    theirs: 'contact.period',
    gives: { start: '2020-01-01' },
    verdict: 'differs',
    ours: 'not mapped',
    expected: undefined,
    reason: 'rarely filled, and no reader asked for it',
    send: kin(NAME, '1', '', '', '', '', '20200101'),
    look: ({ patient }) => patient.contact?.[0]?.period,
  },
  {
    source: 'HL7',
    field: 'NK1-33',
    theirs: 'no element of Patient.contact',
    gives: 1,
    verdict: 'same',
    send: kin(NAME, '1', ...Array.from({ length: 29 }, () => ''), '9990000026^^^NHS^NH'),
    // Nobody else comes to be, and nobody is linked.
    look: ({ count }) => count('Patient') + count('RelatedPerson'),
  },
];
