/**
 * Golden cases: folders of this folder with `input.hl7` (or `input.1.hl7`, `input.2.hl7` ... in order, or `input.ref`,
 * the path of a published message beside the checkout), `expected.json` and a line in README.md; and with `feeds.json`
 * where the senders are others than those of the shipped place.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Resource } from '@medplum/fhirtypes';
import type { Receipt } from '../../adapters/feed.ts';
import { decode } from '../../adapters/hl7v2/decode.ts';
import { parseMessage } from '../../adapters/hl7v2/message.ts';
import type { IntakeFeed } from '../../gateway/intake/read-message.ts';
import { recordBench } from '../../gateway/testing/record-bench.ts';
import { IssueList } from '../../mappings/adt/issue.ts';
import type { SourceMessage } from '../../mappings/adt/source-message.ts';
import { contactsFromNk1, registrationFromPd1 } from '../../mappings/adt/segments/pd1-nk1.ts';
import { personFromPid } from '../../mappings/adt/segments/pid.ts';
import { ITK_FEED, senderFeed } from './sender-feeds.ts';

const HERE = import.meta.dirname;
const PUBLISHED = join(HERE, '..', '..', '..', 'shared', 'data');

export interface GoldenCase {
  readonly name: string;
  /** In order; undefined where the published message is not beside the checkout. */
  readonly messages: readonly Uint8Array[] | undefined;
  /** Whether the messages are the published ITK examples, which come from a feed of their own. */
  readonly itk: boolean;
  /** Where the messages come from; undefined for the feeds of the shipped place. */
  readonly feeds: readonly IntakeFeed[] | undefined;
  /** What the case shows. */
  readonly shows: string;
  /** Parsed JSON of expected.json. */
  readonly expected: unknown;
}

export function goldenCases(): readonly GoldenCase[] {
  return readdirSync(HERE, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }): GoldenCase => {
      const folder = join(HERE, name);
      const itk = existsSync(join(folder, 'input.ref'));
      const path = join(folder, 'expected.json');
      return {
        name,
        itk,
        feeds: itk ? [ITK_FEED] : ownFeeds(folder),
        shows: readFileSync(join(folder, 'README.md'), 'utf8').trim(),
        messages: itk ? published(folder) : own(folder),
        expected: existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined,
      };
    });
}

/** What one message came to. Its issues are the journal's: flags of the reading, then mapping issues. */
interface Outcome {
  readonly receipt: unknown;
  readonly issues: readonly unknown[];
}

export interface GoldenResult {
  readonly messages: readonly Outcome[];
  /** Steps that were told, in order: what alerts are made of. */
  readonly told: readonly unknown[];
  /** Current resources in the order of type and id, without version and time of update. */
  readonly resources: readonly Resource[];
}

/**
 * Puts the messages through the real intake of a fresh store, whose clock shows noon of 1 December 2026 (UTC) at the
 * first of them. Sources are named by the place of their message.
 */
export async function runGolden({
  messages = [],
  feeds,
}: Pick<GoldenCase, 'messages' | 'feeds'>): Promise<GoldenResult> {
  const bench = await recordBench(feeds);
  try {
    const sources = new Map<string, string>();
    const outcomes: Outcome[] = [];
    for (const [i, message] of messages.entries()) {
      const receipt = await bench.send(message);
      if (receipt.kind === 'unavailable') throw new Error('the store is unavailable');
      sources.set(receipt.messageId, `urn:message:${i + 1}`);
      const row = await bench.engine.reader
        .selectFrom('source_message')
        .select('issues')
        .where('id', '=', receipt.messageId)
        .executeTakeFirstOrThrow();
      outcomes.push({ receipt: withoutId(receipt), issues: JSON.parse(row.issues) as unknown[] });
    }
    return {
      messages: outcomes,
      told: bench.told.map(({ kind, retracts, effective, late, localities, onlyIfNotTold }) => ({
        kind,
        ...(retracts === undefined ? {} : { retracts }),
        effective,
        late,
        localities,
        ...(onlyIfNotTold === undefined ? {} : { onlyIfNotTold }),
      })),
      resources: [...(await bench.record()).values()].map((content) => {
        const text = content.replace(/urn:uuid:([0-9a-f-]{36})/g, (_, id: string) => sources.get(id) ?? id);
        // The record holds resources.
        return JSON.parse(text) as Resource;
      }),
    };
  } finally {
    await bench.close();
  }
}

/** The person data of a message whose sender identifies nobody: from the mappers themselves. */
export function personOf(raw: Uint8Array): { person: unknown; issues: readonly unknown[] } {
  const decoded = decode(raw, 'UNICODE');
  if (decoded.kind === 'refused') throw new Error(decoded.reason);
  const message: SourceMessage = parseMessage(decoded.text).message;
  const pid = message.first('PID');
  if (pid === undefined) throw new Error('no PID');
  const issues = new IssueList();
  return {
    person: {
      ...personFromPid(pid, ITK_FEED, issues),
      ...registrationFromPd1(message.first('PD1'), ITK_FEED, issues),
      contact: contactsFromNk1(message.all('NK1'), issues),
    },
    issues: issues.all(),
  };
}

function withoutId(receipt: Exclude<Receipt, { kind: 'unavailable' }>): unknown {
  const { messageId: _id, ...rest } = receipt;
  return rest;
}

function own(folder: string): readonly Uint8Array[] {
  return readdirSync(folder)
    .filter((file) => /^input(\.\d{1,2})?\.hl7$/.test(file))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .map((file) => readFileSync(join(folder, file)));
}

/** Each feed as it differs from one in ITK form: `facilities` (MSH-4) and keys of the place's feeds. */
function ownFeeds(folder: string): readonly IntakeFeed[] | undefined {
  const path = join(folder, 'feeds.json');
  if (!existsSync(path)) return undefined;
  // Written beside its case and by nobody else; a key that is wrong shows in the result of the case.
  const stated = JSON.parse(readFileSync(path, 'utf8')) as readonly (Parameters<typeof senderFeed>[1] & {
    readonly facilities: readonly string[];
  })[];
  return stated.map(({ facilities, ...dialect }) => senderFeed(facilities, dialect));
}

function published(folder: string): readonly Uint8Array[] | undefined {
  const path = join(PUBLISHED, readFileSync(join(folder, 'input.ref'), 'utf8').trim());
  return existsSync(path) ? [readFileSync(path)] : undefined;
}
