/** Provenance through the production assembly: of what ADT made over MLLP, and of what a client wrote beside it. */
import type { Bundle, CarePlan, Provenance, Resource } from '@medplum/fhirtypes';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adtText } from '../testing/adt-text.ts';
import { startGateway, type RunningGateway } from '../testing/running-gateway.ts';

describe('a running gateway', () => {
  let gateway: RunningGateway;
  beforeEach(async () => {
    gateway = await startGateway({ now: () => new Date('2026-11-21T12:00:00.000Z') });
  });
  afterEach(() => gateway.stop());

  it('says of each resource that a message made whose it is, and of an entry who wrote it', async () => {
    const pv1 = { 2: 'I', 3: '^B6^^RFRPA' };
    expect(
      await gateway.send(adtText({ trigger: 'A01', at: '20261121080000', controlId: '1', pv1 })),
    ).toMatchObject({
      code: 'AA',
    });
    const made: Provenance[] = [];
    const resources: Resource[] = [];
    for (const type of ['Patient', 'Encounter', 'Location']) {
      const bundle = await gateway.get<Bundle>(`${type}?_revinclude=Provenance:target`);
      for (const { resource } of bundle.entry ?? []) {
        if (resource?.resourceType === 'Provenance') made.push(resource);
        else if (resource !== undefined) resources.push(resource);
      }
    }
    expect(made.length).toBeGreaterThan(2);
    expect(made.map(({ target }) => target[0]?.reference).sort()).toEqual(
      resources
        .map((one) => `${one.resourceType}/${one.id ?? ''}/_history/${one.meta?.versionId ?? ''}`)
        .sort(),
    );
    for (const one of made) {
      expect(one.occurredDateTime).toBe('2026-11-21T08:00:00.000Z');
      expect(one.agent.map(({ type }) => type?.coding?.[0]?.code)).toEqual([
        'author',
        'informant',
        'assembler',
      ]);
      expect(one.agent[0]?.who.identifier?.value).toBe('RFR');
      expect(await gateway.get(`Provenance/${one.id ?? ''}`)).toEqual(one);
    }

    const subject = {
      reference: `Patient/${resources.find((one) => one.resourceType === 'Patient')?.id ?? ''}`,
    };
    const response = await fetch(`${gateway.baseUrl}/CarePlan`, {
      method: 'POST',
      headers: { 'content-type': 'application/fhir+json' },
      body: JSON.stringify({
        resourceType: 'CarePlan',
        status: 'active',
        intent: 'plan',
        category: [
          { coding: [{ system: 'https://rother.example/fhir/CodeSystem/plan', code: 'shared-care-plan' }] },
        ],
        subject,
        author: { display: 'A. Worker' },
      }),
    });
    expect(response.status).toBe(201);
    // The answer of a create is the resource with its id.
    const { id = '' } = (await response.json()) as CarePlan;
    const found = await gateway.get<Bundle<Provenance>>(`Provenance?target=CarePlan/${id}`);
    expect(found.entry?.[0]?.resource?.agent[0]?.who).toEqual({ display: 'A. Worker' });
  });
});
