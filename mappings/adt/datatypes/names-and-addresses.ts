/**
 * XPN -> HumanName, XAD -> Address, XTN -> ContactPoint. v2-to-FHIR datatype maps; ITK ADT 1.0.15 tables 0200,
 * 0190 and 0201; UK Core Patient.
 */
import type { Address, ContactPoint, HumanName } from '@medplum/fhirtypes';
import type { SourceField } from '../source-message.ts';

const NAME_USE: Readonly<Record<string, HumanName['use']>> = {
  '': 'official',
  L: 'official',
  D: 'official',
  CURRENT: 'official',
  PREFERRED: 'nickname',
  N: 'nickname',
  A: 'old',
  'PREVIOUS-BIRTH': 'old',
  'PREVIOUS-BACHELOR': 'old',
  PREVIOUS: 'old',
  'PREVIOUS-MAIDEN': 'maiden',
  M: 'maiden',
};

/** Undefined where the repetition holds no name. `known` is false for a name type that is in no table. */
export function humanName(field: SourceField): { name: HumanName; known: boolean } | undefined {
  const family = text(field, 1);
  const given = [text(field, 2), text(field, 3)].flatMap((part) =>
    part === undefined ? [] : part.split(' '),
  );
  if (family === undefined && given.length === 0) return undefined;
  const type = (text(field, 7) ?? '').toUpperCase();
  const use = NAME_USE[type];
  const prefix = text(field, 5);
  const suffix = text(field, 4);
  return {
    known: use !== undefined,
    name: {
      ...(use === undefined ? {} : { use }),
      ...(family === undefined ? {} : { family }),
      ...(given.length === 0 ? {} : { given }),
      ...(prefix === undefined ? {} : { prefix: [prefix] }),
      ...(suffix === undefined ? {} : { suffix: [suffix] }),
    },
  };
}

const ADDRESS_USE: Readonly<Record<string, Pick<Address, 'use' | 'type'>>> = {
  '': { use: 'home' },
  H: { use: 'home' },
  HOME: { use: 'home' },
  L: { use: 'home' },
  PST: { use: 'home', type: 'postal' },
  M: { use: 'home', type: 'postal' },
  TMP: { use: 'temp' },
  C: { use: 'temp' },
};

/** XAD; undefined where there is neither line nor postcode. */
export function address(field: SourceField): { address: Address; known: boolean } | undefined {
  const line = [1, 2]
    .map((n) => text(field, n)?.replaceAll('&', ' ').trim())
    .filter((value): value is string => value !== undefined && value !== '');
  const city = text(field, 3);
  const district = text(field, 4);
  const postalCode = text(field, 5);
  const country = text(field, 6);
  if (line.length === 0 && city === undefined && postalCode === undefined) return undefined;
  const use = ADDRESS_USE[(text(field, 7) ?? '').toUpperCase()];
  return {
    known: use !== undefined,
    address: {
      ...use,
      ...(line.length === 0 ? {} : { line }),
      ...(city === undefined ? {} : { city }),
      ...(district === undefined ? {} : { district }),
      ...(postalCode === undefined ? {} : { postalCode }),
      ...(country === undefined ? {} : { country }),
    },
  };
}

const TELECOM_SYSTEM: Readonly<Record<string, ContactPoint['system']>> = {
  PH: 'phone',
  CP: 'phone',
  FX: 'fax',
  BP: 'pager',
  INTERNET: 'email',
  NET: 'email',
  'X.400': 'email',
};

/** Table 0201 says whose telephone it is; the field says so only where the code does not. */
const TELECOM_USE: Readonly<Record<string, ContactPoint['use']>> = {
  PRN: 'home',
  PRS: 'home',
  ORN: 'home',
  VHN: 'home',
  WPN: 'work',
};

/**
 * XTN in its three shapes: number in .1, mail in .1 with use NET, mail in .4; both where both are sent.
 * @param fallbackUse by the field: PID-13 is home, PID-14 is work.
 */
export function contactPoints(field: SourceField, fallbackUse: 'home' | 'work'): ContactPoint[] {
  const code = (text(field, 2) ?? '').toUpperCase();
  const equipment = (text(field, 3) ?? '').toUpperCase();
  const use = TELECOM_USE[code] ?? fallbackUse;
  const first = text(field, 1);
  const mail = text(field, 4);
  const points: ContactPoint[] = [];
  if (first !== undefined && (first.includes('@') || code === 'NET')) {
    points.push({ system: 'email', value: first, use });
  } else if (first !== undefined) {
    const system = TELECOM_SYSTEM[equipment] ?? 'phone';
    const mobile = equipment === 'CP' || /^(\+44|0)7\d/.test(first.replaceAll(' ', ''));
    points.push({
      system,
      value: first,
      use: system === 'phone' && mobile && code !== 'WPN' ? 'mobile' : use,
    });
  }
  if (mail !== undefined && mail !== first) points.push({ system: 'email', value: mail, use });
  return points;
}

function text(field: SourceField, component: number): string | undefined {
  const value = field.value(component)?.trim();
  return value === undefined || value === '' ? undefined : value;
}
