import { entryBytes, type JsonContainer, type JsonNode, sumOf } from './json-message.js';
import { waterLevel } from './water-level.js';

/** Containers that get less space than this are left out. */
const MIN_CONTAINER_BYTES = 64;

/** If more containers than this shared the space, fewer whole entries would be more useful. */
const MAX_SHARERS = 16;

/** Which entries of a container may be left out, and the rule for the containers in it. */
export interface Rule {
  mayLeaveOut(entry: JsonNode): boolean;
  inner(entry: JsonContainer): Rule;
}

/**
 * Leaves out entries of the container, from the end of the largest containers in it, until it takes `maxBytes`,
 * or as close to it as the rule allows.
 */
export function leaveOutEntries(container: JsonContainer, maxBytes: number, rule: Rule): void {
  let excess = container.bytes - maxBytes;
  if (excess <= 0) return;

  const levelOf = (sharers: readonly JsonContainer[]): number =>
    waterLevel(
      sharers.map((entry) => entry.bytes),
      excess,
    ) ?? 0;
  const shrink = (entry: JsonContainer, toBytes: number): void => {
    const before = entry.bytes;
    leaveOutEntries(entry, toBytes, rule.inner(entry));
    excess -= before - entry.bytes;
  };

  const enough = Math.max(MIN_CONTAINER_BYTES, maxBytes / MAX_SHARERS);
  if (levelOf(containersIn(container)) < enough) {
    const leftOut = new Set<JsonNode>();
    for (let i = container.nodes.length - 1; i >= 0 && excess > 0; i -= 1) {
      const entry = container.nodes[i]!;
      if (!rule.mayLeaveOut(entry)) continue;
      if (entry.is === 'container' && entry.bytes - excess >= enough) {
        shrink(entry, entry.bytes - excess);
      } else {
        leftOut.add(entry);
        excess -= entryBytes(entry);
      }
    }
    container.nodes = container.nodes.filter((entry) => !leftOut.has(entry));
  }
  if (excess > 0) {
    const sharers = containersIn(container);
    const level = levelOf(sharers);
    for (const entry of sharers) shrink(entry, level);
  }
  container.bytes = sumOf(container.nodes);
}

function containersIn({ nodes }: JsonContainer): JsonContainer[] {
  return nodes.filter((node) => node.is === 'container');
}
