import type { Choice, StreamNames } from '../../local-server/open.js';
import { LEVELS, type Level } from '../events/read-event.js';

/** Events of one second by level, in the order of LEVELS. */
export interface Second {
  readonly second: number;
  readonly counts: readonly number[];
}

/** Counts of the last two minutes: of all, and of each group and stream. */
export interface Seconds {
  add(second: number, names: StreamNames, level: Level): void;
  all(): Second[];
  of(choice: Choice): Second[];
}

const MAX_SECONDS = 120;

/** Groups and streams that are counted separately in one second; the others count only towards the total. */
const MAX_NAMES = 1_000;

export function createSeconds(): Seconds {
  let kept: { readonly second: number; readonly byName: Map<string, number[]> }[] = [];

  return {
    add(second, { logGroupName, logStreamName }, level) {
      if (kept.at(-1)?.second !== second)
        kept = [...kept.slice(1 - MAX_SECONDS), { second, byName: new Map() }];
      const { byName } = kept.at(-1)!;
      for (const name of [ALL, nameOf({ logGroupName }), nameOf({ logGroupName, logStreamName })]) {
        const counts = byName.get(name) ?? LEVELS.map(() => 0);
        counts[LEVELS.indexOf(level)]! += 1;
        if (byName.has(name) || byName.size < MAX_NAMES) byName.set(name, counts);
      }
    },
    all: () => secondsOf(ALL),
    of: (choice) => secondsOf(nameOf(choice)),
  };

  function secondsOf(name: string): Second[] {
    return kept.flatMap(({ second, byName }) => {
      const counts = byName.get(name);
      return counts === undefined ? [] : [{ second, counts }];
    });
  }
}

const ALL = '[]';

function nameOf({ logGroupName, logStreamName }: Choice): string {
  return JSON.stringify(logStreamName === undefined ? [logGroupName] : [logGroupName, logStreamName]);
}
