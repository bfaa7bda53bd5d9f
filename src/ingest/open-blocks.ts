import { CodedError, messageOf } from '../messages/message.js';
import type { Destination, EventBlock, EventSpan, LossReason } from '../events/model.js';
import { spanOfTimes } from '../events/runs.js';
import type { Outbox } from '../outbox/outbox.js';
import type { Route } from '../route/route.js';
import { type EventBlocks, OpenBlock } from './event-blocks.js';

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

/** The open block of each stream, and the answers of the outbox for the blocks that it was given. */
export interface OpenBlocks {
  /** The open block of a stream; in blocks of their own where these are given. */
  blockOf(route: Route, blocks?: BlocksByRoute): OpenBlock;
  /** Gives the outbox the blocks that have become full. */
  giveFull(route: Route, block: OpenBlock): void;
  /** Gives the outbox all of these blocks. */
  giveAll(blocks: Iterable<[Route, OpenBlock]>): void;
  /** Gives the outbox one block; gives how many of its events it refused, later with a journal. */
  give(route: Route, block: EventBlock): number | Promise<number>;
  /** Gives the outbox all open blocks; gives how many events it refused since the last commit, later with a journal. */
  commit(): number | Promise<number>;
  /** Bytes that wait for the answer of the journal. */
  readonly unansweredBytes: number;
  /** Resolves when the outbox has answered for all that it was given. */
  answered(): Promise<void>;
}

export function createOpenBlocks({ events, outbox, accepted, lost }: OpenBlocksParts): OpenBlocks {
  const open: BlocksByRoute = new Map();
  /** Refused since the last commit, as far as it is known. */
  let refused = 0;
  /** Answers of the outbox since the last commit. */
  let answers: Promise<number>[] = [];
  const unanswered = new Set<Promise<unknown>>();
  let unansweredBytes = 0;

  function give(route: Route, block: EventBlock): number | Promise<number> {
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

  function giveEach(route: Route, blocks: readonly EventBlock[]): void {
    for (const block of blocks) {
      const answer = give(route, block);
      if (typeof answer === 'number') refused += answer;
      else answers.push(answer);
    }
  }

  function giveAll(blocks: Iterable<[Route, OpenBlock]>): void {
    for (const [route, block] of blocks) {
      const { timestamps } = block;
      try {
        giveEach(route, events.finish(block));
      } catch (cause) {
        // If there is no memory for one block, the other streams still have theirs.
        lost(route.destination, spanOfTimes(timestamps), 'encode_failed', notJoined(cause));
      }
    }
  }

  return {
    blockOf(route, blocks = open) {
      let found = blocks.get(route);
      if (found === undefined) blocks.set(route, (found = new OpenBlock()));
      return found;
    },

    giveFull(route, block) {
      if (block.full.length > 0) giveEach(route, block.full.splice(0));
    },

    giveAll,
    give,

    commit() {
      const blocks = [...open];
      open.clear();
      giveAll(blocks);
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

/** The error of events that could not be put into a block. */
export function notJoined(cause: unknown): Error {
  return new CodedError(messageOf('CWL_EVENTS_NOT_JOINED'), { cause });
}
