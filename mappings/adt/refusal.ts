/** Why a message cannot be taken. HL7 v2.4 table 0357; a refusal is a value, passed up to the answer. */

/** The text holds nothing of the person. */
export interface MappingRefusal {
  /** 100 segment missing, 101 field missing, 102 value not of its type, 201 event not taken, 204 unknown key. */
  readonly condition: 100 | 101 | 102 | 201 | 204;
  readonly segment: string;
  /** Which occurrence of the segment, from 1, where the message holds several groups. */
  readonly sequence?: number;
  readonly field?: number;
  readonly text: string;
}

export interface Refused {
  readonly refused: MappingRefusal;
}

/** @param where `PID` or `PV1-19`. */
export function refuse(condition: MappingRefusal['condition'], where: string, text: string): Refused {
  const [segment = '', field] = where.split('-');
  return { refused: { condition, segment, ...(field === undefined ? {} : { field: Number(field) }), text } };
}
