/** Readers of names, addresses and contact points, which STU3 and R4 shape alike. FHIR STU3 and R4 "Data Types". */
import type { Address, ContactPoint, HumanName } from '@medplum/fhirtypes';
import { period } from './read-datatypes.ts';
import { filled, objects, oneOf, present, text, token, tokens, whole } from './read-json.ts';

const NAME_USES = ['usual', 'official', 'temp', 'nickname', 'anonymous', 'old', 'maiden'] as const;

export function humanNames(value: unknown): HumanName[] {
  return objects(value).flatMap((source) => {
    const name = present({
      use: oneOf(source['use'], NAME_USES),
      text: text(source['text']),
      family: token(source['family']),
      given: tokens(source['given']),
      prefix: tokens(source['prefix']),
      suffix: tokens(source['suffix']),
      period: period(source['period']),
    });
    return Object.keys(name).some((key) => key !== 'use' && key !== 'period') ? name : [];
  });
}

const ADDRESS_USES = ['home', 'work', 'temp', 'old'] as const;
const ADDRESS_TYPES = ['postal', 'physical', 'both'] as const;

export function addresses(value: unknown): Address[] {
  return objects(value).flatMap((source) => {
    const address = present({
      use: oneOf(source['use'], ADDRESS_USES),
      type: oneOf(source['type'], ADDRESS_TYPES),
      text: text(source['text']),
      line: tokens(source['line']),
      city: token(source['city']),
      district: token(source['district']),
      state: token(source['state']),
      postalCode: token(source['postalCode']),
      country: token(source['country']),
      period: period(source['period']),
    });
    return Object.keys(address).some((key) => !['use', 'type', 'period'].includes(key)) ? address : [];
  });
}

const SYSTEMS = ['phone', 'fax', 'email', 'pager', 'url', 'sms', 'other'] as const;
const USES = ['home', 'work', 'temp', 'old', 'mobile'] as const;

/** Contact points that have a value; without a system they are of system `other` (cpt-2). */
export function contactPoints(value: unknown): ContactPoint[] {
  return objects(value).flatMap((source) => {
    const said = token(source['value']);
    if (said === undefined) return [];
    return (
      filled(
        present({
          system: oneOf(source['system'], SYSTEMS) ?? ('other' as const),
          value: said,
          use: oneOf(source['use'], USES),
          rank: whole(source['rank'], 1),
          period: period(source['period']),
        }),
      ) ?? []
    );
  });
}
