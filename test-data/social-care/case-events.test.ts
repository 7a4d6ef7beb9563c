import { describe, expect, it } from 'vitest';
import { readCaseEvents } from '../../adapters/social-care/case-read.ts';
import { caseEvents } from './case-events.ts';
import { standingOf } from './case-examples.ts';
import type { CaseClient } from './case-things.ts';

const CLIENTS: readonly CaseClient[] = Array.from({ length: 200 }, (_, i) => ({
  councilId: String(700_000 + i),
  family: 'TESTPERSON',
  given: `Given${i}`,
  gender: i % 2 === 0 ? 'female' : 'male',
  birthDate: '1940-01-01',
  address: { lines: ['1 Larkfield Road', 'Rawmarsh'], postcode: 'S62 9ZZ' },
  ...(i % 10 === 0 ? { careHome: { cqc: '1-900000009', name: 'Ashgrove House (synthetic)' } } : {}),
  ...(i % 50 === 1 ? { restricted: true as const } : {}),
}));
const options = { source: 'rmbc-asc', day: '2026-03-10', seed: 1 };

describe('synthetic case events', () => {
  const events = caseEvents(CLIENTS, options);

  it('are the same for the same seed, and others for another', () => {
    expect(caseEvents(CLIENTS, options)).toEqual(events);
    expect(caseEvents(CLIENTS, { ...options, seed: 2 })).not.toEqual(events);
  });

  it('are read without a refusal or a warning, in sequence and before the day', () => {
    const body = Buffer.from(events.map((event) => JSON.stringify(event)).join('\n'));
    for (const read of readCaseEvents(body)) {
      expect(read).toMatchObject({ kind: 'event', warnings: [] });
      if (read.kind !== 'event') continue;
      expect(read.event).toEqual(events[read.index]);
      expect(read.event.sequence).toBe(read.index + 1);
      expect(read.event.recordedAt < '2026-03-10').toBe(true);
    }
  });

  it('give each client a worker and a package or a placement, and some of all else', () => {
    const resources = [...standingOf(events).values()].flatMap((set) => set.resources);
    const count = (type: string): number => resources.filter((one) => one.resourceType === type).length;
    expect(count('CareTeam')).toBe(CLIENTS.length);
    expect(count('EpisodeOfCare')).toBe(CLIENTS.length);
    for (const type of ['Flag', 'RelatedPerson', 'DeviceRequest', 'Task', 'Condition']) {
      expect(count(type), type).toBeGreaterThan(5);
    }
  });

  it('put nobody into two teams', () => {
    const teamOf = (): { id: string; name: string } => ({ id: 'T-9', name: 'Nine' });
    const named = caseEvents(CLIENTS.slice(0, 5), { ...options, teamOf });
    expect(JSON.stringify(named)).toContain('"T-9"');
    expect(JSON.stringify(named)).not.toContain('"T-LOC"');
  });
});
