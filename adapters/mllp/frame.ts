/** The MLLP envelope of a message: VT, the message, FS, CR. HL7 MLLP release 1, "Block format". */

export const VT = 0x0b;
export const FS = 0x1c;
export const CR = 0x0d;

/** The bytes to put on the wire for `message`, which must hold neither VT nor FS. */
export function frame(message: Uint8Array): Uint8Array {
  const framed = new Uint8Array(message.length + 3);
  framed[0] = VT;
  framed.set(message, 1);
  framed[message.length + 1] = FS;
  framed[message.length + 2] = CR;
  return framed;
}
