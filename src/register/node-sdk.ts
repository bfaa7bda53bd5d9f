import type { ResourceDetector } from '@opentelemetry/resources';
import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import { AUTO_INSTRUMENTATIONS } from './package-names.js';
import type { Packages } from './packages.js';
import type { DetectorsByEnvironment } from './resource.js';
import { withEnvironment } from './with-environment.js';

const SDK = '@opentelemetry/sdk-node';

/** Auto-instrumentations, and the NodeSDK that they contain; not loaded yet. */
export interface NodeSdkPackages {
  loadAuto(): DetectorsByEnvironment & { getNodeAutoInstrumentations(): unknown[] };
  loadSdk(): { readonly NodeSDK: new (configuration: Configuration) => NodeSdk };
  /** Finds packages as auto-instrumentations do. */
  readonly ofAuto: Packages;
  /** Finds packages as NodeSDK does. */
  readonly ofSdk: Packages;
}

/** The part of NodeSDK that is used; both SDK lines have it. */
export interface NodeSdk {
  start(): void;
  shutdown(): Promise<void>;
}

interface Configuration {
  readonly instrumentations: readonly unknown[];
  readonly resourceDetectors: readonly ResourceDetector[];
  readonly logRecordProcessors?: readonly LogRecordProcessor[];
  readonly spanProcessors?: readonly unknown[];
}

/** With it, spans have ids and are not exported. */
const NO_EXPORT = {
  onStart: () => undefined,
  onEnd: () => undefined,
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
};

/** Undefined where auto-instrumentations are not installed. */
export function findNodeSdk(packages: Packages): NodeSdkPackages | undefined {
  const autoFile = packages.find(AUTO_INSTRUMENTATIONS);
  if (autoFile === undefined) return undefined;
  const ofAuto = packages.from(autoFile);
  const sdkFile = ofAuto.find(SDK);
  if (sdkFile === undefined) return undefined;
  return {
    loadAuto: () => packages.load(autoFile),
    loadSdk: () => packages.load(sdkFile),
    ofAuto,
    ofSdk: packages.from(sdkFile),
  };
}

/**
 * Starts what the register of auto-instrumentations starts. With OTEL_TRACES_EXPORTER=none NodeSDK would register no
 * tracer, and records of one request would have no common trace id. In OpenTelemetry `none` means no exporter;
 * the switch for the SDK itself is OTEL_SDK_DISABLED.
 *
 * @param logs - who gets the records; `environment` leaves that to OTEL_LOGS_EXPORTER
 */
export function startNodeSdk(
  packages: NodeSdkPackages,
  {
    resourceDetectors,
    logs,
    exportsTraces,
  }: {
    readonly resourceDetectors: readonly ResourceDetector[];
    readonly logs: LogRecordProcessor | 'environment' | 'none';
    readonly exportsTraces: boolean;
  },
): { readonly sdk: NodeSdk; readonly instrumentations: readonly unknown[] } {
  const changes = {
    // Its own logger for `diag` would write to the console, which may be instrumented.
    OTEL_LOG_LEVEL: undefined,
    ...(logs === 'none' && { OTEL_LOGS_EXPORTER: 'none' }),
  };
  return withEnvironment(changes, () => {
    const { NodeSDK } = packages.loadSdk();
    const instrumentations = packages.loadAuto().getNodeAutoInstrumentations();
    const sdk = new NodeSDK({
      instrumentations,
      resourceDetectors,
      ...(typeof logs === 'object' && { logRecordProcessors: [logs] }),
      ...(!exportsTraces && { spanProcessors: [NO_EXPORT] }),
    });
    sdk.start();
    return { sdk, instrumentations };
  });
}
