import type { Message } from '../../messages/message.js';
import type { MessagePort } from 'node:worker_threads';
import type { Destination, ServiceEntity } from '../../events/model.js';
import type { WhenFull } from '../../options/options.js';
import type { ZlibPause } from '../../util/zlib-pause.js';
import type { Backlog, RowAck, StoredRow } from './journal.js';

/** The owner of a file: only an exporter with the same target and the same identity may take it over. */
export interface Owner {
  readonly endpoint: string;
  readonly region: string;
  /** The account, or a hash in its place. */
  readonly account: string;
}

export interface SpoolSettings {
  readonly directory: string;
  readonly maxBytes: number;
  readonly whenFull: WhenFull;
  /** What is known of the owner without a call; used until the owner is known. */
  readonly fingerprint: string;
}

/** State for a thread that replaces another. */
export interface SpoolStart extends SpoolSettings {
  /** The file that the thread before it had made. */
  readonly file?: string | undefined;
}

/** The start data of the thread. */
export interface SpoolWorkerData {
  readonly start: SpoolStart;
  /** The channel for replies: the main thread can read it without a turn of its event loop. */
  readonly port: MessagePort;
  readonly zlibPause: ZlibPause;
}

/** Rows that one request may recover: this many ids are reserved for it. */
export const RECOVERED_ROWS = 256;

/** Requests of the main thread. */
export type SpoolRequest =
  | {
      readonly kind: 'insert';
      readonly id: number;
      readonly destination: Destination;
      readonly entity: ServiceEntity | undefined;
      readonly count: number;
      readonly row: ArrayBuffer;
      /** There is more than one stream. */
      readonly hasOthers: boolean;
    }
  | { readonly kind: 'ack'; readonly acks: readonly RowAck[] }
  | {
      readonly kind: 'read';
      readonly destination: Destination;
      readonly after: number;
      readonly upTo: number;
      readonly most: 'row' | 'piece';
    }
  | { readonly kind: 'failing'; readonly destination: Destination; readonly isFailing: boolean }
  | { readonly kind: 'owner'; readonly owner: Owner }
  /** Rows of files without an owner process become ours, under ids from this one on. */
  | { readonly kind: 'recover'; readonly firstId: number }
  | { readonly kind: 'close' };

/** An Int32 that becomes 1 when all requests before are done, and their replies can be read. */
export interface Signal {
  readonly kind: 'signal';
  readonly flag: SharedArrayBuffer;
}

/** Replies of the thread. */
export type SpoolReply =
  | { readonly kind: 'inserted'; readonly id: number }
  /** The limit of the disk leaves no room for it. */
  | { readonly kind: 'refused'; readonly id: number }
  /** The error of the disk. */
  | { readonly kind: 'failed'; readonly id: number; readonly message: string }
  | {
      readonly kind: 'dropped';
      readonly destination: Destination;
      /** Undefined if the row was in a file of another process. */
      readonly id: number | undefined;
      readonly reason: 'outbox_full' | 'damaged';
      /** Of its events without an answer. */
      readonly times: readonly number[];
    }
  /** All rows up to an id. */
  | {
      readonly kind: 'rows';
      readonly destination: Destination;
      readonly rows: readonly StoredRow[];
      readonly upTo: number;
    }
  | { readonly kind: 'not read'; readonly destination: Destination }
  | { readonly kind: 'recovered'; readonly backlogs: readonly Backlog[]; readonly rest: 'more' | 'none' }
  /** Our file cannot be read any more, or was removed. */
  | { readonly kind: 'lost' }
  /** The name of our file. */
  | { readonly kind: 'file'; readonly name: string }
  | { readonly kind: 'report'; readonly message: Message; readonly name: string }
  /** This many requests are done, whatever their outcome. */
  | { readonly kind: 'handled'; readonly requests: number; readonly diskBytes: number }
  | { readonly kind: 'closed' };

export type Reply<Kind extends SpoolReply['kind']> = Extract<SpoolReply, { kind: Kind }>;

export type Request<Kind extends SpoolRequest['kind']> = Extract<SpoolRequest, { kind: Kind }>;
