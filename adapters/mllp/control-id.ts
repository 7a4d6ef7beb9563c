/**
 * The control ids by which a sender matches an acknowledgement to its message: MSH-10 and MSA-2.
 * HL7 v2.4 2.9.2 (message control), 2.16.9 MSH and 2.16.8 MSA. Read from the bytes, because framing knows no charset.
 */

/** MSH-10 of `message` as sent (one character a byte); undefined where there is no MSH. */
export function sentControlId(message: Uint8Array): string | undefined {
  // MSH-1 is the separator itself, so MSH-10 is the tenth piece of the line, name included.
  return fieldOf(message, 'MSH', 9);
}

/** MSA-1 of `acknowledgement` as sent; undefined where there is no MSA. */
export function acknowledgementCode(acknowledgement: Uint8Array): string | undefined {
  return fieldOf(acknowledgement, 'MSA', 1);
}

/** MSA-2 of `acknowledgement` as sent; undefined where there is no MSA. */
export function acknowledgedControlId(acknowledgement: Uint8Array): string | undefined {
  return fieldOf(acknowledgement, 'MSA', 2);
}

function fieldOf(message: Uint8Array, segment: string, piece: number): string | undefined {
  const text = Buffer.from(message.buffer, message.byteOffset, message.length).toString('latin1');
  const start = text.indexOf('MSH');
  const separator = text[start + 3];
  if (start < 0 || separator === undefined) return undefined;
  const line = text
    .slice(start)
    .split(/[\r\n]+/)
    .find((candidate) => candidate.startsWith(segment + separator));
  return line === undefined ? undefined : (line.split(separator)[piece] ?? '');
}
