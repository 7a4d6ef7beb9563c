import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigurationError, loadPlace, parsePlace } from './place.ts';
import { placeLocalities } from './place-lookup.ts';

const SHIPPED = join(import.meta.dirname, '..', 'place.json');

describe('the place', () => {
  it('as shipped is Rotherham with seven localities and a loopback feed of RFR', () => {
    const place = loadPlace(SHIPPED);
    expect(place.localities).toHaveLength(7);
    expect(place.feeds[0]).toMatchObject({
      sender: { facilities: ['RFR'] },
      peers: ['127.0.0.0/8', '::1/128'],
    });
    expect(placeLocalities(place).byPractice('C87017')?.name).toBe('Health Village/Central');
    expect(placeLocalities(place).byPractice('A00000')).toBeUndefined();
  });

  it('is refused with every fault and its path', () => {
    const place = loadPlace(SHIPPED);
    const broken = {
      ...place,
      practices: [
        { ods: 'c87', name: 'Lower case', locality: 'atlantis' },
        { ods: 'C87001', name: 'Somewhere', locality: 'atlantis' },
      ],
      feeds: [{ ...place.feeds[0], peers: ['localhost'] }],
      surplus: true,
    };
    expect(() => parsePlace(broken, 'test')).toThrow(/practices\[0\]\.ods[\s\S]*feeds\[0\]\.peers/);
    const unknownLocality = {
      ...place,
      practices: [{ ods: 'C87001', name: 'Somewhere', locality: 'atlantis' }],
    };
    expect(() => parsePlace(unknownLocality, 'test')).toThrow(/no locality has the code "atlantis"/);
    const twice = { ...place, practices: [...place.practices, ...place.practices.slice(0, 1)] };
    expect(() => parsePlace(twice, 'test')).toThrow(/stands here twice/);
  });

  it('is refused where two care homes have one id or one UPRN, however that is written', () => {
    const place = loadPlace(SHIPPED);
    const home = {
      id: '1-1',
      name: 'Elm',
      postcode: 'S65 1ZZ',
      uprn: '100050000001',
      locality: 'wath-swinton',
    };
    const refused = (...careHomes: object[]): (() => unknown) => {
      return () => parsePlace({ ...place, careHomes }, 'test');
    };
    expect(refused(home, { ...home, uprn: '100050000002' })).toThrow(/careHomes\[1\]/);
    expect(refused(home, { ...home, id: '1-2', uprn: '0100050000001' })).toThrow(/careHomes\[1\]/);
    expect(refused(home, { ...home, id: '1-2', uprn: '100050000002' })).not.toThrow();
    const { uprn: _, ...without } = home;
    expect(refused({ ...without, id: '1-2' }, { ...without, id: '1-3' })).not.toThrow();
  });

  const withWebhook = (entry: object): unknown => ({
    ...loadPlace(SHIPPED),
    webhooks: { allow: [entry] },
  });

  it.each(['hub.internal', 'localhost', 'a-1.example', '10.0.0.0/8', '127.0.0.1', '::1', 'fd00::/8'])(
    'allows webhooks to %s',
    (host) => {
      expect(parsePlace(withWebhook({ host }), 'test').webhooks.allow).toEqual([{ host, http: false }]);
    },
  );

  it.each([
    'https://hub.internal',
    'hub.internal:80',
    '*.internal',
    '10.0.0.0/33',
    '300.1.1.1',
    '-a',
    'a b',
    '',
  ])('refuses webhooks to what is neither name, address nor block: "%s"', (host) => {
    expect(() => parsePlace(withWebhook({ host }), 'test')).toThrow(/webhooks\.allow\[0\]\.host/);
  });

  it('takes addresses beside a name, and beside nothing else', () => {
    const addresses = ['10.1.0.0/16', 'fd12::7'];
    const place = parsePlace(withWebhook({ host: 'hub.internal', addresses }), 'test');
    expect(place.webhooks.allow[0]).toMatchObject({ addresses });
    for (const wrong of [
      { host: '10.0.0.0/8', addresses },
      { host: 'hub.internal', addresses: ['hub2.internal'] },
    ]) {
      expect(() => parsePlace(withWebhook(wrong), 'test')).toThrow(/webhooks\.allow\[0\]\.addresses/);
    }
  });

  it('says what to do where the file cannot be read', () => {
    expect(() => loadPlace('nowhere.json')).toThrow(/set CONFIG/);
  });
});

