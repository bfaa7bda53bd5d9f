import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock, type Clock } from '../../../src/util/clock.js';
import { countOf } from '../../../src/events/runs.js';
import type { BatchCutter, Destination, EventBlock, EventRun } from '../../../src/events/model.js';
import { createOutbox } from '../../../src/outbox/create-outbox.js';
import { createArrivals } from '../../../src/outbox/journal/arrivals.js';
import { createSqliteJournal } from '../../../src/outbox/journal/sqlite-journal.js';
import type { StartThread } from '../../../src/outbox/journal/worker-supervisor.js';
import { MEMORY_BYTES } from '../../../src/outbox/memory-plan.js';
import type { Outbox } from '../../../src/outbox/outbox.js';
import type { Owner, SpoolReply, SpoolRequest, SpoolStart } from '../../../src/outbox/journal/protocol.js';
import type { SpoolThread } from '../../../src/outbox/journal/spool-thread.js';
import { createSpool } from '../../../src/outbox/journal/spool/spool.js';
import { loadSqlite } from '../../../src/outbox/journal/spool/sqlite.js';
import type { WhenFull } from '../../../src/options/options.js';
import { createBufferPool } from '../../../src/util/buffer-pool.js';
import { createBatchCutter } from '../../../src/dispatch/batch-cutter.js';
import { block, eventsIn } from '../../helpers/events.js';
import { FOLDER } from './service.js';
import { lineOf } from '../../helpers/message.js';

/** An outbox and its messages. */
export interface TestOutbox {
  readonly outbox: Outbox;
  readonly lost: { readonly stream: string; readonly count: number; readonly reason: string }[];
  readonly said: string[];
  readonly ready: Set<Destination>;
  /** Ends the thread, if it is one in this process. */
  killThread(when: 'before' | 'after'): void;
  /** Totals of the losses. */
  lostCount(reason?: string): number;
}

export interface TestOutboxSettings {
  readonly directory: string;
  readonly maxBytes?: number;
  readonly whenFull?: WhenFull;
  readonly clock?: Clock;
  readonly owner?: () => Promise<Owner>;
  readonly startThread?: StartThread;
  /** Receives what is posted to the thread, if it is one in this process. */
  readonly onPost?: (request: SpoolRequest) => void;
}

export const OWNER: Owner = { endpoint: 'https://x', region: 'r', account: 'a' };

/** Everything that waits. */
export const everything: BatchCutter = createBatchCutter({
  maxBatchBytes: Infinity,
  maxBatchCount: Infinity,
});

export function openTestOutbox({
  directory,
  maxBytes = 64 * 1024 * 1024,
  whenFull = 'drop-newest',
  clock = systemClock,
  owner = () => Promise.resolve(OWNER),
  startThread,
  onPost = () => undefined,
}: TestOutboxSettings): TestOutbox {
  const settings = { directory, maxBytes, whenFull, fingerprint: 'fingerprint' };
  let thread: ThreadInProcess | undefined;
  const lost: TestOutbox['lost'] = [];
  const said: string[] = [];
  const ready = new Set<Destination>();
  const pool = createBufferPool();
  const arrivals = createArrivals();
  const journal = createSqliteJournal(
    {
      clock,
      random: () => 0.5,
      startThread:
        startThread ?? ((parts, file) => (thread = startInProcess(parts, { ...settings, file }, onPost))),
      owner,
      addLent: pool.addLent,
      errorOnce: (message) => void said.push(lineOf(message)),
      warn: (message) => void said.push(lineOf(message)),
      newIds: arrivals.reserve,
      memoryBytes: MEMORY_BYTES,
    },
    settings,
  );
  const outbox = createOutbox(
    { clock, journal, arrivals, free: pool.freeBlock },
    { maxBytes: MEMORY_BYTES, whenFull },
  );
  outbox.subscribe({
    ready: (destination) => void ready.add(destination),
    dropped: ({ logStreamName }, events, reason) =>
      void lost.push({ stream: logStreamName, count: countOf(events), reason }),
    recovered: () => undefined,
  });
  return {
    outbox,
    lost,
    said,
    ready,
    killThread: (when) => thread?.die(when),
    lostCount: (reason) =>
      lost.reduce((sum, loss) => sum + (reason === undefined || loss.reason === reason ? loss.count : 0), 0),
  };
}

