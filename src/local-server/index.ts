import { openLocalServer } from './open.js';
import type { LocalServer, LocalServerOptions } from './model/types.js';

export type { Action } from './model/action.js';
export type { Fault, FaultTarget } from './model/fault-types.js';
export type {
  LocalClientConfig,
  LocalServer,
  LocalServerOptions,
  Quotas,
  RecordedCall,
  RecordedInput,
  RejectedCounts,
  StoredEvent,
  Violation,
  ViolationRule,
} from './model/types.js';

/**
 * Starts a CloudWatch Logs server on 127.0.0.1 with the rules of the real service. It accepts what the service accepts.
 * A request that breaks a rule gets the service's error and is kept in `violations`. Events are held in memory, up to
 * 2,000,000 events and 2 GiB.
 *
 * @throws Error of Node, such as `EADDRINUSE`, when it cannot listen on `host` and `port`
 * @example
 * await using server = await startLocalServer();
 * const exporter = new CloudWatchLogRecordExporter({ clientConfig: server.clientConfig });
 * // ... log, then:
 * await server.waitFor(3);
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
 * @since 0.1.0
 */
export function startLocalServer(options: LocalServerOptions = {}): Promise<LocalServer> {
  return openLocalServer(options);
}
