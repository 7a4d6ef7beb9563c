/** A subscriber in a thread of its own, so that receiving does not delay sending: notes when each event came. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parentPort } from 'node:worker_threads';
import { readNotification } from '../../test-data/demo/notification.ts';
import type { Arrival, WorkerReport } from './webhooks.ts';

const arrivals: Arrival[] = [];
const port = parentPort;
if (port === null) throw new Error('this file runs as a worker');
const report = (message: WorkerReport): void => {
  port.postMessage(message);
};

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    // The same clock in every thread and process of the machine.
    const at = Number(process.hrtime.bigint()) / 1e6;
    response.writeHead(200).end();
    const { events } = readNotification(JSON.parse(Buffer.concat(chunks).toString('utf8')));
    for (const { eventNumber } of events) arrivals.push({ path: request.url ?? '', eventNumber, at });
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  // Listening on TCP, so the address is an object.
  report({ kind: 'listening', port: (server.address() as AddressInfo).port });
});

port.on('message', () => {
  report({ kind: 'arrivals', arrivals: arrivals.splice(0) });
});
