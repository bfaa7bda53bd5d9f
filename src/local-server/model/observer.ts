import type { NewEvent } from './store.js';
import type { RejectedCounts, Violation } from './types.js';

export interface StreamNames {
  readonly logGroupName: string;
  readonly logStreamName: string;
}

/** Receives what happens while it happens, for the page and the terminal. */
export interface Observer {
  /** Events were stored. */
  stored(stream: StreamNames, events: readonly NewEvent[]): void;
  /** Events of an accepted call were left out by their age. */
  rejected(stream: StreamNames, reason: keyof RejectedCounts, events: readonly NewEvent[]): void;
  /** A request broke a rule. */
  violated(violation: Violation): void;
}

export const NOBODY: Observer = {
  stored: () => undefined,
  rejected: () => undefined,
  violated: () => undefined,
};
