/** The memory of the gateway's process as it tells it itself: what an operator would see. */

/** Megabytes. */
export interface GatewayMemory {
  readonly heap: number;
  readonly external: number;
  readonly resident: number;
}

export async function gatewayMemory(httpPort: number): Promise<GatewayMemory> {
  const answer = await fetch(`http://127.0.0.1:${httpPort}/metrics`, { signal: AbortSignal.timeout(10_000) });
  const text = await answer.text();
  const megabytes = (name: string): number => {
    const value = new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1];
    if (value === undefined) throw new Error(`/metrics has no ${name}`);
    return Number(value) / 1e6;
  };
  return {
    heap: megabytes('nodejs_heap_size_used_bytes'),
    external: megabytes('nodejs_external_memory_bytes'),
    resident: megabytes('process_resident_memory_bytes'),
  };
}
