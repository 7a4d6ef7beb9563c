/**
 * Whose summary a GP Connect bundle is, and at which practice the person is registered. GP Connect 1.6.2 "Patient":
 * managingOrganization served the request; generalPractitioner names the registered practice where it is known.
 */
import type { OrganisationStatement } from '../fact.ts';
import type { BundleIndex, BundleItem } from './bundle-index.ts';
import { odsCode } from './item-key.ts';
import type { Json } from './stu3/mapper.ts';
import { objects, token } from './stu3/read-json.ts';

export interface BundlePractice {
  /** ODS code of the practice that was asked; of the one whose system answered, where the connector does not say. */
  readonly source: string;
  /** The registered practice; the one that answered where the bundle does not say. */
  readonly practice: OrganisationStatement;
  readonly role: 'registered' | 'serving';
}

/** @param asked ODS code of the practice that the connector asked. @returns undefined where no practice is named. */
export function bundlePractice(
  patient: Json,
  index: BundleIndex,
  asked: string | undefined,
): BundlePractice | undefined {
  const serving = organisations(patient['managingOrganization'], index)[0];
  const registered = organisations(patient['generalPractitioner'], index)[0];
  // A refusal, dissent among them, is filed under whom the connector asked: so is what it withdraws.
  const source = asked ?? serving?.ods ?? registered?.ods;
  if (source === undefined) return undefined;
  if (registered !== undefined) return { source, practice: registered, role: 'registered' };
  return { source, practice: serving ?? { ods: source }, role: 'serving' };
}

/** The organisations with an ODS code among the targets. */
function organisations(value: unknown, index: BundleIndex): readonly OrganisationStatement[] {
  return objects(value).flatMap((one) => {
    const literal = token(one['reference']);
    const item: BundleItem | undefined = literal === undefined ? undefined : index.find(literal);
    const ods = item?.type === 'Organization' ? odsCode(item.resource) : undefined;
    if (item === undefined || ods === undefined) return [];
    const name = token(item.resource['name']);
    return [{ ods, ...(name === undefined ? {} : { name }) }];
  });
}
