import type { Clock } from '../util/clock.js';
import { countOf, sizeOf } from '../events/runs.js';
import type { BatchLimits, Destination, EventRun, LossReason } from '../events/model.js';
import type { Outbox } from '../outbox/outbox.js';
import { createBatchCutter } from './batch-cutter.js';
import { narrow, type Portion } from './bisect-batch.js';
import { backoffMillis, leastWaitMillis } from '../failures/backoff.js';
import { withoutContent } from '../failures/explain-failure.js';
import type { Action, Failure } from '../failures/failure.js';
import type { Sender, SendResult } from '../deliver/sender.js';

/**
 * A pause before the next call after one that found the service away. Its timer keeps no process alive: one that has
 * nothing else to do ends in the pause, instead of waiting for a call of one stream after the other.
 */
const PAUSE_MILLIS = 100;

export interface DispatcherSettings extends BatchLimits {
  readonly maxConcurrentRequests: number;
}

export interface DispatcherParts {
  readonly outbox: Outbox;
  readonly sender: Sender;
  readonly clock: Clock;
  readonly random: () => number;
  readonly observer: DeliveryObserver;
}

/** Receives the outcomes of events. */
export interface DeliveryObserver {
  /** The service keeps this many events, with this many bytes as it bills them. */
  delivered(destination: Destination, count: number, bytes: number): void;
  lost(destination: Destination, events: readonly EventRun[], reason: LossReason, error?: Error): void;
  retried(destination: Destination, failure: Failure): void;
  /** Several events are dropped, because the bad one could not be found among them. */
  gaveUp(destination: Destination, failure: Failure): void;
  /** A batch has its answer, after all of its attempts. */
  answered(result: SendResult, millis: number): void;
  /** A batch was in flight when the exporter ended, and will have no answer. */
  interrupted(millis: number): void;
}

/** Takes batches from the outbox to the service: one at a time for a stream, a few streams in parallel. */
export interface Dispatcher {
  /** The destination has events. */
  notify(destination: Destination): void;
  /** Tries at once what waits for its next attempt. */
  retryNow(): void;
  /** Starts nothing more. */
  close(): void;
}

/** The state of one stream: ready, at the service, or waiting for its next attempt. */
interface Lane {
  readonly destination: Destination;
  /** Batches that precede those still in the outbox: what is left to send of a refused batch. */
  remainder: Portion[];
  /** Unanswered calls of `failedAction` in a row. A batch makes several kinds of calls, each with its own waits. */
  failures: number;
  failedAction: Action | undefined;
  /** Start of the first attempt of the current batch; undefined while none is in flight. */
  since: number | undefined;
  /** The earliest time for the next call, also for a flush. */
  notBefore: number;
  cancelSleep: (() => void) | undefined;
}

