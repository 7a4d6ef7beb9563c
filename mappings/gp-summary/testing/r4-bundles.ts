/** Bundles of R4 and their mapping, for tests. The person is synthetic. */
import { uuidV5 } from '../../../gateway/record/uuid.ts';
import { resourceIds } from '../../resource-ids.ts';
import type { MappedSummary } from '../mapped-summary.ts';
import type { SubmissionContext } from '../submission.ts';
import type { GpAreaData } from '../summary.ts';

export const ids = resourceIds(uuidV5);

/** Of a message that came on 1 June 2026. */
export function context(more: Partial<SubmissionContext> = {}): SubmissionContext {
  return {
    sourceMessageId: 'm1',
    receivedAt: '2026-06-01T09:00:00.000Z',
    hash: 'h1',
    ids,
    idOf: uuidV5,
    ...more,
  };
}

export const NHS_NUMBER = 'https://fhir.nhs.uk/Id/nhs-number';
export const ODS = 'https://fhir.nhs.uk/Id/ods-organization-code';

export const patient = {
  resourceType: 'Patient',
  id: 'p1',
  identifier: [{ system: NHS_NUMBER, value: '9990000018' }],
  name: [{ family: 'Example', given: ['Ann'] }],
  birthDate: '1941-02-03',
};
export const subject = { reference: 'Patient/p1' };

export function snomed(code: string, text?: string): object {
  return { coding: [{ system: 'http://snomed.info/sct', code }], ...(text === undefined ? {} : { text }) };
}

export function bundle(type: string, ...resources: readonly object[]): Readonly<Record<string, unknown>> {
  return {
    resourceType: 'Bundle',
    type,
    entry: resources.map((resource, i) => ({ fullUrl: `urn:uuid:${i}`, resource })),
  };
}

export type Mapped = Exclude<MappedSummary, { refused: unknown }>;

/** @throws where it was refused. */
export function mapped(result: MappedSummary): Mapped {
  if ('refused' in result) throw new Error(`refused: ${result.refused.path} ${result.refused.text}`);
  return result;
}

/** The data of one area. */
export function areaOf(result: MappedSummary, area: GpAreaData['area']): GpAreaData | undefined {
  const facts = mapped(result).statements.sets ?? [];
  // Facts of form gp-area hold this data.
  return facts.map(({ data }) => data as GpAreaData).find((data) => data.area === area);
}

/** All resources that are stated, in whatever area. */
export function resourcesOf(result: MappedSummary): GpAreaData['items'][number]['resource'][] {
  const { statements } = mapped(result);
  const areas = (statements.sets ?? []).map(({ data }) => data as GpAreaData);
  return [
    ...areas.flatMap(({ items }) => items.map(({ resource }) => resource)),
    ...(statements.directory ?? []),
  ];
}
