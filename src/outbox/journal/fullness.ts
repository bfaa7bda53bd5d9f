import type { WhenFull } from '../../options/options.js';

/** What holds events of streams and can be full: the memory of an outbox, or the disk of its journal. */
export interface Store<Stream> {
  readonly maxBytes: number;
  usedBytes(): number;
  /** Bytes that a stream uses. */
  bytesOf(stream: Stream): number;
  /** Streams that get no answers. */
  failing(): Iterable<Stream>;
  /** Drops the oldest events, of one stream or of all; false if none may be dropped. */
  dropOldest(stream?: Stream): boolean;
  /** Drops the newest events of a stream; false if none may be dropped. */
  dropNewest(stream: Stream): boolean;
}

/** What needs room. */
export interface Newcomer<Stream> {
  readonly stream: Stream;
  readonly bytes: number;
  /** The stream gets no answers. */
  readonly isFailing: boolean;
  /** There are other streams. */
  readonly hasOthers: boolean;
}

/** Makes room in a store if the rules allow it; false if the newcomer is refused. */
export function makeRoom<Stream>(
  store: Store<Stream>,
  { stream, bytes, isFailing, hasOthers }: Newcomer<Stream>,
  whenFull: WhenFull,
): boolean {
  const { maxBytes } = store;
  const half = Math.floor(maxBytes / 2);
  // A stream that cannot be delivered leaves half of the room to the others, if there are others.
  const isHalved = isFailing && hasOthers;
  const isOverHalf = (): boolean => isHalved && store.bytesOf(stream) + bytes > half;
  const over = (): number => store.usedBytes() + bytes - maxBytes;
  if (bytes > (isHalved ? half : maxBytes)) return false;
  if (whenFull === 'drop-newest') {
    if (isOverHalf()) return false;
    return over() <= 0 || (!isFailing && dropFromFailing());
  }
  while (isOverHalf()) if (!store.dropOldest(stream)) return false;
  while (over() > 0) if (!store.dropOldest()) return false;
  return true;

  /** Failing streams leave half of the room to one that gets answers: the largest loses its newest events. */
  function dropFromFailing(): boolean {
    let total = 0;
    let most = 0;
    let largest: Stream | undefined;
    for (const other of store.failing()) {
      const used = store.bytesOf(other);
      total += used;
      if (used <= most) continue;
      most = used;
      largest = other;
    }
    if (largest === undefined || total - over() < half) return false;
    while (over() > 0) if (!store.dropNewest(largest)) return false;
    return true;
  }
}
