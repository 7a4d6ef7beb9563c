/** ZU1 -> whether the patient could leave. ITK ADT 1.0.15 ZU1-22 (medically fit, Y or N), ZU1-24 (ready for discharge). */
import { present, tri } from '../datatypes/coded.ts';
import { timeField } from '../datatypes/time-field.ts';
import type { VisitData } from '../visit-fact.ts';
import type { IssueList } from '../issue.ts';
import type { SourceSegment } from '../source-message.ts';

export function readinessFromZu1(
  zu1: SourceSegment | undefined,
  issues: IssueList,
): Pick<VisitData, 'readyForDischarge' | 'medicallyFit'> {
  if (zu1 === undefined) return {};
  return {
    ...present(
      'readyForDischarge',
      tri(zu1, 24, () => timeField(zu1, 24, 'Encounter.extension:readyForDischarge', issues)?.dateTime),
    ),
    ...present(
      'medicallyFit',
      tri(zu1, 22, (code) => medicallyFit(code, issues)),
    ),
  };
}

function medicallyFit(code: string, issues: IssueList): boolean | undefined {
  const upper = code.toUpperCase();
  if (upper === 'Y' || upper === 'N') return upper === 'Y';
  issues.add('ZU1-22', 'Encounter.extension:medicallyFit', 'the code is neither Y nor N');
  return undefined;
}
