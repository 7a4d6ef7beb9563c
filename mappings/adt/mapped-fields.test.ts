import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decode } from '../../adapters/hl7v2/decode.ts';
import { parseMessage, type ParsedMessage } from '../../adapters/hl7v2/message.ts';
import { FEED } from '../../test-data/adt/source.ts';
import type { FeedProfile } from './feed-profile.ts';
import { mapMessage } from './map-message.ts';
import { MAPPED, NOT_MAPPED } from './mapped-fields.ts';

type Fields = Readonly<Record<string, string>>;

/** Every mapped field filled, each with a value that counts. */
const FULL: Fields = {
  'MSH-2': '^~\\&',
  'MSH-3': 'PAS',
  'MSH-4': 'RFR',
  'MSH-7': '20261124144500',
  'MSH-9': 'ADT^A03',
  'MSH-10': 'C1',
  'MSH-13': '7',
  'EVN-1': 'A03',
  'EVN-2': '20261124144000',
  'EVN-6': '20261124143000',
  'PID-2': 'P2^^^OTHER',
  'PID-3': 'R12345^^^RFR^MR~9990000018^^^NHS^NH',
  'PID-4': 'T1^^^RFR',
  'PID-5': 'Hartley^Joan^^^Mrs^^L',
  'PID-7': '194102030430',
  'PID-8': '2',
  'PID-11': '1 Mill Lane^^Rotherham^^S60 9ZZ^GBR^H',
  'PID-13': '01709 555010',
  'PID-14': '01709 555020',
  'PID-15': 'EN',
  'PID-16': 'M',
  'PID-22': 'A',
  'PID-23': 'Rotherham',
  'PID-24': 'Y',
  'PID-25': '2',
  'PID-28': 'GBR',
  'PID-29': '20261124',
  'PID-30': 'Y',
  'PID-32': 'ED~NSTS01',
  'PD1-3': 'Clifton^^C87017',
  'PD1-4': 'G5612908^Townley^Gregory',
  'NK1-1': '1',
  'NK1-2': 'Hartley^Albert',
  'NK1-3': '1',
  'NK1-4': '1 Mill Lane^^Rotherham',
  'NK1-5': '01709 555011',
  'NK1-6': '01709 555021',
  'NK1-7': '20',
  'NK1-15': '1',
  'PV1-2': 'I',
  'PV1-3': '^B6^4^RFRPA',
  'PV1-4': '21',
  'PV1-5': 'PA77',
  'PV1-7': 'C3456789^Darwin^Samuel',
  'PV1-8': 'G5612908^Townley^Gregory',
  'PV1-9': 'C3456780^Curie^Maria',
  'PV1-10': '300',
  'PV1-13': 'R',
  'PV1-14': '19',
  'PV1-17': 'C3456789^Darwin^Samuel',
  'PV1-18': 'Acute',
  'PV1-19': 'V1',
  'PV1-36': '2',
  'PV1-37': '19',
  'PV1-42': '^C3^^RFRPA',
  'PV1-44': '202611211005',
  'PV1-45': '202611241425',
  'PV1-50': 'CE77',
  'PV2-3': 'Chest pain',
  'PV2-8': '20261121',
  'PV2-9': '20261124',
  'PV2-25': '1',
  'PV2-38': 'A',
  'PV2-47': '20261125',
  'ZU1-22': 'Y',
  'ZU1-24': '202611241200',
};
/** Fields that matter by one value each, beside a message that has none of them. */
const MARKS: Fields = { 'PD1-12': 'Y', 'PV1-16': 'S', 'DG1-18': 'Y', 'ZU8-2': '2', 'ZU8-4': '2' };
/** Fields that matter in events of their own, or where the feed has them so: a message in which each does. */
const ELSEWHERE: Readonly<Record<string, { fields: Fields; feed?: FeedProfile }>> = {
  'PID-18': { fields: { ...FULL, 'PID-18': 'V9' }, feed: { ...FEED, visitNumberField: 'PID-18' } },
  'PV1-6': { fields: { ...without(FULL, 'PV1-42'), 'MSH-9': 'ADT^A15', 'PV1-6': '^AMU' } },
  'MRG-1': { fields: { ...FULL, 'MSH-9': 'ADT^A40', 'MRG-1': 'R7^^^RFR' } },
  'MRG-3': {
    fields: { ...FULL, 'MSH-9': 'ADT^A49', 'PID-18': 'V9', 'MRG-3': 'V7' },
    feed: { ...FEED, visitNumberField: 'PID-18' },
  },
  'MRG-5': { fields: { ...FULL, 'MSH-9': 'ADT^A50', 'MRG-5': 'V7' } },
};
/** Fields that matter only where a better one is missing. */
const ONLY_WITHOUT: Readonly<Record<string, readonly string[]>> = {
  'MSH-9': ['EVN-1'],
  'EVN-1': ['MSH-9'],
};

