/** UUIDv5, RFC 9562 section 5.5: the same kind and key give the same id on any gateway and after any replay. */
import { hash } from 'node:crypto';

/** Rother's own name space: a fixed random UUID. Changing it would change every id. */
const NAMESPACE = Buffer.from('6f0e6c5e4f8d4f0f9c3b5a1d2e7b8c90', 'hex');

export function uuidV5(kind: string, key: string): string {
  const bytes = hash('sha1', Buffer.concat([NAMESPACE, Buffer.from(`${kind}|${key}`)]), 'buffer');
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex', 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
