import type { WhenFull } from '../../../options/options.js';

/** The facts of the disk that the rules need. */
export interface Disk {
  readonly allowedBytes: number;
  usedBytes(): number;
  /** Bytes that the rows of a stream take. */
  bytesOf(key: string): number;
  /** Drops the oldest rows, of one stream or of all; false if none may be dropped. */
  dropOldest(key?: string): boolean;
  /** Drops the newest rows of a stream; false if none may be dropped. */
  dropNewest(key: string): boolean;
}

export interface Fullness {
  readonly whenFull: WhenFull;
  /** Keys of streams that get no answers. */
  readonly failing: ReadonlySet<string>;
  /** There is more than one stream. */
  readonly hasOthers: boolean;
}

/**
 * Makes room for a row if the rules allow it; false if the row is refused.
 * The same rules as in memory, but rows are dropped.
 */
export function makeRoom(
  disk: Disk,
  key: string,
  needed: number,
  { whenFull, failing, hasOthers }: Fullness,
): boolean {
  const { allowedBytes } = disk;
  const half = Math.floor(allowedBytes / 2);
  const isFailing = failing.has(key);
  // A stream that cannot be delivered leaves half of the room to the others, if there are others.
  const room = isFailing && hasOthers ? half : allowedBytes;
  const over = (): number => disk.usedBytes() + needed - allowedBytes;
  if (needed > room) return false;
  if (whenFull === 'drop-newest') {
    if (isFailing && disk.bytesOf(key) + needed > room) return false;
    return over() <= 0 || (!isFailing && takeFromFailing());
  }
  if (isFailing) {
    while (disk.bytesOf(key) + needed > room) if (!disk.dropOldest(key)) return false;
  }
  while (over() > 0) {
    if (!disk.dropOldest()) return false;
  }
  return true;

  /** Failing streams leave half of the room to one that gets answers: the largest loses its newest rows. */
  function takeFromFailing(): boolean {
    let held = 0;
    let largest: string | undefined;
    for (const other of failing) {
      held += disk.bytesOf(other);
      if (largest === undefined || disk.bytesOf(other) > disk.bytesOf(largest)) largest = other;
    }
    if (largest === undefined || held - over() < half) return false;
    while (over() > 0) {
      if (!disk.dropNewest(largest)) return false;
    }
    return true;
  }
}
