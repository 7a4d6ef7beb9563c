/** How much an R4 summary tells of an area: what was not asked for, or is not listed, cannot be missing. */
import { requestScope } from '../request-scope.ts';
import type { SubmissionContext } from '../submission.ts';
import type { AreaScope } from '../summary.ts';
import type { DraftArea, SummaryDraft } from './summary-draft.ts';

/** @returns `whole` only where the format, or the request for a listed area, says so. */
export function areaScope(
  {
    area,
    partial,
  }: { readonly area: Parameters<typeof requestScope>[1]; readonly partial?: DraftArea['partial'] },
  { whole }: Pick<SummaryDraft, 'whole'>,
  { request }: Pick<SubmissionContext, 'request'>,
): AreaScope {
  if (whole === true) return { kind: 'whole' };
  return partial === true ? { kind: 'unknown' } : requestScope(request, area);
}
