import type { Code, Message } from '../../messages/message.js';
import type { Policy } from '../policy/statement.js';

export interface Step {
  /** The name of the call, or `region`, or `credentials`. */
  readonly name: string;
  /** `fixed`: it failed, and a later call fixed the cause. `skipped`: not completed, and not a failure. */
  readonly status: 'ok' | 'failed' | 'fixed' | 'skipped';
  /** What the step found. */
  readonly detail?: string;
  /** The error of the service, the network or the AWS SDK. */
  readonly error?: { readonly name: string; readonly message: string; readonly status?: number };
  readonly fix?: string;
  /** The code of the message that the exporter would give; `explain` prints more about it. */
  readonly code?: Code;
}

/** The result of a check; `--json` prints it as it is. */
export interface CheckReport {
  readonly ok: boolean;
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly region?: string;
  readonly endpoint?: string;
  readonly credentials?: { readonly source: string; readonly account?: string };
  /** The settings of a new group, if any are set. */
  readonly logGroup?: { readonly logGroupClass?: string; readonly retentionInDays?: number };
  /** The resource attributes in each event, if they are not the default ones. */
  readonly resource?: string | readonly string[];
  /** Keys and paths that are redacted, if any. */
  readonly redact?: readonly string[];
  /** Members that are left out, if any. */
  readonly omit?: readonly string[];
  /** The least severity that is sent, by scope, if one is set. */
  readonly minSeverity?: Readonly<Record<string, string>>;
  /** Whether records of traces that are not sampled are left out. */
  readonly traceBased?: boolean;
  /** Records that are held and sent with an error, if any. */
  readonly errorContext?: {
    readonly minSeverity: string;
    readonly trigger: string;
    readonly maxAgeMillis: number;
    readonly maxBytes: number;
  };
  /** The bytes that may be sent in an hour, if that is limited. */
  readonly budget?: { readonly bytesPerHour: number; readonly minSeverity: string };
  readonly warnings: readonly Message[];
  readonly steps: readonly Step[];
  /** A policy that allows what was denied, and nothing else. */
  readonly policy?: Policy;
  /** The next step, if nothing failed. */
  readonly next?: string;
  /** The link to the stream in the AWS console. */
  readonly console?: string;
}
