/** Whole path: who may send over which connection, and which acknowledgements come back. */
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { connect as connectTls } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseAcknowledgement } from '../adapters/hl7v2/acknowledgement.ts';
import { MllpClient, type MllpClientTls } from '../adapters/mllp/client.ts';
import { createScene, END, VT } from '../adapters/mllp/scripted-peer.ts';
import { createAuthority, expired, type MadeCertificate } from '../adapters/mllp/testing/certificates.ts';
import { systemClock } from './clock.ts';
import { compose, type Gateway } from './compose.ts';
import { readSettings } from './config.ts';
import { createLog } from './logging.ts';
import { loadPlace, type Feed } from './place.ts';
import { adtText } from './testing/adt-text.ts';

const scene = createScene();
let folder: string;
let gateway: Gateway | undefined;
let lines: string[];
let baseUrl: string;

beforeEach(async () => {
  lines = [];
  folder = await mkdtemp(join(tmpdir(), 'rother-feeds-'));
});

afterEach(async () => {
  await scene.close();
  await gateway?.stop();
  gateway = undefined;
  await rm(folder, { recursive: true, force: true });
});

/** The production assembly with the shipped feed, changed; gives its MLLP port. */
async function start(feed: Partial<Feed>, settings: Record<string, string> = {}): Promise<number> {
  const place = loadPlace(join(import.meta.dirname, '..', 'place.json'));
  gateway = await compose(
    readSettings({
      HTTP_PORT: '0',
      MLLP_PORT: '0',
      STOP_GRACE_S: '1',
      DATABASE_URL: `sqlite:${join(folder, 'rother.db')}`,
      ...settings,
    }),
    { ...place, feeds: place.feeds.map((shipped) => ({ ...shipped, ...feed })) },
    {
      clock: systemClock,
      log: createLog('info', { write: (line) => lines.push(line) }),
      softwareVersion: '0.0.0-test',
    },
  );
  const started = await gateway.start();
  baseUrl = started.baseUrl;
  return started.mllpPort;
}

function journal(): { feed: string; control_id: string; outcome: string; raw: string }[] {
  const db = new DatabaseSync(join(folder, 'rother.db'), { readOnly: true });
  try {
    // The driver knows no types; the columns are those that are asked for.
    return db
      .prepare(
        'select feed, control_id, outcome, cast(raw as text) as raw from source_message order by control_id',
      )
      .all() as ReturnType<typeof journal>;
  } finally {
    db.close();
  }
}

const message = (controlId: string, msh: Record<number, string> = {}): string =>
  adtText({ trigger: 'A31', at: '20261121080000', controlId, msh });

async function send(port: number, text: string, tls?: MllpClientTls) {
  const client = new MllpClient({ timeoutMs: 5000 });
  try {
    await client.connect('127.0.0.1', port, tls);
    return parseAcknowledgement(await client.send(Buffer.from(text)));
  } finally {
    await client.close();
  }
}

describe('a sender that no feed has', () => {
  it('is answered AR, and its message is kept as it came', async () => {
    const port = await start({});
    const stranger = message('X1', { 4: 'XYZ' });
    expect(await send(port, stranger)).toMatchObject({
      code: 'AR',
      controlId: 'X1',
      error: { segment: 'MSH', field: '4', condition: '207' },
    });
    expect(journal()).toEqual([{ feed: 'unknown', control_id: 'X1', outcome: 'rejected', raw: stranger }]);
  });
});

describe('mutual TLS', () => {
  const authority = createAuthority('Hospital CA');
  const server = authority.issue('gateway');
  const pas = authority.issue('pas');
  const lab = authority.issue('lab');
  const as = ({ cert, key }: MadeCertificate): MllpClientTls => ({ ca: authority.ca, cert, key });

  async function files(of: MadeCertificate): Promise<Record<string, string>> {
    const settings = {
      MLLP_TLS_CERT_FILE: join(folder, 'cert.pem'),
      MLLP_TLS_KEY_FILE: join(folder, 'key.pem'),
      MLLP_TLS_CA_FILE: join(folder, 'ca.pem'),
    };
    await writeFile(settings.MLLP_TLS_CERT_FILE, of.cert);
    await writeFile(settings.MLLP_TLS_KEY_FILE, of.key);
    await writeFile(settings.MLLP_TLS_CA_FILE, authority.ca);
    return settings;
  }

  it('takes a feed only over a connection with a certificate that the feed lists', async () => {
    const port = await start({ clientCertificates: [pas.fingerprint.toUpperCase()] }, await files(server));
    expect(await send(port, message('1'), as(pas))).toMatchObject({ code: 'AA' });
    expect(await send(port, message('2'), as(lab))).toMatchObject({
      code: 'AR',
      error: { condition: '207', text: 'this client certificate may not send for this facility' },
    });
    const overHttp = await fetch(baseUrl.replace(/fhir$/, 'feeds/adt'), {
      method: 'POST',
      headers: { 'Content-Type': 'application/hl7-v2' },
      body: message('3'),
    });
    expect(overHttp.status).toBe(403);
    expect(journal().map(({ feed, control_id }) => `${feed} ${control_id}`)).toEqual([
      'rfr-adt 1',
      'unknown 2',
      'unknown 3',
    ]);
  });

  it('has no plain-text port, and tells the operator of each connection that it refused, and why', async () => {
    const port = await start({}, await files(server));
    await expect(send(port, message('1'))).rejects.toThrow();
    await expect(send(port, message('2'), { ca: authority.ca })).rejects.toThrow();
    await expect(send(port, message('3'), as(authority.issue('pas', expired())))).rejects.toThrow();
    expect(await send(port, message('4'), as(lab))).toMatchObject({ code: 'AA' });
    expect(journal().map(({ control_id }) => control_id)).toEqual(['4']);
    const refused = lines.filter((line) => line.includes('"mllp.tls-refused"'));
    expect(refused).toHaveLength(3);
    for (const [i, code] of ['ERR_SSL_', 'NO_CERTIFICATE', 'CERT_HAS_EXPIRED'].entries()) {
      expect(refused[i]).toContain(`"peer":"127.0.0.1","code":"${code}`);
    }
  });

  it('uses a renewed certificate without a restart', async () => {
    const port = await start({}, await files(server));
    const renewed = authority.issue('gateway');
    await files(renewed);
    gateway?.renewCertificates();
    const socket = connectTls({ host: '127.0.0.1', port, ...as(pas) });
    await once(socket, 'secureConnect');
    const { fingerprint256 } = socket.getPeerCertificate();
    expect(fingerprint256.replaceAll(':', '').toLowerCase()).toBe(renewed.fingerprint);
    socket.destroy();
  });
});

