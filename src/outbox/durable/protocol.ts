import type { ServiceEntity } from '../../model.js';
import type { WhenFull } from '../../options.js';
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

/** A row: the file that it is in, and its number there. */
export interface RowName {
  readonly source: number;
  readonly id: number;
}

export interface SpoolSettings {
  readonly directory: string;
  readonly maxBytes: number;
  readonly whenFull: WhenFull;
  /** What can be told of the identity without asking anybody; serves until the identity is known. */
  readonly hint: string;
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
  | {
      readonly kind: 'answered';
      readonly source: number;
      /** All of their events have their answer. */
      readonly gone: readonly number[];
      /** Some of their events have it. */
      readonly parts: readonly { readonly id: number; readonly ranges: readonly AnsweredRange[] }[];
    }
  | {
      readonly kind: 'load';
      readonly source: number;
      readonly names: Names;
      /** Rows after this one. */
      readonly after: number;
      /** Ends at the first row that makes it so many bytes. */
      readonly bytes: number;
    }
  | { readonly kind: 'scan'; readonly identity: Identity | undefined }
  | { readonly kind: 'identify'; readonly identity: Identity }
  | { readonly kind: 'close' };

export interface Pressure {
  /** Streams that get no answers. */
  readonly failing: readonly string[];
  /** There is more than one stream. */
  readonly others: boolean;
  /** Rows with events at the service: they stay. */
  readonly busy: readonly RowName[];
}

/** What the worker says. */
export type SpoolReply =
  | { readonly kind: 'inserted'; readonly ticket: number; readonly source: number; readonly id: number }
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
      readonly row: RowName;
      readonly names: Names;
      readonly bytes: ArrayBuffer;
      readonly answered: readonly AnsweredRange[];
    }
  /** The load has ended; `upTo` is the last row that it looked at, or that there is no row after. */
  | {
      readonly kind: 'load ended';
      readonly source: number;
      readonly names: Names;
      readonly upTo: number | undefined;
      readonly failed: boolean;
    }
  /** There are files that belong to nobody; whether they are ours to take is told by the identity. */
  | { readonly kind: 'found' }
  | { readonly kind: 'adopted'; readonly source: number; readonly backlogs: readonly Backlog[] }
  /** The file could not be read any more and was set aside. */
  | { readonly kind: 'source lost'; readonly source: number }
  | { readonly kind: 'trouble'; readonly cause: string; readonly message: string }
  | { readonly kind: 'used'; readonly bytes: number }
  | { readonly kind: 'closed' };

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
