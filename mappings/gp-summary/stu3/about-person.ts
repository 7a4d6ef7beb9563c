/** Whether a resource is about the person of the bundle: it holds one Patient, and nothing about another is taken. */
import { asObject, token } from './read-json.ts';
import type { Json, Stu3Context } from './mapper.ts';

/** @param path of the reference, such as `Encounter.subject`. A resource that names nobody is the person's. */
export function isAboutPerson(
  resource: Json,
  element: 'subject' | 'patient',
  path: string,
  context: Stu3Context,
): boolean {
  const literal = token(asObject(resource[element])?.['reference']);
  if (literal === undefined || context.refer(literal) === context.patient.reference) return true;
  context.issue(path, 'is about somebody else than the person of the summary: the resource is left out');
  return false;
}
