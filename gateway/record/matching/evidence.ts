/**
 * What matching compares of a person: made of what one authority's numbers say of them, before anybody is found to be the
 * same. Normalised for comparison only; the words as sent stand in the record.
 */
import type { HumanName } from '@medplum/fhirtypes';
import { NHS_NUMBER } from '../../../conformance/systems.ts';
import { verificationStatus } from '../../../mappings/adt/segments/pid-identifiers.ts';
import type { PersonKey } from '../../../mappings/fact.ts';
import type { PersonDraft } from '../fold-person.ts';

export interface MatchEvidence {
  /** The number that stands for all that were merged into it. */
  readonly person: PersonKey;
  /** '' where none is known; so are all below. */
  readonly nhsNumber: string;
  /** Verification status of the NHS number, `01` to `08`. */
  readonly nhsStatus: string;
  /** Numbers that were verified once. */
  readonly formerNhsNumbers: readonly string[];
  /** FHIR date, whole days only: a part of a date is no evidence. */
  readonly birthDate: string;
  readonly family: string;
  /** First given name. */
  readonly given: string;
  readonly gender: string;
  readonly postcode: string;
  /** Said to be one of several born together. */
  readonly twin: boolean;
  readonly dead: boolean;
  /** The last message that changed any of it. */
  readonly source: { readonly stamp: string; readonly messageId: string };
}

/** Undefined for somebody of whom nothing is known, and for an entry that was taken back. */
export function evidenceOf(person: PersonKey, draft: PersonDraft | undefined): MatchEvidence | undefined {
  if (draft === undefined || draft.deleted) return undefined;
  const { data } = draft;
  const nhs = data.identifiers.find(({ system, use }) => system === NHS_NUMBER && use !== 'old');
  const name = usualName(data.name ?? []);
  const birthDate = data.birthDate ?? '';
  return {
    person,
    nhsNumber: nhs?.value ?? '',
    nhsStatus: nhs === undefined ? '' : (verificationStatus(nhs) ?? ''),
    formerNhsNumbers: draft.formerNhsNumbers ?? [],
    birthDate: birthDate.length === 10 && data.birthDateEstimated !== true ? birthDate : '',
    family: namePart(name?.family),
    given: namePart(name?.given?.[0]),
    gender: data.gender ?? '',
    postcode: postcodeOf(draft),
    twin: data.multipleBirth === true || (data.birthOrder ?? 1) > 1,
    dead: draft.death !== undefined,
    source: lastSaid(draft),
  };
}

/** A number and nothing else, as of a practice that refused: there is nothing that could be another's. */
export function isBare({ birthDate, family, given, gender, postcode }: MatchEvidence): boolean {
  return [birthDate, family, given, gender, postcode].every((part) => part === '');
}

/** What is not compared may change as it likes. */
function lastSaid({ said, death, source }: PersonDraft): MatchEvidence['source'] {
  let last = { stamp: '', messageId: '' };
  for (const field of COMPARED) {
    const by = said[field];
    if (by !== undefined && by.stamp > last.stamp) last = { stamp: by.stamp, messageId: by.messageId };
  }
  if (death !== undefined && death.stamp > last.stamp)
    last = { stamp: death.stamp, messageId: death.sourceMessageId };
  return last.stamp === '' ? { stamp: source.stamp, messageId: source.messageId } : last;
}

const COMPARED = [
  'identifiers',
  'name',
  'birthDate',
  'gender',
  'address',
  'multipleBirth',
  'birthOrder',
] as const;

function usualName(names: readonly HumanName[]): HumanName | undefined {
  return (
    names.find(({ use }) => use === 'official') ??
    names.find(({ use }) => use === 'usual') ??
    names.find(({ use }) => use === undefined)
  );
}

/** What is written where nobody knows the name: two people who are not known are not one. */
const NO_NAMES = new Set([
  'UNKNOWN',
  'UNIDENTIFIED',
  'NOTKNOWN',
  'UNK',
  'NK',
  'BABY',
  'INFANT',
  'TWIN',
  'MALE',
  'FEMALE',
  'UNKNOWNMALE',
  'UNKNOWNFEMALE',
  'NONAME',
  'X',
  'XX',
  'XXX',
]);

/** NFKC, upper case, without accents, hyphens, apostrophes and blanks; '' for a filler. */
export function namePart(text: string | undefined): string {
  const plain = (text ?? '')
    .normalize('NFKC')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
  return NO_NAMES.has(plain) ? '' : plain;
}

function postcodeOf({ data }: PersonDraft): string {
  const [address] = (data.address ?? []).filter(({ use }) => use === undefined || use === 'home');
  return (address?.postalCode ?? '').toUpperCase().replace(/[^A-Z0-9]/g, '');
}
