/**
 * Marks that ask for discretion: ZU8-2 express dissent, ZU8-4 location hiding (the national S-flag), PV1-16 sensitive
 * or stop-noted (table 0099), PD1-12 protection. ITK ADT 1.0.15 ZU8. Any one of them is enough; none unsets another.
 */
import type { SourceMessage } from '../source-message.ts';

export function asksForDiscretion(message: SourceMessage): boolean {
  const zu8 = message.first('ZU8');
  const vip = message.first('PV1')?.value(16)?.trim();
  return (
    zu8?.value(2)?.trim() === '2' ||
    ['1', '2'].includes(zu8?.value(4)?.trim() ?? '') ||
    vip === 'S' ||
    vip === 'Y' ||
    message.first('PD1')?.value(12)?.trim() === 'Y'
  );
}