/** The work of the thread, done in turns of this one. */
interface ThreadInProcess extends SpoolThread {
  /** Ends before the last request is done, or before it is answered. */
  die(when: 'before' | 'after'): void;
}

function startInProcess(
  { onReply, onDeath }: Parameters<StartThread>[0],
  settings: SpoolStart,
  onPost: (request: SpoolRequest) => void,
): ThreadInProcess {
  const spool = createSpool({ sqlite: loadSqlite(), now: Date.now, newName }, settings);
  let waiting: SpoolRequest[] = [];
  let ended = false;

  function work(): SpoolReply[] {
    const requests = waiting;
    waiting = [];
    return spool.handle(requests);
  }

  function workAndTell(): void {
    if (ended) return;
    for (const reply of work()) if (!ended) onReply(reply);
  }

  return {
    post(request) {
      onPost(request);
      if (waiting.length === 0) setImmediate(workAndTell);
      waiting.push(request);
    },
    keepAlive: () => undefined,
    wait: workAndTell,
    end() {
      ended = true;
    },
    die(when) {
      if (ended) return;
      ended = true;
      if (when === 'after' && waiting.length > 0) work();
      spool.handle([{ kind: 'close' }]);
      onDeath(new Error('on purpose'));
    },
  };
}

let names = 0;

export function newName(): string {
  return `2026-${String(++names).padStart(6, '0')}-${randomBytes(4).toString('hex')}`;
}

/** Takes and acknowledges everything until nothing is left; returns what came, by stream, in order. */
export async function deliverAll(
  { outbox, ready }: TestOutbox,
  isEnough: () => boolean = () => outbox.count === 0,
): Promise<Map<string, string[]>> {
  const arrived = new Map<string, string[]>();
  while (!isEnough()) {
    for (const destination of ready) {
      ready.delete(destination);
      while (outbox.hasWaiting(destination)) {
        const batch = outbox.takeBatch(destination, everything);
        const texts = arrived.get(destination.logStreamName) ?? [];
        arrived.set(destination.logStreamName, [...texts, ...textsOf(batch)]);
        outbox.ack(destination, batch);
      }
    }
    await systemClock.turn();
  }
  return arrived;
}

/** The same until all that other processes left has come too. */
export async function deliverUntilDrained(one: TestOutbox): Promise<Map<string, string[]>> {
  let isDrained = false;
  void one.outbox.drained().then(() => (isDrained = true));
  return deliverAll(one, () => isDrained);
}

/** Pieces of it compress badly. */
const RANDOM_TEXT = randomBytes(1024 * 1024).toString('base64');

/** Events in blocks of about a megabyte, as the encoder closes them, each with so much random text behind its number. */
export function numbered(first: number, count: number, bytes = 0): EventBlock[] {
  const events = Array.from({ length: count }, (_, index): [number, string] => {
    const start = Math.floor(Math.random() * (RANDOM_TEXT.length - bytes));
    return [1, `${first + index} ${RANDOM_TEXT.slice(start, start + bytes)}`];
  });
  const perBlock = Math.ceil(1_000_000 / (bytes + 60));
  return Array.from({ length: Math.ceil(count / perBlock) }, (_, index) =>
    block(...events.slice(index * perBlock, (index + 1) * perBlock)),
  );
}

/** The numbers of events. */
export function textsOf(events: readonly EventRun[]): string[] {
  return eventsIn(events).map(({ block: { bytes, ends }, index }) => {
    const start = index === 0 ? 0 : ends[index - 1]! + 1;
    const text = Buffer.from(bytes.subarray(start, Math.min(ends[index]!, start + 60))).toString();
    return /"message":"(\d+) /.exec(text)?.[1] ?? text;
  });
}

/** Bytes of all files in a directory of ours. */
export function bytesOnDisk(directory: string): number {
  const folder = join(directory, FOLDER);
  if (!existsSync(folder)) return 0;
  return readdirSync(folder).reduce(
    (sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}

/** Numbers as texts. */
export function range(first: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) => String(first + index));
}

/** A file of this size that is created quickly. */
export function makeFile(path: string, bytes: number): void {
  writeFileSync(path, '');
  truncateSync(path, bytes);
}
