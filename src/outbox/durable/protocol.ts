import type { EventRun, ServiceEntity } from '../../events/model.js';
import type { WhenFull } from '../../options/options.js';
import type { AnsweredRange } from './row-codec.js';

/** What a file belongs to: only who would send its events to the same place, as the same, may take it over. */
export interface Identity {
  readonly endpoint: string;
  readonly region: string;
  /** The account, or what stands for it. */
  readonly account: string;
}

/** Names of a stream as they cross from thread to thread. */
export interface Names {
  readonly group: string;
  readonly stream: string;
}

/** A row: the name of the file that it is in, which outlives a thread, and its number there. */
export interface RowName {
  readonly source: string;
  readonly id: number;
}

export interface SpoolSettings {
  readonly directory: string;
  readonly maxBytes: number;
  readonly whenFull: WhenFull;
  /** What can be told of the identity without asking anybody; serves until the identity is known. */
  readonly hint: string;
}

/** Answers of the service for rows of one file. */
export interface Answers {
  readonly source: string;
  /** All of their events have their answer. */
  readonly gone: readonly number[];
  /** Some of their events have it. */
  readonly parts: readonly { readonly id: number; readonly ranges: readonly AnsweredRange[] }[];
}

/** What the main thread says. */
export type SpoolRequest =
  | {
      readonly kind: 'insert';
      readonly ticket: number;
      readonly names: Names;
      readonly entity: ServiceEntity | undefined;
      readonly count: number;
      readonly row: ArrayBuffer;
      /** The state of the streams, where the disk is so full that it may matter. */
      readonly pressure: Pressure | undefined;
    }
  | { readonly kind: 'answered'; readonly answers: readonly Answers[] }
  /** Rows of a stream after one: the next alone, or as many as one piece of work should have. */
  | {
      readonly kind: 'load';
      readonly source: string;
      readonly names: Names;
      readonly after: number;
      readonly most: 'row' | 'piece';
    }
  | { readonly kind: 'identify'; readonly identity: Identity }
  /** Files that nobody holds are taken over. */
  | { readonly kind: 'search' }
  | { readonly kind: 'close' };

export interface Pressure {
  /** Streams that get no answers. */
  readonly failing: readonly string[];
  /** There is more than one stream. */
  readonly others: boolean;
  /** Rows with events at the service: they stay. */
  readonly busy: readonly RowName[];
}

/** What the thread says. */
export type SpoolReply =
  | { readonly kind: 'inserted'; readonly ticket: number; readonly row: RowName }
  /** There is no room for it. */
  | { readonly kind: 'refused'; readonly ticket: number }
  /** The disk does not take it. */
  | { readonly kind: 'failed'; readonly ticket: number; readonly message: string }
  /** Gone; the times of its events without an answer. */
  | {
      readonly kind: 'dropped';
      readonly row: RowName;
      readonly names: Names;
      readonly reason: 'outbox_full' | 'damaged';
      readonly times: number[];
    }
  | {
      readonly kind: 'loaded';
      readonly source: string;
      readonly names: Names;
      readonly rows: readonly LoadedRow[];
      /** The last row that was looked at; undefined when there is none after those that came. */
      readonly upTo: number | undefined;
      readonly failed: boolean;
    }
  | { readonly kind: 'adopted'; readonly source: string; readonly backlogs: readonly Backlog[] }
  /** The search has ended; more files are left where too many are open. */
  | { readonly kind: 'searched'; readonly complete: boolean }
  /** The file can not be read any more, or has gone. */
  | { readonly kind: 'source lost'; readonly source: string }
  | { readonly kind: 'trouble'; readonly cause: string; readonly message: string }
  /** So many requests are done, whatever became of them. */
  | { readonly kind: 'handled'; readonly requests: number; readonly diskBytes: number }
  | { readonly kind: 'closed' };

/** Anything the thread says of one kind. */
export type Reply<Kind extends SpoolReply['kind']> = Extract<SpoolReply, { kind: Kind }>;

/** Anything the main thread says of one kind. */
export type Request<Kind extends SpoolRequest['kind']> = Extract<SpoolRequest, { kind: Kind }>;

export interface LoadedRow {
  readonly id: number;
  /** Those without an answer, in one block that has its memory for itself. */
  readonly events: readonly EventRun[];
}

/** What a file holds of one stream. */
export interface Backlog {
  readonly names: Names;
  readonly entity: ServiceEntity | undefined;
  readonly rows: number;
  readonly events: number;
}

/** One text for each pair of names. */
export function keyOf({ group, stream }: Names): string {
  return JSON.stringify([group, stream]);
}
