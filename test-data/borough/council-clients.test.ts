import { describe, expect, it } from 'vitest';
import { loadPlace } from '../../gateway/place.ts';
import { readCaseEvents } from '../../adapters/social-care/case-read.ts';
import { caseEvents } from '../social-care/case-events.ts';
import { councilClients } from './council-clients.ts';
import { generatePeople } from './people.ts';
import { ageOn } from './person.ts';

const place = loadPlace('place.json');
const day = '2026-07-14';
const people = generatePeople(place, { people: 3000, seed: 1, day });
const clients = councilClients(place, people, { seed: 1, day });

describe('councilClients', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(councilClients(place, people, { seed: 1, day })).toEqual(clients);
    expect(councilClients(place, people, { seed: 2, day })).not.toEqual(clients);
  });

  it('are grown-ups with an NHS number, each once, and mostly old', () => {
    expect(clients.length).toBeGreaterThan(60);
    expect(clients.length).toBeLessThan(300);
    expect(new Set(clients.map(({ client }) => client.nhsNumber)).size).toBe(clients.length);
    const ages = clients.map(({ person }) => ageOn(person.birthDate, day));
    expect(Math.min(...ages)).toBeGreaterThanOrEqual(18);
    expect(ages.filter((age) => age >= 75).length / ages.length).toBeGreaterThan(0.5);
  });

  it('have a team of the council whose locality is that of the home, else of the practice', () => {
    for (const { client, team, locality } of clients) {
      expect(place.councils[0]?.teams[team.id]).toBe(locality);
      const home = place.careHomes.find(({ id }) => id === client.careHome?.cqc);
      const practice = place.practices.find(({ ods }) => ods === client.practice);
      expect(locality).toBe(home?.locality ?? practice?.locality);
    }
  });

  it('live in homes whose ids have the form of CQC locations', () => {
    const homes = clients.flatMap(({ client }) => client.careHome?.cqc ?? []);
    expect(homes.length).toBeGreaterThan(5);
    for (const cqc of homes) expect(cqc).toMatch(/^1-\d{9,10}$/);
  });

  it('have case events that are read without a fault', () => {
    const teams = new Map(clients.map(({ client, team }) => [client.councilId, team]));
    const events = caseEvents(
      clients.map(({ client }) => client),
      {
        source: 'rmbc-asc',
        day,
        seed: 1,
        teamOf: ({ councilId }) => teams.get(councilId) ?? { id: '', name: '' },
      },
    );
    const read = [...readCaseEvents(Buffer.from(events.map((event) => JSON.stringify(event)).join('\n')))];
    expect(read).toHaveLength(events.length);
    expect(read.filter(({ kind }) => kind === 'refused')).toEqual([]);
  });
});
