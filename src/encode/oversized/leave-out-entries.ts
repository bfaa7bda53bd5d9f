import { entryBytes, isContainer, type Json, type JsonContainer, valueBytes } from './json-message.js';
import { waterLevel } from './water-level.js';

/** Containers that get less than this are not worth keeping. */
const MIN_CONTAINER_BYTES = 64;

/** Were what there is shared by more containers than this, fewer whole entries would say more. */
const MAX_SHARERS = 16;

/** Which entries of a container may be left out, and the rule for the containers in it. */
export interface Rule {
  mayLeaveOut(key: string, value: Json): boolean;
  inner(key: string): Rule;
}

interface Entry {
  readonly key: string;
  value: Json;
  isLeftOut: boolean;
}

/** What is left of a container. */
export interface Left {
  readonly entries: [key: string, value: Json][];
  readonly bytes: number;
}

/** Of `[]` and `{}`. */
const EMPTY_BYTES = 2;

/**
 * What is left of a container when entries are left out, from the end of the largest containers in it, until
 * it takes `maxBytes`; or as near to that as the rule allows. `sizes` holds the bytes of all the containers.
 */
export function entriesLeft(
  container: JsonContainer,
  maxBytes: number,
  rule: Rule,
  sizes: Map<Json, number>,
): Left {
  const sizeOf = (value: Json): number => sizes.get(value) ?? valueBytes(value);
  const entries = Object.entries(container).map(([key, value]): Entry => ({ key, value, isLeftOut: false }));
  let excess = sizeOf(container) - maxBytes;

  const containers = (): Entry[] => entries.filter((entry) => !entry.isLeftOut && isContainer(entry.value));
  const levelOf = (sharers: readonly Entry[]): number =>
    waterLevel(
      sharers.map((entry) => sizeOf(entry.value)),
      excess,
    ) ?? 0;
  const shrink = (entry: Entry, toBytes: number): void => {
    const { value } = entry;
    const before = sizeOf(value);
    if (!isContainer(value) || before <= toBytes) return;
    const left = entriesLeft(value, toBytes, rule.inner(entry.key), sizes);
    entry.value = Array.isArray(value)
      ? left.entries.map(([, item]) => item)
      : Object.fromEntries(left.entries);
    sizes.set(entry.value, left.bytes);
    excess -= before - left.bytes;
  };

  const enough = Math.max(MIN_CONTAINER_BYTES, maxBytes / MAX_SHARERS);
  if (levelOf(containers()) < enough) {
    for (const entry of entries.toReversed()) {
      if (excess <= 0) break;
      if (!rule.mayLeaveOut(entry.key, entry.value)) continue;
      const size = sizeOf(entry.value);
      if (isContainer(entry.value) && size - excess >= enough) {
        shrink(entry, size - excess);
      } else {
        entry.isLeftOut = true;
        excess -= entryBytes(Array.isArray(container) ? undefined : entry.key, size);
      }
    }
  }
  if (excess > 0) {
    const sharers = containers();
    const level = levelOf(sharers);
    for (const entry of sharers) shrink(entry, level);
  }
  const left = entries.filter((entry) => !entry.isLeftOut);
  return {
    entries: left.map(({ key, value }) => [key, value]),
    bytes: left.length === 0 ? EMPTY_BYTES : maxBytes + excess,
  };
}
