/** equipment -> DeviceRequest. Interweave-SocialCareEquipmentProvision 0.0.1. A key safe is there or not; its code never is. */
import type { DeviceRequest } from '@medplum/fhirtypes';
import type { StandingSet } from '../../source-set.ts';
import type { Thing } from '../case-thing.ts';
import type { CaseFrame } from './frame.ts';
import { Gaps } from './gaps.ts';
import { booleanExtension, extensionsOf, hasEnded, periodOf } from './parts.ts';

const STATUS = {
  requested: 'draft',
  'in-place': 'active',
  returned: 'completed',
  cancelled: 'revoked',
} as const;

export function equipmentDeviceRequest(thing: Thing<'equipment'>, frame: CaseFrame): StandingSet {
  const { item, start, end, note, keySafe } = thing.payload;
  const gaps = new Gaps();
  const name = gaps.unless(item, 'which equipment');
  const status = gaps.unless(statusOf(thing), 'whether it is in place');
  const period = periodOf(start, end);
  const resource: DeviceRequest & { id: string } = {
    resourceType: 'DeviceRequest',
    id: frame.id('DeviceRequest'),
    meta: frame.meta(gaps.profile('Interweave-SocialCareEquipmentProvision')),
    ...extensionsOf([...booleanExtension('key-safe', keySafe), ...gaps.extensions()]),
    identifier: [frame.identifier('socialcareequipmentrequest')],
    ...(status === undefined ? {} : { status }),
    intent: 'order',
    codeCodeableConcept: { text: name ?? 'Equipment: the council has not said which' },
    subject: frame.subject,
    ...(period === undefined ? {} : { occurrencePeriod: period }),
    authoredOn: thing.firstRecorded,
    ...(note === undefined ? {} : { note: [{ text: note }] }),
  };
  return { resources: [resource], evidence: [] };
}

function statusOf({ payload, recorded }: Thing<'equipment'>): DeviceRequest['status'] | undefined {
  if (payload.status !== undefined) return STATUS[payload.status];
  if (hasEnded(payload.end, recorded)) return 'completed';
  return payload.start === undefined ? undefined : 'active';
}
