import type { HrTime } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { Clock } from './clock.js';
import type { Encoder } from './encode/encoder.js';
import { eventTime, toMillis } from './event-time.js';
import type { Destination, LogEvent, LossReason } from './model.js';

/** Longest stretch of work before other work gets its turn. */
const STRETCH_MILLIS = 2;

/** Records between two looks at the clock. */
const LOOK_EVERY = 16;

/** Records of one export and stream that are encoded before the outbox is asked; it may refuse the rest. */
const HOLD_EVERY = 5_000;

/** Bytes of events that wait for the answer of the outbox; with more, the next records wait to be encoded. */
const MAX_UNANSWERED_BYTES = 8 * 1024 * 1024;

/** Where a record goes that is so broken that its names can't be told. */
export const UNKNOWN: Destination = { logGroupName: 'unknown', logStreamName: 'unknown' };

export interface IntakeParts {
  readonly route: (record: ReadableLogRecord, timestamp: number) => Destination;
  readonly encoder: Encoder;
  readonly clock: Clock;
  /** Takes the events of one destination; gives how many did not fit, later where it has to ask a disk. */
  readonly hold: (destination: Destination, events: readonly LogEvent[]) => number | Promise<number>;
  /** The same for events of the exporter's own. */
  readonly holdOwn: IntakeParts['hold'];
  readonly lose: (
    destination: Destination,
    lost: readonly { readonly timestamp: number }[],
    reason: LossReason,
    error?: Error,
  ) => void;
}

/** The way of records up to the outbox. */
export interface Intake {
  /** Gives how many of them found no room. Exports that overlap go one after the other. */
  take(records: readonly ReadableLogRecord[]): Promise<number>;
  /** Takes a record of the exporter's own for a stream; gives whether it found room. */
  takeOwn(destination: Destination, record: ReadableLogRecord): Promise<boolean>;
  /** Counts them as lost: they came too late. */
  turnAway(records: readonly ReadableLogRecord[]): void;
  /** Resolves when nothing is on its way. */
  idle(): Promise<void>;
}

interface Routed {
  readonly record: ReadableLogRecord;
  readonly time: HrTime;
}

export function createIntake({ route, encoder, clock, hold, holdOwn, lose }: IntakeParts): Intake {
  let line: Promise<unknown> = Promise.resolve();
  /** Exports whose records are encoded, until the outbox has answered for them. */
  const unanswered = new Set<Promise<unknown>>();
  let unansweredBytes = 0;

  /** What the outbox refuses; the next records need not wait for a disk, but for one that falls behind. */
  async function holdAndCount(destination: Destination, events: readonly LogEvent[]): Promise<number> {
    const answer = hold(destination, events);
    if (typeof answer === 'number') return answer;
    const bytes = events.reduce((sum, { start, end }) => sum + end - start, 0);
    unansweredBytes += bytes;
    try {
      return await answer;
    } finally {
      unansweredBytes -= bytes;
    }
  }

  function tryToRoute(record: ReadableLogRecord, now: number): [Destination, Routed] | undefined {
    try {
      const time = eventTime(record, now);
      return [route(record, toMillis(time)), { record, time }];
    } catch (cause) {
      // A record may hold anything, a getter that throws too. It must not cost the others.
      const error = new Error('The names for a record could not be told', { cause });
      lose(UNKNOWN, [{ timestamp: now }], 'encode_failed', error);
      return undefined;
    }
  }

  /** Gives the answers of the outbox, which exports that follow do not wait for. */
  async function encodeAndHold(records: readonly ReadableLogRecord[]): Promise<Promise<number>[]> {
    const pace = createPace(clock);
    const now = clock.now();
    // Records of one destination are encoded side by side, so that a run of them is a piece of a body.
    const groups = new Map<Destination, Routed[]>();
    for (const record of records) {
      gather(groups, tryToRoute(record, now));
      if (pace.isDue()) await pace.rest();
    }
    const answers: Promise<number>[] = [];
    for (const [destination, group] of groups) {
      for (const [index, routed] of group.entries()) {
        const outcome = encoder.encode(routed.record, routed.time);
        if (typeof outcome === 'object') {
          lose(destination, [{ timestamp: toMillis(routed.time) }], outcome.lost, outcome.error);
        }
        if (pace.isDue()) await pace.rest();
        if ((index + 1) % HOLD_EVERY !== 0 && index + 1 < group.length) continue;
        answers.push(holdAndCount(destination, encoder.finish()));
        if (unansweredBytes > MAX_UNANSWERED_BYTES) await Promise.allSettled(answers);
      }
    }
    return answers;
  }

  /** One encodes at a time: they share the writer, and an export keeps its place. */
  function inLine<T>(work: () => Promise<T>): Promise<T> {
    const worked = line.then(work);
    line = worked.catch(() => undefined);
    return worked;
  }

  function whenAnswered<T>(answer: Promise<T>): Promise<T> {
    const answered: Promise<unknown> = answer
      .catch(() => undefined)
      .finally(() => unanswered.delete(answered));
    unanswered.add(answered);
    return answer;
  }

  return {
    take(records) {
      const encoded = inLine(() => encodeAndHold(records));
      return whenAnswered(
        encoded.then(async (answers) => {
          const refused = await Promise.all(answers);
          return refused.reduce((sum, some) => sum + some, 0);
        }),
      );
    },
    takeOwn(destination, record) {
      const encoded = inLine(async () => {
        encoder.encode(record, eventTime(record, clock.now()));
        return encoder.finish();
      });
      return whenAnswered(encoded.then(async (events) => (await holdOwn(destination, events)) === 0));
    },
    turnAway(records) {
      const now = clock.now();
      const groups = new Map<Destination, Routed[]>();
      for (const record of records) gather(groups, tryToRoute(record, now));
      for (const [destination, group] of groups) {
        lose(
          destination,
          group.map(({ time }) => ({ timestamp: toMillis(time) })),
          'shutdown',
        );
      }
    },
    async idle() {
      await Promise.all([line, ...unanswered]);
    },
  };
}

function gather(groups: Map<Destination, Routed[]>, found: [Destination, Routed] | undefined): void {
  if (found === undefined) return;
  const [destination, routed] = found;
  const group = groups.get(destination);
  if (group === undefined) groups.set(destination, [routed]);
  else group.push(routed);
}

/** Counts the work, and says when other work should get its turn. */
function createPace(clock: Clock): { isDue(): boolean; rest(): Promise<void> } {
  let stretchEnd = clock.elapsed() + STRETCH_MILLIS;
  let untilLook = LOOK_EVERY;
  return {
    isDue() {
      if (--untilLook > 0) return false;
      untilLook = LOOK_EVERY;
      return clock.elapsed() >= stretchEnd;
    },
    async rest() {
      await clock.turn();
      stretchEnd = clock.elapsed() + STRETCH_MILLIS;
    },
  };
}
