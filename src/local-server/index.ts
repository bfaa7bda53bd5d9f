import { openLocalServer } from './open.js';
import type { LocalServer, LocalServerOptions } from './types.js';

export type { Action } from './action.js';
export type { Fault, FaultTarget } from './fault-types.js';
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
} from './types.js';

/**
 * Starts a CloudWatch Logs on loopback that keeps the real one's rules: what it accepts the service accepts, what
 * breaks a rule is answered with the service's error and kept in `violations`. Events are held in memory.
 * @since 0.1.0
 */
export function startLocalServer(options: LocalServerOptions = {}): Promise<LocalServer> {
  return openLocalServer(options);
}
