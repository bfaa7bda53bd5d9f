import type { Action } from './action.js';

/**
 * Which calls a fault meets, and how often. Every matcher left out matches all calls.
 * @since 0.1.0
 */
export interface FaultTarget {
  readonly actions?: readonly Action[];
  readonly logGroupName?: string;
  readonly logStreamName?: string;
  /** Only calls signed with this key: shows whether credentials were refreshed. */
  readonly accessKeyId?: string;
  /** Matching calls to let pass first. Default 0. */
  readonly skip?: number;
  /** Matching calls to meet after those. Default: all; for `delete-group` and `delete-stream` 1. */
  readonly times?: number;
  /** Chance from 0 to 1 that a matching call is met, drawn from the `random` option. Default 1. */
  readonly rate?: number;
  /** Headers added to the answer, for example `{ 'retry-after': '2' }`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * One scripted trouble. `latency`, `skew`, `delete-group` and `delete-stream` go together with any other; of the
 * rest, the first in the list that is due decides the answer. Calls are counted by object: to run a fault again,
 * script a new one.
 * @since 0.1.0
 */
export type Fault = FaultTarget &
  (
    | {
        /** Waits before the call is handled. */
        readonly kind: 'latency';
        readonly latencyMillis: number;
      }
    | {
        /** 400 ThrottlingException. `message` defaults to `Rate exceeded`. */
        readonly kind: 'throttle';
        readonly message?: string;
      }
    | {
        /** 500 InternalFailure, 503 ServiceUnavailableException. */
        readonly kind: 'internal-error' | 'unavailable';
      }
    | {
        /** The connection is reset, without effect or after the call took effect. */
        readonly kind: 'reset-before-write' | 'reset-after-write';
      }
    | {
        /** Nothing is stored and no answer comes until `close()`. */
        readonly kind: 'hang';
      }
    | {
        /** 400 ExpiredTokenException; use `accessKeyId` to let other keys pass. */
        readonly kind: 'expired-token';
      }
    | {
        /** 400 AccessDeniedException naming the action and the resource. */
        readonly kind: 'deny';
      }
    | {
        /** Deletes the group the call is about just before the call is handled. */
        readonly kind: 'delete-group';
      }
    | {
        /** Deletes the stream the call is about just before the call is handled. */
        readonly kind: 'delete-stream';
      }
    | {
        /** An endpoint that knows no gzip: compressed bodies only are answered so. 415 and 500 are statuses. */
        readonly kind: 'no-gzip';
        readonly as: 'serialization' | 'malformed' | 415 | 500;
      }
    | {
        /**
         * Shifts the server's clock for signatures and for the Date header of the answer. A request signed more
         * than 5 minutes off is refused with InvalidSignatureException.
         */
        readonly kind: 'skew';
        readonly skewMillis: number;
      }
    | {
        /** Any answer: an error of `errorName`, or `body` just as it is. Nothing is stored. */
        readonly kind: 'respond';
        /** Default 400. */
        readonly status?: number;
        readonly errorName?: string;
        readonly message?: string;
        /** Sent instead of the error's JSON, for example a proxy's page. */
        readonly body?: string;
      }
  );
