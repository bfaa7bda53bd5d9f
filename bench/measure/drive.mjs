/** @import { LogRecordExporter } from '@opentelemetry/sdk-logs' */
/** @import { Drive, Subject } from '../types.js' */
/** @import { Ledger } from '../subjects/ledger.mjs' */
/** @import { createBatches } from './batches.mjs' */
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import { byExports, byIdleProcessor, byLogger, byProcessor } from './hand-over.mjs';
import { watchTurns } from './turns.mjs';

/**
 * The most records without an answer: two of the largest exports. Without a bound, the figure of a subject that calls
 * back early depends on how far it can fall behind.
 */
const WINDOW = 16_384;

const MILD = { perSecond: 200, tickMillis: 50 };
/** What a request of a mild drive has, about. */
const MILD_REQUEST = 200;
const STEADY_EMIT = { perSecond: 20_000, tickMillis: 10 };

/** The time of an export that does nothing: long enough to show what the machine adds. */
const IDLE_EXPORT_MILLIS = 50;
const IDLE_MILLIS = 1_000;

/**
 * @typedef {object} Course What is driven, and with what.
 * @property {ReturnType<typeof createBatches>} batches
 * @property {number} exportSize
 * @property {Ledger} ledger
 * @property {() => void} onTurn called often
 * @property {(millis: number) => void} onLongestTurn called once for each export whose turns are watched
 */

/** Hands over this many records. @typedef {(records: number) => Promise<void>} Send */

/**
 * @typedef {object} Way
 * @property {(exporter: LogRecordExporter, exportSize: number) => Subject} handOver
 * @property {(subject: Subject, course: Course) => Send} pace
 * @property {(course: Course) => Send} idle what the twin does that sends nothing
 * @property {(subject: Subject, course: Course) => Send} [warmUp] by default as it goes on
 */

/** @type {Record<Drive, Way>} */
const WAYS = {
  exports: { handOver: byExports, pace: inExports, idle: () => () => wait(IDLE_MILLIS) },
  processor: { handOver: byProcessor, pace: inExports, idle: () => () => wait(IDLE_MILLIS) },
  turns: {
    handOver: byExports,
    pace: oneByOne,
    idle: (course) => oneByOne(idleTwin(course, IDLE_EXPORT_MILLIS), course),
  },
  mild: { handOver: byIdleProcessor, ...steady(MILD), warmUp: inFlushes },
  emit: { handOver: byLogger, pace: inExports, idle: (course) => inExports(idleTwin(course, 0), course) },
  'emit-steady': { handOver: byLogger, ...steady(STEADY_EMIT) },
  'emit-mild': { handOver: byLogger, ...steady(MILD), warmUp: inFlushes },
};

/**
 * @param {Drive} drive
 * @param {LogRecordExporter | Subject | undefined} subject nothing: the same course with nothing sent
 * @param {Course} course
 * @returns {{ warmUp: Send, send: Send, end: () => Promise<void> }}
 */
export function createDriver(drive, subject, course) {
  const { handOver, pace, idle, warmUp = pace } = WAYS[drive];
  if (subject === undefined) {
    return { warmUp: idle(course), send: idle(course), end: () => Promise.resolve() };
  }
  const handed = 'hand' in subject ? subject : handOver(subject, course.exportSize);
  return { warmUp: warmUp(handed, course), send: pace(handed, course), end: () => handed.end() };
}

/** @param {Course} course @param {number} millis @returns {Subject} */
function idleTwin({ ledger }, millis) {
  return {
    async hand(records) {
      if (millis > 0) await wait(millis);
      ledger.answered(records.length);
    },
    end: () => Promise.resolve(),
  };
}

/**
 * One export after the other, with a turn of the loop between them, as between the requests of a service.
 *
 * @param {Subject} subject
 * @param {Course} course
 * @returns {Send}
 */
function inExports(subject, { batches, exportSize, ledger, onTurn }) {
  return async (records) => {
    for (let left = records; left > 0; left -= exportSize) {
      await ledger.atMost(Math.max(0, WINDOW - exportSize));
      ledger.handed(exportSize);
      await subject.hand(batches.next(exportSize));
      onTurn();
      await turn();
    }
  };
}

/**
 * As many requests as a mild drive makes in minutes, one right after the other: code that runs once a second would be
 * compiled while it is measured. Then no garbage of all this is left to be collected.
 *
 * @param {Subject} subject
 * @param {Course} course
 * @returns {Send}
 */
function inFlushes(subject, { batches, ledger }) {
  return async (records) => {
    for (let left = records; left > 0; left -= MILD_REQUEST) {
      const count = Math.min(MILD_REQUEST, left);
      ledger.handed(count);
      await subject.hand(batches.next(count));
      await subject.flush?.();
    }
    globalThis.gc?.();
  };
}

/** Each export alone, until its last answer. @param {Subject} subject @param {Course} course @returns {Send} */
function oneByOne(subject, { batches, exportSize, ledger, onTurn, onLongestTurn }) {
  return async (records) => {
    for (let left = records; left > 0; left -= exportSize) {
      const batch = batches.next(exportSize);
      await turn();
      const longestTurn = watchTurns();
      ledger.handed(exportSize);
      await subject.hand(batch);
      await ledger.atMost(0);
      onLongestTurn(longestTurn());
      onTurn();
    }
  };
}

/**
 * At a steady rate: who is late catches up, and hands over no more than is taken.
 *
 * @param {{ perSecond: number, tickMillis: number }} rate
 * @returns {Pick<Way, 'pace' | 'idle'>}
 */
function steady({ perSecond, tickMillis }) {
  const perTick = (perSecond * tickMillis) / 1_000;
  const looks = Math.ceil(1_000 / tickMillis);

  /** @type {Way['pace']} */
  function pace(subject, { batches, ledger, onTurn }) {
    return async (records) => {
      const startedAt = performance.now();
      for (let tick = 1, left = records; left > 0; tick++, left -= perTick) {
        await wait(Math.max(0, startedAt + tick * tickMillis - performance.now()));
        const count = Math.min(perTick, left);
        await ledger.atMost(WINDOW - count);
        ledger.handed(count);
        await subject.hand(batches.next(count));
        if (tick % looks === 0) onTurn();
      }
    };
  }
  return { pace, idle: (course) => pace(idleTwin(course, 0), course) };
}
