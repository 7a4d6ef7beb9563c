import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadPlace, parsePlace } from './place.ts';
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
