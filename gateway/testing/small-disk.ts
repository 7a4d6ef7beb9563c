/** For tests: a file system of a few megabytes that can be filled and freed. Linux, and only where mounting is allowed. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SmallDisk {
  readonly folder: string;
  /** Takes all of it but so many bytes (to the next page). */
  fill(leaving: number): void;
  /** Gives back what `fill` took. */
  free(): void;
  /** Unmounts; whatever stands on it is gone. */
  remove(): void;
}

/** Gives the reason where this account may not mount. */
export function mountSmallDisk(megabytes: number): SmallDisk | { readonly refused: string } {
  const folder = mkdtempSync(join(tmpdir(), 'rother-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=700`, 'tmpfs', folder], {
    encoding: 'utf8',
  });
  if (mounted.status !== 0) {
    rmSync(folder, { recursive: true, force: true });
    return { refused: `a small file system cannot be mounted here: ${mounted.stderr || 'no mount command'}` };
  }
  const filler = join(folder, 'filler');
  return {
    folder,
    fill: (leaving) => {
      rmSync(filler, { force: true });
      const { bavail, bsize } = statfsSync(folder);
      writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - leaving)));
    },
    free: () => {
      rmSync(filler, { force: true });
    },
    remove: () => {
      spawnSync('umount', ['-l', folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
