/** The cells of one row by column, and the faults found while they are read. */
import type { CldColumn, CldHeader } from './cld-columns.ts';
import { readDate } from './cld-date.ts';
import { valueClass, type CldFault, type CldRule } from './cld-fault.ts';
import { readValue } from './cld-values.ts';

/** Longest text that is kept of a cell. */
const LONGEST = 200;

export class CldCells {
  readonly #cells: readonly string[];
  readonly #header: CldHeader;
  readonly #line: number;
  readonly #faults: CldFault[] = [];

  constructor(cells: readonly string[], header: CldHeader, line: number) {
    this.#cells = cells;
    this.#header = header;
    this.#line = line;
  }

  get faults(): readonly CldFault[] {
    return this.#faults;
  }

  /** The trimmed text; '' for blanks, and for the literal NULL that databases export. */
  text(column: CldColumn): string {
    const position = this.#header.positions[column];
    const text = position === undefined ? '' : (this.#cells[position] ?? '').trim();
    return text.toUpperCase() === 'NULL' ? '' : text;
  }

  refuse(column: CldColumn, rule: CldRule): void {
    this.#add(column, rule, true);
  }

  note(column: CldColumn, rule: CldRule): void {
    this.#add(column, rule, false);
  }

  /** A blank of a column that must have a value. */
  noteBlank(column: CldColumn): void {
    if (this.text(column) === '') this.note(column, 'blank-mandatory');
  }

  /** A date; what is none refuses the row where `refuses`, and is otherwise left out and noted. */
  date(column: CldColumn, refuses: boolean): string | undefined {
    const text = this.text(column);
    if (text === '') return undefined;
    const date = readDate(text);
    if (date === undefined) this.#add(column, 'not-a-date', refuses);
    return date;
  }

  /** A value of the column's list, in the words of Release 2; what the list does not have is text, and noted. */
  listed(column: CldColumn): string | undefined {
    const text = this.#bounded(column);
    if (text === undefined) return undefined;
    const result = readValue(column, text);
    switch (result.kind) {
      case 'known':
        return result.value;
      case 'release-1':
        this.note(column, 'release-1-value');
        return result.value;
      case 'unverified':
        this.note(column, 'unverified-value');
        return result.value;
      case 'unknown':
        this.note(column, 'not-in-list');
        return text;
    }
  }

  /** A value that the list must have: otherwise the row is refused, or left out where it may be. */
  strictlyListed(column: CldColumn, refuses: boolean): string | undefined {
    const text = this.text(column);
    if (text === '') return undefined;
    const result = readValue(column, text);
    if (result.kind === 'known') return result.value;
    if (result.kind === 'release-1') {
      this.note(column, 'release-1-value');
      return result.value;
    }
    this.#add(column, 'not-in-list', refuses);
    return undefined;
  }

  /** A value of a shape; what has another is left out and noted. */
  shaped(column: CldColumn, rule: CldRule, isSound: (text: string) => boolean): string | undefined {
    const text = this.text(column);
    if (text === '') return undefined;
    if (isSound(text)) return text;
    this.note(column, rule);
    return undefined;
  }

  #bounded(column: CldColumn): string | undefined {
    const text = this.text(column);
    if (text === '') return undefined;
    if (text.length <= LONGEST) return text;
    this.note(column, 'too-long');
    return undefined;
  }

  #add(column: CldColumn, rule: CldRule, refuses: boolean): void {
    this.#faults.push({ line: this.#line, column, rule, value: valueClass(this.text(column)), refuses });
  }
}