describe('a feed of the place', () => {
  const shipped = loadPlace(SHIPPED);
  const system = 'https://fhir.nhs.uk/RFR/Id/mrn';
  /** One feed for each argument: the shipped one, changed. */
  const parse = (...changes: readonly object[]): unknown =>
    parsePlace({ ...shipped, feeds: changes.map((change) => ({ ...shipped.feeds[0], ...change })) }, 'test');

  it.each<[string, object, RegExp]>([
    ['the id of what no feed took', { id: 'unknown' }, /"unknown" has a meaning.*\n.*feeds\[0\]\.id/],
    ['the id of a route', { id: 'ADT' }, /"ADT" has a meaning.*\n.*feeds\[0\]\.id/],
    [
      'an authority twice',
      {
        identifiers: [
          { authority: 'Rfr', system },
          { authority: '', system },
          { authority: 'RFR', system },
        ],
      },
      /"rfr" stands here twice.*\n.*feeds\[0\]\.identifiers\[2\]\.authority/,
    ],
    ['an empty facility', { sender: { facilities: ['RFR', ''] } }, /feeds\[0\]\.sender\.facilities\[1\]/],
    [
      'a patient class of no table',
      { patientClasses: { INPATIENT: 'IMP' } },
      /"W".*\n.*patientClasses\.INPATIENT/,
    ],
    [
      'an admission method of no list',
      { admissionMethods: { EMERGENCY: '20' } },
      /expected an NHS admission method: 11, .*, 2A, .*\n.*admissionMethods\.EMERGENCY/,
    ],
    ['a method that every object has', { admissionMethods: { X: 'toString' } }, /admissionMethods\.X/],
    ['an empty ward', { wards: { W1: '' } }, /feeds\[0\]\.wards\.W1/],
    [
      'a peer that is a name',
      { peers: ['10.1.0.0/16', 'localhost'] },
      /expected an IPv4 or IPv6 address or CIDR block, not "localhost".*\n.*feeds\[0\]\.peers\[1\]/,
    ],
    ['a peer that is no text', { peers: [7] }, /address or CIDR block, not 7.*\n.*feeds\[0\]\.peers\[0\]/],
  ])('is refused with %s, and where it stands', (_, change, expected) => {
    expect(() => parse(change)).toThrow(ConfigurationError);
    expect(() => parse(change)).toThrow(expected);
  });

  it('may translate its codes into every code of table 0004, W, and the admission methods', () => {
    const patientClasses = Object.fromEntries(
      ['B', 'C', 'E', 'I', 'N', 'O', 'P', 'R', 'U', 'W'].map((to) => [`local ${to}`, to]),
    );
    const admissionMethods = { GP: '22', OTHER: '2D', BABY: '82' };
    expect(parse({ patientClasses, admissionMethods })).toMatchObject({
      feeds: [{ patientClasses, admissionMethods }],
    });
  });

  const facility = (...facilities: readonly string[]): object => ({ sender: { facilities } });
  const application = (...applications: readonly string[]): object => ({
    sender: { applications, facilities: ['RFR'] },
  });

  it.each<[string, object, object]>([
    ['facility', facility('RFR', 'A'), facility('B', 'RFR')],
    ['facility, one for any application', application('PAS'), facility('RFR')],
    ['application', application('PAS', 'ED'), application('ED')],
    ['processing id', { processingIds: ['P', 'T'] }, { processingIds: ['T', 'D'] }],
    ['peer', { peers: ['10.1.0.0/16', '192.0.2.7'] }, { peers: ['192.0.2.7'] }],
    ['everything but the certificate', { clientCertificates: ['ab'.repeat(32)] }, {}],
  ])('is refused beside one of the same %s, by the names of both', (_, one, other) => {
    expect(() => parse({ ...one, id: 'pas' }, { ...other, id: 'ae' })).toThrow(
      /feeds "pas" and "ae" would take the same messages.*\n.*feeds\[1\]\.sender/,
    );
  });

  it.each<[string, object, object]>([
    ['facility', facility('RFR'), facility('B')],
    ['application', application('PAS'), application('ED')],
    ['processing id', { processingIds: ['P'] }, { processingIds: ['T'] }],
    ['peer', { peers: ['10.1.0.0/16'] }, { peers: ['10.2.0.0/16'] }],
  ])('stands beside one of another %s', (_, one, other) => {
    expect(parse({ ...one, id: 'pas' }, { ...other, id: 'ae' })).toMatchObject({
      feeds: [{ id: 'pas' }, { id: 'ae' }],
    });
  });

  it('shares its visit numbers with feeds of its own organisation only', () => {
    const pas = { id: 'pas', ...facility('RFR') };
    const other = { id: 'other', ...facility('RCB') };
    expect(() => parse(pas, { ...other, organisation: 'RCB' })).toThrow(
      /feeds "pas" and "other" are of two organisations.*\n.*feeds\[1\]\.visitNumberSystem/,
    );
    expect(parse(pas, other)).toMatchObject({ feeds: [pas, other] });
    const visitNumberSystem = 'https://fhir.nhs.uk/RCB/Id/Encounter';
    expect(parse(pas, { ...other, organisation: 'RCB', visitNumberSystem })).toMatchObject({
      feeds: [pas, { visitNumberSystem }],
    });
  });
});
