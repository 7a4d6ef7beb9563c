/** The person of a case event. docs/social-care-events.md "The person"; NHS number status: UK Core, 01 to 08. */
import { z } from 'zod';
import { date, dateOrTime, email, key, line, odsCode, phone, sentences, tri } from './case-values.ts';

export const name = z
  .object({
    family: tri(line),
    given: tri(z.array(line).max(10)),
    prefix: tri(line),
    preferred: tri(line),
  })
  .meta({ id: 'Name' });

const address = z
  .object({
    lines: tri(z.array(line).max(8)),
    postcode: tri(z.string().regex(/^[A-Za-z0-9 ]{2,10}$/, 'expected a postcode')),
    uprn: tri(z.string().regex(/^\d{1,12}$/, 'expected a UPRN of 1 to 12 digits')),
    from: tri(dateOrTime),
    kind: tri(z.enum(['home', 'temporary', 'placement'])),
  })
  .meta({ id: 'Address' });

export const telecom = z
  .discriminatedUnion('system', [
    z.object({ system: z.enum(['phone', 'mobile']), value: phone }),
    z.object({ system: z.literal('email'), value: email }),
  ])
  .meta({ id: 'Telecom' });

const stated = {
  nhsNumber: tri(z.string().regex(/^[0-9 -]{10,14}$/, 'expected ten digits')),
  nhsNumberStatus: tri(z.enum(['01', '02', '03', '04', '05', '06', '07', '08'])),
  name: tri(name),
  birthDate: tri(date),
  deathDate: tri(date),
  gender: tri(z.enum(['male', 'female', 'other', 'unknown'])),
  ethnicity: tri(line),
  address: tri(address),
  telecom: tri(z.array(telecom).max(10)),
  gpPractice: tri(odsCode),
  language: tri(z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/, 'expected a BCP 47 language')),
  interpreter: tri(z.boolean()),
  communicationNeeds: tri(sentences),
  clientTypes: tri(z.array(z.enum(['service-user', 'carer'])).max(2)),
  restricted: tri(z.boolean()).meta({
    description: 'True where the whereabouts are protected; it is never taken back by an event',
  }),
};

/** Whose event it is: at least the council's own id. */
export const person = z.object({ councilPersonId: key, ...stated }).meta({ id: 'Person' });

/** The payload of a `person` event; an id in it is that of the envelope. */
export const personPayload = z.object({ councilPersonId: z.exactOptional(key), ...stated });
