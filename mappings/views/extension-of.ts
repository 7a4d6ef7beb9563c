/** Extensions of a resource or element, by their URL. FHIR R4 extensibility.html. */
import type { Extension } from '@medplum/fhirtypes';

interface Extended {
  readonly extension?: readonly Extension[] | undefined;
}

/** @returns the first of that URL; of a complex extension, the part of that name. */
export function extensionOf(element: Extended | undefined, url: string): Extension | undefined {
  return element?.extension?.find((one) => one.url === url);
}

export function extensionsOf(element: Extended | undefined, url: string): readonly Extension[] {
  return element?.extension?.filter((one) => one.url === url) ?? [];
}
