/**
 * What is in place at home, who has the case, whom to ring, what to be careful with. PRSB "Services and care", "Equipment and
 * adaptations", "Professional contacts", "Personal contacts", "Alerts", "Risks", "Safeguarding", "Legal information".
 */
import type { DeviceRequest } from '@medplum/fhirtypes';
import { carersOf, carerWords, contactWords } from './contacts.ts';
import { councilSection } from './council-section.ts';
import { flagsOf, flagWords, type FlagKind } from './flags.ts';
import { openWork, workWords } from './open-work.ts';
import { fundingOf, packagesOf, packageWords } from './packages.ts';
import { ofType, resolve, type PersonRecord, type Stored } from './person-record.ts';
import { heading, uncoded } from './prsb-headings.ts';
import { social } from './social-words.ts';
import type { ViewContext } from './view-context.ts';
import type { Told, ViewSection } from './view-section.ts';
import { conceptWords, joined, periodWords, referenceWords, telecomWords } from './view-words.ts';
import { allocationsOf, allocationWords, otherTeams, teamWords } from './workers.ts';

export function servicesAndCare(context: ViewContext): ViewSection {
  const { record, now } = context;
  const { inPlace, planned } = packagesOf(record, now);
  const funding = fundingOf(record);
  const names = {
    title: 'What is in place at home',
    code: heading('services-and-care'),
    nothing: 'No service at home is told',
  };
  const isFunding = (id: string): boolean => funding.some((one) => one.id === id);
  return councilSection(names, context, [...inPlace, ...planned, ...funding], (episode) => {
    if (isFunding(episode.id))
      return joined([conceptWords(episode.type?.[0]), periodWords(episode.period)]) ?? '';
    return `${episode.status === 'planned' ? 'Planned: ' : ''}${packageWords(record, episode)}`;
  });
}

export function equipment(context: ViewContext): ViewSection {
  const { record, now } = context;
  const names = {
    title: 'Equipment and adaptations',
    code: uncoded('Equipment and adaptations'),
    nothing: 'No equipment is told',
  };
  return councilSection(names, context, equipmentInPlace(record, now), equipmentWords);
}

function equipmentInPlace(record: PersonRecord, now: string): readonly Stored<DeviceRequest>[] {
  return ofType(record, 'DeviceRequest').filter(({ status, occurrencePeriod }) => {
    const end = occurrencePeriod?.end;
    const over = end !== undefined && end.slice(0, 10) < now.slice(0, 10);
    return !over && status !== 'completed' && status !== 'revoked';
  });
}

function equipmentWords(request: Stored<DeviceRequest>): string {
  const { codeCodeableConcept, codeReference, status, occurrencePeriod, note = [] } = request;
  const isKeySafe = social(request, 'key-safe')?.valueBoolean === true;
  return (
    joined([
      conceptWords(codeCodeableConcept) ?? codeReference?.display ?? 'Equipment',
      status === 'draft' ? 'requested' : undefined,
      periodWords(occurrencePeriod),
      ...note.map(({ text }) => text),
      isKeySafe ? 'there is a key safe' : undefined,
    ]) ?? ''
  );
}

/** The council's worker and team first, then who else has a named part, then the GP. */
export function professionalContacts(context: ViewContext): ViewSection {
  const { record, now } = context;
  const allocations = allocationsOf(record, now);
  const words = new Map<Stored, string>(allocations.map((one) => [one.team, allocationWords(one)]));
  const teams = [...allocations.map(({ team }) => team), ...otherTeams(record, now)];
  const names = {
    title: 'Who has the case',
    code: heading('professional-contacts'),
    nothing: 'No allocated worker or team is told',
  };
  return councilSection(
    names,
    context,
    teams,
    (team) => words.get(team) ?? teamWords(record, team),
    practitioners(record),
  );
}

function practitioners(record: PersonRecord): readonly Told[] {
  return (record.patient.generalPractitioner ?? []).flatMap((reference): Told[] => {
    const name = referenceWords(record, reference);
    if (name === undefined) return [];
    const found = resolve(record, reference);
    const phones = found?.resourceType === 'Organization' ? telecomWords(found.telecom) : [];
    return [{ text: joined([`GP: ${name}`, ...phones]) ?? '' }];
  });
}

export function personalContacts(context: ViewContext): ViewSection {
  const { record, now } = context;
  const contacts = (record.patient.contact ?? []).map((contact): Told => ({
    text: contactWords(contact),
    source: 'demographics',
  }));
  const names = {
    title: 'Carers and personal contacts',
    code: uncoded('Personal contacts'),
    nothing: 'No carer is told',
  };
  return councilSection(names, context, carersOf(record, now), carerWords, contacts);
}

const FLAGS: Readonly<Record<FlagKind, { readonly title: string; readonly code: ViewSection['code'] }>> = {
  alert: { title: 'Alerts', code: heading('alerts') },
  risk: { title: 'Risks', code: heading('risk-information') },
  safeguarding: { title: 'Safeguarding', code: heading('safeguarding') },
  requirement: { title: 'Individual requirements', code: heading('individual-requirements') },
  legal: { title: 'Legal information', code: heading('legal-information') },
};

/** Where a flag may be withheld from a reader, its absence must say no more than any other. */
export function flags(kind: FlagKind, context: ViewContext): ViewSection {
  const names = { ...FLAGS[kind], nothing: 'Nothing of this is told' };
  const { record, now } = context;
  const standing = flagsOf(record, kind, now);
  if (kind !== 'legal') return councilSection(names, context, standing, flagWords);
  const consents = ofType(record, 'Consent').filter(
    ({ status }) => status === 'active' || status === 'rejected',
  );
  return councilSection(names, context, [...standing, ...consents], (one) =>
    one.resourceType === 'Flag'
      ? flagWords(one)
      : (joined([
          'Consent',
          one.provision?.type === 'deny' || one.status === 'rejected' ? 'DISSENT' : 'agrees',
          ...one.category.flatMap((category) => conceptWords(category) ?? []),
        ]) ?? ''),
  );
}

export function plans(context: ViewContext): ViewSection {
  const { record } = context;
  const names = {
    title: 'Open work and shared plan',
    code: heading('plan-and-requested-actions'),
    nothing: 'No open assessment, request, task or plan is told',
  };
  return councilSection(names, context, openWork(record), (work) => workWords(record, work));
}
