/**
 * A notified event as one line that a nurse can read: when, what, who, where, whose, what is in place at home. What is taken back says what is
 * withdrawn; what is told late says when it was told. Times are local, Europe/London.
 */
import { z } from 'zod';
import { ageOn } from '../borough/person.ts';
import { homeView } from './home-view.ts';
import { homeWords } from './home-words.ts';
import type { Notification, NotifiedEvent, NotifiedStep } from './notification.ts';

const coded = z.looseObject({ display: z.string().optional(), code: z.string().optional() });

const patientView = z.looseObject({
  resourceType: z.literal('Patient'),
  name: z
    .array(z.looseObject({ family: z.string().optional(), given: z.array(z.string()).optional() }))
    .optional(),
  birthDate: z.string().optional(),
  generalPractitioner: z.array(z.looseObject({ display: z.string().optional() })).optional(),
  extension: z
    .array(
      z.looseObject({
        url: z.string(),
        extension: z.array(z.looseObject({ url: z.string(), valueCoding: coded.optional() })).optional(),
      }),
    )
    .optional(),
});

const encounterView = z.looseObject({
  resourceType: z.literal('Encounter'),
  location: z
    .array(
      z.looseObject({
        status: z.string().optional(),
        location: z.looseObject({ display: z.string().optional() }),
      }),
    )
    .optional(),
  reasonCode: z.array(z.looseObject({ text: z.string().optional() })).optional(),
  hospitalization: z
    .looseObject({
      dischargeDisposition: z.looseObject({ coding: z.array(coded).optional() }).optional(),
    })
    .optional(),
  extension: z.array(z.looseObject({ url: z.string(), valueDateTime: z.string().optional() })).optional(),
});

type PatientView = z.infer<typeof patientView>;
type EncounterView = z.infer<typeof encounterView>;

const LOCALITY = 'https://rother.example/fhir/StructureDefinition/locality-attribution';
const RESIDENCE = 'https://rother.example/fhir/StructureDefinition/care-home-residence';
const PLANNED_END = 'http://hl7.org/fhir/5.0/StructureDefinition/extension-Encounter.plannedEndDate';
/** Told this long after it happened, an alert is marked. */
const LATE_MS = 15 * 60_000;

/** What each withdrawn step had said. */
const WITHDRAWN: Readonly<Record<string, string>> = {
  arrived: 'did NOT arrive in A&E: the attendance is withdrawn',
  admitted: 'was NOT admitted: the admission is withdrawn',
  transferred: 'was NOT moved: the transfer is withdrawn',
  discharged: 'has NOT gone home: the discharge is withdrawn',
  died: 'has NOT died: the report is withdrawn',
  'ready-for-discharge': 'is NOT ready to go home any more',
  'expected-discharge': 'has no expected discharge any more',
};

/** NHS discharge destinations in words; the national ones are a paragraph each. */
const DESTINATIONS: Readonly<Record<string, string>> = {
  '19': 'home',
  '29': 'a temporary address',
  '51': 'another hospital',
  '54': 'a care home',
  '65': 'a care home',
  '85': 'a care home',
  '87': 'another hospital',
  '88': 'a hospice',
};

/**
 * @param toldAt ISO: when the message of it was sent, to say how late it is; the present where absent.
 * @param allergies of the person, in words, where the reader has asked the record.
 */
export function alertLine(
  event: NotifiedEvent,
  notification: Notification,
  toldAt?: string,
  allergies: readonly string[] = [],
): string {
  const { step } = event;
  if (step === undefined) return `        event ${event.eventNumber} of a subscription that tells no content`;
  const patient = patientView.safeParse(notification.resources.get(event.patient ?? '')).data;
  const encounter = encounterView.safeParse(notification.resources.get(event.focus ?? '')).data;
  const when = step.effective === undefined ? '     ' : clock(step.effective);
  const parts = [
    who(patient, step),
    whatHappened(step, encounter),
    whose(patient),
    atHome(patient, step, notification, allergies),
    mark(step, toldAt),
  ];
  return `${when}  ${parts.filter((part) => part !== '').join('  ')}`;
}

