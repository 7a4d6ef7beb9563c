/**
 * What a subscriber or a search was told of what is in place around a person: who has the case (CareTeam), packages
 * (EpisodeOfCare), alerts (Flag). Interweave-SocialCareService, UKCore-CareTeam; gateway/subscriptions/README.md.
 */
import { z } from 'zod';

const concept = z.looseObject({
  text: z.string().optional(),
  coding: z.array(z.looseObject({ code: z.string().optional(), display: z.string().optional() })).optional(),
});
const display = z.looseObject({ reference: z.string().optional(), display: z.string().optional() });
const extensions = z.array(z.looseObject({ url: z.string(), valueString: z.string().optional() })).optional();

const careTeam = z.looseObject({
  resourceType: z.literal('CareTeam'),
  status: z.string().optional(),
  name: z.string().optional(),
  participant: z
    .array(z.looseObject({ role: z.array(concept).optional(), member: display.optional() }))
    .optional(),
  telecom: z.array(z.looseObject({ value: z.string().optional() })).optional(),
});
const episode = z.looseObject({
  resourceType: z.literal('EpisodeOfCare'),
  status: z.string(),
  type: z.array(concept).optional(),
  managingOrganization: display.optional(),
  extension: extensions,
});
const flag = z.looseObject({
  resourceType: z.literal('Flag'),
  status: z.string(),
  code: concept,
});

export interface HomePackage {
  /** As the council words it: "Home support or domiciliary care". */
  readonly what: string;
  /** "1 carer, 4 visits a day". */
  readonly frequency?: string;
  readonly provider?: string;
}

export interface HomeView {
  readonly worker?: { readonly name: string; readonly role?: string };
  readonly team?: string;
  readonly telephone?: string;
  readonly packages: readonly HomePackage[];
  readonly alerts: readonly string[];
}

const CASE_ROLES = ['key-worker', 'allocated-worker'];
const SOCIAL_CARE = 'https://rother.example/fhir/StructureDefinition/social-care-';
const CATEGORY = /Extension-Interweave-SocialCareServiceCategory$/;

/** @param resources of one person, of any types; what is not in place now is passed over. */
export function homeView(resources: Iterable<unknown>): HomeView {
  const all = [...resources];
  const team = all.flatMap((one) => careTeam.safeParse(one).data ?? []).find(isAllocation);
  const worker = team?.participant?.find(isCaseWorker);
  const telephone = team?.telecom?.[0]?.value;
  return {
    ...(worker?.member?.display === undefined
      ? {}
      : { worker: { name: worker.member.display, ...roleOf(worker.role) } }),
    ...(team?.name === undefined ? {} : { team: team.name }),
    ...(telephone === undefined ? {} : { telephone }),
    packages: all.flatMap((one) => packageOf(episode.safeParse(one).data) ?? []),
    alerts: all.flatMap((one) => {
      const { data } = flag.safeParse(one);
      return data?.status === 'active' ? (words(data.code) ?? []) : [];
    }),
  };
}

type Participant = NonNullable<z.infer<typeof careTeam>['participant']>[number];

function isAllocation({ status, participant = [] }: z.infer<typeof careTeam>): boolean {
  return status === 'active' && participant.some(isCaseWorker);
}

function isCaseWorker({ role = [] }: Participant): boolean {
  return role.some(({ coding = [] }) => coding.some(({ code }) => CASE_ROLES.includes(code ?? '')));
}

function roleOf(role: Participant['role']): { role?: string } {
  const text = role?.find((one) => one.text !== undefined)?.text;
  return text === undefined ? {} : { role: text };
}

/** A package that runs now; not a registration with a practice, nor what a statutory return said months ago. */
function packageOf(found: z.infer<typeof episode> | undefined): HomePackage | undefined {
  const extension = found?.extension ?? [];
  if (found?.status !== 'active' || !extension.some(({ url }) => CATEGORY.test(url))) return undefined;
  if (extension.some(({ url }) => url === `${SOCIAL_CARE}return-to`)) return undefined;
  const frequency = extension.find(({ url }) => url === `${SOCIAL_CARE}frequency`)?.valueString;
  const provider = found.managingOrganization?.display;
  return {
    what: words(found.type?.[0]) ?? 'a package',
    ...(frequency === undefined ? {} : { frequency }),
    ...(provider === undefined ? {} : { provider }),
  };
}

function words(told: z.infer<typeof concept> | undefined): string | undefined {
  return told?.text ?? told?.coding?.find((coding) => coding.display !== undefined)?.display;
}
