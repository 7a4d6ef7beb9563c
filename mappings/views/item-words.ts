/** Items of GP records in words: problems, allergies, immunisations, measurements, reports. Nothing is added to what was recorded. */
import type {
  AllergyIntolerance,
  Condition,
  DiagnosticReport,
  Immunization,
  Observation,
  ServiceRequest,
} from '@medplum/fhirtypes';
import { ROTHER, UK_CORE } from '../../conformance/systems.ts';
import { dateWords } from '../gp-summary/summary-text.ts';
import { extensionOf } from './extension-of.ts';
import { conceptWords, joined, quantityWords } from './view-words.ts';

const SIGNIFICANCE = `${ROTHER}StructureDefinition/problem-significance`;
const PROCEDURE = `${UK_CORE}Extension-UKCore-VaccinationProcedure`;
/** Degrade codes of a drug and of another allergy: the text alone says to what. */
const NOT_CODED: readonly (string | undefined)[] = ['196461000000101', '196471000000108'];

/** Active where its status says so, or says nothing. */
export function isActive({ clinicalStatus }: Condition): boolean {
  const codes = clinicalStatus?.coding?.map(({ code }) => code) ?? [];
  return !codes.some((code) => code === 'inactive' || code === 'resolved' || code === 'remission');
}

export function significanceOf(condition: Condition): string | undefined {
  return extensionOf(condition, SIGNIFICANCE)?.valueCode;
}

export function problemWords(condition: Condition): string {
  const { onsetDateTime, onsetPeriod, onsetString, abatementDateTime, recordedDate } = condition;
  const onset = onsetDateTime ?? onsetPeriod?.start;
  return (
    joined([
      conceptWords(condition.code) ?? 'Problem without a name',
      significanceOf(condition),
      onset === undefined ? onsetString : `since ${dateWords(onset)}`,
      abatementDateTime === undefined ? undefined : `ended ${dateWords(abatementDateTime)}`,
      onset === undefined && recordedDate !== undefined
        ? `recorded on ${dateWords(recordedDate)}`
        : undefined,
    ]) ?? ''
  );
}

/** A drug that is not coded cannot be compared with what is prescribed: whoever reads must do it. */
export function allergyWords(allergy: AllergyIntolerance): string {
  const reactions = (allergy.reaction ?? []).flatMap(({ manifestation, description, severity }) => {
    const signs = manifestation.flatMap((one) => conceptWords(one) ?? []);
    return joined([...signs, description, severity]) ?? [];
  });
  const notCoded = allergy.code?.coding?.some(({ code }) => NOT_CODED.includes(code)) === true;
  return (
    joined([
      conceptWords(allergy.code) ?? 'Allergy without a name',
      allergy.criticality === 'high' ? 'high criticality' : undefined,
      reactions.length === 0 ? undefined : `reaction: ${reactions.join('; ')}`,
      notCoded ? 'not coded: no system can check prescriptions against it' : undefined,
      allergy.recordedDate === undefined ? undefined : `recorded on ${dateWords(allergy.recordedDate)}`,
    ]) ?? ''
  );
}

/** "Not given" speaks of one appointment only. */
export function immunisationWords(immunization: Immunization): string {
  const { occurrenceDateTime, occurrenceString, vaccineCode, status, lotNumber } = immunization;
  const procedure = conceptWords(extensionOf(immunization, PROCEDURE)?.valueCodeableConcept);
  return (
    joined([
      procedure ?? conceptWords(vaccineCode) ?? 'Immunisation',
      status === 'not-done' ? 'NOT given on that occasion' : undefined,
      occurrenceDateTime === undefined ? occurrenceString : dateWords(occurrenceDateTime),
      lotNumber === undefined ? undefined : `batch ${lotNumber}`,
    ]) ?? ''
  );
}

export function observationWords(observation: Observation): string {
  const components = (observation.component ?? []).flatMap((component) => {
    const value = valueWords(component);
    return value === undefined ? [] : `${conceptWords(component.code) ?? ''} ${value}`.trim();
  });
  const when = observationTime(observation);
  const value = valueWords(observation);
  const told = value === undefined ? components.join(', ') : [value, ...components].join(', ');
  const name = conceptWords(observation.code) ?? 'Observation';
  return (
    joined([told === '' ? name : `${name}: ${told}`, when === undefined ? undefined : dateWords(when)]) ?? ''
  );
}

/** FHIR dateTime of which it speaks, else when it was issued. */
export function observationTime(observation: Observation): string | undefined {
  const { effectiveDateTime, effectivePeriod, effectiveInstant, issued } = observation;
  return effectiveDateTime ?? effectivePeriod?.start ?? effectiveInstant ?? issued;
}

function valueWords(value: Partial<Observation>): string | undefined {
  if (value.valueQuantity !== undefined) return quantityWords(value.valueQuantity);
  if (value.valueBoolean !== undefined) return value.valueBoolean ? 'yes' : 'no';
  if (value.valueInteger !== undefined) return String(value.valueInteger);
  if (value.valueDateTime !== undefined) return dateWords(value.valueDateTime);
  if (value.valueCodeableConcept !== undefined) return conceptWords(value.valueCodeableConcept);
  return value.valueString ?? conceptWords(value.dataAbsentReason);
}

export function reportWords(report: DiagnosticReport): string {
  const when = report.effectiveDateTime ?? report.effectivePeriod?.start ?? report.issued;
  return (
    joined([
      conceptWords(report.code) ?? 'Report',
      report.conclusion,
      when === undefined ? undefined : dateWords(when),
    ]) ?? ''
  );
}

/** A recall of the practice's diary, or a referral. */
export function requestWords(request: ServiceRequest): string {
  const { occurrenceDateTime, occurrencePeriod, authoredOn } = request;
  const due = occurrenceDateTime ?? occurrencePeriod?.start;
  return (
    joined([
      conceptWords(request.code) ?? conceptWords(request.reasonCode?.[0]) ?? 'Request',
      due === undefined ? undefined : `due ${dateWords(due)}`,
      due === undefined && authoredOn !== undefined ? `entered ${dateWords(authoredOn)}` : undefined,
    ]) ?? ''
  );
}
