/**
 * All that stands of one person, as the views read it: the Patient, what is about them, and the organisations, people,
 * places and products that this refers to. Made by the record; the views only read.
 */
import type { Patient, Reference, Resource } from '@medplum/fhirtypes';

export type Stored<T extends Resource = Resource> = T & { readonly id: string };
type OfType<T extends Resource['resourceType']> = Stored<Extract<Resource, { resourceType: T }>>;

export interface PersonRecord {
  readonly patient: Stored<Patient>;
  /** Ids of Patients that were merged into this one: what names them is about this person. */
  readonly formerIds: readonly string[];
  /** What is about the person and what it refers to; by `Type/id`. */
  readonly resources: ReadonlyMap<string, Stored>;
}

/** @param resources may hold the Patient too; a resource without an id is no resource of a record and is left out. */
export function personRecord(
  patient: Stored<Patient>,
  resources: readonly Resource[],
  formerIds: readonly string[] = [],
): PersonRecord {
  return {
    patient,
    formerIds,
    resources: new Map([patient, ...resources].filter(hasId).map((one) => [nameOf(one), one])),
  };
}

/** @returns `Type/id`. */
export function nameOf({ resourceType, id }: Stored): string {
  return `${resourceType}/${id}`;
}

/** Those that were entered in error are nothing to show: what they said was never so. */
export function ofType<T extends Resource['resourceType']>(record: PersonRecord, type: T): OfType<T>[] {
  return [...record.resources.values()].filter(
    (one): one is OfType<T> => one.resourceType === type && !isInError(one),
  );
}

/** @returns what a literal reference means; undefined where it is not in the record. */
export function resolve(record: PersonRecord, reference: Reference | undefined): Stored | undefined {
  const [, name] = RELATIVE.exec(reference?.reference ?? '') ?? [];
  return name === undefined ? undefined : record.resources.get(name);
}

const RELATIVE = /^([A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64})(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/;

function hasId(resource: Resource): resource is Stored {
  return resource.id !== undefined;
}

function isInError(resource: Resource): boolean {
  if ('status' in resource && resource.status === 'entered-in-error') return true;
  if (resource.resourceType === 'Condition' || resource.resourceType === 'AllergyIntolerance') {
    const codes = resource.verificationStatus?.coding ?? [];
    return codes.some(({ code }) => code === 'entered-in-error' || code === 'refuted');
  }
  return (resource.meta?.tag ?? []).some(({ code }) => code === 'entered-in-error');
}
