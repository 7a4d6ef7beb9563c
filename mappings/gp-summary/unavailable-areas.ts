/**
 * Areas that the practice's system does not provide, or has switched off: one OperationOutcome in the bundle, an issue
 * for each. GP Connect 1.6.2 "Error handling", NOT_IMPLEMENTED.
 */
import type { BundleItem } from './bundle-index.ts';
import { AREA_PARAMETERS } from './request-scope.ts';
import type { ElementFates, Json } from './stu3/mapper.ts';
import { asObject, objects, text, token } from './stu3/read-json.ts';
import type { AreaCode } from './summary.ts';

export interface Unavailable {
  /** Areas that are not answered, with a code for operators. */
  readonly areas: ReadonlyMap<AreaCode, string>;
  /** Areas of which a part of the request was not understood: what it would have left out may be there. */
  readonly loosened: ReadonlySet<AreaCode>;
}

/** @param issue is told of outcomes that do not name an area. */
export function unavailableAreas(
  items: readonly BundleItem[],
  issue: (path: string, reason: string) => void,
): Unavailable {
  const areas = new Map<AreaCode, string>();
  const loosened = new Set<AreaCode>();
  const outcomes = items.filter(({ type }) => type === 'OperationOutcome');
  for (const one of outcomes.flatMap(({ resource }) => objects(resource['issue']))) {
    const [name = '', part] = parameterOf(one).split('.');
    const area = Object.hasOwn(AREA_PARAMETERS, name) ? AREA_PARAMETERS[name] : undefined;
    if (one['code'] !== 'not-supported' || area === undefined) {
      issue('OperationOutcome.issue', 'does not name an area that is not supported');
    } else if (part !== undefined) {
      loosened.add(area);
    } else {
      areas.set(area, reasonOf(one));
    }
  }
  return { areas, loosened };
}

/** `diagnostics` is the parameter; the text begins with it in quotes of several kinds. */
function parameterOf(issue: Json): string {
  const named = token(issue['diagnostics']);
  if (named !== undefined) return named;
  return /[A-Za-z]+(?:\.[A-Za-z]+)?/.exec(text(asObject(issue['details'])?.['text']) ?? '')?.[0] ?? '';
}

function reasonOf(issue: Json): string {
  const details = asObject(issue['details']);
  const code = objects(details?.['coding']).flatMap((coding) => token(coding['code']) ?? [])[0];
  const disabled = /disabled/i.test(text(details?.['text']) ?? '');
  return `${code ?? 'NOT_IMPLEMENTED'}: ${disabled ? 'disabled' : 'not supported'}`;
}

export const OPERATION_OUTCOME_FATES: ElementFates = {
  'OperationOutcome.issue.severity': {
    dropped: 'an area that is not answered is one state, whatever the severity',
  },
  'OperationOutcome.issue.code': 'mapped',
  'OperationOutcome.issue.diagnostics': 'mapped',
  'OperationOutcome.issue.details.coding.code': 'mapped',
  'OperationOutcome.issue.details.coding': { dropped: 'the code says it' },
  'OperationOutcome.issue.details.text': 'mapped',
};
