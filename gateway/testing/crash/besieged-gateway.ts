/** For tests: a gateway in its own process with tight limits, a good sender that stays, and sockets for the hostile ones. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as turn } from 'node:timers/promises';
import { parseAcknowledgement, type Acknowledgement } from '../../../adapters/hl7v2/acknowledgement.ts';
import { MllpClient } from '../../../adapters/mllp/client.ts';
import { frame } from '../../../adapters/mllp/frame.ts';
import { createScene, type ScriptedPeer } from '../../../adapters/mllp/scripted-peer.ts';
import { adtText, type AdtText } from '../adt-text.ts';
import { startGatewayChild, type GatewayChild } from './gateway-child.ts';

export const MAX_CONNECTIONS = 60;
export const MAX_FRAME_BYTES = 65_536;

export interface Kept {
  readonly outcome: string;
  readonly rejection: string;
  readonly issues: string;
  readonly raw: Uint8Array;
}

export interface SiegeOptions {
  /** Settings beside, or instead of, the tight ones. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where the database is; a folder of its own, removed at the end, where absent. */
  readonly folder?: string;
}

export interface BesiegedGateway {
  readonly child: GatewayChild;
  readonly database: string;
  /** All that it logged. */
  readonly lines: readonly string[];
  /** A good message, each with its own control id and visit. */
  message(over?: Partial<AdtText>): string;
  dial(): Promise<ScriptedPeer>;
  /** Sends one frame on its own connection; undefined where that is closed without an answer. */
  send(bytes: Uint8Array | string): Promise<Acknowledgement | undefined>;
  /** A message of the sender that has been connected from the start. */
  sendGood(): Promise<Acknowledgement | undefined>;
  /** What the journal has of these bytes. */
  kept(bytes: Uint8Array | string): Kept | undefined;
  /** Rows of a query on the database, as the driver gives them. */
  query(sql: string): readonly Readonly<Record<string, unknown>>[];
  /** Resident memory in MiB; undefined where the system does not tell (it is read from /proc). */
  memory(): number | undefined;
  /** Open sockets and files; undefined where the system does not tell. */
  openFiles(): number | undefined;
  /** Ends the hostile connections. */
  clear(): Promise<void>;
  /** @returns the exit code after SIGTERM. */
  stop(): Promise<number | null>;
}

export async function startBesieged(options: SiegeOptions = {}): Promise<BesiegedGateway> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'rother-hostile-'));
  const database = join(folder, 'rother.db');
  const lines: string[] = [];
  const scene = createScene();
  const child = await startGatewayChild({
    database,
    env: {
      LOG_LEVEL: 'debug',
      MLLP_READ_DEADLINE_S: '1',
      MLLP_MAX_FRAME_BYTES: String(MAX_FRAME_BYTES),
      MLLP_MAX_CONNECTIONS: String(MAX_CONNECTIONS),
      ...options.env,
    },
    onLine: (line) => void lines.push(line),
  });
  const good = new MllpClient({ timeoutMs: 10_000 });
  await good.connect('127.0.0.1', child.mllpPort);
  const db = new DatabaseSync(database, { readOnly: true });
  let made = 0;
  const message: BesiegedGateway['message'] = (over = {}) => {
    made += 1;
    return adtText({
      trigger: 'A01',
      at: '20261120080000',
      controlId: `G${made}`,
      pv1: { 2: 'I', 3: '^B6^1^RFRPA', 19: `V${made}^^^RFR^VN` },
      ...over,
    });
  };
  return {
    child,
    database,
    lines,
    message,
    dial: () => scene.dial(child.mllpPort),
    send: async (bytes) => {
      const peer = await scene.dial(child.mllpPort);
      peer.socket.write(frame(typeof bytes === 'string' ? Buffer.from(bytes) : bytes));
      const [answer] = await Promise.race([peer.answers(1), peer.closed.then(() => [])]);
      peer.socket.destroy();
      return answer === undefined ? undefined : parseAcknowledgement(Buffer.from(answer, 'latin1'));
    },
    sendGood: async () => parseAcknowledgement(await good.send(Buffer.from(message()))),
    kept: (bytes) => {
      const hash = createHash('sha256').update(bytes).digest('hex');
      const row = db
        .prepare('select outcome, rejection, issues, raw from source_message where hash = ?')
        .get(hash);
      // The columns are those of schema.ts.
      return row as Kept | undefined;
    },
    query: (sql) => db.prepare(sql).all(),
    memory: () => residentMemory(child.pid),
    openFiles: () => openFiles(child.pid),
    clear: () => scene.close(),
    stop: async () => {
      await scene.close();
      await good.close();
      db.close();
      const code = await child.stop();
      if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
      return code;
    },
  };
}

/** Each piece in a write of its own, so that TCP may cut there. */
export async function writeAll(peer: ScriptedPeer, pieces: readonly Uint8Array[]): Promise<void> {
  for (const piece of pieces) {
    if (peer.socket.writable) peer.socket.write(piece);
    await turn();
  }
}

/** MSA-1 and MSA-2 of the first `count` answers or more. */
export async function codes(peer: ScriptedPeer, count: number): Promise<(string | undefined)[][]> {
  const answers = await peer.answers(count);
  return answers.map((answer) => {
    const acknowledgement = parseAcknowledgement(Buffer.from(answer, 'latin1'));
    return [acknowledgement?.code, acknowledgement?.controlId];
  });
}

/** Resident memory of a process in MiB, where /proc tells it. */
function residentMemory(pid: number): number | undefined {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  } catch {
    return undefined;
  }
}

function openFiles(pid: number): number | undefined {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return undefined;
  }
}