/** The facts or the refusal, without the issues: what the record is made of. */
function factsOf(fields: Fields, feed = FEED): string {
  const names = ['MSH', 'EVN', 'PID', 'PD1', 'NK1', 'PV1', 'PV2', 'DG1', 'ZU1', 'ZU8', 'MRG'];
  const lines = names.map((name) => {
    const own = Object.entries(fields).filter(([key]) => key.startsWith(`${name}-`));
    const last = Math.max(1, ...own.map(([key]) => Number(key.slice(4))));
    const first = name === 'MSH' ? 2 : 1;
    return [name, ...Array.from({ length: last }, (_, i) => fields[`${name}-${i + first}`] ?? '')].join('|');
  });
  const { message } = parseMessage([...lines, ''].join('\r'));
  const controlId = fields['MSH-10'] ?? '';
  const result = mapMessage(
    message,
    { sourceMessageId: 'm', controlId, hash: 'h', receivedAt: '2026-12-31T00:00:00.000Z' },
    feed,
  );
  if ('refused' in result) return JSON.stringify(result.refused);
  const { people, visits, identity, trigger } = result.mapped;
  return JSON.stringify({ trigger, people, visits, identity });
}

function without(fields: Fields, ...keys: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => !keys.includes(key)));
}

describe('the table of fields is what the code does', () => {
  it.each(MAPPED.map(([field]) => field).filter((field) => field in FULL && field !== 'NK1-1'))(
    '%s counts',
    (field) => {
      const rest = without(FULL, ...(ONLY_WITHOUT[field] ?? []));
      expect(factsOf(without(rest, field))).not.toBe(factsOf(rest));
    },
  );

  it.each(Object.entries(MARKS))('%s counts when it is %s', (field, value) => {
    expect(factsOf({ ...FULL, [field]: value })).not.toBe(factsOf(FULL));
  });

  it.each(Object.entries(ELSEWHERE))('%s counts where it is read', (field, { fields, feed }) => {
    expect(fields[field]).toBeDefined();
    expect(factsOf(fields, feed)).toContain('"people"');
    expect(factsOf(without(fields, field), feed)).not.toBe(factsOf(fields, feed));
  });

  it('NK1-1 counts as a null', () => {
    const bare = Object.fromEntries(Object.entries(FULL).filter(([key]) => !key.startsWith('NK1-')));
    expect(factsOf({ ...bare, 'NK1-1': '""' })).not.toBe(factsOf(bare));
  });

  it.each(NOT_MAPPED.map(([field]) => field))('%s does not count', (field) => {
    expect(factsOf({ ...FULL, [field]: 'R99^X^C87017^RFR' })).toBe(factsOf(FULL));
  });

  it('names each field once', () => {
    const all = [...MAPPED, ...NOT_MAPPED].map(([field]) => field);
    expect(new Set(all).size).toBe(all.length);
    const tested = [FULL, MARKS, ELSEWHERE].flatMap((fields) => Object.keys(fields));
    expect(MAPPED.map(([field]) => field).filter((field) => !tested.includes(field))).toEqual([]);
  });

  it('stands in the README as it is here', () => {
    const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');
    const rows = new Map(
      [...readme.matchAll(/^\| ((?:MSH|EVN|PID|PD1|NK1|PV1|PV2|DG1|ZU1|ZU8|MRG)-\d+) +\| (.+?) +\|$/gm)].map(
        ([, field, text]) => [field, text?.replaceAll('\\|', '|')],
      ),
    );
    expect(rows).toEqual(new Map([...MAPPED, ...NOT_MAPPED]));
  });
});

/** The published ITK examples, where they lie beside the checkout. */
const ITK = join(
  import.meta.dirname,
  ...['..', '..', '..', 'shared', 'data', 'adt', 'NHSDigital__IOPS-trust-integration-engine'],
);
const examples = existsSync(ITK) ? readdirSync(ITK).filter((file) => file.endsWith('.hl7')) : [];

describe.skipIf(examples.length === 0)(
  'every field that the ITK examples fill is in the table (skipped where they are not beside the checkout)',
  () => {
    const known = new Set([...MAPPED, ...NOT_MAPPED].map(([field]) => field));

    it.each(examples)('%s', (file) => {
      const decoded = decode(readFileSync(join(ITK, file)), 'UNICODE');
      if (decoded.kind === 'refused') throw new Error(decoded.reason);
      const populated = fieldsOf(parseMessage(decoded.text).message);
      expect(populated.length).toBeGreaterThan(20);
      expect(populated.filter((field) => !known.has(field))).toEqual([]);
    });

    it('there are six', () => {
      expect(examples.length).toBe(6);
    });
  },
);

function fieldsOf(message: ParsedMessage): string[] {
  return message.segments
    .filter(({ name }) => ['PID', 'PD1', 'NK1', 'PV1', 'PV2'].includes(name))
    .flatMap((segment) =>
      Array.from({ length: segment.fieldCount }, (_, i) => i + 1)
        .filter((field) => segment.rawText(field) !== '')
        .map((field) => `${segment.name}-${field}`),
    );
}
