import { MAX_RECORDED_CALLS, MAX_RECORDED_VIOLATIONS } from './model/limits.js';
import type { RecordedCall, RejectedCounts, Violation } from './model/types.js';

/** A call that is being recorded: its answer is added when it is known. */
export type OpenCall = { -readonly [Member in keyof RecordedCall]: RecordedCall[Member] };

/** One event that an accepted call left out, with the server's time then. */
export interface RejectedExample {
  readonly timestamp: number;
  readonly now: number;
}

/** What happened, for tests to read. Arrays are shortened in place: callers may hold references to them. */
export class Recorder {
  readonly calls: OpenCall[] = [];
  readonly violations: Violation[] = [];
  rejected: RejectedCounts = { tooOld: 0, tooNew: 0, expired: 0 };
  /** The last one of them. */
  example: RejectedExample | undefined;

  addCall(call: OpenCall): void {
    push(this.calls, call, MAX_RECORDED_CALLS);
  }

  addViolation(violation: Violation): void {
    push(this.violations, violation, MAX_RECORDED_VIOLATIONS);
  }

  addRejected(reason: keyof RejectedCounts, count: number, example: RejectedExample): void {
    this.example = example;
    this.rejected = { ...this.rejected, [reason]: this.rejected[reason] + count };
  }

  clear(): void {
    this.calls.length = 0;
    this.violations.length = 0;
    this.rejected = { tooOld: 0, tooNew: 0, expired: 0 };
    this.example = undefined;
  }
}

/** Keeps at least `kept` items; removes a tenth more at once, because removing at the front moves the whole array. */
function push<T>(items: T[], item: T, kept: number): void {
  items.push(item);
  if (items.length > kept * 1.1) items.splice(0, items.length - kept);
}
