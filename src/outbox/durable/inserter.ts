import type { Clock } from '../../util/clock.js';
import { wholeOf } from '../../events/runs.js';
import type { EventBlock } from '../../events/model.js';
import { heldBytesOf } from '../lane.js';
import type { DurableLane } from './durable-lane.js';
import type { Pressure, Reply, RowName, SpoolRequest } from './protocol.js';
import { packRow } from './row-codec.js';
import type { RowMemory } from './row-memory.js';

/** Rows that are packed before other work gets its turn. */
const ROWS_IN_A_TURN = 1;

export interface InserterParts {
  readonly clock: Clock;
  readonly memory: RowMemory;
  readonly post: (request: SpoolRequest) => void;
  readonly pressure: () => Pressure | undefined;
  /** Why the disk takes nothing now; undefined as long as it may. */
  readonly whyNot: () => string | undefined;
  /** The disk has the events. */
  readonly stored: (lane: DurableLane, block: EventBlock, bytes: number, row: RowName) => void;
  /** They have no room there. */
  readonly refused: (lane: DurableLane, block: EventBlock) => void;
  /** The disk does not take them; gives how many found no room elsewhere. */
  readonly failed: (lane: DurableLane, block: EventBlock, why: string) => number;
}

/** Takes events to the disk, row by row in the order in which they came. */
export interface Inserter {
  /** Resolves when the disk has them, with how many found no room. */
  insert(lane: DurableLane, blocks: readonly EventBlock[]): Promise<number>;
  answered(reply: Reply<'inserted'> | Reply<'refused'> | Reply<'failed'>): void;
  /** Posts what still waits for its turn. */
  hurry(): void;
  /** What is on its way has no answer any more. */
  failAll(why: string): void;
}

interface Ticket {
  readonly lane: DurableLane;
  readonly block: EventBlock;
  readonly bytes: number;
  readonly resolve: (refused: number) => void;
}

export function createInserter(parts: InserterParts): Inserter {
  const { clock, memory, post } = parts;
  const line: Ticket[] = [];
  const posted = new Map<number, Ticket>();
  let lastTicket = 0;
  let isPosting = false;

  function enqueue(lane: DurableLane, block: EventBlock): Promise<number> {
    const bytes = heldBytesOf(wholeOf(block));
    lane.pending += block.ends.length;
    memory.reserve(bytes);
    return new Promise((resolve) => void line.push({ lane, block, bytes, resolve }));
  }

  /** A large export is packed in pieces: copying it at once would hold up other work. */
  async function postInTurns(): Promise<void> {
    if (isPosting) return;
    isPosting = true;
    while (line.length > 0) {
      postNext(ROWS_IN_A_TURN);
      if (line.length > 0) await clock.turn();
    }
    isPosting = false;
  }

  function postNext(rows: number): void {
    for (const ticket of line.splice(0, rows)) {
      const { lane, block } = ticket;
      const why = parts.whyNot();
      if (why !== undefined) {
        fail(ticket, why);
        continue;
      }
      const number = ++lastTicket;
      posted.set(number, ticket);
      const { names, entity } = lane;
      const row = packRow(block);
      post({
        kind: 'insert',
        ticket: number,
        names,
        entity,
        count: block.ends.length,
        row,
        pressure: parts.pressure(),
      });
    }
  }

  function leave({ lane, block, bytes }: Ticket): void {
    lane.pending -= block.ends.length;
    memory.reserve(-bytes);
  }

  function fail(ticket: Ticket, why: string): void {
    leave(ticket);
    ticket.resolve(parts.failed(ticket.lane, ticket.block, why));
  }

  return {
    async insert(lane, blocks) {
      const answers = blocks.map((block) => enqueue(lane, block));
      void postInTurns();
      const refused = await Promise.all(answers);
      return refused.reduce((sum, some) => sum + some, 0);
    },

    answered(reply) {
      const ticket = posted.get(reply.ticket);
      if (ticket === undefined) return;
      posted.delete(reply.ticket);
      if (reply.kind === 'failed') {
        fail(ticket, reply.message);
        return;
      }
      leave(ticket);
      const { lane, block, bytes, resolve } = ticket;
      if (reply.kind === 'inserted') parts.stored(lane, block, bytes, reply.row);
      else parts.refused(lane, block);
      resolve(reply.kind === 'inserted' ? 0 : block.ends.length);
    },

    hurry: () => postNext(line.length),

    failAll(why) {
      const tickets = [...posted.values()];
      posted.clear();
      for (const ticket of tickets) fail(ticket, why);
    },
  };
}
