/**
 * Takes the parts of a return, each a message of the council's feed. A part that meets a fault of the gateway is taken
 * again person by person, so that one person's fault holds up nobody else.
 */
import type { Engine } from '../store/engine.ts';
import { effectsOfPart, resourcesOfPeople } from './council-upload-effects.ts';
import { partBytes, type PartFrame, type PartPerson, type UploadPart } from './council-upload-parts.ts';
import { returnControlId, type CouncilSource } from './read-return-part.ts';
import type { Taken } from './take.ts';

export interface ApplyDependencies {
  readonly engine: Engine;
  /** Journals and applies one message of the council's feed. */
  readonly receive: (raw: Uint8Array, controlId: string) => Promise<Taken>;
}

/** What became of a part's people. */
export interface PartTaken {
  readonly changed: ReadonlySet<string>;
  readonly quarantined: ReadonlySet<string>;
  readonly endedServices: number;
}

/** @returns undefined where the store takes nothing: the upload is to be sent again. */
export async function takePart(
  part: UploadPart,
  frame: PartFrame,
  council: CouncilSource,
  deps: ApplyDependencies,
): Promise<PartTaken | undefined> {
  const whole = await takeSome(part, part.name, part.people, frame, council, deps);
  if (whole === undefined || whole.failed === undefined || part.people.length === 1) return whole;
  const changed = new Set<string>();
  const quarantined = new Set<string>();
  let endedServices = 0;
  for (const [i, person] of part.people.entries()) {
    const one = await takeSome(part, `${part.name}.${i}`, [person], frame, council, deps);
    if (one === undefined) return undefined;
    for (const id of one.changed) changed.add(id);
    for (const id of one.quarantined) quarantined.add(id);
    endedServices += one.endedServices;
  }
  await giveUp(deps.engine, whole.failed);
  return { changed, quarantined, endedServices };
}

interface SomeTaken extends PartTaken {
  /** Id of the message, where it met a fault and nothing of it was applied. */
  readonly failed?: string;
}

async function takeSome(
  { chunk }: UploadPart,
  name: string,
  people: readonly PartPerson[],
  frame: PartFrame,
  council: CouncilSource,
  { engine, receive }: ApplyDependencies,
): Promise<SomeTaken | undefined> {
  const ids = people.map(({ id }) => id);
  const before = await resourcesOfPeople(engine.reader, ids, council);
  const { receipt, changes } = await receive(
    partBytes(frame, chunk, people),
    returnControlId(frame.file, name),
  );
  const nothing = { changed: new Set<string>(), quarantined: new Set<string>(), endedServices: 0 };
  switch (receipt.kind) {
    case 'unavailable':
      return undefined;
    case 'quarantined':
      return { ...nothing, quarantined: new Set(ids), failed: receipt.messageId };
    case 'rejected':
    case 'duplicate':
      return nothing;
    case 'committed': {
      if (changes === 0) return nothing;
      const after = await resourcesOfPeople(engine.reader, ids, council);
      return { ...nothing, ...(await effectsOfPart(engine.reader, receipt.messageId, [before, after])) };
    }
  }
}

/** The rows of a part that failed are in the journal person by person; the part itself is not to be replayed beside them. */
async function giveUp(engine: Engine, messageId: string): Promise<void> {
  await engine.write((tx) =>
    tx
      .deleteFrom('source_message')
      .where('id', '=', messageId)
      .where('outcome', '=', 'quarantined')
      .where('effects', 'is', null)
      .execute(),
  );
}
