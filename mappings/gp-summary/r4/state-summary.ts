/**
 * A summary of R4, read into areas -> its statements: the person, one set an area, who and what supports them. Resources
 * are read by their shape and given our ids; what is about anybody else is left out. One bad resource takes no other with
 * it, except Patient. Design section 3, "Snapshots".
 */
import type { Organization, Patient, Practitioner } from '@medplum/fhirtypes';
import { organization } from '../../adt/resources/directory.ts';
import type { PersonFact, SetFact } from '../../fact.ts';
import type { MappedSummary, SummaryIssue } from '../mapped-summary.ts';
import type { SubmissionContext } from '../submission.ts';
import type { AreaItem, GpAreaData } from '../summary.ts';
import { metaOf } from '../stu3/read-datatypes.ts';
import { asObject, objects, token } from '../stu3/read-json.ts';
import { areaScope } from './area-scope.ts';
import { copyResource } from './copy-element.ts';
import { identities, type Identity } from './item-identity.ts';
import { keepResources, type Kept, type Written } from './keep-resources.ts';
import { collectLosses } from './losses.ts';
import { personReference } from './person-reference.ts';
import { planItems, type Plan } from './plan-items.ts';
import type { Entry } from './resource-index.ts';
import { notKept, storedType } from './stored-types.ts';
import type { DraftArea, SummaryDraft } from './summary-draft.ts';
import { clinicianStatement, readPerson, type ReadPerson } from './summary-person.ts';
import { summaryPractice, UNKNOWN_PRACTICE, type SummaryPractice } from './summary-practice.ts';
import { factBase, sourceTime } from './summary-time.ts';

/**
 * @returns the statements; refused where the bundle holds two people, or nobody who can be named, or somebody else than
 * the submission says, or a Patient that may mean something else than it says.
 */
export function stateSummary(draft: SummaryDraft, context: SubmissionContext): MappedSummary {
  const { index } = draft;
  const losses = collectLosses();
  const issues: SummaryIssue[] = [];
  const issue = (path: string, reason: string): void => void issues.push({ path, reason });
  const who = personReference(draft);
  if ('text' in who) return { refused: who };
  const stranger = draft.about.find((entry) => {
    const subject = asObject(entry.resource['subject']);
    return subject !== undefined && who.means(subject, entry) === 'somebody-else';
  });
  if (stranger !== undefined) {
    return { refused: { path: `${stranger.type}.subject`, text: 'is not the person of the bundle' } };
  }
  const patient = who.patient === undefined ? undefined : readPatient(who.patient, losses.add);
  if (who.patient !== undefined && patient === undefined) {
    return { refused: { path: 'Patient', text: 'cannot be read as a Patient of FHIR R4' } };
  }
  const from = summaryPractice(draft, who.patient, context);
  const person = readPerson(patient, {
    practice: from.practice.ods,
    ...(context.nhsNumber === undefined ? {} : { nhsNumber: context.nhsNumber }),
    numberIsTraced: draft.numberIsTraced === true,
    issue,
  });
  if ('text' in person) return { refused: person };
  const stored = index.entries.filter((entry) => isStored(entry, losses.add));
  const scope = `${from.practice.ods}|${person.key}`;
  const known = identities(stored, { index, ids: context.ids, idOf: context.idOf, scope });
  const plan = planItems(index, known, draft.areas, draft.needed ?? []);
  const placed = new Set([...plan.places.keys()].map((entry) => known.get(entry)?.key));
  for (const entry of stored) {
    if (!placed.has(known.get(entry)?.key)) losses.add(entry.type, 'nothing that is listed refers to it');
  }
  const reference = `Patient/${context.ids.patient(person.key)}`;
  const kept = keepResources({ format: draft.format, plan, known, who, patient: reference }, losses);
  const facts = { draft, context, from, person, known, plan, kept, reference };
  const { sets, directory } = setsOf(facts, issue);
  const time = sourceTime(draft.asOf, context, (reason) => {
    issue('Bundle.timestamp', reason);
  });
  const demographics: PersonFact = {
    ...factBase(time.asOf, 0, context),
    kind: 'demographics',
    person: person.key,
    data: { ...person.data, ...registration(who.patient, from, draft, losses.add) },
  };
  return {
    statements: {
      trigger: draft.format,
      sourceMessageId: context.sourceMessageId,
      effective: demographics.effective,
      people: [demographics],
      visits: [],
      identity: [],
      sets,
      directory,
    },
    dropped: losses.all(),
    issues,
  };
}

type Loss = (path: string, reason: string) => void;

/** Read by the shape of its type, without references; the shape is the definition's. */
const readPatient = (entry: Entry, loss: Loss): Patient | undefined =>
  read(entry, loss) as Patient | undefined;
const readPractitioner = (entry: Entry, loss: Loss): Practitioner | undefined =>
  read(entry, loss) as Practitioner | undefined;

function read({ resource }: Entry, loss: Loss): object | undefined {
  const copied = copyResource(resource, { reference: () => undefined, loss });
  return copied === undefined ? undefined : { ...metaOf(resource, undefined), ...copied };
}

/** Read by themselves. */
const NOT_ITEMS: ReadonlySet<string> = new Set(['Patient', 'Composition', 'List', 'OperationOutcome']);

function isStored({ type, resource }: Entry, loss: Loss): boolean {
  if (NOT_ITEMS.has(type)) return false;
  const why = storedType(type) === undefined ? 'is not a type that the record keeps' : notKept(resource);
  if (why === undefined) return true;
  loss(/^[A-Z][A-Za-z]{1,40}$/.test(type) ? type : '(unnamed)', why);
  return false;
}

