/** For tests: how much memory is in use, garbage not counted. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** @returns a function that collects garbage and gives the bytes that are left: heap and buffers. */
export function memoryMeter(): () => number {
  setFlagsFromString('--expose-gc');
  // The flag puts it into every new context.
  const collect = runInNewContext('gc') as (options: object) => void;
  return () => {
    // Buffers are freed beside the heap and a little later: twice, and without leaving anything for the next time.
    for (let i = 0; i < 2; i++) collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
}
