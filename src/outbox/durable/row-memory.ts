import { countOf, inArrivalOrder, subtract } from '../../events/runs.js';
import type { Cut, EventBlock, EventRun } from '../../events/model.js';
import { heldBytesOf } from '../lane.js';
import type { DurableLane, Row, Track } from './durable-lane.js';
import { surplusRows } from './memory-plan.js';
import type { Answers, Pressure } from './protocol.js';
import type { AnsweredRange } from './row-codec.js';

/** Rows whose events are in memory, on their way from `export` or the disk to the service. */
export interface RowMemory {
  /** Of rows in memory, and of what is on its way to or from the disk. */
  readonly bytes: number;
  /** Counts bytes that are on their way, or are there no more. */
  reserve(bytes: number): void;
  /** The events of one row wait in the lane, behind all that do. */
  enter(lane: DurableLane, track: Track, id: number, events: readonly EventRun[]): void;
  /** The row in memory that the block is. */
  rowOf(block: EventBlock): Row | undefined;
  take(lane: DurableLane, cut: Cut): readonly EventRun[];
  /** Gives what the disk has to be told. */
  settle(lane: DurableLane, events: readonly EventRun[]): Answers[];
  release(lane: DurableLane, events: readonly EventRun[]): void;
  /** The disk has dropped the row: gives those of its events that go with it, but for those at the service. */
  drop(lane: DurableLane, row: Row): EventRun[];
  /** Rows at the end of a lane that fails go back to being on the disk alone; gives whether there were any. */
  giveBack(lane: DurableLane): boolean;
}

/** `free` is told of blocks that memory holds no more. */
export function createRowMemory(free: (block: EventBlock) => void): RowMemory {
  const rows = new Map<EventBlock, Row>();
  let arrivals = 0;
  let bytes = 0;

  function leave(lane: DurableLane, row: Row): void {
    const { track } = row;
    track.loaded.delete(row.id);
    rows.delete(row.block);
    free(row.block);
    lane.bytes -= row.bytes;
    bytes -= row.bytes;
    if (track.kind === 'ours' && !track.isLost) return;
    if (track.loaded.size + track.rows === 0) lane.tracks.delete(track.source);
  }

  /** Rows without events leave; one look at all of them serves for a batch. */
  function letGoOf(lane: DurableLane, gone: readonly Row[]): void {
    if (gone.length === 0) return;
    for (const row of gone) leave(lane, row);
    lane.order = lane.order.filter(({ remaining }) => remaining > 0);
  }

  function byRow(events: readonly EventRun[]): Map<Row, EventRun[]> {
    const found = new Map<Row, EventRun[]>();
    for (const run of events) {
      const row = rows.get(run.block);
      if (row === undefined) continue;
      const ofRow = found.get(row);
      if (ofRow === undefined) found.set(row, [run]);
      else ofRow.push(run);
    }
    return found;
  }

  /** Those of the events that were handed out, which are so no longer. */
  function takeBack(lane: DurableLane, events: readonly EventRun[]): Map<Row, EventRun[]> {
    const { removed, left } = subtract(lane.taken, events);
    lane.taken = left;
    const found = byRow(removed);
    for (const [row, ofRow] of found) row.taken -= countOf(ofRow);
    return found;
  }

  return {
    get bytes() {
      return bytes;
    },

    reserve(more) {
      bytes += more;
    },

    enter(lane, track, id, events) {
      const block = events[0]?.block;
      if (block === undefined) return;
      const size = events.reduce((sum, run) => sum + heldBytesOf(run), 0);
      block.arrival = arrivals;
      arrivals += block.ends.length;
      const remaining = countOf(events);
      const row: Row = { track, id, block, remaining, taken: 0, isAsStored: true, bytes: size };
      rows.set(block, row);
      track.loaded.set(id, row);
      lane.order.push(row);
      lane.bytes += size;
      bytes += size;
      for (const run of events) lane.waiting.push(run);
    },

    rowOf: (block) => rows.get(block),

    take(lane, cut) {
      const batch = lane.waiting.takeBatch(cut);
      lane.taken = lane.taken.length === 0 ? batch : [...lane.taken, ...batch];
      for (const [row, events] of byRow(batch)) row.taken += countOf(events);
      return batch;
    },

    settle(lane, events) {
      const answers = new Map<
        string,
        { source: string; gone: number[]; parts: Answers['parts'][number][] }
      >();
      const gone: Row[] = [];
      for (const [row, settled] of takeBack(lane, events)) {
        row.remaining -= countOf(settled);
        row.isAsStored = false;
        if (row.remaining === 0) gone.push(row);
        const { source, isLost } = row.track;
        if (isLost) continue;
        const answer = answers.get(source) ?? { source, gone: [], parts: [] };
        answers.set(source, answer);
        if (row.remaining === 0) answer.gone.push(row.id);
        else answer.parts.push({ id: row.id, ranges: inArrivalOrder(settled).map(toRange) });
      }
      letGoOf(lane, gone);
      return [...answers.values()];
    },

    release(lane, events) {
      lane.waiting.putBack([...takeBack(lane, events).values()].flat());
    },

    drop(lane, row) {
      const dropped = lane.waiting.remove((block) => block === row.block);
      row.remaining -= countOf(dropped);
      row.isAsStored = false;
      if (row.remaining === 0) letGoOf(lane, [row]);
      return dropped;
    },

    giveBack(lane) {
      const surplus = surplusRows(lane, bytes);
      for (const row of surplus) {
        for (let left = row.remaining; left > 0; left--) lane.waiting.pop();
        leave(lane, row);
        lane.order.pop();
        row.track.cursor = row.id - 1;
        row.track.rows++;
        row.track.events += row.remaining;
      }
      return surplus.length > 0;
    },
  };
}

function toRange({ from, to }: EventRun): AnsweredRange {
  return [from, to - from];
}

/** Rows with events at the service, and the streams that get no answers: what goes, and what must stay. */
export function pressureOf(lanes: Iterable<DurableLane>): Pressure {
  const failing: string[] = [];
  const busy: Pressure['busy'][number][] = [];
  let count = 0;
  for (const lane of lanes) {
    count++;
    if (lane.failing) failing.push(lane.key);
    for (const { taken, track, id } of lane.order) if (taken > 0) busy.push({ source: track.source, id });
  }
  return { failing, others: count > 1, busy };
}
