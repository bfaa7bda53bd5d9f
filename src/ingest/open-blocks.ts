import type { Destination, EventBlock, EventSpan, LossReason } from '../events/model.js';
import { spanOfTimes } from '../events/runs.js';
import type { Outbox } from '../outbox/outbox.js';
import type { Route } from '../route/route.js';
import { type EventBlocks, notJoined } from './event-blocks.js';
import { OpenBlock } from './open-block.js';

export interface OpenBlocksParts {
  readonly events: Pick<EventBlocks, 'finish'>;
  readonly outbox: Pick<Outbox, 'add'>;
  /** This many events were added. */
  readonly accepted: (events: number) => void;
  /** Records that became no event. */
  readonly lost: (destination: Destination, lost: EventSpan, reason: LossReason, error?: Error) => void;
}

/** Blocks of several streams that are still written to. */
export type BlocksByRoute = Map<Route, OpenBlock>;

/** The open block of each stream, and the answers of the outbox for the blocks that were added. */
export interface OpenBlocks {
  /** The open block of a stream; in blocks of their own where these are given. */
  blockOf(route: Route, blocks?: BlocksByRoute): OpenBlock;
  /** Adds the blocks that have become full to the outbox. */
  addFull(route: Route, block: OpenBlock): void;
  /** Adds all of these blocks to the outbox. */
  addAll(blocks: Iterable<[Route, OpenBlock]>): void;
  /** Adds one block to the outbox; returns how many of its events were refused, later with a journal. */
  add(route: Route, block: EventBlock): number | Promise<number>;
  /** Adds all open blocks to the outbox; returns how many events were refused since the last commit, later with a journal. */
  commit(): number | Promise<number>;
  /** Bytes that wait for the answer of the journal. */
  readonly unansweredBytes: number;
  /** Resolves when the outbox has answered for all blocks so far. */
  answered(): Promise<void>;
}

export function createOpenBlocks({ events, outbox, accepted, lost }: OpenBlocksParts): OpenBlocks {
  const open: BlocksByRoute = new Map();
  /** The bytes of the last block of a stream: the next one is often as large. */
  const lastBytes = new WeakMap<Route, number>();
  /** Refused since the last commit, as far as it is known. */
  let refused = 0;
  /** Answers of the outbox since the last commit. */
  let answers: Promise<number>[] = [];
  const unanswered = new Set<Promise<unknown>>();
  let unansweredBytes = 0;

  function add(route: Route, block: EventBlock): number | Promise<number> {
    const { bytes, ends } = block;
    accepted(ends.length);
    const { length } = bytes;
    const answer = outbox.add(route.destination, block, route.entity);
    if (typeof answer === 'number') return answer;
    unansweredBytes += length;
    const answered = answer.finally(() => {
      unansweredBytes -= length;
      unanswered.delete(answered);
    });
    unanswered.add(answered);
    return answered;
  }

  function addEach(route: Route, blocks: readonly EventBlock[]): void {
    for (const block of blocks) {
      const answer = add(route, block);
      if (typeof answer === 'number') refused += answer;
      else answers.push(answer);
    }
  }

  function addAll(blocks: Iterable<[Route, OpenBlock]>): void {
    for (const [route, block] of blocks) {
      const { timestamps } = block;
      try {
        const finished = events.finish(block);
        const last = finished.at(-1);
        if (last !== undefined) lastBytes.set(route, last.bytes.length);
        addEach(route, finished);
      } catch (cause) {
        // If there is no memory for one block, the other streams still have theirs.
        lost(route.destination, spanOfTimes(timestamps), 'encode_failed', notJoined(cause));
      }
    }
  }

  return {
    blockOf(route, blocks = open) {
      let found = blocks.get(route);
      if (found === undefined) blocks.set(route, (found = new OpenBlock(lastBytes.get(route))));
      return found;
    },

    addFull(route, block) {
      if (block.full.length > 0) addEach(route, block.full.splice(0));
    },

    addAll,
    add,

    commit() {
      const blocks = [...open];
      open.clear();
      addAll(blocks);
      const atOnce = refused;
      refused = 0;
      if (answers.length === 0) return atOnce;
      const later = answers;
      answers = [];
      return Promise.all(later).then((counts) => counts.reduce((sum, count) => sum + count, atOnce));
    },

    get unansweredBytes() {
      return unansweredBytes;
    },

    async answered() {
      await Promise.all(unanswered);
    },
  };
}
