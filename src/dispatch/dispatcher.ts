import type { Clock } from '../util/clock.js';
import { countOf, sizeOf } from '../events/runs.js';
import type { BatchLimits, Destination, EventRun, LossReason } from '../events/model.js';
import type { Outbox } from '../outbox/outbox.js';
import { createCut } from './batch-cutter.js';
import { backoffMillis, leastWaitMillis } from '../deliver/backoff.js';
import { withoutContent } from '../deliver/explain-failure.js';
import type { Action, Failure } from '../deliver/failure.js';
import { narrow, type Part } from '../deliver/bisect-batch.js';
import type { Sender, SendResult } from '../deliver/sender.js';

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

/** Hears what happens to events on their way. */
export interface DeliveryObserver {
  /** The service keeps so many events, of so many bytes as it bills them. */
  delivered(destination: Destination, count: number, bytes: number): void;
  lost(destination: Destination, events: readonly EventRun[], reason: LossReason, error?: Error): void;
  retried(destination: Destination, failure: Failure): void;
  /** Several events are given up, because the one at fault could not be found among them. */
  gaveUp(destination: Destination, failure: Failure): void;
  /** A batch has its answer, after all of its attempts. */
  answered(result: SendResult, millis: number): void;
  /** A batch will have none: it was on its way when the exporter ended. */
  interrupted(millis: number): void;
}

/** Takes batches from the outbox to the service: one at a time for a stream, a few side by side. */
export interface Dispatcher {
  /** There are events for the destination. */
  notify(destination: Destination): void;
  /** Tries at once what waits for its next attempt. */
  retryNow(): void;
  /** Starts nothing more. */
  close(): void;
}

/** One stream on its way: in the ready line, at the service, or asleep until its next attempt. */
interface Lane {
  readonly destination: Destination;
  /** Batches that come before those still in the outbox: the halves of one that was refused. */
  parts: Part[];
  /** Calls of `failedAction` without an answer, in a row. A batch goes through several: each has waits of its own. */
  failures: number;
  failedAction: Action | undefined;
  /** When the first attempt at what it sends now began; undefined where nothing is on its way. */
  since: number | undefined;
  /** Not even a flush calls sooner. */
  notBefore: number;
  cancelSleep: (() => void) | undefined;
}

export function createDispatcher(parts: DispatcherParts, settings: DispatcherSettings): Dispatcher {
  const { outbox, sender, clock, random, observer } = parts;
  const cut = createCut(settings);
  /** Lanes with something to send, or at the service, or asleep; the others need no state. */
  const lanes = new Map<Destination, Lane>();
  const ready: Lane[] = [];
  let inFlight = 0;
  /** Shrinks to one when the service is in trouble and grows with each answer: no storm when it is back. */
  let window = settings.maxConcurrentRequests;
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

  async function carry(lane: Lane): Promise<void> {
    const part = lane.parts.shift() ?? { events: outbox.takeBatch(lane.destination, cut) };
    if (part.events.length > 0) {
      const since = (lane.since ??= clock.elapsed());
      const result = await sender.send(lane.destination, part.events);
      // After the end, whatever was on its way has been counted as lost.
      if (closed) return;
      if (result.status !== 'unanswered') {
        lane.since = undefined;
        observer.answered(result, clock.elapsed() - since);
      }
      settle(lane, part, result);
    }
    inFlight--;
    if (lane.cancelSleep === undefined) goOn(lane);
    startNext();
  }

  function goOn(lane: Lane): void {
    if (lane.parts.length > 0 || outbox.hasWaiting(lane.destination)) ready.push(lane);
    else lanes.delete(lane.destination);
  }

  function settle(lane: Lane, part: Part, result: SendResult): void {
    if (result.status === 'unanswered') {
      postpone(lane, part, result.failure);
      return;
    }
    lane.failures = 0;
    window = Math.min(settings.maxConcurrentRequests, window + 1);
    if (result.status === 'answered') accept(lane, part, result);
    else refuse(lane, part, result.failure);
  }

  function accept(
    { destination }: Lane,
    { events }: Part,
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

  function refuse(lane: Lane, part: Part, failure: Failure): void {
    const { poison, parts: narrowed, gaveUp } = narrow(part, failure);
    lane.parts.unshift(...narrowed);
    if (poison.length === 0) return;
    if (gaveUp) observer.gaveUp(lane.destination, failure);
    const reason = failure.kind === 'too_large' ? 'oversized' : 'invalid';
    observer.lost(lane.destination, poison, reason, withoutContent(failure.error));
    outbox.ack(lane.destination, poison);
  }

  function postpone(lane: Lane, part: Part, failure: Failure): void {
    if (failure.kind === 'throttled' || failure.kind === 'unavailable') window = 1;
    lane.failures = failure.action === lane.failedAction ? lane.failures + 1 : 1;
    lane.failedAction = failure.action;
    // A part of a search keeps what was found; a whole batch is cut anew, with what has come meanwhile.
    if (part.search) lane.parts.unshift(part);
    else outbox.nack(lane.destination, part.events);
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
        parts: [],
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
        // Waits begin short again: whoever flushes has seconds, not minutes.
        lane.failures = 0;
        if (lane.cancelSleep === undefined) continue;
        lane.cancelSleep();
        // Whoever flushes at every request must not call at every request.
        const early = lane.notBefore - clock.elapsed();
        if (early > 0) sleep(lane, early);
        else wake(lane);
      }
    },

    close() {
      closed = true;
      for (const { cancelSleep, since } of lanes.values()) {
        cancelSleep?.();
        if (since !== undefined) observer.interrupted(clock.elapsed() - since);
      }
      lanes.clear();
      ready.length = 0;
    },
  };
}
