import { messageOf } from '../messages/message.js';
import { sdkHasStarted } from './api-globals.js';
import type { SignalListener } from './exit-hooks.js';
import { claimLogs, openLogs, startProvider } from './logs.js';
import { startNodeSdk } from './node-sdk.js';
import { listenersOfPreloads, type OtherRegister, runOtherRegister } from './other-registers.js';
import type { RelayProcessor } from './relay-processor.js';
import { createDetectors } from './resource.js';
import { shareLoggerProvider } from './share-logger-provider.js';
import type { Surroundings } from './surroundings.js';
import { giveTraceIds } from './trace-ids.js';

/** What has started. */
export interface Started {
  /** Receives all records; undefined where they go to other exporters. */
  readonly logs: RelayProcessor | undefined;
  /** Shuts down all providers of ours; undefined where there are none. */
  readonly owner: { shutdown(): Promise<void> } | undefined;
  /** Signal listeners of another package's SDK. */
  readonly listenersOfSdks: readonly SignalListener[];
  /** The instrumentations of our own SDK. */
  readonly instrumentations: readonly unknown[];
}

/** One SDK for traces, metrics and logs; for logs alone where auto-instrumentations are not installed. */
export function startOwnSdk(surroundings: Surroundings): Started {
  const { settings, packages, nodeSdk, report } = surroundings;
  const logs = claimLogs(surroundings);
  const started =
    nodeSdk &&
    report.attempt('start NodeSDK', () => {
      const { sdk, instrumentations } = startNodeSdk(nodeSdk, {
        resourceDetectors: createDetectors(settings.detectors, {
          packages,
          loadAuto: nodeSdk.loadAuto,
          warn: report.warn,
        }),
        logs: logs ?? (settings.logs === 'others' ? 'environment' : 'none'),
        exportsTraces: settings.exportsTraces,
      });
      shareLoggerProvider();
      return { sdk, instrumentations };
    });
  const owner = started?.sdk ?? (logs && startProvider(logs, surroundings));
  if (logs) openLogs(logs, surroundings);
  return { logs, owner, listenersOfSdks: [], instrumentations: started?.instrumentations ?? [] };
}

/**
 * Logs beside the SDK that another register has started, or starts next. That register runs first: its
 * instrumentations use the logger provider that they find, and its signal listeners become known.
 */
export function startBeside(other: OtherRegister | undefined, surroundings: Surroundings): Started {
  const { packages, nodeSdk, report } = surroundings;
  const logs = claimLogs(surroundings);
  if (logs === undefined) return { logs, owner: undefined, listenersOfSdks: [], instrumentations: [] };
  const owner = startProvider(logs, surroundings);
  const listenersOfSdks =
    other === undefined
      ? listenersOfPreloads()
      : report.attempt(`load ${other.file}`, () => runOtherRegister(packages, other));
  if (other !== undefined && !sdkHasStarted()) {
    report.warn(messageOf('CWL_OTHER_SDK_NOT_STARTED', { packageName: other.packageName }));
  }
  if (nodeSdk) report.attempt('give trace ids', () => giveTraceIds(nodeSdk.ofAuto));
  openLogs(logs, surroundings);
  return { logs, owner, listenersOfSdks: listenersOfSdks ?? [], instrumentations: [] };
}
