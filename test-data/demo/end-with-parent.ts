/**
 * Loaded into the gateway's process before its own code: ends it when the demo is gone, however that came about. The
 * demo holds the other end of standard input and writes nothing to it, so its end is the demo's end.
 */
const LAST_WORDS_MS = 10_000;

process.stdin.on('end', () => {
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.exit(1), LAST_WORDS_MS).unref();
});
process.stdin.on('error', () => undefined);
process.stdin.resume();
// The watch alone keeps nothing alive. Standard input is a pipe here, and so a socket.
if ('unref' in process.stdin) process.stdin.unref();
