import type { MessagePort } from 'node:worker_threads';
import type { CloudWatchLogsClientConfig } from '@aws-sdk/client-cloudwatch-logs';
import type { ProvisionerSettings } from '../deliver/provisioner.js';
import type { DispatcherSettings } from '../dispatch/dispatcher.js';
import type { Destination, EventBlock, LossReason, ServiceEntity } from '../events/model.js';
import type { Compression, LogGroupOptions } from '../options/options.js';
import type { ZlibPause } from '../util/zlib-pause.js';

/** The settings of the thread. All of them can be copied to a thread. */
export interface ThreadSettings extends Omit<ProvisionerSettings, 'logGroup'>, DispatcherSettings {
  readonly clientConfig: CloudWatchLogsClientConfig;
  readonly compression: Compression;
  readonly requestTimeoutMillis: number;
}

export interface ExitStart {
  readonly settings: ThreadSettings;
  /** A file of this package, or of the bundle that contains it: the AWS SDK is looked up from there. */
  readonly packageFile: string | undefined;
  readonly port: MessagePort;
  readonly zlibPause: ZlibPause;
}

/** Events of one stream. */
export interface StreamEvents {
  readonly destination: Destination;
  readonly entity: ServiceEntity | undefined;
  /** For a log group that has to be created. A function that returns settings cannot be copied. */
  readonly logGroup: LogGroupOptions;
  readonly blocks: readonly EventBlock[];
}

/** Asks the thread to send events. */
export interface ExitRequest {
  readonly streams: readonly StreamEvents[];
  /** An Int32: 1 when all events have an answer, or no attempt follows soon. */
  readonly flag: SharedArrayBuffer;
}

/** Events of a block: its index among all blocks of all requests, the first event, and the one after the last. */
export type BlockRange = readonly [block: number, from: number, to: number];

/** Messages from the thread. */
export type ExitReply =
  /** The service has answered for them. */
  | { readonly kind: 'answered'; readonly events: readonly BlockRange[] }
  /** The service does not keep them; an answer for them follows. */
  | {
      readonly kind: 'lost';
      readonly events: readonly BlockRange[];
      readonly reason: LossReason;
      readonly error: string | undefined;
    }
  /** Why a call failed. */
  | { readonly kind: 'failed'; readonly message: string };
