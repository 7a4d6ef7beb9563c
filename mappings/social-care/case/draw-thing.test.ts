import { beforeAll, describe, expect, it } from 'vitest';
import { loadBeside, type EveryResource } from '../../../conformance/validate/every-resource.ts';
import {
  documentedExamples,
  exampleOf,
  gapsOf,
  readOne,
  standingOf,
  statementsOf,
} from '../../../test-data/social-care/case-examples.ts';
import type { CaseEvent, PersonEvent, ThingEvent } from '../case-event.ts';

const EXAMPLES = documentedExamples().map(readOne);
const THINGS = EXAMPLES.filter(
  (event): event is ThingEvent =>
    'key' in event && !event.type.startsWith('person') && event.type !== 'withdrawal',
);

describe('every resource', () => {
  let every: EveryResource;
  beforeAll(() => {
    every = loadBeside();
  });

  it('of every documented example is valid, as is every entry of the directory', () => {
    every.expectValid([...standingOf(EXAMPLES).values()].flatMap(({ resources }) => resources));
    every.expectValid(EXAMPLES.flatMap((event) => statementsOf(event).directory ?? []));
  });

  it('of a thing of which nothing is said is valid too, claims no profile that it does not meet, and says what is missing', () => {
    for (const event of THINGS) {
      // Safe: every field of every payload may be absent.
      const bare = { ...event, payload: {} } as ThingEvent;
      const resources = [...standingOf([bare]).values()].flatMap((set) => set.resources);
      every.expectValid(resources);
      const [resource] = resources;
      if (event.type !== 'review' && event.type !== 'safeguarding') {
        expect(resource === undefined ? [] : gapsOf(resource), event.type).not.toEqual([]);
      }
    }
  });

  it('that was withdrawn is valid', () => {
    const withdrawn = THINGS.flatMap((event): CaseEvent[] => {
      const { key, person } = event;
      return [event, { ...exampleOf('withdrawal'), key, person, version: 99, payload: { key } }];
    });
    every.expectValid([...standingOf(withdrawn).values()].flatMap(({ resources }) => resources));
  });

  it('has its message, the supplying system, the council and the council number', () => {
    for (const event of THINGS) {
      for (const resource of standingOf([event]).get(`case-event|rmbc-asc|${event.key}`)?.resources ?? []) {
        expect(resource.meta?.source).toMatch(/^urn:uuid:[0-9a-f-]{36}$/);
        expect(resource.meta?.tag).toMatchObject([
          {
            system: 'https://fhir.interweavedigital.nhs.uk/Source',
            code: 'rmbc-asc',
            display: 'RMBC case events',
          },
          {
            system: 'https://fhir.interweavedigital.nhs.uk/Provenance',
            code: '206',
            display: 'Rotherham MBC',
          },
        ]);
        expect(JSON.stringify(resource)).toContain(`"206.${event.key}"`);
      }
    }
  });

  it('holds nothing of the person, restricted or not', () => {
    const secret: PersonEvent['payload'] = { ...exampleOf('person').payload, restricted: true };
    const telling = THINGS.filter(({ type }) => type !== 'carer').map((event) => ({
      ...event,
      person: { ...secret, councilPersonId: '700123' },
    }));
    // Safe: the events are as they were but for the person.
    const text = JSON.stringify([...standingOf(telling)]);
    expect(text).not.toMatch(
      /Ada|May\b|Addie|Larkfield|Rawmarsh|S62|100050000001|999 ?000|960123|900123|1938|C87017/,
    );
  });
});
