/** A document may touch what other feeds brought: what is theirs stays theirs. */
import { describe, expect, it } from 'vitest';
import { ALLERGY, LISTS, PATIENT, bundleOf, list } from '../../mappings/gp-summary/testing/stu3-bundle.ts';
import { adtText } from '../testing/adt-text.ts';
import { recordBench } from '../testing/record-bench.ts';
import { receiveDocument } from './receive-document.ts';

const PRACTICE = {
  resourceType: 'Organization',
  id: 'o',
  identifier: [{ system: 'https://fhir.nhs.uk/Id/ods-organization-code', value: 'C87017' }],
};
const HARTLEY = { ...PATIENT, name: [{ family: 'Hartley', given: ['Joan'] }], birthDate: '1941-02-03' };

describe('a GP summary of somebody who is in hospital', () => {
  it('leaves the stay as the hospital told it, though it joins the person', async () => {
    const bench = await recordBench();
    try {
      await bench.send(
        adtText({ trigger: 'A01', at: '20261103080000', controlId: 'M1', pv1: { 2: 'I', 3: 'B6^^^RFRPA' } }),
      );
      const summary = bundleOf([HARTLEY, PRACTICE, list(LISTS.allergies, ['AllergyIntolerance/a']), ALLERGY]);
      const raw = Buffer.from(JSON.stringify(summary));
      const origin = { feed: 'gp-connect', peer: 'http:127.0.0.1', controlId: '' };
      const before = await bench.resources('Encounter');
      expect((await receiveDocument(raw, origin, bench.deps)).receipt.kind).toBe('committed');
      const [patient, ...others] = await bench.resources('Patient');
      expect(others).toEqual([]);
      expect((await bench.resources('AllergyIntolerance'))[0]?.patient.reference).toBe(
        `Patient/${patient?.id ?? ''}`,
      );
      const said = (encounters: typeof before) =>
        encounters.map(({ identifier, serviceProvider }) => ({ identifier, serviceProvider }));
      expect(said(await bench.resources('Encounter'))).toEqual(said(before));
      expect(said(before)[0]?.serviceProvider?.display).toBe('The Rotherham NHS Foundation Trust');
    } finally {
      await bench.close();
    }
  });
});
