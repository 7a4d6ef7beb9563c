/** The payloads of case events, one schema a type. docs/social-care-events.md explains each field. */
import { z } from 'zod';
import { name, telecom } from './case-person-schema.ts';
import { cqcLocation, dateOrTime, email, key, line, phone, sentences, tri } from './case-values.ts';

const worker = z
  .object({
    id: tri(key),
    name: tri(line),
    role: tri(line),
    phone: tri(phone),
    email: tri(email),
  })
  .meta({ id: 'Worker' });

const team = z
  .object({ id: tri(key), name: tri(line), phone: tri(phone), outOfHoursPhone: tri(phone) })
  .meta({ id: 'Team' });

const provider = z
  .object({ name: tri(line), cqcLocationId: tri(cqcLocation), phone: tri(phone) })
  .meta({ id: 'Provider' });

const outcomes = z.array(line).max(20);
const workStatus = z.enum(['planned', 'in-progress', 'completed', 'cancelled']);

export const contact = z.object({
  receivedAt: tri(dateOrTime),
  reason: tri(line),
  requesterType: tri(line),
  route: tri(line),
  status: tri(z.enum(['open', 'closed', 'cancelled'])),
  outcome: tri(line),
  endedAt: tri(dateOrTime),
  team: tri(team),
});

export const assessment = z.object({
  kind: tri(line),
  status: tri(workStatus),
  startedAt: tri(dateOrTime),
  endedAt: tri(dateOrTime),
  team: tri(team),
  performer: tri(worker),
  outcomes: tri(outcomes),
  triggeredBy: tri(key),
});

export const review = z.object({
  kind: tri(line),
  reason: tri(line),
  status: tri(workStatus),
  dueDate: tri(dateOrTime),
  startedAt: tri(dateOrTime),
  endedAt: tri(dateOrTime),
  team: tri(team),
  outcomes: tri(outcomes),
});

export const reviewDue = z.object({ dueDate: tri(dateOrTime), of: tri(key) });

export const service = z.object({
  category: tri(line),
  component: tri(line),
  status: tri(z.enum(['planned', 'active', 'suspended', 'ended'])),
  start: tri(dateOrTime),
  end: tri(dateOrTime),
  provider: tri(provider),
  frequency: tri(line),
  weeklyHours: tri(z.number().min(0).max(1000)),
  deliveryMechanism: tri(line),
  fundingSource: tri(line),
  reablementTargetEnd: tri(dateOrTime),
  suspendedFrom: tri(dateOrTime),
  resumedFrom: tri(dateOrTime),
  careManager: tri(worker),
});

export const allocation = z.object({
  worker: tri(worker),
  team: tri(team),
  from: tri(dateOrTime),
  to: tri(dateOrTime),
  keyWorker: tri(z.boolean()),
});

export const supportReason = z.object({
  reason: tri(line),
  primary: tri(z.boolean()),
  from: tri(dateOrTime),
  to: tri(dateOrTime),
});

export const alert = z.object({
  category: tri(line),
  kind: tri(line),
  status: tri(z.enum(['active', 'ended'])),
  from: tri(dateOrTime),
  to: tri(dateOrTime),
  text: tri(sentences),
  audience: tri(line),
});

export const safeguarding = z.object({
  status: tri(z.enum(['open', 'closed'])),
  concernDate: tri(dateOrTime),
  endDate: tri(dateOrTime),
});

export const legal = z.object({
  kind: tri(z.enum(['dols', 'lpa-welfare', 'lpa-finance', 'deputy', 'mca', 'mha'])),
  status: tri(z.enum(['applied', 'in-force', 'ended', 'refused'])),
  from: tri(dateOrTime),
  to: tri(dateOrTime),
  holder: tri(line),
});

export const carer = z.object({
  carerPersonId: tri(key),
  name: tri(name),
  relationship: tri(line),
  roles: tri(z.array(line).max(10)),
  telecom: tri(z.array(telecom).max(10)),
  from: tri(dateOrTime),
  to: tri(dateOrTime),
  livesWith: tri(z.boolean()),
  hoursBand: tri(line),
  emergencyPlan: tri(z.boolean()),
});

export const equipment = z.object({
  item: tri(line),
  start: tri(dateOrTime),
  end: tri(dateOrTime),
  status: tri(z.enum(['requested', 'in-place', 'returned', 'cancelled'])),
  note: tri(sentences),
  keySafe: tri(z.boolean()).meta({ description: 'Whether there is a key safe; its code is never sent' }),
});

export const placement = z.object({
  kind: tri(z.enum(['respite', 'short-stay', 'permanent', 'discharge-to-assess'])),
  cqcLocationId: tri(cqcLocation),
  homeName: tri(line),
  from: tri(dateOrTime),
  to: tri(dateOrTime),
});

export const funding = z.object({
  status: tri(line),
  chc: tri(z.enum(['none', 'screening', 'eligible', 'fast-track'])),
  from: tri(dateOrTime),
  of: tri(key),
});
