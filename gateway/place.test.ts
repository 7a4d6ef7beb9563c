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

  it('says what to do where the file cannot be read', () => {
    expect(() => loadPlace('nowhere.json')).toThrow(/set CONFIG/);
  });
});
