/**
 * Marks that ask for discretion: ZU8-2 express dissent, ZU8-4 location hiding (the national S-flag), PV1-16 sensitive
 * or stop-noted (table 0099), PD1-12 protection, DG1-18 confidential. ITK ADT 1.0.15 ZU8. Any one of them is enough; none unsets another.
 */
import type { SourceMessage } from '../source-message.ts';

export function asksForDiscretion(message: SourceMessage): boolean {
  const any = (segment: string, field: number, codes: readonly string[]): boolean =>
    message.all(segment).some((s) => codes.includes(s.value(field)?.trim().toUpperCase() ?? ''));
  return (
    any('ZU8', 2, ['2']) ||
    any('ZU8', 4, ['1', '2']) ||
    any('PV1', 16, ['S', 'Y']) ||
    any('PD1', 12, ['Y']) ||
    any('DG1', 18, ['Y'])
  );
}