export function createDispatcher(parts: DispatcherParts, settings: DispatcherSettings): Dispatcher {
  const { outbox, sender, clock, random, observer } = parts;
  const cut = createBatchCutter(settings);
  /** Lanes that have something to send, are at the service, or wait for a retry; the others need no state. */
  const lanes = new Map<Destination, Lane>();
  const ready: Lane[] = [];
  let inFlight = 0;
  /** Shrinks to one when calls fail and grows with each answer: no burst when the service recovers. */
  let window = settings.maxConcurrentRequests;
  let cancelPause: (() => void) | undefined;
  let closed = false;

  function startNext(): void {
    if (closed) return;
    while (inFlight < window) {
      const lane = ready.shift();
      if (lane === undefined) return;
      inFlight++;
      void carry(lane);
    }
  }

  function pause(): void {
    cancelPause?.();
    cancelPause = ready.length > 0 ? clock.schedule(startNext, PAUSE_MILLIS) : undefined;
  }

  async function carry(lane: Lane): Promise<void> {
    let isAway = false;
    // Exports of the same turn of the event loop share a request: a SimpleLogRecordProcessor exports each record alone.
    await clock.turn();
    if (closed) return;
    const portion = lane.remainder.shift() ?? { events: outbox.takeBatch(lane.destination, cut) };
    if (portion.events.length > 0) {
      const since = (lane.since ??= clock.elapsed());
      const entity = outbox.entityOf(lane.destination);
      const result = await sender.send(lane.destination, portion.events, entity);
      // After the end, whatever was in flight has been counted as lost.
      if (closed) return;
      if (result.status !== 'unanswered') {
        lane.since = undefined;
        observer.answered(result, clock.elapsed() - since);
      }
      handleResult(lane, portion, result);
      isAway = result.status === 'unanswered' && result.failure.kind === 'unavailable';
    }
    inFlight--;
    if (lane.cancelSleep === undefined) goOn(lane);
    if (isAway) pause();
    else startNext();
  }

  function goOn(lane: Lane): void {
    if (lane.remainder.length > 0 || outbox.hasWaiting(lane.destination)) ready.push(lane);
    else lanes.delete(lane.destination);
  }

  function handleResult(lane: Lane, portion: Portion, result: SendResult): void {
    if (result.status === 'unanswered') {
      postpone(lane, portion, result.failure);
      return;
    }
    lane.failures = 0;
    window = Math.min(settings.maxConcurrentRequests, window + 1);
    if (result.status === 'answered') accept(lane, portion, result);
    else refuse(lane, portion, result.failure);
  }

  function accept(
    { destination }: Lane,
    { events }: Portion,
    { rejections }: Extract<SendResult, { status: 'answered' }>,
  ): void {
    let kept = countOf(events);
    let bytes = sizeOf(events);
    for (const rejection of rejections) {
      kept -= countOf(rejection.events);
      bytes -= sizeOf(rejection.events);
      observer.lost(destination, rejection.events, rejection.reason);
    }
    observer.delivered(destination, kept, bytes);
    outbox.ack(destination, events);
  }

  function refuse(lane: Lane, portion: Portion, failure: Failure): void {
    const { poison, remainder: narrowed, gaveUp } = narrow(portion, failure);
    lane.remainder.unshift(...narrowed);
    if (poison.length === 0) return;
    if (gaveUp) observer.gaveUp(lane.destination, failure);
    const reason = failure.kind === 'too_large' ? 'oversized' : 'invalid';
    observer.lost(lane.destination, poison, reason, withoutContent(failure.error));
    outbox.ack(lane.destination, poison);
  }

  function postpone(lane: Lane, portion: Portion, failure: Failure): void {
    if (failure.kind === 'throttled' || failure.kind === 'unavailable') window = 1;
    lane.failures = failure.action === lane.failedAction ? lane.failures + 1 : 1;
    lane.failedAction = failure.action;
    // A portion of a refused batch keeps what was found; a whole batch is cut again, with events that arrived since.
    if (portion.search) lane.remainder.unshift(portion);
    else outbox.nack(lane.destination, portion.events);
    observer.retried(lane.destination, failure);
    lane.notBefore = clock.elapsed() + leastWaitMillis(failure);
    sleep(lane, backoffMillis(failure, lane.failures, random));
  }

  function sleep(lane: Lane, millis: number): void {
    lane.cancelSleep = clock.schedule(() => wake(lane), millis);
  }

  function wake(lane: Lane): void {
    lane.cancelSleep = undefined;
    ready.push(lane);
    startNext();
  }

  return {
    notify(destination) {
      if (closed || lanes.has(destination)) return;
      const lane: Lane = {
        destination,
        remainder: [],
        failures: 0,
        failedAction: undefined,
        since: undefined,
        notBefore: 0,
        cancelSleep: undefined,
      };
      lanes.set(destination, lane);
      ready.push(lane);
      startNext();
    },

    retryNow() {
      for (const lane of lanes.values()) {
        // The backoff starts again: the caller of a flush has seconds, not minutes.
        lane.failures = 0;
        if (lane.cancelSleep === undefined) continue;
        lane.cancelSleep();
        // A flush at every request must not cause a call at every request.
        const early = lane.notBefore - clock.elapsed();
        if (early > 0) sleep(lane, early);
        else wake(lane);
      }
    },

    close() {
      closed = true;
      cancelPause?.();
      for (const { cancelSleep, since } of lanes.values()) {
        cancelSleep?.();
        if (since !== undefined) observer.interrupted(clock.elapsed() - since);
      }
      lanes.clear();
      ready.length = 0;
    },
  };
}
