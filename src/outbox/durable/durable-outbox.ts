import type { Clock } from '../../clock.js';
import type { Destination, LogEvent, ServiceEntity } from '../../model.js';
import { bytesOf } from '../lane.js';
import type { Outbox } from '../outbox.js';
import { hasFiles } from './directory.js';
import {
  createDurableLane,
  createTrack,
  enter,
  holdsAnything,
  oldestRow,
  rowOf,
  type DurableLane,
  type Row,
  type Track,
} from './durable-lane.js';
import { isTimeToLoad, LOAD_BYTES, MEMORY_BYTES, mayStayInMemory, surplusRows } from './memory-plan.js';
import {
  keyOf,
  type Identity,
  type Names,
  type Pressure,
  type SpoolReply,
  type SpoolSettings,
} from './protocol.js';
import { blocksOf, packRow, rangesOf, unpackRow } from './row-codec.js';
import type { SpoolThread, SpoolThreadParts } from './spool-thread.js';

/** Left-over files are looked for this often, and up to a half more, so that a fleet does not look at once. */
const SCAN_MILLIS = 60_000;

/** After a read that failed. */
const READ_AGAIN_MILLIS = 1_000;

/** Closing files is one sync; a disk that hangs must not hold up the end. */
const CLOSE_MILLIS = 500;

/** A thread that can not live is not started again for every export. */
const REST_AFTER_DEATH_MILLIS = 10_000;

/** Below this share of the disk the state of the streams does not matter to the thread. */
const PRESSURE_SHARE = 0.4;

