/** Which references of a bundle mean its person: a summary is of one, and what is of anybody else is not taken. */
import { NHS_NUMBER } from '../../../conformance/systems.ts';
import type { Json } from '../stu3/mapper.ts';
import { asObject, token } from '../stu3/read-json.ts';
import type { Entry, ResourceIndex } from './resource-index.ts';
import { storedType } from './stored-types.ts';
import type { SummaryDraft } from './summary-draft.ts';

export interface PersonReference {
  readonly patient: Entry | undefined;
  /** `elsewhere`: not a reference to a person. */
  readonly means: (reference: Json, from: Entry) => 'the-person' | 'somebody-else' | 'elsewhere';
}

/** @returns what tells them; refused where the bundle holds two Patients, or no Patient and names several. */
export function personReference(
  draft: SummaryDraft,
): PersonReference | { readonly path: string; readonly text: string } {
  const { index } = draft;
  const patients = index.entries.filter(({ type }) => type === 'Patient');
  const [patient] = patients;
  if (patients.length > 1)
    return { path: 'Bundle.entry', text: 'holds several Patients: a summary is of one person' };
  if (patient !== undefined) {
    const number = nhsNumberOf(patient.resource);
    return { patient, means: (reference, from) => meaning(reference, from, index, () => false, number) };
  }
  const named = new Set(
    index.entries.flatMap((entry) => {
      const element = storedType(entry.type)?.person ?? (draft.about.includes(entry) ? 'subject' : undefined);
      const subject = element === undefined ? undefined : asObject(entry.resource[element]);
      return token(subject?.['reference']) ?? [];
    }),
  );
  if (named.size > 1) {
    return { path: 'Bundle.entry', text: 'holds no Patient, and its resources name several people' };
  }
  return {
    patient: undefined,
    means: (reference, from) => meaning(reference, from, index, (literal) => named.has(literal), undefined),
  };
}

function meaning(
  reference: Json,
  from: Entry,
  index: ResourceIndex,
  isNamed: (literal: string) => boolean,
  number: string | undefined,
): ReturnType<PersonReference['means']> {
  const literal = token(reference['reference']);
  if (literal !== undefined) {
    const target = index.find(literal, from);
    if (target !== undefined) return target.type === 'Patient' ? 'the-person' : 'elsewhere';
    if (isNamed(literal)) return 'the-person';
    return /(?:^|\/)Patient\/[^/]+(?:\/_history\/[^/]+)?$/.test(literal) ? 'somebody-else' : 'elsewhere';
  }
  const identifier = asObject(reference['identifier']);
  if (identifier?.['system'] !== NHS_NUMBER) return 'elsewhere';
  const said = token(identifier['value'])?.replace(/[ -]/g, '');
  return number === undefined || said === number ? 'the-person' : 'somebody-else';
}

function nhsNumberOf(patient: Json): string | undefined {
  const identifiers: readonly unknown[] = Array.isArray(patient['identifier']) ? patient['identifier'] : [];
  const nhs = identifiers.map(asObject).find((identifier) => identifier?.['system'] === NHS_NUMBER);
  return token(nhs?.['value'])?.replace(/[ -]/g, '');
}
