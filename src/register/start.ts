import { BroadcastChannel, isMainThread, threadId } from 'node:worker_threads';
import { runExitWork } from '../util/exit-event.js';
import { sdkHasStarted } from './api-globals.js';
import { instrumentBunImports } from './bun-imports.js';
import { instrumentConsole } from './console-instrumentation.js';
import { type Closable, installExitHooks } from './exit-hooks.js';
import { recordCrashes } from './crash-records.js';
import { registerImportHook } from './import-hook.js';
import { flushByInvocation } from './lambda.js';
import { maxMillisOf } from './log-processor.js';
import { emitRecord } from './logs.js';
import { loadedTooEarly, missingPackages } from './missing-packages.js';
import { findNodeSdk } from './node-sdk.js';
import { findOtherRegister } from './other-registers.js';
import { createPackages } from './packages.js';
import { createReport } from './report.js';
import { readSettings, type Settings } from './settings.js';
import { findSignalExit } from './signal-exit.js';
import { watchForSilence } from './silence.js';
import { type Started, startBeside, startOwnSdk } from './start-sdk.js';
import { setStderrDiagLogger } from './stderr-diag-logger.js';
import type { Surroundings } from './surroundings.js';
import { createTelemetryService } from './telemetry-service.js';
import { whyNoRegister } from './unsupported-runtime.js';
import { CHANNEL_NAME, followMainThread, withWorkers } from './worker-threads.js';

/** Sets up logs, and with auto-instrumentations everything else, from the environment alone. */
export function start(): void {
  const settings = readSettings(process.env);
  if (settings.logs === 'off') return;
  const report = createReport();
  settings.warnings.forEach(report.warn);
  const unsupported = whyNoRegister();
  if (unsupported !== undefined) {
    setStderrDiagLogger(settings.diagLevel);
    report.warn(unsupported);
    report.begin();
    return;
  }
  const packages = createPackages();
  const surroundings: Surroundings = {
    settings,
    packages,
    nodeSdk: findNodeSdk(packages),
    commandLine: [...process.execArgv, process.env['NODE_OPTIONS'] ?? ''],
    report,
  };

  const sdkWasThere = sdkHasStarted();
  const other = sdkWasThere ? undefined : findOtherRegister(packages, surroundings.commandLine);
  const early = sdkWasThere ? undefined : loadedTooEarly(packages);
  // Another register may set a logger for `diag`, and would complain about one that is set already.
  if (other === undefined) beginReport(surroundings);
  const started = sdkWasThere || other ? startBeside(other, surroundings) : startOwnSdk(surroundings);
  if (other !== undefined) beginReport(surroundings);
  const service = endWithProcess(started, settings);
  if (started.logs !== undefined && service !== undefined) {
    const message = flushByInvocation(process.env, started.instrumentations, service.flush);
    if (message !== undefined) report.warn(message);
  }
  if (started.logs !== undefined && isMainThread && settings.uncaughtExceptions) {
    recordCrashes(started.logs, process, emitRecord);
  }
  instrumentMore(surroundings);

  if (settings.logs !== 'here') return;
  const missing = missingPackages(packages, surroundings.nodeSdk?.ofAuto);
  for (const message of [missing, early]) if (message !== undefined) report.warn(message);
  if (started.logs !== undefined && early === undefined && isMainThread) {
    watchForSilence(started.logs, { packages, console: settings.console, warn: report.warn });
  }
}

function beginReport({ settings, report }: Surroundings): void {
  setStderrDiagLogger(settings.diagLevel);
  report.begin();
}

function endWithProcess(
  { logs, owner, listenersOfSdks }: Started,
  { selfMetrics }: Settings,
): Closable | undefined {
  if (owner === undefined) return undefined;
  const service = createTelemetryService({ logs, owner, selfMetrics });
  installExitHooks(inAllThreads(service), process, {
    handleSignals: isMainThread,
    maxMillis: maxMillisOf(process.env),
    listenersOfSdks,
    signalExit: findSignalExit(),
    deliverNow: runExitWork,
  });
  return service;
}

/** Only the main thread receives signals, and its end is the end of the workers. */
function inAllThreads(service: Closable): Closable {
  const channel = new BroadcastChannel(CHANNEL_NAME);
  if (isMainThread) return withWorkers(service, { channel, owner: process });
  followMainThread(service, { channel, owner: process, thread: threadId });
  return service;
}

/** The instrumentations beside NodeSDK. */
function instrumentMore({ settings, packages, nodeSdk, commandLine, report }: Surroundings): void {
  report.attempt('register the hook for ES modules', () =>
    registerImportHook(nodeSdk?.ofAuto ?? packages, commandLine),
  );
  report.attempt('instrument imports in Bun', () => instrumentBunImports(packages));
  if (!settings.console) return;
  report.attempt('instrument the console', () => instrumentConsole(packages, report.warn));
}
