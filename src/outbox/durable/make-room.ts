import type { WhenFull } from '../../options.js';
import type { Pressure } from './protocol.js';

/** What the rules need to know of the disk; in pages. */
export interface Disk {
  readonly allowedPages: number;
  usedPages(): number;
  /** Pages that the rows of a stream take. */
  pagesOf(key: string): number;
  /** Drops the oldest row, of one stream or of all; false when there is none that may go. */
  dropOldest(key?: string): boolean;
  /** Drops the newest row of a stream; false when there is none that may go. */
  dropNewest(key: string): boolean;
}

/**
 * Makes room for a row where the rules allow it; false when it has to stay out.
 * The same rules as in memory, but what goes is a row.
 */
export function makeRoom(
  disk: Disk,
  key: string,
  needed: number,
  whenFull: WhenFull,
  { failing, others }: Pressure,
): boolean {
  const { allowedPages } = disk;
  const half = Math.floor(allowedPages / 2);
  const isFailing = failing.includes(key);
  // A stream that can't be delivered leaves half of the room to the others, where there are others.
  const room = isFailing && others ? half : allowedPages;
  const over = (): number => disk.usedPages() + needed - allowedPages;
  if (needed > room) return false;
  if (whenFull === 'drop-newest') {
    if (isFailing && disk.pagesOf(key) + needed > room) return false;
    return over() <= 0 || (!isFailing && takeFromFailing());
  }
  if (isFailing) {
    while (disk.pagesOf(key) + needed > room) if (!disk.dropOldest(key)) return false;
  }
  while (over() > 0) {
    if (!disk.dropOldest()) return false;
  }
  return true;

  /** Streams that get no answers leave half of the room to one that does: the largest loses its newest. */
  function takeFromFailing(): boolean {
    let held = 0;
    let largest: string | undefined;
    for (const other of failing) {
      held += disk.pagesOf(other);
      if (largest === undefined || disk.pagesOf(other) > disk.pagesOf(largest)) largest = other;
    }
    if (largest === undefined || held - over() < half) return false;
    while (over() > 0) {
      if (!disk.dropNewest(largest)) return false;
    }
    return true;
  }
}
