import { describe, expect, it } from 'vitest';
import { mapSummary } from './map-summary.ts';
import type { ReadSummary } from './submission.ts';
import { bundle, context, mapped, patient, snomed, subject } from './testing/r4-bundles.ts';

const message = context();
const composition = (system: string, code: string) => ({
  resourceType: 'Composition',
  status: 'final',
  type: { coding: [{ system, code }] },
  subject,
  date: '2026-05-01',
});
const condition = { resourceType: 'Condition', code: snomed('38341003'), subject };
const stu3 = {
  resourceType: 'Patient',
  id: 'p1',
  identifier: patient.identifier,
  managingOrganization: { reference: 'Organization/o' },
};
const organization = {
  resourceType: 'Organization',
  id: 'o',
  identifier: [{ system: 'https://fhir.nhs.uk/Id/ods-organization-code', value: 'C87999' }],
};

describe('a summary as submitted', () => {
  it.each<ReadSummary>([
    {
      format: 'scr',
      submission: {
        response: bundle('searchset', composition('http://snomed.info/sct', '196981000000101'), patient),
      },
    },
    {
      format: 'ips',
      submission: { response: bundle('document', composition('http://loinc.org', '60591-5'), patient) },
    },
    { format: 'uk-core', submission: { response: bundle('collection', patient, condition) } },
    { format: 'gp-connect-structured', submission: { response: bundle('collection', stu3, organization) } },
  ])('of format $format goes to the mapping of its format', (read) => {
    expect(mapped(mapSummary(read, message)).statements.trigger).toBe(read.format);
  });

  it('of somebody else than the connector asked for is refused, whatever its format', () => {
    for (const [format, response] of [
      ['uk-core', bundle('collection', patient, condition)],
      ['gp-connect-structured', bundle('collection', stu3, organization)],
    ] as const) {
      const refused = mapSummary({ format, submission: { response, nhsNumber: '9990000026' } }, message);
      expect(refused).toHaveProperty('refused');
      expect(JSON.stringify(refused)).not.toMatch(/\d{10}/);
    }
  });

  it('from a connector whose clock is ahead takes the time of receipt: it keeps no later summary out', () => {
    const response = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'forbidden' }] };
    const retrieved = '2099-01-01T00:00:00.000Z';
    const submission = { response, practice: 'C87999', nhsNumber: '9990000018', retrieved };
    const { statements, issues } = mapped(
      mapSummary({ format: 'gp-connect-structured', submission }, message),
    );
    expect(statements.effective).toBe(message.receivedAt);
    expect(JSON.stringify(statements)).not.toContain('2099');
    expect(issues.map(({ path }) => path)).toContain('Parameters.parameter[retrieved]');
  });

  it('is a refusal where the practice answered with an OperationOutcome', () => {
    const response = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'forbidden' }] };
    const read: ReadSummary = {
      format: 'gp-connect-structured',
      submission: { response, practice: 'C87999', nhsNumber: '9990000018' },
    };
    expect(mapped(mapSummary(read, message)).statements.sets).toHaveLength(10);
  });
});
