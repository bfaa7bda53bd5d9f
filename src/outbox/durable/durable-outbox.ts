import type { Clock } from '../../util/clock.js';
import { wholeOf } from '../../events/runs.js';
import type { Destination, EventBlock, EventRun, ServiceEntity } from '../../events/model.js';
import type { Outbox } from '../outbox.js';
import { createDiskReport } from './disk-report.js';
import { createDrain } from './drain.js';
import { eventsOf, ownBacklog, type DurableLane } from './durable-lane.js';
import { createFeeder } from './feeder.js';
import { createInserter } from './inserter.js';
import { createLanes } from './lanes.js';
import { createLedger } from './ledger.js';
import { createLeftOvers } from './left-overs.js';
import { mayStayInMemory } from './memory-plan.js';
import { createOverflow } from './overflow.js';
import type { Identity, Pressure, RowName, SpoolReply, SpoolSettings } from './protocol.js';
import { createRowMemory, pressureOf } from './row-memory.js';
import { hasFiles } from './spool/directory.js';
import { createSpoolLink, type SpoolLinkParts } from './spool-link.js';

/** Below this share of the disk the state of the streams does not matter to the thread. */
const PRESSURE_SHARE = 0.4;

/** An outbox that outlives its process. */
export interface DurableOutbox extends Outbox {
  add(destination: Destination, blocks: readonly EventBlock[]): Promise<number>;
  /** What left-over events of the stream belong to. */
  entityOf(destination: Destination): ServiceEntity | undefined;
  /** What is on the disk, by stream. */
  staying(): [Destination, number][];
  /** Lets go of the files; what they hold stays. */
  close(): Promise<void>;
}

export interface DurableOutboxParts {
  readonly clock: Clock;
  readonly random: () => number;
  readonly startThread: SpoolLinkParts['startThread'];
  /** Told of events that are lost here. */
  readonly drop: (
    destination: Destination,
    events: readonly EventRun[],
    reason: 'outbox_full' | 'damaged' | 'shutdown',
  ) => void;
  /** Memory holds the block no more. */
  readonly free: (block: EventBlock) => void;
  /** There are events for the stream. */
  readonly ready: (destination: Destination) => void;
  /** So many events of another process were taken over. */
  readonly adopted: (count: number) => void;
  readonly entityFor: (destination: Destination) => ServiceEntity | undefined;
  /** Who sends, and where to; rejects as long as it can not be told. */
  readonly identity: () => Promise<Identity>;
  readonly trouble: (cause: string, message: string) => void;
  readonly warn: (message: string) => void;
}

