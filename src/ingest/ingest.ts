import type { HrTime } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { Clock } from '../util/clock.js';
import type { Encoder } from '../encode/encoder.js';
import { UNKNOWN_DESTINATION } from '../events/destination.js';
import { eventTime, toMillis } from '../events/event-time.js';
import { spanOfTimes } from '../events/runs.js';
import type { Destination, EventBlock, EventSpan, LossReason } from '../events/model.js';
import { createPace } from './event-loop-budget.js';

/** Records of one export and stream that are encoded before the outbox is asked; it may refuse the rest. */
const HOLD_EVERY = 5_000;

/** Bytes of them: a few thousand large records are more than any outbox holds. */
const HOLD_EVERY_BYTES = 4 * 1024 * 1024;

/** Bytes of events that wait for the answer of the outbox; with more, the next records wait to be encoded. */
const MAX_UNANSWERED_BYTES = 8 * 1024 * 1024;

export interface IntakeParts {
  readonly route: (record: ReadableLogRecord, timestamp: number) => Destination;
  readonly encoder: Encoder;
  readonly clock: Clock;
  /** Takes the events of one destination; gives how many did not fit, later where it has to ask a disk. */
  readonly hold: (destination: Destination, blocks: readonly EventBlock[]) => number | Promise<number>;
  /** The same for events of the exporter's own. */
  readonly holdOwn: IntakeParts['hold'];
  readonly lose: (destination: Destination, lost: EventSpan, reason: LossReason, error?: Error) => void;
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

/** Records of one destination, and the time of each. */
interface Group {
  readonly records: ReadableLogRecord[];
  readonly times: HrTime[];
}

export function createIntake({ route, encoder, clock, hold, holdOwn, lose }: IntakeParts): Intake {
  const pace = createPace(clock);
  let line: Promise<unknown> = Promise.resolve();
  /** Exports whose records are encoded, until the outbox has answered for them. */
  const unanswered = new Set<Promise<unknown>>();
  let unansweredBytes = 0;

  /** What the outbox refuses; the next records need not wait for a disk, but for one that falls behind. */
  async function holdAndCount(destination: Destination, blocks: readonly EventBlock[]): Promise<number> {
    const answer = hold(destination, blocks);
    if (typeof answer === 'number') return answer;
    const bytes = blocks.reduce((sum, block) => sum + block.bytes.length, 0);
    unansweredBytes += bytes;
    try {
      return await answer;
    } finally {
      unansweredBytes -= bytes;
    }
  }

  function gather(groups: Map<Destination, Group>, record: ReadableLogRecord, now: number): void {
    try {
      const time = eventTime(record, now);
      const { records, times } = groupOf(groups, route(record, toMillis(time)));
      records.push(record);
      times.push(time);
    } catch (cause) {
      // A record may hold anything, a getter that throws too. It must not cost the others.
      const error = new Error('The names for a record could not be told', { cause });
      lose(UNKNOWN_DESTINATION, spanOfTimes([now]), 'encode_failed', error);
    }
  }

  /** Gives the answers of the outbox, which exports that follow do not wait for. */
  async function encodeAndHold(records: readonly ReadableLogRecord[]): Promise<Promise<number>[]> {
    pace.resume();
    const now = clock.now();
    // Records of one destination are encoded side by side, so that a run of them is a piece of a body.
    const groups = new Map<Destination, Group>();
    // By index: an iterator in an async function makes an object for each record.
    for (let index = 0; index < records.length; index++) {
      gather(groups, records[index]!, now);
      if (pace.isDue()) await pace.rest();
    }
    const answers: Promise<number>[] = [];
    for (const [destination, group] of groups) {
      const { length } = group.records;
      let heldTo = 0;
      let bytes = 0;
      for (let index = 0; index < length; index++) {
        const time = group.times[index]!;
        const outcome = encoder.encode(group.records[index]!, time);
        if (typeof outcome === 'object') {
          lose(destination, spanOfTimes([toMillis(time)]), outcome.lost, outcome.error);
        }
        bytes += encoder.lastBytes;
        if (pace.isDue(encoder.lastBytes)) await pace.rest();
        const end = index + 1;
        if (end - heldTo < HOLD_EVERY && bytes < HOLD_EVERY_BYTES && end < length) continue;
        heldTo = end;
        bytes = 0;
        answers.push(holdAndCount(destination, encoder.finish()));
        if (unansweredBytes > MAX_UNANSWERED_BYTES) await Promise.allSettled(answers);
      }
    }
    pace.pause();
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
      return whenAnswered(encoded.then(async (blocks) => (await holdOwn(destination, blocks)) === 0));
    },
    turnAway(records) {
      const now = clock.now();
      const groups = new Map<Destination, Group>();
      for (const record of records) gather(groups, record, now);
      for (const [destination, { times }] of groups) {
        lose(destination, spanOfTimes(times.map(toMillis)), 'shutdown');
      }
    },
    async idle() {
      await Promise.all([line, ...unanswered]);
    },
  };
}

function groupOf(groups: Map<Destination, Group>, destination: Destination): Group {
  let group = groups.get(destination);
  if (group === undefined) groups.set(destination, (group = { records: [], times: [] }));
  return group;
}