describe('a feed in enhanced mode', () => {
  const ENHANCED = { acknowledgement: 'enhanced' } as const;
  const msa = (frames: readonly string[]): readonly string[] =>
    frames.map((frame) => /MSA\|(\w\w\|\w+)/.exec(frame)?.[1] ?? 'none');

  it('sends what MSH-15 and MSH-16 ask for, in order, over one connection', async () => {
    const peer = await scene.dial(await start(ENHANCED));
    const messages = [
      message('1', { 15: 'AL', 16: 'AL' }),
      message('2', { 15: 'NE', 16: 'NE' }),
      message('3', { 15: 'AL', 16: 'NE' }),
      message('4'),
      message('5', { 15: 'AL', 16: 'AL' }).replace('ADT^A31', 'ADT^A99'),
      message('6', { 15: 'NE', 16: 'AL' }),
    ];
    for (const text of messages) peer.socket.write(`${VT}${text}${END}`);
    expect(msa(await peer.answers(6))).toEqual(['CA|1', 'AA|1', 'CA|3', 'AA|4', 'CR|5', 'AA|6']);
    expect(journal()).toHaveLength(6);
  });

  it('answers so what it does not take, too', async () => {
    const peer = await scene.dial(await start(ENHANCED));
    const both = { 15: 'AL', 16: 'AL' };
    const neither = { 15: 'NE', 16: 'NE' };
    const messages = [
      message('1', { ...neither, 11: 'T' }),
      message('2', { ...both, 11: 'T' }),
      message('3', neither) + message('4', neither),
      message('5', both) + message('6', both),
      message('7', { ...both, 4: 'XYZ' }),
    ];
    for (const text of messages) peer.socket.write(`${VT}${text}${END}`);
    expect(msa(await peer.answers(3))).toEqual(['CR|2', 'CE|5', 'AR|7']);
    expect(journal()).toHaveLength(5);
  });

  it('drops the answer to its answer: it is told, not answered and not kept', async () => {
    const peer = await scene.dial(await start(ENHANCED));
    peer.socket.write(`${VT}${message('1', { 15: 'AL', 16: 'AL' })}${END}`);
    const [, application = ''] = await peer.answers(2);
    const controlId = application.split('|')[9] ?? '';
    const theirs = `MSH|^~\\&|PAS|RFR|||20261121080001||ACK^A31|A7|P|2.4\rMSA|CE|${controlId}\r`;
    peer.socket.write(`${VT}${theirs}${END}${VT}${message('2')}${END}`);
    expect(msa(await peer.answers(3))).toEqual(['CA|1', 'AA|1', 'AA|2']);
    expect(journal().map(({ control_id }) => control_id)).toEqual(['1', '2']);
    const told = lines.filter((line) => line.includes('adt.acknowledgement-received'));
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/"level":40.*"feed":"rfr-adt".*"code":"CE"/);
    const metrics = await (await fetch(baseUrl.replace(/fhir$/, 'metrics'))).text();
    expect(metrics).toContain('rother_adt_messages_total{feed="rfr-adt",outcome="acknowledgement"} 1');
  });

  it('answers by HTTP in original mode', async () => {
    await start(ENHANCED);
    const response = await fetch(baseUrl.replace(/fhir$/, 'feeds/adt'), {
      method: 'POST',
      headers: { 'Content-Type': 'application/hl7-v2' },
      body: message('1', { 15: 'NE', 16: 'NE' }),
    });
    expect(response.status).toBe(200);
    expect(msa([await response.text()])).toEqual(['AA|1']);
  });
});

it('answers in original mode whatever MSH-15 and MSH-16 say, where the feed is not set otherwise', async () => {
  const port = await start({});
  expect(await send(port, message('1', { 15: 'AL', 16: 'AL' }))).toMatchObject({ code: 'AA' });
  expect(await send(port, message('2', { 15: 'NE', 16: 'NE' }))).toMatchObject({ code: 'AA' });
});
