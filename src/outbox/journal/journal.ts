import type { Destination, EventBlock, EventRun, ServiceEntity } from '../../events/model.js';

/** First index and count of events that have their answer. */
export type AnsweredRange = readonly [first: number, count: number];

/** The answers of the service for a row. */
export interface RowAck {
  readonly id: number;
  /** All events without an answer before, or some. */
  readonly events: 'all' | readonly AnsweredRange[];
}

/** `full`: the limit of the disk; otherwise the error of the disk. */
export type StoreOutcome = 'stored' | 'full' | { readonly failure: string; readonly maybeStored: boolean };

export interface JournalEntry {
  readonly destination: Destination;
  readonly block: EventBlock;
  readonly entity: ServiceEntity | undefined;
  /** There is more than one stream. */
  readonly hasOthers: boolean;
  /** Hears the outcome, after `append` has returned. */
  readonly done: (outcome: StoreOutcome) => void;
}

/**
 * Stores blocks so that they survive the process. A block is a row there, whose id is its arrival; the journal requests
 * the id when it stores the block.
 */
export interface Journal {
  /** Stores a block. False where there is no journal. */
  append(entry: JournalEntry): boolean;
  /** The service has answered for events of rows. */
  ack(acks: readonly RowAck[]): void;
  /** Reads rows of a destination between two ids: the first alone, or as many as one piece of work should have. */
  read(destination: Destination, after: number, upTo: number, most: 'row' | 'piece'): void;
  /** Whether rows can be read and stored now. */
  isUp(): boolean;
  /** The destination gets no answers, or gets them again. */
  failing(destination: Destination, isFailing: boolean): void;
  /** Resolves when files of other processes have been searched once; never, after the signal. Undefined if they have been. */
  searched(signal?: AbortSignal): Promise<void> | undefined;
  /**
   * Stores pending blocks and answers at the end of the process: blocks until each block has its outcome, or until
   * the timeout. A block that may not be stored then counts as if its thread had ended.
   */
  storeNow(millis: number): void;
  close(): Promise<void>;
  /** One listener, from now on. */
  subscribe(listener: JournalListener): void;
  /** Bytes on the disk. */
  readonly bytes: number;
}

/** Events of a journal. */
export interface JournalListener {
  /** All rows of the destination up to an id, in order. */
  read(destination: Destination, rows: readonly StoredRow[], upTo: number): void;
  /** A read failed, or its answer will not come. */
  notRead(destination: Destination): void;
  /** Rows of another process are in the journal now. */
  recovered(backlogs: readonly Backlog[]): void;
  /**
   * A row was removed from the disk; with the times of its events without an answer. Without an id if it was in a file
   * of another process.
   */
  dropped(
    destination: Destination,
    id: number | undefined,
    times: readonly number[],
    reason: 'outbox_full' | 'damaged',
  ): void;
  /** All rows were lost from the disk. */
  lost(): void;
  /** Rows can be read and stored again. */
  returned(): void;
}

export interface StoredRow {
  readonly id: number;
  /** The events without an answer, in a block of their own. */
  readonly events: readonly EventRun[];
}

/** Rows of one destination with neighboring ids. */
export interface Backlog {
  readonly destination: Destination;
  readonly entity: ServiceEntity | undefined;
  readonly rows: number;
  readonly events: number;
  readonly first: number;
  readonly last: number;
}

/** Stores nothing: events are in memory alone. */
export const NO_JOURNAL: Journal = {
  append: () => false,
  ack: () => undefined,
  read: () => undefined,
  isUp: () => false,
  failing: () => undefined,
  searched: () => undefined,
  storeNow: () => undefined,
  close: () => Promise.resolve(),
  subscribe: () => undefined,
  bytes: 0,
};
