import type { Code, Message } from '../../messages/message.js';
import type { Policy } from '../policy/statement.js';

export interface Step {
  /** The call, or `region`, `credentials`. */
  readonly name: string;
  /** `recovered`: it failed, and what followed put it right. `skipped`: not tried to its end, and no fault. */
  readonly status: 'ok' | 'failed' | 'recovered' | 'skipped';
  /** What was seen. */
  readonly detail?: string;
  /** What the service, the network or the AWS SDK said. */
  readonly error?: { readonly name: string; readonly message: string; readonly status?: number };
  readonly fix?: string;
  /** Of the message that the exporter would give; "explain" says more. */
  readonly code?: Code;
}

/** What a check found; `--json` prints it as it is. */
export interface Report {
  readonly ok: boolean;
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly region?: string;
  readonly endpoint?: string;
  readonly credentials?: { readonly source: string; readonly account?: string };
  /** What a group is made with, where something of it is set. */
  readonly logGroup?: { readonly logGroupClass?: string; readonly retentionInDays?: number };
  /** The resource attributes in each event, where they are not the usual ones. */
  readonly resource?: string | readonly string[];
  /** Keys and paths that are redacted, where there are any. */
  readonly redact?: readonly string[];
  /** Members that are left out, where there are any. */
  readonly omit?: readonly string[];
  /** The least severity that is sent, by scope, where there is one. */
  readonly minSeverity?: Readonly<Record<string, string>>;
  /** Whether records of traces that are not sampled are left out. */
  readonly traceBased?: boolean;
  /** What is held and sent with an error, where something is. */
  readonly errorContext?: {
    readonly minSeverity: string;
    readonly trigger: string;
    readonly maxAgeMillis: number;
    readonly maxBytes: number;
  };
  /** What may be sent in an hour, where that is bounded. */
  readonly budget?: { readonly bytesPerHour: number; readonly minSeverity: string };
  readonly warnings: readonly Message[];
  readonly steps: readonly Step[];
  /** Allows what was denied, and nothing else. */
  readonly policy?: Policy;
  /** What to do now, where nothing failed. */
  readonly next?: string;
  /** The stream in the console. */
  readonly console?: string;
}
