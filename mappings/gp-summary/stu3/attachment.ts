/**
 * What is known of a document, without its address: GP Connect gives the document through another capability, and an
 * address of a practice system is nothing to hand on. GP Connect 1.6.2 "DocumentReference".
 */
import type { Attachment } from '@medplum/fhirtypes';
import type { Json } from './mapper.ts';
import { dateTime, filled, present, text, token, whole } from './read-json.ts';

export function attachment(source: Json): Attachment | undefined {
  return filled(
    present({
      contentType: token(source['contentType']),
      language: token(source['language']),
      size: whole(source['size']),
      hash: token(source['hash']),
      title: text(source['title']),
      creation: dateTime(source['creation']),
    }),
  );
}
