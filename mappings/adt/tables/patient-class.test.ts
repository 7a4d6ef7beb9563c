import { describe, expect, it } from 'vitest';
import { encounterClass, patientClass } from './patient-class.ts';

describe('a patient class', () => {
  it.each([
    ['E', 'emergency', 'EMER'],
    ['I', 'inpatient', 'IMP'],
    ['B', 'inpatient', 'IMP'],
    ['O', 'outpatient', 'AMB'],
    ['R', 'outpatient', 'AMB'],
    ['P', 'inpatient', 'PRENC'],
    ['W', 'inpatient', 'PRENC'],
  ])('%s is of the setting %s, class %s', (code, setting, act) => {
    expect(patientClass(code, {})).toEqual({ code, setting });
    expect(encounterClass(code)).toMatchObject({
      system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
      code: act,
    });
  });

  it.each(['99', 'N', 'U', 'C', 'DAY CASE', 'constructor'])(
    '%s says no setting, and is never taken for an inpatient',
    (code) => {
      expect(patientClass(code, {})).toEqual({ code, setting: 'unknown' });
      expect(encounterClass(code)).toMatchObject({ code: 'UNK' });
    },
  );

  it('is read through the map of the feed', () => {
    expect(patientClass('DAY CASE', { 'DAY CASE': 'I' })).toEqual({ code: 'I', setting: 'inpatient' });
  });

  it('that was never sent is unknown', () => {
    expect(encounterClass(undefined)).toMatchObject({ code: 'UNK' });
  });
});
