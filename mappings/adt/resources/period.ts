/** Two moments -> Period, each as it is shown: local with its offset. */
import type { Timed } from './states.ts';

export function period(start: Timed | undefined, end: Timed | undefined): { start?: string; end?: string } {
  return {
    ...(start === undefined ? {} : { start: start.dateTime }),
    ...(end === undefined ? {} : { end: end.dateTime }),
  };
}