function whatHappened(step: NotifiedStep, encounter: EncounterView | undefined): string {
  const ward = wardOf(encounter);
  const reason = encounter?.reasonCode?.[0]?.text;
  const because = reason === undefined ? '' : ` (${reason.toLowerCase()})`;
  switch (step.kind) {
    case 'arrived':
      return `ARRIVED in A&E${because}`;
    case 'admitted':
      return `ADMITTED to ${ward}${because}`;
    case 'transferred':
      return `MOVED to ${ward}`;
    case 'expected-discharge':
      return `EXPECTED HOME ${expected(encounter)}, now on ${ward}`;
    case 'discharged':
      return `LEFT ${ward} for ${destination(encounter)}`;
    case 'died':
      return `DIED in hospital, ${ward}`;
    case 'ready-for-discharge':
      return `READY TO GO HOME, waiting on ${ward}`;
    case 'corrected':
      return `CORRECTED: times or places of the stay on ${ward} have changed`;
    case 'cancelled':
      return `CANCELLED: ${WITHDRAWN[step.retracts ?? ''] ?? 'an earlier alert is withdrawn'}`;
    default:
      return step.kind.toUpperCase();
  }
}

function who(patient: PatientView | undefined, step: NotifiedStep): string {
  const name = patient?.name?.[0];
  const family = (name?.family ?? 'name not known').toUpperCase();
  const given = name?.given?.[0];
  const birthDate = patient?.birthDate;
  const age =
    birthDate === undefined || birthDate.length < 10
      ? 'age not known'
      : ageText(birthDate, (step.effective ?? new Date().toISOString()).slice(0, 10));
  return `${family}${given === undefined ? '' : `, ${given}`} (${age})`;
}

function ageText(birthDate: string, day: string): string {
  const age = ageOn(birthDate, day);
  return age < 1 ? 'under 1' : String(age);
}

function whose(patient: PatientView | undefined): string {
  const practice = patient?.generalPractitioner?.[0]?.display ?? 'no GP practice';
  const locality = patient?.extension
    ?.find(({ url }) => url === LOCALITY)
    ?.extension?.find(({ url }) => url === 'locality')?.valueCoding?.display;
  return `[${titleCase(practice)}${locality === undefined ? '' : `, ${locality}`}]`;
}

/** Nobody plans the care of somebody who did not come, or has died. */
const WITHOUT_HOME = ['cancelled', 'corrected', 'died'];

function atHome(
  patient: PatientView | undefined,
  step: NotifiedStep,
  { resources }: Notification,
  allergies: readonly string[],
): string {
  if (WITHOUT_HOME.includes(step.kind)) return '';
  const residence = patient?.extension
    ?.find(({ url }) => url === RESIDENCE)
    ?.extension?.find(({ url }) => url === 'home')?.valueCoding?.display;
  return homeWords({
    home: homeView(resources.values()),
    ...(residence === undefined ? {} : { residence }),
    allergies: step.kind === 'arrived' || step.kind === 'admitted' ? allergies : [],
  });
}

function mark(step: NotifiedStep, toldAt: string | undefined): string {
  const now = toldAt === undefined ? Date.now() : Date.parse(toldAt);
  const behind = step.effective === undefined ? 0 : now - Date.parse(step.effective);
  if (step.late) return '(LATE: out of order)';
  return behind > LATE_MS && step.kind !== 'cancelled' && step.kind !== 'corrected'
    ? `(LATE by ${Math.round(behind / 60_000)} min)`
    : '';
}

/** "Rotherham Hospital: Ward B6: Bay 1-3" -> "Ward B6". */
function wardOf(encounter: EncounterView | undefined): string {
  const places = encounter?.location ?? [];
  const place = places.find(({ status }) => status === 'active') ?? places.at(-1);
  const names = place?.location.display?.split(': ') ?? [];
  return names[1] ?? names[0] ?? 'hospital';
}

function destination(encounter: EncounterView | undefined): string {
  const to = encounter?.hospitalization?.dischargeDisposition?.coding?.[0];
  return DESTINATIONS[to?.code ?? '19'] ?? (to?.display ?? 'elsewhere').toLowerCase();
}

function expected(encounter: EncounterView | undefined): string {
  const time = encounter?.extension?.find(({ url }) => url === PLANNED_END)?.valueDateTime;
  if (time === undefined) return 'soon';
  const day = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'Europe/London',
    weekday: 'short',
    day: 'numeric',
    month: 'short',
  }).format(new Date(time));
  return `${day} ${clock(time)}`;
}

function clock(iso: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: 'Europe/London',
    hour: '2-digit',
    minute: '2-digit',
  }).format(new Date(iso));
}

/** Practice names are held in capitals. */
function titleCase(text: string): string {
  return text === text.toUpperCase()
    ? text.toLowerCase().replace(/(^|[\s(/-])\p{L}/gu, (first) => first.toUpperCase())
    : text;
}
