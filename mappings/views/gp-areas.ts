/**
 * The clinical areas of the GP summaries that stand, each with its practice, state, warnings, age and items; a former
 * practice's are marked as superseded. GP Connect 1.6.2 "List".
 */
import { ODS_ORGANISATION } from '../../conformance/systems.ts';
import { ageOf, DEFAULT_AGE_LIMITS, type AreaAge } from '../gp-summary/area-age.ts';
import { KEPT_TAG } from '../gp-summary/area-list.ts';
import { readAreaList, type ReadArea } from '../gp-summary/read-area-list.ts';
import { supersededPractices } from '../gp-summary/superseded.ts';
import { ofType, resolve, type PersonRecord, type Stored } from './person-record.ts';

export interface GpItem {
  readonly resource: Stored;
  /** It is not in the latest summary. */
  readonly kept: boolean;
}

export interface GpArea extends ReadArea {
  /** Name, else code, of the practice. */
  readonly source: string;
  readonly age: AreaAge;
  readonly superseded: boolean;
  readonly items: readonly GpItem[];
}

/** @param now ISO UTC. @returns every area of every practice; by area, then the present practice first, then the newest. */
export function gpAreas(record: PersonRecord, now: string): readonly GpArea[] {
  const lists = ofType(record, 'List').flatMap((list) => {
    const read = readAreaList(list);
    return read === undefined ? [] : [{ list, read }];
  });
  const present = practiceOf(record);
  const superseded = supersededPractices(
    lists.map(({ read }) => read),
    present,
  );
  return lists
    .map(({ list, read }): GpArea => {
      const items = (list.entry ?? []).flatMap(({ item, flag }): GpItem[] => {
        const resource = resolve(record, item);
        const kept = flag?.coding?.some(({ code }) => code === KEPT_TAG.code) === true;
        return resource === undefined ? [] : [{ resource, kept }];
      });
      return {
        ...read,
        source: read.practiceName ?? read.practice,
        age: ageOf(read, now, DEFAULT_AGE_LIMITS),
        superseded: superseded.has(read.practice),
        items,
      };
    })
    .toSorted(
      (a, b) =>
        compare(a.area, b.area) ||
        Number(b.practice === present) - Number(a.practice === present) ||
        compare(b.asOf, a.asOf) ||
        compare(a.practice, b.practice),
    );
}

/** ODS code of the registered practice; undefined where none is known. */
function practiceOf({ patient }: PersonRecord): string | undefined {
  return patient.generalPractitioner?.flatMap(({ identifier }) =>
    identifier?.system === ODS_ORGANISATION ? (identifier.value ?? []) : [],
  )[0];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
