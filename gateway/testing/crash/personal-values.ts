/** For tests of logs: what in an ADT message tells of a person. HL7 v2.4 3.4.2 PID. */

const PID_FIELDS = { identifiers: 3, name: 5, birthDate: 7, address: 11, telephone: 13 } as const;
/** Titles, types and short codes would be found anywhere. */
const SHORTEST = 3;

/** Names, numbers, dates of birth, address lines, postcodes and telephone numbers of the people in the messages. */
export function personalValues(messages: readonly string[]): ReadonlySet<string> {
  const values = new Set<string>();
  for (const message of messages) {
    const pid = message.split('\r').find((segment) => segment.startsWith('PID|'));
    const fields = pid?.split('|') ?? [];
    const add = (field: number, ...components: readonly number[]): void => {
      for (const repetition of fields[field]?.split('~') ?? []) {
        const parts = repetition.split('^');
        for (const component of components) values.add(parts[component - 1] ?? '');
      }
    };
    add(PID_FIELDS.identifiers, 1);
    add(PID_FIELDS.name, 1, 2, 3);
    add(PID_FIELDS.birthDate, 1);
    add(PID_FIELDS.address, 1, 2, 5);
    add(PID_FIELDS.telephone, 1);
  }
  return new Set([...values].filter((value) => value.length >= SHORTEST));
}

/** Those of the values that stand in the lines as words of their own. */
export function foundIn(lines: readonly string[], values: ReadonlySet<string>): readonly string[] {
  const text = lines.join('\n');
  return [...values].filter((value) => {
    for (let at = text.indexOf(value); at !== -1; at = text.indexOf(value, at + 1)) {
      if (!LETTER.test(text.charAt(at - 1)) && !LETTER.test(text.charAt(at + value.length))) return true;
    }
    return false;
  });
}

const LETTER = /[\p{L}\p{N}]/u;