/** Composes the outbox: rows go to the thread's files, and by way of memory to the service. */
export function createDurableOutbox(parts: DurableOutboxParts, settings: SpoolSettings): DurableOutbox {
  const { clock, random, identity } = parts;
  const lanes = createLanes();
  const memory = createRowMemory(parts.free);
  const drain = createDrain();
  const disk = createDiskReport(parts);
  const overflow = createOverflow({ drop: dropOverflow, free: parts.free }, settings);
  const link = createSpoolLink({ clock, startThread: parts.startThread, onReply, onDeath, onReturn });
  const { post, isUp } = link;
  const feeder = createFeeder({ clock, memory, post, isUp, lastRowBefore: overflow.lastRowBefore, ready });
  const ledger = createLedger({ ...parts, lanes, memory, feeder });
  const inserter = createInserter({
    clock,
    memory,
    post,
    pressure,
    whyNot: () => (isUp() ? undefined : 'its thread has ended'),
    stored,
    refused,
    failed,
  });
  const leftOvers = createLeftOvers({
    clock,
    random,
    identity,
    post,
    hasFiles: () => link.isRunning || hasFiles(settings.directory),
  });
  let diskBytes = 0;
  let closed = false;

  function hasWaiting(lane: DurableLane): boolean {
    return lane.waiting.length > 0 || overflow.mayGo(lane);
  }

  function holds(lane: DurableLane): boolean {
    return lane.pending + eventsOf(lane) > 0 || overflow.holds(lane);
  }

  function ready(lane: DurableLane): void {
    if (!closed && hasWaiting(lane)) parts.ready(lane.destination);
  }

  function pressure(): Pressure | undefined {
    return diskBytes < settings.maxBytes * PRESSURE_SHARE ? undefined : pressureOf(lanes.all());
  }

  // ---- what becomes of an insert

  function stored(lane: DurableLane, block: EventBlock, bytes: number, row: RowName): void {
    disk.works();
    const stays =
      ownBacklog(lane) === 0 && !overflow.holds(lane) && mayStayInMemory(lane, memory.bytes, bytes);
    ledger.enter(lane, row, block, stays);
    if (stays) {
      ready(lane);
    } else {
      parts.free(block);
      feeder.add(lane);
    }
  }

  function refused({ destination }: DurableLane, block: EventBlock): void {
    parts.drop(destination, [wholeOf(block)], 'outbox_full');
    parts.free(block);
  }

  function dropOverflow(destination: Destination, events: readonly EventRun[]): void {
    parts.drop(destination, events, 'outbox_full');
    // Rows may have waited for them.
    feeder.add(lanes.of(destination));
  }

  function failed(lane: DurableLane, block: EventBlock, why: string): number {
    const { destination } = lane;
    if (closed) {
      parts.drop(destination, [wholeOf(block)], 'shutdown');
      return block.ends.length;
    }
    disk.fails(why);
    const outside = overflow.add(lane, block);
    ready(lane);
    return outside;
  }

  // ---- what the thread says

  function onReply(reply: SpoolReply): void {
    switch (reply.kind) {
      case 'inserted':
      case 'refused':
      case 'failed':
        return inserter.answered(reply);
      case 'dropped':
        return afterLoss(ledger.dropped(reply));
      case 'loaded':
        feeder.loaded(lanes.ofNames(reply.names), reply);
        return drain.look();
      case 'adopted':
        return ledger.adopted(reply);
      case 'searched':
        return leftOvers.searched(reply.complete);
      case 'source lost':
        for (const lane of ledger.sourceLost(reply.source)) afterLoss(lane);
        return;
      case 'trouble':
        return parts.trouble(reply.cause, reply.message);
      case 'handled':
        diskBytes = reply.diskBytes;
        return;
      case 'closed':
    }
  }

  function afterLoss(lane: DurableLane): void {
    ready(lane);
    drain.look();
  }

  function onDeath(error: Error): void {
    parts.trouble(
      'outbox thread',
      `The thread of the durable outbox ended: ${error.message}. Another is started.`,
    );
    feeder.startOver();
    inserter.failAll(error.message);
    leftOvers.searched(true);
  }

  function onReturn(): void {
    leftOvers.startOver();
    feeder.feedOthers();
  }

  return {
    add(destination, blocks) {
      const lane = lanes.of(destination);
      lane.entity = parts.entityFor(destination);
      const answer = inserter.insert(lane, blocks);
      leftOvers.identify();
      return answer;
    },

    take(destination, cut) {
      const lane = lanes.known(destination);
      if (lane === undefined) return [];
      if (overflow.mayGo(lane)) return overflow.take(lane, cut);
      const batch = memory.take(lane, cut);
      feeder.feed(lane);
      return batch;
    },

    settle(destination, events) {
      const lane = lanes.known(destination);
      if (lane === undefined) return;
      lane.failing = false;
      const answers = memory.settle(lane, events);
      if (answers.length > 0) post({ kind: 'answered', answers });
      overflow.settle(lane, events);
      // Rows may have waited for them; where there is no thread now, the next one brings them.
      feeder.add(lane);
      feeder.feedOthers();
      drain.look();
    },

    release(destination, events) {
      const lane = lanes.known(destination);
      if (lane === undefined) return;
      lane.failing = true;
      memory.release(lane, events);
      overflow.release(lane, events);
      if (memory.giveBack(lane)) feeder.add(lane);
      feeder.feedOthers();
    },

    hasWaiting(destination) {
      const lane = lanes.known(destination);
      return lane !== undefined && hasWaiting(lane);
    },

    holds(destination) {
      const lane = lanes.known(destination);
      return lane !== undefined && holds(lane);
    },

    letGo() {
      closed = true;
      feeder.close();
      leftOvers.close();
      drain.end();
      return [...ledger.withoutFile(), ...overflow.letGo()];
    },

    staying: ledger.staying,

    async drained(signal) {
      await leftOvers.firstSearch(signal);
      await Promise.all([drain.wait(lanes.all(), signal), overflow.drained(signal)]);
    },

    forget(destination) {
      const lane = lanes.known(destination);
      if (lane === undefined || holds(lane)) return;
      overflow.forget(lane);
      lanes.delete(lane);
    },

    entityOf: (destination) => lanes.known(destination)?.entity,

    async close() {
      inserter.hurry();
      await link.close();
      inserter.failAll('the exporter was shut down');
    },

    get count() {
      let events = overflow.count;
      for (const lane of lanes.all()) events += eventsOf(lane);
      return events;
    },

    get bytes() {
      return diskBytes + overflow.bytes;
    },
  };
}