/** An outbox that outlives its process. */
export interface DurableOutbox extends Outbox {
  add(destination: Destination, events: readonly LogEvent[]): Promise<number>;
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
  readonly startThread: (parts: Omit<SpoolThreadParts, 'start'>) => SpoolThread;
  /** Told of events that are lost here. */
  readonly drop: (
    destination: Destination,
    events: readonly LogEvent[],
    reason: 'outbox_full' | 'damaged',
  ) => void;
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

/** Waits until the tracks have nothing up to these rows. */
interface Waiter {
  readonly until: Map<Track, number>;
  readonly resolve: () => void;
}

interface Ticket {
  readonly lane: DurableLane;
  readonly events: readonly LogEvent[];
  readonly bytes: number;
  readonly resolve: (refused: number) => void;
}

const NO_BYTES = new Uint8Array(0);

export function createDurableOutbox(parts: DurableOutboxParts, settings: SpoolSettings): DurableOutbox {
  const { clock } = parts;
  const lanes = new Map<string, DurableLane>();
  const laneByDestination = new WeakMap<Destination, DurableLane>();
  /** Lanes with rows on the disk that are not in memory; who was served last stands last. */
  const hungry = new Set<DurableLane>();
  const tickets = new Map<number, Ticket>();
  const waiters = new Set<Waiter>();
  let thread: SpoolThread | undefined;
  let lastTicket = 0;
  let lastMemoryRow = 0;
  let arrivals = 0;
  let count = 0;
  /** Bytes of the rows in memory, and of what is on its way to or from the disk. */
  let memoryBytes = 0;
  /** Bytes of memory that no disk has. */
  let volatileBytes = 0;
  let diskBytes = 0;
  let diskFails = false;
  let diskHasFailed = false;
  let identity: Identity | undefined;
  let identifying: Promise<void> | undefined;
  let cancelScan: (() => void) | undefined;
  let whenClosed: (() => void) | undefined;
  let closed = false;
  let restAfterDeath = -Infinity;

  function laneOf(destination: Destination): DurableLane {
    let lane = laneByDestination.get(destination);
    if (lane !== undefined && lanes.get(lane.key) === lane) return lane;
    const names = namesOf(destination);
    const key = keyOf(names);
    lane = lanes.get(key);
    if (lane === undefined) {
      lane = createDurableLane(destination, names, key);
      lanes.set(key, lane);
    }
    laneByDestination.set(destination, lane);
    return lane;
  }

  function knownLane(destination: Destination): DurableLane | undefined {
    return laneByDestination.get(destination) ?? lanes.get(keyOf(namesOf(destination)));
  }

  function laneOfNames({ group, stream }: Names): DurableLane {
    return (
      lanes.get(keyOf({ group, stream })) ??
      laneOf(Object.freeze({ logGroupName: group, logStreamName: stream }))
    );
  }

  // ---- rows into memory and out of it

  function remember(
    lane: DurableLane,
    row: Row,
    events: readonly { index: number; event: LogEvent }[],
  ): void {
    enter(lane, row, events);
    memoryBytes += row.bytes;
    if (row.track.source === undefined) volatileBytes += row.bytes;
  }

  function newRow(track: Track, id: number, eventCount: number, remaining: number, bytes: number): Row {
    const row: Row = { track, id, firstArrival: arrivals, remaining, taken: 0, touched: false, bytes };
    arrivals += eventCount;
    return row;
  }

  /** Only memory has these. Behind rows that are on the disk and not in memory they wait for their turn. */
  function keepVolatile(lane: DurableLane, events: readonly LogEvent[], bytes: number): void {
    const row = newRow(lane.memory, ++lastMemoryRow, events.length, events.length, bytes);
    count += events.length;
    const indexed = events.map((event, index) => ({ event, index }));
    if (hasOwnBacklog(lane)) {
      lane.memory.loaded.set(row.id, row);
      lane.behind.push({ row, events: indexed });
      memoryBytes += bytes;
      volatileBytes += bytes;
      return;
    }
    remember(lane, row, indexed);
    parts.ready(lane.destination);
  }

  function letFollow(lane: DurableLane): void {
    if (lane.behind.length === 0 || hasOwnBacklog(lane)) return;
    const { behind } = lane;
    lane.behind = [];
    for (const { row, events } of behind) {
      row.firstArrival = arrivals;
      arrivals += events.length;
      enter(lane, row, events);
    }
    parts.ready(lane.destination);
  }

  function forgetRow(lane: DurableLane, row: Row): void {
    row.track.loaded.delete(row.id);
    lane.bytes -= row.bytes;
    memoryBytes -= row.bytes;
    if (row.track.source === undefined) volatileBytes -= row.bytes;
  }

  /** The disk does not have it any more; what is at the service may come back. */
  function becomeVolatile(row: Row, lane: DurableLane): void {
    row.track.loaded.delete(row.id);
    row.track = lane.memory;
    row.id = ++lastMemoryRow;
    lane.memory.loaded.set(row.id, row);
    volatileBytes += row.bytes;
  }

  /** Rows at the end of a lane that fails go back to being on the disk alone. */
  function giveBackSurplus(lane: DurableLane): void {
    for (const row of surplusRows(lane, memoryBytes)) {
      for (let left = row.remaining; left > 0; left--) lane.waiting.pop();
      forgetRow(lane, row);
      lane.order.pop();
      row.track.cursor = row.id - 1;
      row.track.rows++;
      row.track.events += row.remaining;
      hungry.add(lane);
    }
  }

  function feed(lane: DurableLane): void {
    if (closed || lane.loading !== undefined) return;
    const track = [...lane.tracks.values()].find(({ rows }) => rows > 0);
    if (track?.source === undefined) {
      hungry.delete(lane);
      letFollow(lane);
      return;
    }
    if (!isTimeToLoad(lane, memoryBytes)) return;
    lane.loading = track;
    memoryBytes += LOAD_BYTES;
    hungry.delete(lane);
    hungry.add(lane);
    post({ kind: 'load', source: track.source, names: lane.names, after: track.cursor, bytes: LOAD_BYTES });
  }

  function feedOthers(): void {
    for (const lane of Array.from(hungry)) {
      if (memoryBytes >= MEMORY_BYTES) return;
      feed(lane);
    }
  }

  // ---- the thread

  function post(request: Parameters<SpoolThread['post']>[0]): void {
    if (whenClosed !== undefined) return;
    thread ??= parts.startThread({ onReply, onDeath });
    thread.post(request);
  }

  function onReply(reply: SpoolReply): void {
    switch (reply.kind) {
      case 'inserted':
        return onInserted(reply);
      case 'refused':
        return withTicket(reply.ticket, ({ lane, events, resolve }) => {
          parts.drop(lane.destination, events, 'outbox_full');
          resolve(events.length);
        });
      case 'failed':
        return withTicket(reply.ticket, (ticket) => onFailed(ticket, reply.message));
      case 'dropped':
        return onDropped(reply);
      case 'loaded':
        return onLoaded(reply);
      case 'load ended':
        return onLoadEnded(reply);
      case 'found':
        void identify().then(() => identity && !closed && post({ kind: 'scan', identity }));
        return;
      case 'adopted':
        return onAdopted(reply);
      case 'source lost':
        return onSourceLost(reply.source, 'lost');
      case 'trouble':
        return parts.trouble(reply.cause, reply.message);
      case 'used':
        diskBytes = reply.bytes;
        return;
      case 'closed':
        whenClosed?.();
    }
  }

  function withTicket(id: number, work: (ticket: Ticket) => void): void {
    const ticket = tickets.get(id);
    if (ticket === undefined) return;
    tickets.delete(id);
    ticket.lane.pending -= ticket.events.length;
    memoryBytes -= ticket.bytes;
    work(ticket);
  }

  function onInserted({ ticket: number, source, id }: Extract<SpoolReply, { kind: 'inserted' }>): void {
    withTicket(number, ({ lane, events, bytes, resolve }) => {
      if (diskFails) {
        diskFails = false;
        parts.warn('The disk takes events again: what comes from now on is durable.');
      }
      const track = trackOf(lane, source);
      track.lastId = id;
      count += events.length;
      if (!hasOwnBacklog(lane) && lane.behind.length === 0 && mayStayInMemory(lane, memoryBytes, bytes)) {
        track.cursor = id;
        const row = newRow(track, id, events.length, events.length, bytes);
        remember(
          lane,
          row,
          events.map((event, index) => ({ event, index })),
        );
        if (!closed) parts.ready(lane.destination);
      } else {
        track.rows++;
        track.events += events.length;
        hungry.add(lane);
        feed(lane);
      }
      resolve(0);
    });
  }

  function onFailed({ lane, events, bytes, resolve }: Ticket, message: string): void {
    if (!diskFails) {
      diskFails = true;
      const text = `The outbox on the disk does not take events (${message}). They are kept in memory, up to ${MEMORY_BYTES} bytes, and do not outlive the process. Check the directory of outbox.directory.`;
      // As a process warning the first time; each later episode is said as well.
      if (diskHasFailed) parts.warn(text);
      else parts.trouble('outbox disk', text);
      diskHasFailed = true;
    }
    if (memoryBytes + bytes <= MEMORY_BYTES) {
      keepVolatile(lane, events, bytes);
      resolve(0);
      return;
    }
    parts.drop(lane.destination, events, 'outbox_full');
    resolve(events.length);
  }

  function onDropped({
    row: { source, id },
    names,
    reason,
    times,
  }: Extract<SpoolReply, { kind: 'dropped' }>): void {
    const lane = laneOfNames(names);
    const track = trackOf(lane, source);
    const row = track.loaded.get(id);
    if (row === undefined) {
      if (track.rows > 0 && id > track.cursor) {
        track.rows--;
        track.events -= times.length;
        lose(lane, times.map(lostEvent), reason);
      }
    } else {
      const lost = lane.waiting.remove((event) => rowOf(event) === row);
      row.remaining -= lost.length;
      if (row.remaining > 0) becomeVolatile(row, lane);
      else rowGone(lane, row);
      lose(lane, lost, reason);
    }
    letFollow(lane);
    answerWaiters();
  }

  function lose(lane: DurableLane, events: readonly LogEvent[], reason: 'outbox_full' | 'damaged'): void {
    if (events.length === 0) return;
    count -= events.length;
    parts.drop(lane.destination, events, reason);
  }

  function onLoaded({
    row: { source, id },
    names,
    bytes,
    answered,
  }: Extract<SpoolReply, { kind: 'loaded' }>): void {
    const lane = laneOfNames(names);
    const track = trackOf(lane, source);
    if (id <= track.cursor || track.rows === 0) return;
    const events = unpackRow(bytes, answered);
    track.cursor = id;
    track.rows--;
    track.events -= events.length;
    if (events.length === 0) {
      post({ kind: 'answered', source, gone: [id], parts: [] });
      return;
    }
    const size = events.reduce((sum, { event }) => sum + bytesOf(event), 0);
    const row = newRow(track, id, events.at(-1)!.index + 1, events.length, size);
    remember(lane, row, events);
    if (!closed) parts.ready(lane.destination);
  }

  function onLoadEnded({ names, source, upTo, failed }: Extract<SpoolReply, { kind: 'load ended' }>): void {
    const lane = laneOfNames(names);
    const track = trackOf(lane, source);
    lane.loading = undefined;
    memoryBytes -= LOAD_BYTES;
    if (failed) {
      clock.schedule(() => feed(lane), READ_AGAIN_MILLIS);
      return;
    }
    if (upTo === undefined && track.rows > 0) {
      // The file has no more; it was counted wrongly, which no loss should be told of.
      count -= track.events;
      track.rows = 0;
      track.events = 0;
      answerWaiters();
    }
    feed(lane);
    feedOthers();
  }

  function onAdopted({ source, backlogs }: Extract<SpoolReply, { kind: 'adopted' }>): void {
    let events = 0;
    for (const backlog of backlogs) {
      const lane = laneOfNames(backlog.names);
      lane.entity ??= backlog.entity;
      const track = createTrack(source, 'left over');
      lane.tracks.set(source, track);
      track.rows = backlog.rows;
      track.events = backlog.events;
      track.lastId = Infinity;
      events += backlog.events;
      hungry.add(lane);
    }
    count += events;
    parts.adopted(events);
    parts.warn(
      `Took over ${events} events for ${backlogs.length} streams that a process left on the disk; they are sent now.`,
    );
    for (const lane of Array.from(hungry)) feed(lane);
  }

  /** Rows of the file are on no disk any more, or soon in the hands of another thread. */
  function onSourceLost(source: number, rest: 'lost' | 'kept'): void {
    for (const lane of lanes.values()) {
      const track = lane.tracks.get(source);
      if (track === undefined) continue;
      for (const row of track.loaded.values()) becomeVolatile(row, lane);
      const events = Array.from({ length: track.events }, () => lostEvent(clock.now()));
      track.rows = 0;
      track.events = 0;
      lane.tracks.delete(source);
      if (rest === 'lost') lose(lane, events, 'damaged');
      else count -= events.length;
      letFollow(lane);
    }
    answerWaiters();
  }

  function onDeath(error: Error): void {
    thread = undefined;
    restAfterDeath = clock.elapsed() + REST_AFTER_DEATH_MILLIS;
    parts.trouble(
      'outbox thread',
      `The thread of the durable outbox ended: ${error.message}. Another is started.`,
    );
    for (const lane of lanes.values()) {
      if (lane.loading !== undefined) memoryBytes -= LOAD_BYTES;
      lane.loading = undefined;
    }
    const sources = new Set<number>();
    for (const { tracks } of lanes.values()) for (const source of tracks.keys()) sources.add(source);
    for (const source of sources) onSourceLost(source, 'kept');
    for (const id of Array.from(tickets.keys())) {
      withTicket(id, (ticket) => onFailed(ticket, error.message));
    }
    whenClosed?.();
  }

  // ---- who we are, and what others left

  async function askForIdentity(): Promise<void> {
    try {
      identity = await parts.identity();
      if (!closed && thread) post({ kind: 'identify', identity });
    } catch {
      // Delivery fails for the same reason, and says so. The next look tries again.
      identifying = undefined;
    }
  }

  function identify(): Promise<void> {
    identifying ??= askForIdentity();
    return identifying;
  }

  function scanLater(millis: number): void {
    cancelScan = clock.schedule(() => {
      if (thread !== undefined || (!isResting() && hasFiles(settings.directory))) {
        post({ kind: 'scan', identity });
      }
      scanLater(SCAN_MILLIS * (1 + parts.random() / 2));
    }, millis);
  }

  scanLater(hasFiles(settings.directory) ? 0 : SCAN_MILLIS * (1 + parts.random() / 2));

  // ---- the port

  function pressure(): Pressure | undefined {
    if (diskBytes < settings.maxBytes * PRESSURE_SHARE) return undefined;
    const failing: string[] = [];
    const busy: Pressure['busy'][number][] = [];
    for (const lane of lanes.values()) {
      if (lane.failing) failing.push(lane.key);
      const rows = new Set([...lane.taken].map(rowOf));
      for (const row of rows) {
        if (row?.track.source !== undefined) busy.push({ source: row.track.source, id: row.id });
      }
    }
    return { failing, others: lanes.size > 1, busy };
  }

  function insert(lane: DurableLane, events: readonly LogEvent[]): Promise<number> {
    return new Promise((resolve) => {
      const row = packRow(events);
      const ticket = ++lastTicket;
      const bytes = events.reduce((sum, event) => sum + bytesOf(event), 0);
      tickets.set(ticket, { lane, events, bytes, resolve });
      lane.pending += events.length;
      memoryBytes += bytes;
      const { names, entity } = lane;
      if (isResting()) {
        withTicket(ticket, (mine) => onFailed(mine, 'its thread has ended'));
        return;
      }
      post({ kind: 'insert', ticket, names, entity, count: events.length, row, pressure: pressure() });
    });
  }

  function isResting(): boolean {
    return thread === undefined && clock.elapsed() < restAfterDeath;
  }

  function rowGone(lane: DurableLane, row: Row): void {
    forgetRow(lane, row);
    const at = lane.order.indexOf(row);
    if (at >= 0) lane.order.splice(at, 1);
  }

  function answerWaiters(): void {
    for (const waiter of waiters) {
      for (const [track, last] of waiter.until) if (oldestRow(track) > last) waiter.until.delete(track);
      if (waiter.until.size > 0) continue;
      waiters.delete(waiter);
      waiter.resolve();
    }
  }

  return {
    async add(destination, events) {
      if (events.length === 0) return 0;
      const lane = laneOf(destination);
      lane.entity = parts.entityFor(destination);
      const refused = await Promise.all(blocksOf(events).map((block) => insert(lane, block)));
      if (identity === undefined) void identify();
      return refused.reduce((sum, some) => sum + some, 0);
    },

    take(destination, cut) {
      const lane = knownLane(destination);
      if (lane === undefined) return [];
      const batch = lane.waiting.takeBatch(cut);
      for (const event of batch) {
        lane.taken.add(event);
        const row = rowOf(event);
        if (row !== undefined) row.taken++;
      }
      feed(lane);
      return batch;
    },

    settle(destination, events) {
      const lane = knownLane(destination);
      if (lane === undefined) return;
      lane.failing = false;
      const answered = new Map<Row, number[]>();
      for (const event of events) {
        const row = rowOf(event);
        if (!lane.taken.delete(event) || row === undefined) continue;
        row.taken--;
        row.remaining--;
        row.touched = true;
        count--;
        const indexes = answered.get(row);
        if (indexes === undefined) answered.set(row, [event.arrival - row.firstArrival]);
        else indexes.push(event.arrival - row.firstArrival);
      }
      for (const [row, indexes] of answered) {
        const { source } = row.track;
        const isGone = row.remaining === 0;
        if (isGone) rowGone(lane, row);
        if (source === undefined) continue;
        const { id } = row;
        const ranges = isGone ? [] : rangesOf(indexes);
        post({ kind: 'answered', source, gone: isGone ? [id] : [], parts: isGone ? [] : [{ id, ranges }] });
      }
      feed(lane);
      feedOthers();
      answerWaiters();
    },

    release(destination, events) {
      const lane = knownLane(destination);
      if (lane === undefined) return;
      lane.failing = true;
      const back = events.filter((event) => lane.taken.delete(event));
      for (const event of back) {
        const row = rowOf(event);
        if (row !== undefined) row.taken--;
      }
      lane.waiting.putBack(back);
      giveBackSurplus(lane);
      feedOthers();
    },

    hasWaiting: (destination) => (knownLane(destination)?.waiting.length ?? 0) > 0,

    holds(destination) {
      const lane = knownLane(destination);
      return lane !== undefined && holdsAnything(lane);
    },

    letGo() {
      closed = true;
      const held: [Destination, LogEvent[]][] = [];
      for (const lane of lanes.values()) {
        const isVolatile = (event: LogEvent): boolean => rowOf(event)?.track === lane.memory;
        const events = [
          ...[...lane.taken].filter(isVolatile),
          ...lane.waiting.toArray().filter(isVolatile),
          ...lane.behind.flatMap(({ events: behind }) => behind.map(({ event }) => event)),
        ];
        count -= events.length;
        if (events.length > 0) held.push([lane.destination, events]);
      }
      for (const waiter of waiters) waiter.resolve();
      waiters.clear();
      return held;
    },

    staying() {
      return [...lanes.values()]
        .map((lane): [Destination, number] => {
          let events = lane.pending;
          for (const track of lane.tracks.values()) {
            events += track.events;
            for (const { remaining } of track.loaded.values()) events += remaining;
          }
          return [lane.destination, events];
        })
        .filter(([, events]) => events > 0);
    },

    drained(signal) {
      const until = new Map<Track, number>();
      for (const lane of lanes.values()) {
        for (const track of [lane.memory, ...lane.tracks.values()]) {
          const last = track === lane.memory ? lastMemoryRow : track.lastId;
          if (oldestRow(track) <= last) until.set(track, last);
        }
      }
      if (until.size === 0) return Promise.resolve();
      return new Promise((resolve) => {
        if (signal?.aborted) return;
        const waiter = { until, resolve };
        waiters.add(waiter);
        signal?.addEventListener('abort', () => waiters.delete(waiter), { once: true });
      });
    },

    forget(destination) {
      const lane = knownLane(destination);
      if (lane !== undefined && !holdsAnything(lane)) lanes.delete(lane.key);
    },

    entityOf: (destination) => knownLane(destination)?.entity,

    close() {
      closed = true;
      cancelScan?.();
      const running = thread;
      if (running === undefined) return Promise.resolve();
      return new Promise((resolve) => {
        const end = (): void => {
          cancel();
          running.end();
          thread = undefined;
          resolve();
        };
        const cancel = clock.schedule(end, CLOSE_MILLIS, 'holds process');
        whenClosed = end;
        running.post({ kind: 'close' });
      });
    },

    get count() {
      return count;
    },

    get bytes() {
      return diskBytes + volatileBytes;
    },
  };
}

function namesOf({ logGroupName, logStreamName }: Destination): Names {
  return { group: logGroupName, stream: logStreamName };
}

/** What is left of an event that is on no disk any more. */
function lostEvent(timestamp: number): LogEvent {
  return { timestamp, size: 0, block: NO_BYTES, start: 0, end: 0, arrival: 0 };
}

function trackOf(lane: DurableLane, source: number): Track {
  let track = lane.tracks.get(source);
  if (track === undefined) lane.tracks.set(source, (track = createTrack(source, 'ours')));
  return track;
}

function hasOwnBacklog(lane: DurableLane): boolean {
  for (const track of lane.tracks.values()) if (track.kind === 'ours' && track.rows > 0) return true;
  return false;
}
