/**
 * Rules of FHIR R4 that go over several elements: what of a resource breaks one is put right where that says nothing new,
 * and told; where it cannot be, the resource is left out. R4 invariants org-1, ait-1, ait-2, con-4, con-5, obs-6, ppc-1,
 * prr-1, cpl-3.
 */
import type { Json } from '../stu3/mapper.ts';
import { codeableConcept } from '../stu3/read-datatypes.ts';
import { objects } from '../stu3/read-json.ts';

type Loss = (path: string, reason: string) => void;

/** @param resource read by its shape. @returns undefined where it cannot stand. */
export function repaired(resource: Json, loss: Loss): Json | undefined {
  switch (resource['resourceType']) {
    case 'AllergyIntolerance':
      return allergy(resource, loss);
    case 'CarePlan':
      return { ...resource, ...plan(resource, loss) };
    case 'Condition':
      return condition(resource, loss);
    case 'Consent':
      return resource['policy'] === undefined && resource['policyRule'] === undefined
        ? { ...resource, policyRule: { text: 'The source names no policy' } }
        : resource;
    case 'Observation':
      return observation(resource, loss);
    case 'Organization':
      if (resource['name'] !== undefined || resource['identifier'] !== undefined) return resource;
      loss('Organization', 'has neither name nor identifier: it is left out');
      return undefined;
    case 'ServiceRequest':
      return resource['code'] === undefined
        ? without(resource, 'orderDetail', 'details nothing', loss)
        : resource;
    default:
      return resource;
  }
}

const ALLERGY_STATUS = 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical';

/** An allergy that nobody says is over counts as one that is not: the other way round could harm. */
function allergy(resource: Json, loss: Loss): Json {
  if (has(resource['verificationStatus'], ['entered-in-error'])) {
    return without(resource, 'clinicalStatus', 'has none where it was entered in error', loss);
  }
  if (resource['clinicalStatus'] !== undefined) return resource;
  loss('AllergyIntolerance.clinicalStatus', 'is not told: it is taken for active');
  return { ...resource, clinicalStatus: { coding: [{ system: ALLERGY_STATUS, code: 'active' }] } };
}

const ENDED = ['inactive', 'resolved', 'remission'];
const ABATEMENT = ['DateTime', 'Age', 'Period', 'Range', 'String'].map((form) => `abatement${form}`);

/** An end beside a status that knows none: the status stays, and the end is told in words. */
function condition(resource: Json, loss: Loss): Json {
  if (has(resource['verificationStatus'], ['entered-in-error'])) {
    return without(resource, 'clinicalStatus', 'has none where it was entered in error', loss);
  }
  const end = ABATEMENT.find((name) => resource[name] !== undefined);
  if (end === undefined || has(resource['clinicalStatus'], ENDED)) return resource;
  const value = resource[end];
  const said = typeof value === 'string' ? `: ${value}` : '';
  const note = { text: `The source gives an end to a problem that it does not call ended${said}` };
  const rest = without(resource, end, 'contradicts the clinical status: it is told in a note', loss);
  return { ...rest, note: [...objects(rest['note']), note] };
}

function observation(resource: Json, loss: Loss): Json {
  const valued = Object.keys(resource).some((name) => /^value[A-Z]/.test(name));
  return valued
    ? without(resource, 'dataAbsentReason', 'says that a value is absent which is there', loss)
    : resource;
}

function plan(resource: Json, loss: Loss): Json {
  if (resource['activity'] === undefined) return {};
  const activity = objects(resource['activity']).map((one) =>
    one['detail'] === undefined ? one : without(one, 'reference', 'stands beside the detail itself', loss),
  );
  return { activity };
}

function without(resource: Json, element: string, reason: string, loss: Loss): Json {
  if (resource[element] === undefined) return resource;
  const { [element]: _, ...rest } = resource;
  loss(
    `${typeof resource['resourceType'] === 'string' ? resource['resourceType'] : 'CarePlan.activity'}.${element}`,
    reason,
  );
  return rest;
}

function has(concept: unknown, codes: readonly string[]): boolean {
  return codeableConcept(concept)?.coding?.some(({ code }) => codes.includes(code ?? '')) === true;
}
