/** What a mapper of one STU3 resource type is given, for tests: every reference to a type of the record leads somewhere. */
import type { Json, Stu3Context, Stu3Mapper } from '../stu3/mapper.ts';

export interface Tried {
  /** R4 resources as plain JSON. */
  readonly made: readonly Json[];
  readonly issues: readonly string[];
}

/** @param resolvable what references lead to; all others lead nowhere. `Patient/p` is the person. */
export function mapOne(
  mapper: Stu3Mapper,
  resource: Json,
  resolvable: Readonly<Record<string, Json>> = {},
): Tried {
  const issues: string[] = [];
  const context: Stu3Context = {
    patient: { reference: 'Patient/person' },
    practice: 'C87999',
    refer: (reference) =>
      reference === 'Patient/p'
        ? 'Patient/person'
        : Object.hasOwn(resolvable, reference)
          ? reference.replace('/', '/r4-').replace('#', '-')
          : undefined,
    resolve: (reference) => (Object.hasOwn(resolvable, reference) ? resolvable[reference] : undefined),
    idOf: (type, { id }) => `${type}-${String(id)}`,
    issue: (path) => void issues.push(path),
  };
  // R4 resources are JSON objects.
  return { made: mapper(resource, context).map((one) => one as unknown as Json), issues };
}
