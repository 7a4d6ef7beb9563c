/**
 * What must not be passed on of single data types: names that only this gateway may give, value sets named as code
 * systems, addresses of documents, and contents that could be run. FHIR R4 datatypes.html.
 */
import { ODS_ORGANISATION, ROTHER } from '../../../conformance/systems.ts';
import type { Json } from '../stu3/mapper.ts';

type Loss = (path: string, reason: string) => void;

const SYSTEMS: ReadonlyMap<string, string> = new Map([
  [
    'http://hl7.org/fhir/ValueSet/condition-clinical',
    'http://terminology.hl7.org/CodeSystem/condition-clinical',
  ],
  ['http://fhir.nhs.net/Id/sds-role-profile-id', 'https://fhir.nhs.uk/Id/sds-role-profile-id'],
]);
/** Contents that show something and do nothing. */
const SHOWN: readonly unknown[] = ['application/pdf', 'image/jpeg', 'image/png', 'text/plain'];

/** @param value read by the shape of its type. @returns undefined where nothing of it may be passed on. */
export function cleanType(type: string, value: Json, path: string, loss: Loss): Json | undefined {
  switch (type) {
    case 'Coding':
    case 'Identifier':
      return named(type, value, path, loss);
    case 'Attachment':
      return attachment(value, path, loss);
    case 'ContactPoint':
      // cpt-2: a number without its kind is of some kind.
      return value['value'] !== undefined && value['system'] === undefined
        ? { ...value, system: 'other' }
        : value;
    case 'Period':
      return period(value, path, loss);
    case 'Age':
    case 'Duration':
    case 'Quantity':
      return quantity(value, path, loss);
    default:
      return value;
  }
}

function named(type: string, value: Json, path: string, loss: Loss): Json | undefined {
  const { system, ...rest } = value;
  if (typeof system !== 'string') return value;
  if (system.startsWith(ROTHER)) {
    loss(path, 'is of a system that only this gateway may use');
    return undefined;
  }
  if (type === 'Identifier' && system === ODS_ORGANISATION && !isOdsCode(value['value'])) {
    loss(path, 'is not an ODS code');
    return undefined;
  }
  const r4 = SYSTEMS.get(system);
  if (r4 !== undefined) return { ...value, system: r4 };
  if (type !== 'Coding' || !system.includes('/ValueSet/')) return value;
  loss(`${path}.system`, 'is a value set, not a code system');
  return rest;
}

function attachment(value: Json, path: string, loss: Loss): Json {
  const { url, data, ...rest } = value;
  if (url !== undefined) loss(`${path}.url`, 'is never fetched and never served');
  const shown = data !== undefined && SHOWN.includes(rest['contentType']);
  if (data !== undefined && !shown) loss(`${path}.data`, 'is of no type that can be shown safely');
  const kept = shown ? { ...rest, data } : rest;
  return Object.keys(kept).length === 0 ? { title: 'Document held by the source' } : kept;
}

export function isOdsCode(value: unknown): boolean {
  return typeof value === 'string' && /^[A-Za-z0-9]{3,10}$/.test(value);
}

/** per-1: what ends before it begins has no end that can be shown. */
function period(value: Json, path: string, loss: Loss): Json {
  const { end, ...rest } = value;
  const [from, to] = [rest['start'], end].map((time) => (typeof time === 'string' ? Date.parse(time) : NaN));
  if (from === undefined || to === undefined || !(to < from)) return value;
  loss(`${path}.end`, 'is before the start');
  return rest;
}

/** qty-3: a code without a system names nothing. */
function quantity(value: Json, path: string, loss: Loss): Json {
  const { code, ...rest } = value;
  if (code === undefined || rest['system'] !== undefined) return value;
  loss(`${path}.code`, 'has no system');
  return rest;
}