/** The registered practice, and the usual GP where the summary says what they are called. */
function registration(
  patient: Entry | undefined,
  { registered }: SummaryPractice,
  { index }: SummaryDraft,
  loss: Loss,
): Pick<ReadPerson['data'], 'practice' | 'generalPractitioner'> {
  const gps = objects(patient?.resource['generalPractitioner']).flatMap((one) => {
    const literal = token(one['reference']);
    const target = literal === undefined ? undefined : index.find(literal, patient);
    return target?.type === 'Practitioner' ? (clinicianStatement(readPractitioner(target, loss)) ?? []) : [];
  });
  const [generalPractitioner] = gps;
  return {
    ...(registered === undefined ? {} : { practice: registered }),
    ...(generalPractitioner === undefined ? {} : { generalPractitioner }),
  };
}

interface Facts {
  readonly draft: SummaryDraft;
  readonly context: SubmissionContext;
  readonly from: SummaryPractice;
  readonly person: ReadPerson;
  readonly known: ReadonlyMap<Entry, Identity>;
  readonly plan: Plan;
  readonly kept: Kept;
  readonly reference: string;
}

function setsOf(
  facts: Facts,
  issue: (path: string, reason: string) => void,
): { readonly sets: SetFact<GpAreaData>[]; readonly directory: (Written & (Organization | Practitioner))[] } {
  const { draft, context, from, plan, kept, known } = facts;
  const items = new Map<string, AreaItem[]>();
  const directory: (Written & (Organization | Practitioner))[] = [];
  for (const [entry, resource] of kept.resources) {
    const [place, identity] = [plan.places.get(entry), known.get(entry)];
    if (place === undefined || identity === undefined) continue;
    if (
      identity.shared &&
      (resource.resourceType === 'Organization' || resource.resourceType === 'Practitioner')
    ) {
      directory.push(resource);
      continue;
    }
    const list = items.get(place.area) ?? [];
    list.push({ key: identity.key, resource, ...(place.linked ? { linked: true } : {}) });
    items.set(place.area, list);
  }
  const practiceId = context.ids.organization(from.practice.ods);
  if (from.practice.name !== undefined && !directory.some(({ id }) => id === practiceId)) {
    directory.push(organization(from.practice, practiceId));
  }
  const supporting = items.get('supporting') ?? [];
  const keys = new Set([...kept.resources.keys()].map((entry) => known.get(entry)?.key));
  const isWhole = ({ members }: DraftArea): boolean =>
    members.every((entry) => keys.has(known.get(entry)?.key));
  const sets = draft.areas.map((area, i) => {
    const time = sourceTime(area.asOf ?? draft.asOf, context, (reason) => {
      issue(`${area.area}.date`, reason);
    });
    // A member that could not be read, or is of somebody else, leaves a gap.
    const state = isWhole(area) || !SAYS_ALL.includes(area.state) ? area.state : 'incomplete';
    return setFact(facts, i + 1, time, { ...area, state }, [
      ...(items.get(area.area) ?? []),
      ...madeItems(facts, area.area),
    ]);
  });
  if (supporting.length > 0) {
    const time = sourceTime(draft.asOf, context, () => undefined);
    const area = { area: 'supporting', state: 'recorded', warnings: [] } as const;
    sets.push(setFact(facts, sets.length + 1, time, area, supporting));
  }
  return { sets, directory };
}

function setFact(
  { draft, context, from, person }: Facts,
  ordinal: number,
  { asOf, basis }: { readonly asOf: string; readonly basis: GpAreaData['asOfBasis'] },
  said: Omit<DraftArea, 'area' | 'members'> & Pick<GpAreaData, 'area'>,
  items: readonly AreaItem[],
): SetFact<GpAreaData> {
  const { area, state, warnings, note, reason } = said;
  return {
    ...factBase(asOf, ordinal, context),
    kind: 'gp-area',
    set: `gp-area|${from.practice.ods}|${person.key}|${area}`,
    person: person.key,
    data: {
      area,
      format: draft.format,
      practice: from.practice,
      practiceRole: from.role,
      // A document from elsewhere never takes the place of a practice's own record.
      regular: draft.format !== 'scr' && from.practice.ods !== UNKNOWN_PRACTICE.ods,
      asOf,
      asOfBasis: basis,
      state,
      warnings,
      scope: areaScope(said, draft, context),
      ...(reason === undefined ? {} : { reason }),
      ...(note === undefined ? {} : { note }),
      items,
    },
  };
}

const SAYS_ALL: readonly GpAreaData['state'][] = ['recorded', 'explicitly-none', 'nothing-recorded'];

/** What the format makes of the document itself. */
function madeItems(
  { draft, context, from, person, kept, reference }: Facts,
  area: DraftArea['area'],
): AreaItem[] {
  const made = draft.made?.(kept.refer) ?? [];
  return made
    .filter((one) => one.area === area)
    .map(({ key, resource }) => {
      const { resourceType, meta, ...rest } = resource;
      const id = context.idOf(resourceType, `gp-summary|${from.practice.ods}|${person.key}|${key}`);
      // A type of the record, to which nothing but its id and its person is added.
      return {
        key,
        resource: { resourceType, id, meta, subject: { reference }, ...rest } as unknown as Written,
      };
    });
}
