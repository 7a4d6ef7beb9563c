import { describe, expect, it } from 'vitest';
import { findTopic, TOPICS, topicResources } from './topics.ts';

describe('topics', () => {
  it('tells every step of a visit in one topic at least, and all of them in the patient journey', () => {
    const journey = findTopic('https://rother.example/fhir/SubscriptionTopic/patient-journey');
    const told = new Set(TOPICS.filter((t) => t !== journey).flatMap((t) => t.steps));
    expect(new Set(journey?.steps)).toEqual(new Set([...told, 'corrected']));
  });

  it('tells a death to whom it tells of discharges, and readiness to whom it tells of expected ones', () => {
    const steps = (id: string): unknown =>
      findTopic(`https://rother.example/fhir/SubscriptionTopic/${id}`)?.steps;
    expect(steps('discharge')).toEqual(['discharged', 'died']);
    expect(steps('expected-discharge')).toEqual(['expected-discharge', 'ready-for-discharge']);
  });

  it('knows no topic but its own, and no version of one', () => {
    expect(findTopic('https://rother.example/fhir/SubscriptionTopic/admission')?.steps).toEqual(['admitted']);
    expect(findTopic('https://rother.example/fhir/SubscriptionTopic/admission|1.0.0')).toBeUndefined();
    expect(findTopic('Encounter?status=in-progress')).toBeUndefined();
  });

  it('describes each topic as a Basic resource of code SubscriptionTopic with the topic as id', () => {
    const resources = topicResources();
    expect(resources.map((r) => r.id)).toEqual(TOPICS.map((t) => t.id));
    for (const [i, resource] of resources.entries()) {
      expect(resource.code.coding).toEqual([
        { system: 'http://hl7.org/fhir/fhir-types', code: 'SubscriptionTopic' },
      ]);
      const url = resource.extension?.find((e) => e.url.endsWith('extension-SubscriptionTopic.url'));
      expect(url?.valueUri).toBe(TOPICS[i]?.canonical);
      const filters = resource.extension?.filter((e) => e.url.endsWith('SubscriptionTopic.canFilterBy'));
      expect(filters).toHaveLength(5);
    }
  });
});
