/**
 * Marks that ask for discretion: ZU8-2 express dissent, ZU8-4 location hiding (the national S-flag), PV1-16 sensitive
 * or stop-noted (table 0099), PD1-12 protection, DG1-18 confidential. ITK ADT 1.0.15 ZU8. Any one of them is enough;
 * none unsets another.
 */
import type { DiscretionMark, PersonData } from '../../fact.ts';
import type { SourceMessage } from '../source-message.ts';

interface Place {
  readonly segment: string;
  readonly field: number;
  readonly codes: readonly string[];
}

/** In the order in which marks are told. */
const MARKS: readonly { readonly mark: DiscretionMark; readonly at: readonly Place[] }[] = [
  { mark: 'dissent', at: [{ segment: 'ZU8', field: 2, codes: ['2'] }] },
  { mark: 'location-hidden', at: [{ segment: 'ZU8', field: 4, codes: ['1', '2'] }] },
  { mark: 'sensitive', at: [{ segment: 'PV1', field: 16, codes: ['S', 'Y'] }] },
  {
    mark: 'confidential',
    at: [
      { segment: 'PD1', field: 12, codes: ['Y'] },
      { segment: 'DG1', field: 18, codes: ['Y'] },
    ],
  },
];

/** @returns nothing where no mark asks for it: a message never takes one back. */
export function discretion(message: SourceMessage): Pick<PersonData, 'restricted' | 'discretion'> {
  const marks = MARKS.filter(({ at }) => at.some((place) => stands(place, message))).map(({ mark }) => mark);
  return marks.length === 0 ? {} : { restricted: true, discretion: marks };
}

function stands({ segment, field, codes }: Place, message: SourceMessage): boolean {
  return message.all(segment).some((s) => codes.includes(s.value(field)?.trim().toUpperCase() ?? ''));
}
