import type { Destination } from '../../events/model.js';
import { createDurableLane, type DurableLane } from './durable-lane.js';
import { keyOf, type Names } from './protocol.js';

/** The lanes of an outbox, by what a caller knows of them. */
export interface Lanes {
  /** Makes one where there is none. */
  of(destination: Destination): DurableLane;
  known(destination: Destination): DurableLane | undefined;
  /** Makes one where there is none: another process had the stream. */
  ofNames(names: Names): DurableLane;
  all(): IterableIterator<DurableLane>;
  delete(lane: DurableLane): void;
  readonly size: number;
}

export function createLanes(): Lanes {
  const lanes = new Map<string, DurableLane>();
  /** Spares the text of the key for each call. */
  const byDestination = new WeakMap<Destination, DurableLane>();

  function known(destination: Destination): DurableLane | undefined {
    const lane = byDestination.get(destination);
    if (lane !== undefined && lanes.get(lane.key) === lane) return lane;
    return lanes.get(keyOf(namesOf(destination)));
  }

  function of(destination: Destination): DurableLane {
    let lane = known(destination);
    if (lane === undefined) {
      const names = namesOf(destination);
      lane = createDurableLane(destination, names, keyOf(names));
      lanes.set(lane.key, lane);
    }
    byDestination.set(destination, lane);
    return lane;
  }

  return {
    of,
    known,
    ofNames: (names) =>
      lanes.get(keyOf(names)) ??
      of(Object.freeze({ logGroupName: names.group, logStreamName: names.stream })),
    all: () => lanes.values(),
    delete: (lane) => void lanes.delete(lane.key),
    get size() {
      return lanes.size;
    },
  };
}

function namesOf({ logGroupName, logStreamName }: Destination): Names {
  return { group: logGroupName, stream: logStreamName };
}
